//! Answers the challenges of servers that want to know who we are (RFC 8760: MD5, SHA-256, SHA-512-256).

use digest_auth::{AlgorithmType, AuthContext, HttpMethod, Qop, WwwAuthenticateHeader};
use rsipstack::sip::{Header, Request, Response};

use super::convert;

/// A challenge that can be answered again: each answer counts its nonce up.
#[derive(Debug, Clone)]
pub(super) struct Challenge {
    prompt: WwwAuthenticateHeader,
    proxy: bool,
}

impl Challenge {
    /// The best challenge in a 401 or 407; none if we can answer none.
    pub(super) fn read(response: &Response) -> Option<Self> {
        let (asks, proxy) = match response.status_code.code() {
            401 => ("WWW-Authenticate", false),
            407 => ("Proxy-Authenticate", true),
            _ => return None,
        };
        let mut prompts: Vec<WwwAuthenticateHeader> = convert::all(response, asks).filter_map(prompt).collect();
        // RFC 8760 §2.4: the topmost that we can do, but not MD5 if there is better.
        prompts.sort_by_key(|prompt| prompt.algorithm.algo == AlgorithmType::MD5);
        Some(Self { prompt: prompts.into_iter().next()?, proxy })
    }

    /// The header that answers it for a request.
    pub(super) fn answer(&mut self, request: &Request, (user, password): (&str, &str)) -> Option<Header> {
        let uri = request.uri.to_string();
        let method = HttpMethod::from(request.method.to_string());
        let context = AuthContext::new_with_method(user, password, uri, Some(request.body.as_slice()), method);
        let answer = self.prompt.respond(&context).ok()?.to_header_string();
        Some(if self.proxy { Header::ProxyAuthorization(answer.into()) } else { Header::Authorization(answer.into()) })
    }

    /// The password was right, but the nonce too old.
    pub(super) fn is_stale(&self) -> bool {
        self.prompt.stale
    }
}

/// The realms that a request has answered already. A proxy and the callee may each ask, once.
#[derive(Debug, Default)]
pub(super) struct Answered(Vec<(bool, String)>);

/// The header that answers a 401 or 407 to this request; none if we cannot answer it, or our answer was refused: then only
/// a stale nonce is worth another try.
pub(super) fn authorize(
    response: &Response,
    request: &Request,
    credentials: (&str, &str),
    answered: &mut Answered,
) -> Option<Header> {
    let mut challenge = Challenge::read(response)?;
    let realm = (challenge.proxy, challenge.prompt.realm.clone());
    let again = answered.0.contains(&realm);
    // A server that finds every nonce stale must not keep us for ever.
    if again && !challenge.is_stale() || answered.0.len() >= CHALLENGES {
        return None;
    }
    answered.0.push(realm);
    challenge.answer(request, credentials)
}

/// Challenges of one call that are answered.
const CHALLENGES: usize = 5;

/// Reads a challenge we can answer.
fn prompt(value: &str) -> Option<WwwAuthenticateHeader> {
    // The library counts in characters and cuts in octets: what is not ASCII can make it panic.
    let value = value.trim();
    let scheme = value.get(..6).filter(|_| value.is_ascii()).filter(|scheme| scheme.eq_ignore_ascii_case("digest"))?;
    let mut prompt = digest_auth::parse(&format!("Digest{}", &value[scheme.len()..])).ok()?;
    // `auth` is what every server does; `auth-int` covers a body that proxies may change.
    if let Some(qops) = &mut prompt.qop
        && qops.contains(&Qop::AUTH)
    {
        *qops = vec![Qop::AUTH];
    }
    Some(prompt)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rsipstack::sip::{Headers, Method, StatusCode, Version};

    use super::*;

    fn request() -> Request {
        let uri = convert::uri("sip:bob@example.com").expect("a URI");
        Request { method: Method::Invite, uri, version: Version::V2, headers: Headers::default(), body: Vec::new() }
    }

    fn challenge(values: &[&str]) -> Response {
        let headers = values.iter().map(|value| Header::ProxyAuthenticate((*value).into())).collect::<Vec<_>>();
        let status_code = StatusCode::ProxyAuthenticationRequired;
        Response { status_code, headers: headers.into(), ..Response::default() }
    }

    const MD5: &str = r#"Digest realm="r", nonce="n", qop="auth,auth-int", algorithm=MD5"#;

    #[test]
    fn the_better_algorithm_is_chosen_and_the_uri_is_signed() {
        let sha = r#"digest realm="r", nonce="n2", qop="auth", algorithm=SHA-256"#;

        let response = challenge(&[MD5, sha]);
        let header = authorize(&response, &request(), ("u", "p"), &mut Answered::default()).expect("an answer");

        let text = header.to_string();
        assert!(text.starts_with("Proxy-Authorization: Digest username=\"u\""), "{text}");
        for part in ["algorithm=SHA-256", "nonce=\"n2\"", "uri=\"sip:bob@example.com\"", "qop=auth", "nc=00000001"] {
            assert!(text.contains(part), "{text} has no {part}");
        }
    }

    #[test]
    fn a_refused_password_is_not_tried_again_but_a_stale_nonce_is() {
        let stale = format!("{MD5}, stale=true");
        let other = MD5.replace("\"r\"", "\"proxy\"");
        let mut answered = Answered::default();
        let mut authorize = |values: &[&str]| authorize(&challenge(values), &request(), ("u", "p"), &mut answered);

        assert!(authorize(&["Basic realm=\"r\""]).is_none());
        assert!(authorize(&[MD5]).is_some());
        assert!(authorize(&[MD5]).is_none());
        assert!(authorize(&[&stale]).is_some());
        assert!(authorize(&[&other]).is_some());
        assert!((0..10).filter(|_| authorize(&[&stale]).is_some()).count() < 5);
    }

    #[test]
    fn every_answer_to_one_nonce_has_its_own_count() {
        let mut challenge = Challenge::read(&challenge(&[MD5])).expect("one we know");
        let mut answer = || challenge.answer(&request(), ("u", "p")).expect("an answer").to_string();

        assert!(answer().contains("nc=00000001"));
        assert!(answer().contains("nc=00000002"));
    }

    proptest! {
        #[test]
        fn no_challenge_panics(value in "Digest (\\PC|[a-z]+=\"?|, ){0,40}") {
            let _ = authorize(&challenge(&[&value]), &request(), ("u", "p"), &mut Answered::default());
        }
    }
}
