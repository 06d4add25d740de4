//! Scheme, host and port of a URL: what one application is.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// An `http` or `https` origin.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of a URL; `None` if it is not an `http` or `https` one.
    pub fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?.to_owned();
        let port = url.port_or_known_default()?;
        matches!(url.scheme(), "http" | "https").then(|| Self { scheme: url.scheme().to_owned(), host, port })
    }

    /// The host: a name, or an address (IPv6 in brackets).
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether `next` is this origin, or this host with TLS at the usual ports.
    pub fn trusts(&self, next: &Self) -> bool {
        let upgraded = self.scheme == "http" && self.port == 80 && next.scheme == "https" && next.port == 443;
        self == next || (upgraded && self.host == next.host)
    }
}

impl FromStr for Origin {
    type Err = ();

    /// `https://crm.example`, with a port if it is not the usual one, with nothing behind it.
    fn from_str(text: &str) -> Result<Self, ()> {
        let url = Url::parse(text).map_err(|_| ())?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        if bare && nobody { Self::of(&url).ok_or(()) } else { Err(()) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", self.scheme, self.host)?;
        let usual = if self.scheme == "https" { 443 } else { 80 };
        if self.port == usual { Ok(()) } else { write!(formatter, ":{}", self.port) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Origin {
        text.parse().unwrap()
    }

    #[test]
    fn the_usual_port_goes_without_saying() {
        assert_eq!(origin("https://crm.example:443"), origin("https://CRM.example/"));
        assert_eq!(origin("http://crm.example:8080").to_string(), "http://crm.example:8080");
    }

    #[test]
    fn a_path_or_a_password_is_no_origin() {
        for text in
            ["https://crm.example/ivr", "https://a:b@crm.example", "ftp://crm.example", "crm.example", "http://"]
        {
            assert_eq!(text.parse::<Origin>(), Err(()), "{text}");
        }
    }

    #[test]
    fn only_the_same_origin_or_its_upgrade_is_trusted() {
        let plain = origin("http://crm.example");
        assert!(plain.trusts(&origin("https://crm.example")));
        assert!(!origin("https://crm.example").trusts(&plain));
        assert!(!plain.trusts(&origin("http://crm.example:8080")));
        assert!(!plain.trusts(&origin("http://www.crm.example")));
    }
}
