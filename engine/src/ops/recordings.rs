//! `/recordings/…`: hands out a recording to whoever has its link.

use std::io::SeekFrom;
use std::ops::RangeInclusive;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::OpsState;
use super::range::{Part, part};
use crate::recordings::{RecordingSid, Recordings};

/// Answers a request for a recording: 200 or 206, 403 if the link is not good, 404 if there is no such recording, 416.
pub(super) async fn serve(
    State(state): State<OpsState>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(recordings) = state.recordings else { return unknown() };
    match open(&recordings, &name, &query.unwrap_or_default()).await {
        Ok((file, length)) => send(file, length, &headers).await,
        Err(refusal) => refusal,
    }
}

/// The file a link leads to, and its length.
async fn open(recordings: &Recordings, name: &str, query: &str) -> Result<(File, u64), Response> {
    let (name, mut mp3) = plain(name);
    let sid = RecordingSid::parse(name).ok_or_else(unknown)?;
    let value = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == wanted).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    // Who appends an ending to the whole link appends it to its last part.
    let (expires, signature) = (value("expires"), value("signature"));
    let (signature, mp3_too) = plain(&signature);
    mp3 |= mp3_too;
    recordings
        .check(&sid, &expires, signature)
        .map_err(|error| (StatusCode::FORBIDDEN, format!("{error}\n")).into_response())?;
    if mp3 {
        return Err((StatusCode::NOT_FOUND, "recordings are WAV files; there is no MP3 of them\n").into_response());
    }
    let path = recordings.find(&sid).await.ok_or_else(unknown)?;
    let failed = |error: std::io::Error| {
        tracing::warn!(%sid, %error, "a recording cannot be read");
        (StatusCode::INTERNAL_SERVER_ERROR, "the recording cannot be read; the log says why\n").into_response()
    };
    let file = File::open(path).await.map_err(failed)?;
    let length = file.metadata().await.map_err(failed)?.len();
    Ok((file, length))
}

/// A name without the endings applications put behind it, and whether one of them asks for MP3.
fn plain(name: &str) -> (&str, bool) {
    let bare = name.strip_suffix(".mp3").unwrap_or(name);
    let wav = bare.strip_suffix(".wav").unwrap_or(bare);
    (wav.strip_suffix(".wav").unwrap_or(wav), bare.len() < name.len())
}

async fn send(mut file: File, length: u64, headers: &HeaderMap) -> Response {
    // With `If-Range` all is sent: that is never wrong, and recordings do not change.
    let range = headers.get(header::RANGE).filter(|_| !headers.contains_key(header::IF_RANGE));
    let (status, bytes) = match part(range.and_then(|range| range.to_str().ok()), length) {
        Part::Whole => (StatusCode::OK, None),
        Part::Bytes(bytes) => (StatusCode::PARTIAL_CONTENT, Some(bytes)),
        Part::Beyond => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, whole, "the recording is not that long\n").into_response();
        }
    };
    let range = bytes.as_ref().map(|bytes| format!("bytes {}-{}/{length}", bytes.start(), bytes.end()));
    let (first, count) = bytes.map_or((0, length), extent);
    if file.seek(SeekFrom::Start(first)).await.is_err() {
        return unknown();
    }
    // The file may grow while it is sent; its header and our length are of now.
    let body = Body::from_stream(ReaderStream::new(file.take(count)));
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let fields = [
        (header::CONTENT_TYPE, Some("audio/wav".to_owned())),
        (header::CONTENT_LENGTH, Some(count.to_string())),
        (header::ACCEPT_RANGES, Some("bytes".to_owned())),
        (header::CACHE_CONTROL, Some("private, no-store".to_owned())),
        (header::CONTENT_RANGE, range),
    ];
    for (name, value) in fields {
        if let Some(value) = value.and_then(|value| value.parse().ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn extent(bytes: RangeInclusive<u64>) -> (u64, u64) {
    (*bytes.start(), bytes.end() - bytes.start() + 1)
}

fn unknown() -> Response {
    (StatusCode::NOT_FOUND, "there is no such recording (any more)\n").into_response()
}
