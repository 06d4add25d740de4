//! Prompts with the voices of the configuration, and what an operator is told of them.

use std::sync::Arc;

use prompts::{Codec, Notice, PromptError, Prompts};

use crate::config::Config;

/// The prompts of a configuration. What became of its voices is logged.
///
/// # Errors
/// [`PromptError`], if the cache folder cannot be made.
pub(crate) async fn prompts(config: &Config) -> Result<Arc<Prompts>, PromptError> {
    let cache_dir = Some(config.storage.data.join("prompts"));
    // A leg with another codec hears the same without.
    let wideband = config.media.codecs.iter().any(|codec| codec.rate_hz() > Codec::Pcma.rate_hz());
    let options =
        prompts::Options { cache_dir, voices: config.speech.options(), wideband, ..prompts::Options::default() };
    let prompts = tokio::task::spawn_blocking(|| Prompts::new(options)).await;
    let broken = |error: tokio::task::JoinError| PromptError::Broken { reason: error.to_string() };
    let prompts = prompts.map_err(broken)??.on_notice(Arc::new(tell));
    for remark in prompts.remarks() {
        tracing::warn!("{remark}");
    }
    for voice in prompts.voices() {
        match &voice.state {
            Ok(details) => {
                let (language, backend) = (&details.language, details.backend);
                tracing::info!(voice = voice.name, language, backend, "a voice can be used");
            }
            Err(reason) => tracing::warn!(voice = voice.name, reason, "a voice cannot be used, others speak"),
        }
    }
    Ok(Arc::new(prompts))
}

fn tell(notice: &Notice) {
    match notice {
        Notice::Passed { voice, reason } => tracing::warn!(voice, reason, "a voice does not speak, the next one does"),
        Notice::Unheard { voice, symbols, count } => {
            tracing::warn!(voice, symbols, count, "a voice has no sound for some phonemes, they are not heard");
        }
    }
}
