//! Headers that name a request: the same for its retries, and of the call's trace.

use dialplan::order::Request;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

/// What tells a retry from a new request, and ties both to the call in others' traces.
pub(super) fn identify(call_id: &str, request: &Request, headers: &mut HeaderMap) {
    if let Ok(key) = HeaderValue::try_from(&request.idempotency_key) {
        headers.insert(IDEMPOTENCY_KEY, key);
    }
    let hex = |text: &str| -> String { Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect() };
    let own = call_id.len() == 32 && call_id.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let trace = if own { call_id.to_owned() } else { hex(call_id) };
    let span = hex(&format!("{} {}", request.idempotency_key, request.attempt));
    // https://www.w3.org/TR/trace-context/#traceparent-header
    if let Ok(value) = HeaderValue::try_from(format!("00-{}-{}-01", &trace[..32], &span[..16])) {
        headers.insert(TRACEPARENT, value);
    }
}

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
