//! Audio that `Play` names by its URL.

use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, LAST_MODIFIED};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::answer::text;
use super::body::{self, Limit};
use super::cache::Known;
use super::chain::{Arrived, Errand, judged};
use super::client::Client;
use super::error::FetchError;
use super::hop::Hop;

/// A file of audio, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audio {
    /// The file.
    pub bytes: Arc<[u8]>,
    /// What the server says it is.
    pub content_type: Option<String>,
    /// What tells it apart from another file or another version: its URL, and its tag, date or contents.
    pub key: String,
}

impl Client {
    /// Audio, from the cache if its server allows, else fetched; redirects, egress policy and limits as for documents.
    ///
    /// # Errors
    /// [`FetchError`]; [`FetchError::Status`] for any status but 2xx.
    pub async fn audio(&self, url: &str) -> Result<Audio, FetchError> {
        let first = Hop::get(url)?;
        let place = first.url.clone();
        let (kept, conditions) = match self.0.audio.look_up(&place, SystemTime::now()) {
            Known::Fresh(audio) => return Ok(audio),
            Known::Stale { kept, conditions } => (Some(kept), conditions),
            Known::Nothing => (None, HeaderMap::new()),
        };
        let started = Instant::now();
        let errand = Errand {
            call_id: None,
            accept: "audio/*, */*;q=0.5",
            connect_timeout: CONNECT_TIMEOUT,
            started,
            deadline: started + TIMEOUT,
        };
        let decorate = |hop: &Hop, headers: &mut HeaderMap| {
            if hop.url == place {
                headers.extend(conditions.clone());
            }
            Ok(())
        };
        let arrived = self.follow(&errand, first, &decorate).await?;
        // Only what is served at the URL itself is kept: of a redirect it is not known how long it holds.
        let here = arrived.hop.url == place;
        let status = arrived.response.status();
        match kept {
            Some(kept) if here && status == StatusCode::NOT_MODIFIED => {
                let audio = self.0.audio.renew(&place, kept, arrived.response.headers(), SystemTime::now());
                arrived.pass.succeeded();
                Ok(audio)
            }
            _ => {
                let (headers, audio) = received(url, arrived, &errand, self.0.limits.audio_bytes).await?;
                if here {
                    self.0.audio.keep(&place, (status, &headers), &audio, SystemTime::now());
                }
                Ok(audio)
            }
        }
    }
}

/// Reads a file, and what its server says of it.
async fn received(
    url: &str,
    Arrived { response, hop, pass }: Arrived,
    errand: &Errand<'_>,
    most: usize,
) -> Result<(HeaderMap, Audio), FetchError> {
    let (status, headers) = (response.status(), response.headers().clone());
    if !status.is_success() {
        if status.is_server_error() {
            pass.failed();
        } else {
            pass.succeeded();
        }
        return Err(FetchError::Status { origin: hop.origin, status: status.as_u16() });
    }
    let limit = Limit { bytes: most, key: "audio" };
    let bytes: Arc<[u8]> = match body::read(response, &hop.origin, limit, errand).await {
        Ok(bytes) => bytes.into(),
        Err(error) => return Err(judged(pass, error)),
    };
    pass.succeeded();
    let key = format!("{url} {}", version(&headers, &bytes));
    let content_type = text(&headers, CONTENT_TYPE);
    Ok((headers, Audio { key, content_type, bytes }))
}

/// What changes when the file does.
fn version(headers: &HeaderMap, bytes: &[u8]) -> String {
    text(headers, ETAG).or_else(|| text(headers, LAST_MODIFIED)).unwrap_or_else(|| {
        Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            write!(hex, "{byte:02x}").ok();
            hex
        })
    })
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TIMEOUT: Duration = Duration::from_secs(10);
