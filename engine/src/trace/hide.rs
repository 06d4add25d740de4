//! Passwords in URLs, which nobody may read in a trace.

/// A text with user names and passwords of URLs in it replaced: `https://***@crm.example/`.
pub(super) fn logins(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("://") {
        let (before, behind) = rest.split_at(place + 3);
        shown.push_str(before);
        let end = behind.find(ENDS).unwrap_or(behind.len());
        rest = behind;
        // The last one: a password may have one of its own.
        if let Some(login) = behind[..end].rfind('@') {
            shown.push_str("***");
            rest = &behind[login..];
        }
    }
    shown.push_str(rest);
    shown
}

/// What a host cannot have in it.
const ENDS: [char; 9] = ['/', '?', '#', '<', '>', '"', '\'', ' ', '\n'];

#[cfg(test)]
mod tests {
    use super::logins;

    #[test]
    fn a_login_is_hidden_wherever_its_url_stands() {
        assert_eq!(logins("https://a:b@c.example/x?y=1@2"), "https://***@c.example/x?y=1@2");
        assert_eq!(logins("<Play>http://a:p@ss@c/</Play> http://d/e@f"), "<Play>http://***@c/</Play> http://d/e@f");
        assert_eq!(logins("a@b.example and c://"), "a@b.example and c://");
    }
}
