//! The engine's own HTTP server: health, readiness, metrics, reload.

pub mod metrics;

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::config::Secret;

/// Where a request to read the plan again goes; the reply says what was wrong, if anything.
pub type Reload = mpsc::Sender<oneshot::Sender<Result<(), String>>>;

/// What the server tells.
#[derive(Clone)]
pub struct OpsState {
    /// Whether calls are taken.
    pub ready: watch::Receiver<bool>,
    /// What `POST /admin/reload` asks; `None`: 404.
    pub reload: Option<Reload>,
    /// The bearer token of `/admin`; without one only this machine may.
    pub admin_token: Option<Secret>,
}

/// Serves until `stop`.
pub async fn serve(listener: TcpListener, state: OpsState, stop: CancellationToken) {
    let router = Router::new()
        .route("/health", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
        .route("/metrics", get(prometheus))
        .route("/admin/reload", post(reload))
        .with_state(state)
        .into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    tokio::select! {
        result = served.into_future() => if let Err(error) = result {
            tracing::error!(%error, "the HTTP server has ended");
        },
        // A connection that is kept open must not hold up the end.
        () = async { stop.cancelled().await; tokio::time::sleep(Duration::from_secs(1)).await } => {}
    }
}

async fn ready(State(state): State<OpsState>) -> impl IntoResponse {
    if *state.ready.borrow() {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "draining: no new calls\n")
    }
}

async fn prometheus() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::handle().render())
}

async fn reload(
    State(state): State<OpsState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> (StatusCode, String) {
    if !is_allowed(&state, peer, &headers) {
        let text = "only this machine may, or who has the token of [http] admin_token\n";
        return (StatusCode::FORBIDDEN, text.to_owned());
    }
    let Some(reload) = &state.reload else {
        return (StatusCode::NOT_FOUND, "nothing here can be reloaded\n".to_owned());
    };
    let (reply, answer) = oneshot::channel();
    if reload.send(reply).await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the engine is stopping\n".to_owned());
    }
    match answer.await {
        Ok(Ok(())) => (StatusCode::OK, "new calls use the new plan\n".to_owned()),
        Ok(Err(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the engine is stopping\n".to_owned()),
    }
}

fn is_allowed(state: &OpsState, peer: SocketAddr, headers: &HeaderMap) -> bool {
    let Some(token) = &state.admin_token else { return peer.ip().is_loopback() };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|value| value.strip_prefix("Bearer ")).is_some_and(|given| same(given, token.reveal()))
}

/// Compares in a time that does not tell how much was right.
fn same(one: &str, other: &str) -> bool {
    use sha2::{Digest, Sha256};
    Sha256::digest(one) == Sha256::digest(other)
}
