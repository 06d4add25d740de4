//! The files of the dialplan that is served: notices that they change, and reads them again.

use std::path::{Path, PathBuf};

use dialplan::load::{Loaded, load};
use engine::Engine;
use engine::reload::{Stamped, Stamps, Watch};

use crate::plan;

pub(super) struct PlanFiles {
    path: PathBuf,
    watch: Watch,
}

impl PlanFiles {
    /// Watches what a plan was made of.
    pub fn watch(path: &Path, stamps: Stamps) -> Self {
        Self { path: path.to_owned(), watch: Watch::new(stamps) }
    }

    /// Waits until something has changed, and nobody writes to it any more.
    pub async fn changed(&mut self) {
        loop {
            tokio::time::sleep(self.watch.pause()).await;
            let read = self.watch.read().clone();
            let now = tokio::task::spawn_blocking(move || read.again()).await;
            if now.is_ok_and(|now| self.watch.look(now)) {
                return;
            }
        }
    }

    /// Reads the plan again; one with errors changes nothing. The log says what is different.
    pub async fn read(&mut self, engine: &Engine) -> Result<(), String> {
        let path = self.path.to_string_lossy().into_owned();
        let read = tokio::task::spawn_blocking(move || {
            let files = Stamped::default();
            let loaded = load(&path, &files);
            (loaded, files.stamps())
        });
        let (mut loaded, stamps) = read.await.map_err(|error| format!("the dialplan could not be read: {error}"))?;
        self.watch.was_read(stamps);
        plan::place(&mut loaded, engine.config());
        take(engine, &loaded)
    }
}

fn take(engine: &Engine, loaded: &Loaded) -> Result<(), String> {
    match engine.reload(loaded) {
        Ok(changes) if changes.is_empty() => tracing::info!("the dialplan was read again; nothing in it has changed"),
        Ok(changes) => {
            let warnings = loaded.warnings();
            tracing::info!(warnings, "the dialplan was read again; new calls use it: {}", changes.join("; "));
            if warnings > 0 {
                let text = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
                tracing::warn!("the dialplan has warnings\n{text}");
            }
        }
        Err(text) => {
            tracing::error!(errors = loaded.errors(), "the dialplan has errors; the old one stays\n{text}");
            return Err(text);
        }
    }
    Ok(())
}
