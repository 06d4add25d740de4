//! What in a URL opens doors, which nobody may read in a trace: passwords, and the signatures of links to recordings.

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

/// A text with the signatures of links to recordings in it replaced, also where a URL stands in another one.
pub(super) fn signatures(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(SIGNATURE) {
        let (before, behind) = rest.split_at(place + SIGNATURE.len());
        shown.push_str(before);
        let sign = ["=", "%3D", "%3d"].into_iter().find(|sign| behind.starts_with(sign)).unwrap_or("");
        let value = &behind[sign.len()..];
        let digits = value.bytes().take_while(u8::is_ascii_hexdigit).count();
        shown.push_str(sign);
        rest = value;
        if !sign.is_empty() && digits >= 64 {
            shown.push_str("***");
            rest = &value[digits..];
        }
    }
    shown.push_str(rest);
    shown
}

const SIGNATURE: &str = "signature";

/// What a host cannot have in it.
const ENDS: [char; 9] = ['/', '?', '#', '<', '>', '"', '\'', ' ', '\n'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_hidden_also_within_another_url() {
        let signature = "0123456789abcdef".repeat(4);

        assert_eq!(
            signatures(&format!("http://a/RE1.wav?expires=9&signature={signature}")),
            "http://a/RE1.wav?expires=9&signature=***"
        );
        assert_eq!(
            signatures(&format!("?u=RE1%26signature%3D{signature}.mp3&b=1")),
            "?u=RE1%26signature%3D***.mp3&b=1"
        );
        for other in ["a signature", "signature=", "signature=abc", "signaturesignature=é"] {
            assert_eq!(signatures(other), other);
        }
    }

    #[test]
    fn a_login_is_hidden_wherever_its_url_stands() {
        assert_eq!(logins("https://a:b@c.example/x?y=1@2"), "https://***@c.example/x?y=1@2");
        assert_eq!(logins("<Play>http://a:p@ss@c/</Play> http://d/e@f"), "<Play>http://***@c/</Play> http://d/e@f");
        assert_eq!(logins("a@b.example and c://"), "a@b.example and c://");
    }
}
