//! Bodies, read as far as they are allowed to go.

use reqwest::Response;

use super::chain::Errand;
use super::classify::classify;
use super::error::FetchError;
use crate::config::Origin;

/// How much of a body is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Bytes, decompressed.
    pub bytes: usize,
    /// What sets it in `[limits]`.
    pub key: &'static str,
}

/// Reads a body. What is over the limit is not read: the connection is closed instead.
///
/// # Errors
/// [`FetchError::TooLarge`], [`FetchError::Timeout`], [`FetchError::Broken`].
pub(super) async fn read(
    mut response: Response,
    origin: &Origin,
    limit: Limit,
    errand: &Errand<'_>,
) -> Result<Vec<u8>, FetchError> {
    let too_large = || FetchError::TooLarge { origin: origin.clone(), limit: limit.bytes, key: limit.key };
    if response.content_length().is_some_and(|length| length > limit.bytes as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    loop {
        let chunk = tokio::time::timeout_at(errand.deadline, response.chunk()).await;
        let chunk = chunk.map_err(|_| errand.timed_out(origin))?;
        match chunk.map_err(|error| classify(&error, origin))? {
            None => return Ok(body),
            Some(chunk) if body.len() + chunk.len() > limit.bytes => return Err(too_large()),
            Some(chunk) => body.extend_from_slice(&chunk),
        }
    }
}
