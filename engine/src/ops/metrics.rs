//! What is counted, under which names.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

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
/// How often an application was left alone because it kept failing.
pub const BREAKER_SHUT: &str = "dialtree_application_breaker_shut_total";
/// Status callbacks, by `result`: `told`, `refused`, `failed`, `lost`.
pub const NOTICES: &str = "dialtree_status_callbacks_total";
/// Outgoing legs, by `result`.
pub const LEGS: &str = "dialtree_outgoing_legs_total";
/// Whether a trunk is registered with its carrier, by `trunk`.
pub const TRUNK_REGISTERED: &str = "dialtree_trunk_registered";
/// Whether a gateway of a trunk answers, by `gateway`: the trunk's name and the URI.
pub const GATEWAY_UP: &str = "dialtree_trunk_gateway_up";
/// Telephones that are registered here.
pub const REGISTRATIONS: &str = "dialtree_registrations";
/// Registrations and calls of users that were refused, by `reason`: `password`, `guessing`, `user`, `devices`, `order`, `request`.
pub const REGISTRATIONS_REFUSED: &str = "dialtree_registrations_refused_total";
/// Voices that did not speak a sentence, so that the next one did, by `reason`: `failed`, `deadline`, `busy`.
pub const VOICES_PASSED: &str = "dialtree_voices_passed_total";
/// Recordings that have ended, by `result`.
pub const RECORDINGS: &str = "dialtree_recordings_total";
/// RTP packets of legs that have ended, by `direction`: `received` from the peer, `sent` to it.
pub const RTP_PACKETS: &str = "dialtree_rtp_packets_total";
/// Those of them that never came, by `direction`; of what was sent the peer says so.
pub const RTP_LOST: &str = "dialtree_rtp_packets_lost_total";
/// Datagrams on the ports of legs that were not taken, by `reason`: `unknown`, `unsigned`.
pub const RTP_REFUSED: &str = "dialtree_rtp_packets_refused_total";
/// How unevenly the packets of a leg came at its end, in seconds, by `direction`.
pub const RTP_JITTER: &str = "dialtree_rtp_jitter_seconds";
/// How long a packet of a leg took to the peer and back, in seconds.
pub const RTP_ROUND_TRIP: &str = "dialtree_rtp_round_trip_seconds";
/// Times the dialplan was read again, by `result`: `new`, `same`, `errors`.
pub const RELOADS: &str = "dialtree_reloads_total";
/// Errors of the dialplan on the disk, because of which an older one stays; 0: it is the one in use.
pub const PLAN_ERRORS: &str = "dialtree_plan_errors";
/// Lines of traces that were left out because the disk was too slow.
pub const TRACE_LINES_LOST: &str = "dialtree_trace_lines_lost_total";

/// One metric, as it is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// What tells its series apart; empty if there is one only.
    pub label: &'static str,
    /// What it counts.
    pub text: &'static str,
}

/// Kinds of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Goes up only.
    Counter,
    /// Goes up and down.
    Gauge,
    /// How often which value was seen.
    Histogram,
}

/// Every metric there is.
pub const METRICS: &[Metric] = &[
    metric(CALLS, Kind::Gauge, "", "Calls in progress"),
    metric(CALLS_ENDED, Kind::Counter, "cause", "Calls that have ended"),
    metric(CALLS_REFUSED, Kind::Counter, "", "INVITEs refused because the limit of calls was reached"),
    metric(REQUESTS, Kind::Counter, "result", "Requests to applications: their status, or how they failed"),
    metric(REQUEST_SECONDS, Kind::Histogram, "", "How long applications took to answer, redirects included"),
    metric(BREAKER_SHUT, Kind::Counter, "", "Times an application was left alone because it kept failing"),
    metric(
        NOTICES,
        Kind::Counter,
        "result",
        "Status callbacks: `told`, `refused`, `failed`, or `lost` because too many waited",
    ),
    metric(LEGS, Kind::Counter, "result", "Outgoing legs: answered, or why not"),
    metric(
        TRUNK_REGISTERED,
        Kind::Gauge,
        "trunk",
        "1 while the trunk is registered with its carrier, 0 while it should be and is not",
    ),
    metric(
        GATEWAY_UP,
        Kind::Gauge,
        "gateway",
        "0 while a gateway of a trunk does not answer; the trunk's name and the URI",
    ),
    metric(REGISTRATIONS, Kind::Gauge, "", "Telephones of users that are registered"),
    metric(
        REGISTRATIONS_REFUSED,
        Kind::Counter,
        "reason",
        "Registrations and calls of users that were refused: `password`, `guessing` (too many wrong ones), `user` (somebody else's), \
         `devices`, `order`, `request`",
    ),
    metric(
        VOICES_PASSED,
        Kind::Counter,
        "reason",
        "Sentences that a voice did not speak, so that the next one did: `failed`, `deadline`, or `busy`",
    ),
    metric(RECORDINGS, Kind::Counter, "result", "Recordings that have ended: how, or `failed`"),
    metric(
        RTP_PACKETS,
        Kind::Counter,
        "direction",
        "RTP packets of legs that have ended: `received` from the peer, `sent` to it",
    ),
    metric(
        RTP_LOST,
        Kind::Counter,
        "direction",
        "RTP packets of legs that have ended which never came; of those that were `sent` the peer tells by RTCP",
    ),
    metric(
        RTP_REFUSED,
        Kind::Counter,
        "reason",
        "Datagrams on the ports of legs that have ended which were not taken: `unknown` (no RTP, not agreed on, from a stranger), \
         `unsigned` (not encrypted with the agreed key, or come before)",
    ),
    metric(
        RTP_JITTER,
        Kind::Histogram,
        "direction",
        "Mean deviation of the arrival of packets (RFC 3550) at the end of each leg; of those that were `sent` the peer tells by RTCP",
    ),
    metric(
        RTP_ROUND_TRIP,
        Kind::Histogram,
        "",
        "How long a packet took to the peer and back, as it was last known of each leg whose peer sends RTCP",
    ),
    metric(RELOADS, Kind::Counter, "result", "Times the dialplan was read again: `new`, `same`, or `errors`"),
    metric(PLAN_ERRORS, Kind::Gauge, "", "Errors of the dialplan on the disk, because of which an older one stays"),
    metric(TRACE_LINES_LOST, Kind::Counter, "", "Lines of traces left out because the disk was too slow"),
];

const fn metric(name: &'static str, kind: Kind, label: &'static str, text: &'static str) -> Metric {
    Metric { name, kind, label, text }
}

/// The process's metrics; counting begins with the first call. There is one recorder a process, however many engines run
/// in it.
pub fn handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(install).clone()
}

fn install() -> PrometheusHandle {
    let builder = PrometheusBuilder::new();
    // Only an empty list of buckets is refused.
    let builder = builder.set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS).and_then(|builder| {
        builder.set_buckets_for_metric(Matcher::Prefix("dialtree_rtp_".to_owned()), NETWORK_SECONDS)
    });
    let recorder = builder.unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("another metrics recorder is installed; /metrics stays empty");
    }
    for Metric { name, kind, text, .. } in METRICS {
        match kind {
            Kind::Counter => metrics::describe_counter!(*name, *text),
            Kind::Gauge => metrics::describe_gauge!(*name, *text),
            Kind::Histogram => metrics::describe_histogram!(*name, *text),
        }
    }
    keep_up(handle.clone());
    handle
}

/// Observations pile up until somebody asks for them; nobody may ever ask.
fn keep_up(handle: PrometheusHandle) {
    let thread = std::thread::Builder::new().name("metrics".to_owned());
    let started = thread.spawn(move || {
        loop {
            std::thread::sleep(UPKEEP);
            handle.run_upkeep();
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "no thread for metrics; they take more memory until they are asked for");
    }
}

const UPKEEP: Duration = Duration::from_secs(5);

/// From a cable to a satellite.
const NETWORK_SECONDS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0];

/// From an application next door to the longest timeout.
const SECONDS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0];
