//! ONNX Runtime, loaded when the program runs.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::{DynValue, Tensor};

use super::{INPUT, LENGTHS, Network, SCALES, SPEAKER, check_inputs};

/// The library, and what it needs once in a process.
pub(super) struct Library {
    environment: Environment,
    path: PathBuf,
}

impl Library {
    /// Opens a library.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn open(path: &Path) -> Result<Self, String> {
        // `init_from` tells of a library that is not there or too old; every other way into `ort` panics.
        let environment = ort::init_from(path).map_err(|error| error.to_string())?;
        let environment = environment.with_telemetry(false).build().map_err(|error| error.to_string())?;
        Ok(Self { environment, path: path.to_owned() })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A network in sessions of its own: `ort` lets one thread at a time use a session.
pub(super) struct Loaded {
    free: Mutex<Vec<Session>>,
    returned: Condvar,
    output: String,
}

impl Loaded {
    pub fn new(library: &Library, bytes: &[u8], several_speakers: bool, threads: usize) -> Result<Self, String> {
        let mut sessions = Vec::new();
        for _ in 0..threads.clamp(1, MOST_SESSIONS) {
            sessions.push(session(library, bytes).map_err(|error| error.to_string())?);
        }
        let first = sessions.first().ok_or("no session was made")?;
        let inputs: Vec<String> = first.inputs().iter().map(|input| input.name().to_owned()).collect();
        check_inputs(&inputs, several_speakers)?;
        let output = first.outputs().first().ok_or("it has no output")?.name().to_owned();
        Ok(Self { free: Mutex::new(sessions), returned: Condvar::new(), output })
    }

    fn take(&self) -> Session {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(session) = free.pop() {
                return session;
            }
            free = self.returned.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, session: Session) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        self.returned.notify_one();
    }
}

impl Network for Loaded {
    fn run(&self, ids: &[i64], scales: [f32; 3], speaker: Option<i64>) -> Result<Vec<f32>, String> {
        let inputs = inputs(ids, scales, speaker).map_err(|error| error.to_string())?;
        let mut session = self.take();
        let sound = run(&mut session, inputs, &self.output);
        self.give_back(session);
        sound.map_err(|error| error.to_string())
    }
}

fn session(library: &Library, bytes: &[u8]) -> ort::Result<Session> {
    // Spinning threads would burn a core while they wait. `All` is the level that every version of the library takes.
    Session::builder(&library.environment)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .commit_from_memory(bytes)
}

type Inputs = Vec<(&'static str, DynValue)>;

fn inputs(ids: &[i64], scales: [f32; 3], speaker: Option<i64>) -> ort::Result<Inputs> {
    let length = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let mut inputs: Inputs = vec![
        (INPUT, Tensor::from_array(([1, ids.len()], ids.to_vec()))?.into_dyn()),
        (LENGTHS, Tensor::from_array(([1], vec![length]))?.into_dyn()),
        (SCALES, Tensor::from_array(([3], scales.to_vec()))?.into_dyn()),
    ];
    if let Some(speaker) = speaker {
        inputs.push((SPEAKER, Tensor::from_array(([1], vec![speaker]))?.into_dyn()));
    }
    Ok(inputs)
}

fn run(session: &mut Session, inputs: Inputs, output: &str) -> ort::Result<Vec<f32>> {
    let outputs = session.run(inputs)?;
    let (_, sound) = outputs[output].try_extract_tensor::<f32>()?;
    Ok(sound.to_vec())
}

/// Each session has a copy of the weights and keeps its working memory, 100 to 430 MB for a medium voice.
const MOST_SESSIONS: usize = 4;
