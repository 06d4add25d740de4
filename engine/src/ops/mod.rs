//! The engine's own HTTP server: health, readiness, metrics, recordings, reload.

mod access;
pub mod audio;
pub mod metrics;
mod range;
mod recordings;

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::config::Secret;
use crate::recordings::Recordings;

/// Where a request to read the plan again goes; the reply says what was wrong, if anything. A reload waits for those
/// before it.
pub type Reload = mpsc::Sender<oneshot::Sender<Result<(), String>>>;

/// Tells what is wrong now, in words.
pub type Troubles = Arc<dyn Fn() -> Vec<String> + Send + Sync>;

/// Tells which telephones are registered, a line each.
pub type Registrations = Arc<dyn Fn() -> Vec<String> + Send + Sync>;

/// What the server tells.
#[derive(Clone)]
pub struct OpsState {
    /// Whether calls are taken.
    pub ready: watch::Receiver<bool>,
    /// Errors of the plan on the disk, because of which an older one stays: a detail of `/ready`.
    pub plan_errors: watch::Receiver<usize>,
    /// What is wrong beyond that, a line each: further details of `/ready`.
    pub troubles: Troubles,
    /// What `GET /admin/registrations` tells.
    pub registrations: Registrations,
    /// What `POST /admin/reload` asks; `None`: 404.
    pub reload: Option<Reload>,
    /// The bearer token of `/admin`; without one only this machine may.
    pub admin_token: Option<Secret>,
    /// What `/recordings` hands out; `None`: nothing.
    pub recordings: Option<Recordings>,
}

/// Serves until `stop`; then requests that are being answered have a second to finish.
pub async fn serve(listener: TcpListener, state: OpsState, stop: CancellationToken) {
    let admin = Router::new()
        .route("/admin/reload", post(reload))
        .route("/admin/registrations", get(registrations))
        .route_layer(from_fn_with_state(state.clone(), access::guard));
    let router = Router::new()
        .route("/health", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
        .route("/metrics", get(prometheus))
        .route("/recordings/{name}", get(recordings::serve))
        .merge(admin)
        .with_state(state)
        .into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    // A connection that is kept open must not hold up the end.
    let patience = async {
        stop.cancelled().await;
        tokio::time::sleep(GOODBYE).await;
    };
    tokio::select! {
        biased;
        result = served.into_future() => if let Err(error) = result {
            tracing::error!(%error, "the HTTP server has ended");
        },
        () = patience => {}
    }
}

const GOODBYE: Duration = Duration::from_secs(1);

async fn ready(State(state): State<OpsState>) -> (StatusCode, String) {
    if !*state.ready.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining: no new calls\n".to_owned());
    }
    // Calls are taken whatever follows.
    let mut text = "ready\n".to_owned();
    match *state.plan_errors.borrow() {
        0 => {}
        1 => text += "the dialplan on the disk has 1 error; the one before it is in use\n",
        errors => text += &format!("the dialplan on the disk has {errors} errors; the one before it is in use\n"),
    }
    for trouble in (state.troubles)() {
        text += &format!("{trouble}\n");
    }
    (StatusCode::OK, text)
}

async fn prometheus() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::handle().render())
}

async fn registrations(State(state): State<OpsState>) -> String {
    (state.registrations)().into_iter().map(|line| line + "\n").collect()
}

async fn reload(State(state): State<OpsState>) -> (StatusCode, String) {
    let Some(reload) = &state.reload else {
        return (StatusCode::NOT_FOUND, "nothing here can be reloaded\n".to_owned());
    };
    let stopping = || (StatusCode::SERVICE_UNAVAILABLE, "the engine is stopping\n".to_owned());
    let (reply, answer) = oneshot::channel();
    if reload.send(reply).await.is_err() {
        return stopping();
    }
    match answer.await {
        Ok(Ok(())) => (StatusCode::OK, "new calls use the new plan\n".to_owned()),
        Ok(Err(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(_) => stopping(),
    }
}
