//! The built-in engine.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::{INPUT, LENGTHS, Network, SCALES, SPEAKER, check_inputs};

/// Threads of one each: a sentence runs on one core, and several sentences on several.
///
/// Given more, `rten` splits every matrix over them, which costs more CPU in all and gains nothing when all are busy.
pub(super) struct Pool {
    free: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Pool {
    pub fn new(threads: usize) -> Self {
        Self { free: Mutex::new((0..threads).map(|_| one_thread()).collect()) }
    }

    /// Does the work on a thread nobody else has.
    fn with_thread<T>(&self, work: impl FnOnce(Arc<ThreadPool>) -> T) -> T {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = free().pop();
        let thread = idle.unwrap_or_else(one_thread);
        let done = work(Arc::clone(&thread));
        free().push(thread);
        done
    }
}

fn one_thread() -> Arc<ThreadPool> {
    Arc::new(ThreadPool::with_num_threads(1))
}

/// A network with one copy of its weights for all threads.
pub(super) struct Loaded {
    model: Model,
    input: NodeId,
    lengths: NodeId,
    scales: NodeId,
    speaker: Option<NodeId>,
    output: NodeId,
    pool: Arc<Pool>,
}

impl Loaded {
    pub fn new(bytes: Vec<u8>, several_speakers: bool, pool: Arc<Pool>) -> Result<Self, String> {
        let model = contained(|| ModelOptions::with_all_ops().load(bytes).map_err(|error| error.to_string()))?;
        let name = |id: &NodeId| model.node_info(*id).and_then(|node| node.name().map(str::to_owned));
        let inputs: Vec<String> = model.input_ids().iter().filter_map(name).collect();
        check_inputs(&inputs, several_speakers)?;
        let node = |name: &str| model.node_id(name).map_err(|error| error.to_string());
        let (input, lengths, scales) = (node(INPUT)?, node(LENGTHS)?, node(SCALES)?);
        let speaker = if several_speakers { Some(node(SPEAKER)?) } else { None };
        let output = *model.output_ids().first().ok_or("it has no output")?;
        Ok(Self { model, input, lengths, scales, speaker, output, pool })
    }
}

impl Network for Loaded {
    fn run(&self, ids: &[i64], scales: [f32; 3], speaker: Option<i64>) -> Result<Vec<f32>, String> {
        // Its whole numbers have 32 bits.
        let narrow = |number: i64| i32::try_from(number).map_err(|_| format!("{number} is no id"));
        let numbers = ids.iter().map(|id| narrow(*id)).collect::<Result<Vec<i32>, _>>()?;
        let length = i32::try_from(numbers.len()).map_err(|error| error.to_string())?;
        let mut inputs = vec![
            (self.input, NdTensor::from_data([1, numbers.len()], numbers).into()),
            (self.lengths, Tensor::from_data(&[1], vec![length]).into()),
            (self.scales, Tensor::from_data(&[3], scales.to_vec()).into()),
        ];
        if let (Some(node), Some(speaker)) = (self.speaker, speaker) {
            inputs.push((node, Tensor::from_data(&[1], vec![narrow(speaker)?]).into()));
        }
        let outputs = self.pool.with_thread(|thread| {
            let options = RunOptions::default().with_thread_pool(Some(thread));
            contained(|| self.model.run(inputs, &[self.output], Some(options)).map_err(|error| error.to_string()))
        })?;
        match outputs.into_iter().next() {
            Some(Value::FloatTensor(sound)) => Ok(sound.to_vec()),
            _ => Err("its output is no sound".to_owned()),
        }
    }
}

/// A damaged file may make the engine panic; that is an error like any other here.
fn contained<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("the engine broke down on it".to_owned()))
}
