//! An HTTP answer as a call gets it.

use dialplan::event::Response;
use dialplan::order::Request;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER};
use xml_schema::Dialect;

use super::hop::Hop;
use super::{charset, retry_after};

/// Whether the body of an answer is looked at: not that of an error, and not that of audio, which is fetched when it is
/// played.
pub(super) fn has_document(request: &Request, status: u16, headers: &HeaderMap) -> bool {
    let audio = text(headers, CONTENT_TYPE).is_some_and(|kind| kind.trim_start().to_lowercase().starts_with("audio/"));
    (200..300).contains(&status) && status != 204 && !(audio && request.dialect == Dialect::Twiml)
}

/// What a call is told.
pub(super) fn response(hop: &Hop, status: u16, headers: &HeaderMap, body: &[u8]) -> Response {
    let content_type = text(headers, CONTENT_TYPE);
    let retry_after = text(headers, RETRY_AFTER);
    Response {
        status,
        url: hop.base.as_str().to_owned(),
        body: charset::text(body, content_type.as_deref()),
        content_type,
        retry_after: retry_after.and_then(|value| retry_after::read(&value, jiff::Timestamp::now())),
    }
}

/// A header's value, of reasonable length.
pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).chars().take(200).collect())
}
