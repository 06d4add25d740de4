//! Who may use `/admin`.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::OpsState;
use crate::config::Secret;

/// Lets a request through, or answers it with 403.
pub(super) async fn guard(
    State(state): State<OpsState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if is_allowed(state.admin_token.as_ref(), peer, request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "only this machine may, or who has the token of [http] admin_token\n").into_response()
}

/// Whether a request may: with the token if there is one, else from this machine.
fn is_allowed(token: Option<&Secret>, peer: SocketAddr, headers: &HeaderMap) -> bool {
    match token {
        Some(token) => {
            let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            given.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(|given| same(given, token.reveal()))
        }
        None => peer.ip().to_canonical().is_loopback() && !comes_from_elsewhere(headers),
    }
}

/// A proxy on this machine speaks for others; a page in a browser on this machine for whoever wrote it.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-real-ip", "origin"].iter().any(|name| headers.contains_key(*name))
}

/// Compares in a time that does not tell how much was right.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one) == Sha256::digest(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(token: Option<&str>, peer: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), header::HeaderValue::from_static(value)));
        let token = token.map(Secret::new);
        is_allowed(token.as_ref(), peer.parse().unwrap(), &headers.collect())
    }

    #[test]
    fn without_a_token_only_this_machine_may() {
        assert!(allowed(None, "127.0.0.1:9", &[]));
        assert!(allowed(None, "[::1]:9", &[]));
        assert!(allowed(None, "[::ffff:127.0.0.1]:9", &[]));
        assert!(!allowed(None, "192.0.2.1:9", &[]));
        assert!(!allowed(None, "192.0.2.1:9", &[("authorization", "Bearer ")]));
    }

    #[test]
    fn a_proxy_or_a_browser_here_is_not_this_machine() {
        assert!(!allowed(None, "127.0.0.1:9", &[("x-forwarded-for", "192.0.2.1")]));
        assert!(!allowed(None, "127.0.0.1:9", &[("origin", "https://elsewhere.example")]));
    }

    #[test]
    fn with_a_token_only_who_has_it_may() {
        assert!(allowed(Some("hush"), "192.0.2.1:9", &[("authorization", "Bearer hush")]));
        assert!(!allowed(Some("hush"), "127.0.0.1:9", &[]));
        assert!(!allowed(Some("hush"), "127.0.0.1:9", &[("authorization", "Bearer hus")]));
    }
}
