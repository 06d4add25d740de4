//! Addresses of the Internet: a voice would take their full stops for ends of sentences.

use std::sync::LazyLock;

use regex::Regex;

use super::rule::{pattern, replace};

/// Says the full stops of host names by name.
pub(super) fn dots(text: &str, dot: &str) -> String {
    replace(text, &HOST, |found| {
        let glued = found.before.ends_with(char::is_alphanumeric) || found.after.starts_with(char::is_alphanumeric);
        (!glued).then(|| found.all().replace('.', &format!(" {dot} ")))
    })
}

/// The last part is one people have, so that `done.Please` is two sentences.
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[A-Za-zА-я0-9-]+(?:\.[A-Za-zА-я0-9-]+)*\.(?:com|org|net|gov|edu|info|biz|io|app|dev|co|uk|us|ca|au|ie|eu|de|fr|ru|by|kz|ua|рф|example|test)\b",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_said_with_their_dots() {
        let cases = [
            ("Visit www.example.co.uk.", "Visit www dot example dot co dot uk."),
            ("a-b@mail.example.com, почта.рф", "a-b@mail dot example dot com, почта dot рф"),
            ("Done.Please wait. 3.5 e.g. U.S. commerce.common", "Done.Please wait. 3.5 e.g. U.S. commerce.common"),
        ];
        for (text, expected) in cases {
            assert_eq!(dots(text, "dot"), expected);
        }
    }
}
