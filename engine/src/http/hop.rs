//! One request of a redirect chain: where it goes and what it carries.

use dialplan::order::{self, Request};
use reqwest::{Method, StatusCode};
use url::Url;
use url::form_urlencoded::Serializer;

use super::error::FetchError;
use crate::config::Origin;

/// One request of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hop {
    pub method: Method,
    /// As it is sent: without fragment, with the parameters of a GET.
    pub url: Url,
    pub origin: Origin,
    /// The same without the parameters we have added: what relative URLs are meant against.
    pub base: Url,
    /// The fields of a POST.
    pub form: Option<Vec<(String, String)>>,
    /// Whether the chain has not left the origin it began at.
    pub trusted: bool,
}

impl Hop {
    /// Where a chain begins.
    ///
    /// # Errors
    /// [`FetchError::Url`].
    pub fn first(request: &Request) -> Result<Self, FetchError> {
        let mut hop = Self::get(&request.url)?;
        match request.method {
            order::Method::Get if request.parameters.is_empty() => {}
            order::Method::Get => {
                hop.url.query_pairs_mut().extend_pairs(&request.parameters);
            }
            order::Method::Post => {
                hop.method = Method::POST;
                hop.form = Some(request.parameters.clone());
            }
        }
        Ok(hop)
    }

    /// A URL alone.
    ///
    /// # Errors
    /// [`FetchError::Url`].
    pub fn get(written: &str) -> Result<Self, FetchError> {
        let unusable = || FetchError::Url { shown: shown(written) };
        let mut url = Url::parse(written).map_err(|_| unusable())?;
        url.set_fragment(None);
        let origin = Origin::of(&url).ok_or_else(unusable)?;
        Ok(Self { method: Method::GET, base: url.clone(), url, origin, form: None, trusted: true })
    }

    /// Where an answer sends us on to; `None` if it does not. A POST becomes a GET on 301, 302 and 303, as browsers and
    /// Twilio have it; 307 and 308 keep it. RFC 9110 §15.4.
    ///
    /// # Errors
    /// [`FetchError::Url`].
    pub fn next(&self, status: StatusCode, location: Option<&[u8]>) -> Result<Option<Self>, FetchError> {
        let keeps = match status.as_u16() {
            301..=303 => false,
            307 | 308 => true,
            _ => return Ok(None),
        };
        let Some(location) = location.map(String::from_utf8_lossy) else { return Ok(None) };
        let unusable = || FetchError::Url { shown: shown(&location) };
        let url = self.url.join(location.trim()).map_err(|_| unusable())?;
        let mut hop = Self::get(url.as_str())?;
        hop.trusted = self.trusted && self.origin.trusts(&hop.origin);
        if keeps {
            (hop.method, hop.form) = (self.method.clone(), self.form.clone());
        }
        Ok(Some(hop))
    }

    /// Takes user name and password out of what is shown and resolved against.
    pub fn conceal_login(&mut self) {
        // Neither can fail: the URL has a host.
        self.base.set_username("").ok();
        self.base.set_password(None).ok();
    }

    /// The body of a POST.
    pub fn body(&self) -> Option<String> {
        let form = self.form.as_ref()?;
        Some(Serializer::new(String::new()).extend_pairs(form).finish())
    }
}

/// The beginning of a URL that cannot be used, without its query.
fn shown(url: &str) -> String {
    url.split(['?', '#', '@']).next().unwrap_or_default().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(url: &str) -> Hop {
        let form = Some(vec![("Digits".to_owned(), "1 2&é".to_owned())]);
        Hop { method: Method::POST, form, ..Hop::get(url).unwrap() }
    }

    fn next(hop: &Hop, status: u16, location: &str) -> Hop {
        hop.next(StatusCode::from_u16(status).unwrap(), Some(location.as_bytes())).unwrap().unwrap()
    }

    #[test]
    fn a_post_becomes_a_get_unless_the_status_keeps_it() {
        let hop = post("http://crm.example/a");

        for status in [301, 302, 303] {
            assert_eq!((next(&hop, status, "/b").method, next(&hop, status, "/b").form), (Method::GET, None));
        }
        for status in [307, 308] {
            assert_eq!(next(&hop, status, "/b").body().unwrap(), "Digits=1+2%26%C3%A9");
        }
        assert_eq!(hop.next(StatusCode::NOT_MODIFIED, Some(b"/b")), Ok(None));
        assert_eq!(hop.next(StatusCode::FOUND, None), Ok(None));
    }

    #[test]
    fn trust_that_is_lost_does_not_come_back() {
        let hop = post("http://crm.example/a");

        assert!(next(&hop, 302, "b?c").trusted);
        assert!(next(&hop, 302, "https://crm.example/").trusted);
        let away = next(&hop, 307, "http://other.example/");
        assert!(!away.trusted);
        assert!(!next(&away, 307, "http://crm.example/a").trusted);
    }

    #[test]
    fn only_the_web_is_gone_to() {
        let hop = post("http://crm.example/a");

        let error = hop.next(StatusCode::FOUND, Some(b"file:///etc/passwd?x")).unwrap_err();

        assert_eq!(error, FetchError::Url { shown: "file:///etc/passwd".into() });
        assert!(Hop::get("crm.example/a").is_err());
    }
}
