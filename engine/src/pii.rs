//! Personal data on its way to a log.

use std::fmt;

/// A number, name or URI of a person: shown whole from `debug` on, else only as much as tells two callers apart.
pub struct Pii<'a>(pub &'a str);

impl fmt::Display for Pii<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if tracing::enabled!(tracing::Level::DEBUG) {
            return formatter.write_str(self.0);
        }
        mask(self.0, formatter)
    }
}

/// `+441632960111` becomes `+44…11`; what is short enough to be guessed from its ends is hidden whole.
fn mask(text: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let count = text.chars().count();
    if count < 9 {
        return formatter.write_str("…");
    }
    for character in text.chars().take(3) {
        write!(formatter, "{character}")?;
    }
    formatter.write_str("…")?;
    for character in text.chars().skip(count - 2) {
        write!(formatter, "{character}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_ends_only() {
        assert_eq!(Pii("+441632960111").to_string(), "+44…11");
    }

    #[test]
    fn an_extension_shows_nothing() {
        assert_eq!(Pii("1234").to_string(), "…");
    }
}
