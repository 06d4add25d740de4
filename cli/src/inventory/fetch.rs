//! Audio at addresses, as the engine would fetch it: under the egress policy and the limits of the configuration.

use engine::config::Config;
use engine::http::{Audio, Client, ClientConfig};
use tokio::runtime::{Builder, Runtime};

/// Fetches audio, one address after another.
pub struct Fetch {
    runtime: Runtime,
    client: Client,
}

impl Fetch {
    /// Under the policy of a configuration.
    pub fn new(config: &Config) -> Result<Self, String> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        // The client wants to be made where it is used.
        let made = runtime.block_on(async { Client::new(ClientConfig::from(config)) });
        Ok(Self { client: made.map_err(|error| error.to_string())?, runtime })
    }

    /// A file, or why it is not fetched.
    pub fn get(&self, url: &str) -> Result<Audio, String> {
        self.runtime.block_on(self.client.audio(url)).map_err(|error| format!("not fetched: {error}"))
    }
}
