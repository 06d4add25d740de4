//! What runs a voice's network: ONNX Runtime if its library is there, else `rten`, which is always there.

mod library;
mod onnxruntime;
mod rten;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A network that is loaded. Any number of threads may run it.
pub(crate) trait Network: Send + Sync {
    /// One sentence: its ids, the three scales (noise, length, noise of lengths), the speaker if the voice has several.
    /// The sound, between -1 and 1.
    ///
    /// # Errors
    /// What the engine says.
    fn run(&self, ids: &[i64], scales: [f32; 3], speaker: Option<i64>) -> Result<Vec<f32>, String>;
}

/// What runs networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Built in, pure Rust.
    Rten,
    /// Microsoft's library, half the CPU time.
    OnnxRuntime,
}

impl Backend {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rten => "rten",
            Self::OnnxRuntime => "onnxruntime",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The engine of this process, chosen once at the start.
#[derive(Clone)]
pub struct Runtime {
    engine: Engine,
    threads: usize,
}

#[derive(Clone)]
enum Engine {
    Rten(Arc<rten::Pool>),
    OnnxRuntime(Arc<onnxruntime::Library>),
}

impl Runtime {
    /// The built-in engine. `threads`: how many sentences are spoken at one time.
    pub fn built_in(threads: usize) -> Self {
        let threads = threads.max(1);
        Self { engine: Engine::Rten(Arc::new(rten::Pool::new(threads))), threads }
    }

    /// ONNX Runtime if its library is found, else the built-in engine, and then why a library that is there is not used.
    ///
    /// Looked for at `place` (the library or its folder), then `ORT_DYLIB_PATH`, beside the program, in
    /// `vendor/ort/onnxruntime/capi`, and where the system looks. If `place` is given, only there.
    pub fn find(place: Option<&Path>, threads: usize) -> (Self, Option<String>) {
        let (library, reason) = library::find(place);
        match library {
            Some(library) => (Self { engine: Engine::OnnxRuntime(library), threads: threads.max(1) }, reason),
            None => (Self::built_in(threads), reason),
        }
    }

    /// Which it is.
    pub fn backend(&self) -> Backend {
        match self.engine {
            Engine::Rten(_) => Backend::Rten,
            Engine::OnnxRuntime(_) => Backend::OnnxRuntime,
        }
    }

    /// The library that was found.
    pub fn library(&self) -> Option<PathBuf> {
        match &self.engine {
            Engine::Rten(_) => None,
            Engine::OnnxRuntime(library) => Some(library.path().to_owned()),
        }
    }

    pub(crate) fn load(&self, bytes: Vec<u8>, several_speakers: bool) -> Result<Box<dyn Network>, String> {
        Ok(match &self.engine {
            Engine::Rten(pool) => Box::new(rten::Loaded::new(bytes, several_speakers, Arc::clone(pool))?),
            Engine::OnnxRuntime(library) => {
                Box::new(onnxruntime::Loaded::new(library, &bytes, several_speakers, self.threads)?)
            }
        })
    }
}

/// The names every voice's network has.
pub(crate) const INPUT: &str = "input";
pub(crate) const LENGTHS: &str = "input_lengths";
pub(crate) const SCALES: &str = "scales";
pub(crate) const SPEAKER: &str = "sid";

/// Says of a network that lacks an input what it has instead.
pub(crate) fn check_inputs(found: &[String], several_speakers: bool) -> Result<(), String> {
    let wanted = [INPUT, LENGTHS, SCALES].into_iter().chain(several_speakers.then_some(SPEAKER));
    for name in wanted {
        if !found.iter().any(|found| found == name) {
            let found = found.join(", ");
            return Err(format!("it has no input {name:?}, but {found}; this is not the network of a Piper voice"));
        }
    }
    Ok(())
}
