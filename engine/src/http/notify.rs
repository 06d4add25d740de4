//! Tells an application something: what it answers does not matter, only that it does.

use dialplan::order::Request;
use tokio::time::Instant;

use super::body::{self, Limit};
use super::chain::{Arrived, Errand};
use super::client::Client;
use super::error::FetchError;

impl Client {
    /// Makes one attempt at telling an application something, and gives the status it answers with: redirects, egress
    /// policy and signatures as for any request. The answer's body is passed over.
    ///
    /// # Errors
    /// [`FetchError`], if there is no answer.
    pub async fn notify(&self, call_id: &str, request: &Request) -> Result<u16, FetchError> {
        let started = Instant::now();
        let errand = Errand {
            call_id: Some(call_id),
            accept: "*/*",
            connect_timeout: request.connect_timeout,
            started,
            deadline: started + request.timeout,
        };
        let Arrived { response, hop, pass } = self.dispatch(call_id, request, &errand).await?;
        let status = response.status().as_u16();
        // A body that has been read leaves its connection to the next request; if it cannot be, the connection is closed.
        let limit = Limit { bytes: PASSED_OVER, key: "document" };
        body::read(response, &hop.origin, limit, &errand).await.ok();
        if status >= 500 {
            pass.failed();
        } else {
            pass.succeeded();
        }
        Ok(status)
    }
}

/// A body that is larger is not worth its connection.
const PASSED_OVER: usize = 16 << 10;
