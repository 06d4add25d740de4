//! Answers the challenges of servers that want to know who we are (RFC 8760: MD5, SHA-256, SHA-512-256).

use digest_auth::{AlgorithmType, AuthContext, HttpMethod, Qop, WwwAuthenticateHeader};
use rsipstack::sip::{Header, Request, Response};

use super::convert;

/// The header that answers a 401 or 407 to this request; none if we cannot answer it, or our answer was refused.
///
/// `answered` says that the request carried an answer already: then only a stale nonce is worth another try.
pub(super) fn authorize(
    challenge: &Response,
    request: &Request,
    (user, password): (&str, &str),
    answered: bool,
) -> Option<Header> {
    let (asks, proxy) = match challenge.status_code.code() {
        401 => ("WWW-Authenticate", false),
        407 => ("Proxy-Authenticate", true),
        _ => return None,
    };
    let mut prompts: Vec<WwwAuthenticateHeader> = convert::all(challenge, asks).filter_map(prompt).collect();
    // RFC 8760 §2.4: the topmost that we can do, but not MD5 if there is better.
    prompts.sort_by_key(|prompt| prompt.algorithm.algo == AlgorithmType::MD5);
    let prompt = prompts.first_mut().filter(|prompt| prompt.stale || !answered)?;
    let uri = request.uri.to_string();
    let method = HttpMethod::from(request.method.to_string());
    let context = AuthContext::new_with_method(user, password, uri, Some(request.body.as_slice()), method);
    let answer = prompt.respond(&context).ok()?.to_header_string();
    Some(if proxy { Header::ProxyAuthorization(answer.into()) } else { Header::Authorization(answer.into()) })
}

/// Reads a challenge we can answer.
fn prompt(value: &str) -> Option<WwwAuthenticateHeader> {
    let value = value.trim();
    let scheme = value.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("digest"))?;
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

        let header = authorize(&challenge(&[MD5, sha]), &request(), ("u", "p"), false).expect("an answer");

        let text = header.to_string();
        assert!(text.starts_with("Proxy-Authorization: Digest username=\"u\""), "{text}");
        for part in ["algorithm=SHA-256", "nonce=\"n2\"", "uri=\"sip:bob@example.com\"", "qop=auth", "nc=00000001"] {
            assert!(text.contains(part), "{text} has no {part}");
        }
    }

    #[test]
    fn a_refused_password_is_not_tried_again_but_a_stale_nonce_is() {
        let stale = format!("{MD5}, stale=true");

        assert!(authorize(&challenge(&[MD5]), &request(), ("u", "p"), true).is_none());
        assert!(authorize(&challenge(&[&stale]), &request(), ("u", "p"), true).is_some());
        assert!(authorize(&challenge(&["Basic realm=\"r\""]), &request(), ("u", "p"), false).is_none());
    }

    proptest! {
        #[test]
        fn no_challenge_panics(value in "Digest [ -~]{0,80}") {
            let _ = authorize(&challenge(&[&value]), &request(), ("u", "p"), false);
        }
    }
}
