//! Audio that `Play` names by its URL.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, ETAG, HeaderMap, LAST_MODIFIED};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::answer::text;
use super::body::{self, Limit};
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
    /// Fetches audio; redirects, egress policy and limits as for documents.
    ///
    /// # Errors
    /// [`FetchError`]; [`FetchError::Status`] for any status but 2xx.
    pub async fn audio(&self, url: &str) -> Result<Audio, FetchError> {
        let started = Instant::now();
        let errand = Errand {
            call_id: None,
            accept: "audio/*, */*;q=0.5",
            connect_timeout: CONNECT_TIMEOUT,
            started,
            deadline: started + TIMEOUT,
        };
        let Arrived { response, hop, pass } = self.follow(&errand, Hop::get(url)?, &|_, _| Ok(())).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        if !status.is_success() {
            if status.is_server_error() {
                pass.failed();
            } else {
                pass.succeeded();
            }
            return Err(FetchError::Status { origin: hop.origin, status: status.as_u16() });
        }
        let limit = Limit { bytes: self.0.limits.audio_bytes, key: "audio" };
        let bytes: Arc<[u8]> = match body::read(response, &hop.origin, limit, &errand).await {
            Ok(bytes) => bytes.into(),
            Err(error) => return Err(judged(pass, error)),
        };
        pass.succeeded();
        let key = format!("{url} {}", version(&headers, &bytes));
        Ok(Audio { key, content_type: text(&headers, CONTENT_TYPE), bytes })
    }
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
