//! What is counted, under which names.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Calls in progress.
pub const CALLS: &str = "dialtree_calls";
/// Calls that have ended, by `cause`.
pub const CALLS_ENDED: &str = "dialtree_calls_ended_total";
/// INVITEs refused because `[limits] calls` are in progress.
pub const CALLS_REFUSED: &str = "dialtree_calls_refused_total";
/// Requests to applications, by `result`: the status, or how it failed.
pub const REQUESTS: &str = "dialtree_application_requests_total";
/// How long applications took, in seconds.
pub const REQUEST_SECONDS: &str = "dialtree_application_request_seconds";
/// Outgoing legs, by `result`.
pub const LEGS: &str = "dialtree_outgoing_legs_total";

/// The process's metrics. There is one recorder a process, however many engines run in it.
pub fn handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new();
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            // Somebody else's recorder stays; ours then shows nothing.
            metrics::set_global_recorder(recorder).ok();
            describe();
            handle
        })
        .clone()
}

fn describe() {
    metrics::describe_gauge!(CALLS, "Calls in progress");
    metrics::describe_counter!(CALLS_ENDED, "Calls that have ended, by cause");
    metrics::describe_counter!(CALLS_REFUSED, "INVITEs refused because the limit of calls was reached");
    metrics::describe_counter!(REQUESTS, "Requests to applications, by result");
    metrics::describe_histogram!(REQUEST_SECONDS, metrics::Unit::Seconds, "How long applications took");
    metrics::describe_counter!(LEGS, "Outgoing legs, by result");
}
