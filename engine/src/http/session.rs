//! What applications leave with a call: cookies, and log-ins of URLs. Forgotten when the call ends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::Url;

use crate::config::Origin;

/// The sessions of all calls.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Arc<Session>>>);

/// One call's.
#[derive(Default)]
pub(super) struct Session {
    cookies: Jar,
    logins: Mutex<HashMap<Origin, HeaderValue>>,
}

impl Sessions {
    /// The session of a call, if it has one.
    fn find(&self, call_id: &str) -> Option<Arc<Session>> {
        self.lock().get(call_id).cloned()
    }

    fn find_or_make(&self, call_id: &str) -> Arc<Session> {
        let mut sessions = self.lock();
        if sessions.len() >= CALLS && !sessions.contains_key(call_id) {
            return Arc::default();
        }
        Arc::clone(sessions.entry(call_id.to_owned()).or_default())
    }

    /// Forgets a call.
    pub fn forget(&self, call_id: &str) {
        self.lock().remove(call_id);
    }

    /// How many calls have one.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// The `Cookie` header for a URL.
    pub fn cookies(&self, call_id: Option<&str>, url: &Url) -> Option<HeaderValue> {
        self.find(call_id?)?.cookies.cookies(url)
    }

    /// Keeps what an answer sets.
    pub fn keep_cookies(&self, call_id: Option<&str>, url: &Url, headers: &HeaderMap) {
        let (Some(call_id), true) = (call_id, headers.contains_key(SET_COOKIE)) else { return };
        let session = self.find_or_make(call_id);
        let full = session.cookies.cookies(url).is_some_and(|header| header.len() > COOKIE_BYTES);
        if !full {
            let small = headers.get_all(SET_COOKIE).iter().filter(|cookie| cookie.len() <= COOKIE_BYTES);
            session.cookies.set_cookies(&mut small.take(COOKIES), url);
        }
    }

    /// Takes user name and password out of a URL. They hold for its origin until the call ends, as Twilio has it.
    pub fn log_in(&self, call_id: Option<&str>, url: &mut Url) -> Option<HeaderValue> {
        let origin = Origin::of(url)?;
        if url.username().is_empty() && url.password().is_none() {
            return self.find(call_id?)?.logins().get(&origin).cloned();
        }
        let (user, password) = (percent_decoded(url.username()), percent_decoded(url.password().unwrap_or_default()));
        // Neither can fail: the URL has a host.
        url.set_username("").ok();
        url.set_password(None).ok();
        let header = basic(&user, &password)?;
        if let Some(call_id) = call_id {
            let session = self.find_or_make(call_id);
            let mut logins = session.logins();
            if logins.len() < LOGINS || logins.contains_key(&origin) {
                logins.insert(origin, header.clone());
            }
        }
        Some(header)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn logins(&self) -> MutexGuard<'_, HashMap<Origin, HeaderValue>> {
        self.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Session").finish_non_exhaustive()
    }
}

/// The value of `Authorization` for a user name and password. RFC 7617.
pub(super) fn basic(user: &str, password: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))).ok()?;
    header.set_sensitive(true);
    Some(header)
}

fn percent_decoded(text: &str) -> String {
    // In a form `+` is a space; in a URL's user name it is a plus.
    let form = format!("a={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Cookies of one answer that are looked at.
const COOKIES: usize = 50;
/// One cookie, and the whole header of one request: beyond, new ones are not kept.
const COOKIE_BYTES: usize = 4_096;
/// Origins that one call may be logged in at.
const LOGINS: usize = 16;
/// Calls with a session.
const CALLS: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_in_holds_for_its_origin_and_its_call() {
        let sessions = Sessions::default();
        let mut url = Url::parse("https://ivr:p%40ss+1@crm.example/a").unwrap();

        let header = sessions.log_in(Some("call"), &mut url).unwrap();

        assert_eq!(url.as_str(), "https://crm.example/a");
        assert_eq!(header, format!("Basic {}", STANDARD.encode("ivr:p@ss+1")));
        let again = |call: &str, url: &str| sessions.log_in(Some(call), &mut Url::parse(url).unwrap());
        assert_eq!(again("call", "https://crm.example/b"), Some(header));
        assert_eq!(again("call", "https://other.example/b"), None);
        assert_eq!(again("other", "https://crm.example/b"), None);
        sessions.forget("call");
        assert_eq!(sessions.len(), 0);
    }

    #[test]
    fn cookies_are_kept_by_call_and_host() {
        let sessions = Sessions::default();
        let url = Url::parse("http://crm.example/ivr").unwrap();
        let headers = HeaderMap::from_iter([(SET_COOKIE, HeaderValue::from_static("session=1; Path=/"))]);

        sessions.keep_cookies(Some("call"), &url, &headers);

        assert_eq!(sessions.cookies(Some("call"), &url).unwrap(), "session=1");
        assert_eq!(sessions.cookies(Some("other"), &url), None);
        assert_eq!(sessions.cookies(Some("call"), &Url::parse("http://other.example/").unwrap()), None);
    }

    #[test]
    fn cookies_without_end_are_not_kept() {
        let sessions = Sessions::default();
        let url = Url::parse("http://crm.example/").unwrap();
        for number in 0..100 {
            let cookie = HeaderValue::try_from(format!("c{number}={}", "x".repeat(1_000))).unwrap();
            sessions.keep_cookies(Some("call"), &url, &HeaderMap::from_iter([(SET_COOKIE, cookie)]));
        }

        assert!(sessions.cookies(Some("call"), &url).unwrap().len() < 8_000);
    }
}
