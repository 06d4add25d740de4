//! Prompts with the voices of the configuration, and what an operator is told of them.

use std::sync::Arc;

use prompts::{Codec, Notice, PromptError, Prompts};

use crate::config::Config;

/// The prompts of a configuration. What became of its voices is logged. Without a folder for what was spoken it is kept in
/// memory only.
///
/// # Errors
/// [`PromptError`], if they broke down.
pub(crate) async fn prompts(config: &Config) -> Result<Arc<Prompts>, PromptError> {
    let cache_dir = Some(config.storage.data.join("prompts"));
    // A leg with another codec hears the same without.
    let wideband = config.media.codecs.iter().any(|codec| codec.rate_hz() > Codec::Pcma.rate_hz());
    let options =
        prompts::Options { cache_dir, voices: config.speech.options(), wideband, ..prompts::Options::default() };
    let prompts = tokio::task::spawn_blocking(|| with_or_without_folder(options)).await;
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

/// A cache saves work only: an engine that has none still speaks.
fn with_or_without_folder(options: prompts::Options) -> Result<Prompts, PromptError> {
    match Prompts::new(options.clone()) {
        Err(PromptError::Storage { path, reason }) => {
            let folder = path.display();
            tracing::warn!(%folder, reason, "speech is kept in memory only, until a start that can make the folder");
            Prompts::new(prompts::Options { cache_dir: None, ..options })
        }
        made => made,
    }
}

fn tell(notice: &Notice) {
    match notice {
        Notice::Passed { voice, reason } => tracing::warn!(voice, reason, "a voice does not speak, the next one does"),
        Notice::Unheard { voice, symbols, count } => {
            tracing::warn!(voice, symbols, count, "a voice has no sound for some phonemes, they are not heard");
        }
        Notice::Unkept { path, reason } => {
            let folder = path.display();
            tracing::warn!(%folder, reason, "speech is played, but cannot be kept on the disk: see to its room and rights");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_made_does_not_keep_an_engine_from_speaking() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("prompts");
        std::fs::write(&folder, "in the way").unwrap();

        let options = prompts::Options { cache_dir: Some(folder), ..prompts::Options::default() };
        let prompts = with_or_without_folder(options).unwrap();

        assert!(prompts.render(&prompts::Request::speech("Hello", "en")).is_ok());
    }
}
