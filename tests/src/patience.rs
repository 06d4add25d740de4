//! Waiting for something that must happen, and saying so when it does not.

use std::future::Future;
use std::time::Duration;

/// Far more than anything here takes; a test that waits so long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for a future.
///
/// # Panics
/// When it takes longer than [`PATIENCE`]; the message names what was waited for.
pub async fn soon<F: Future>(what: &str, future: F) -> F::Output {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(output) => output,
        Err(_) => panic!("waited {PATIENCE:?} for {what}"),
    }
}
