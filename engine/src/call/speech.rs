//! Texts whose voice takes long: heard sentence by sentence, and by another voice if theirs does not speak in time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prompts::{Prompt, Prompts, Request, Sentence};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::World;
use super::pool::{Full, Urgency};
use crate::ops::metrics::VOICES_PASSED;

/// What is made of a sound: prompts in their order, or why there is no more.
pub(super) type Part = Result<Arc<Prompt>, String>;

/// How much of a play has been handed to the caller's media session: so long may the next sentence take.
#[derive(Default)]
pub(super) struct Pace {
    millis: AtomicU64,
}

impl Pace {
    /// A prompt goes out.
    pub fn add(&self, prompt: &Prompt) {
        let millis = u64::try_from(prompt.duration().as_millis()).unwrap_or(u64::MAX);
        self.millis.fetch_add(millis, Ordering::Relaxed);
    }

    fn heard(&self) -> Duration {
        Duration::from_millis(self.millis.load(Ordering::Relaxed))
    }
}

/// Longer silence sounds like a line that is dead.
const DEADLINE: Duration = Duration::from_secs(2);
/// The last voice there is may take longer: after it comes an apology, or nothing.
const LAST_RESORT: Duration = Duration::from_secs(30);

/// Speaks a text, prompt by prompt, as they are made. `first`: it is the first of its play.
pub(super) async fn speak(world: &Arc<World>, request: Request, pace: &Pace, first: bool, parts: &mpsc::Sender<Part>) {
    if let Err(reason) = sentences(world, request, pace, first, parts).await {
        // Nobody listens any more if that cannot be sent.
        parts.send(Err(reason)).await.ok();
    }
}

async fn sentences(
    world: &Arc<World>,
    request: Request,
    pace: &Pace,
    first: bool,
    parts: &mpsc::Sender<Part>,
) -> Result<(), String> {
    let asked = request.clone();
    let Some(sentences) = work(world, move |prompts| prompts.sentences(&asked)).await? else {
        let prompt = work(world, move |prompts| prompts.render(&request)).await?;
        parts.send(Ok(prompt)).await.ok();
        return Ok(());
    };
    let mut spoken = Vec::with_capacity(sentences.len());
    let mut first_choice = true;
    for (place, sentence) in sentences.iter().enumerate() {
        let urgency = if first && place == 0 { Urgency::Live } else { Urgency::Ahead };
        let (prompt, choice) = by_any(world, sentence, urgency, DEADLINE + pace.heard()).await?;
        first_choice &= choice == 0;
        if parts.send(Ok(Arc::clone(&prompt))).await.is_err() {
            return Ok(());
        }
        spoken.push(prompt);
    }
    if first_choice {
        world.prompts.keep(&request, &spoken);
    }
    Ok(())
}

/// A sentence by the first of its voices that speaks in time, and which that was. A voice that fails is passed over at
/// once; when time is up, or the queue is full, so are all that take long.
pub(super) async fn by_any(
    world: &Arc<World>,
    sentence: &Sentence,
    urgency: Urgency,
    patience: Duration,
) -> Result<(Arc<Prompt>, usize), String> {
    let asked = Instant::now();
    let mut late = false;
    let mut reason = "it has no voice".to_owned();
    for choice in 0..sentence.choices() {
        if let Some(prompt) = world.prompts.spoken(sentence, choice) {
            return Ok((prompt, choice));
        }
        let last = choice + 1 == sentence.choices();
        if !sentence.is_slow(choice) {
            let copy = sentence.clone();
            return Ok((work(world, move |prompts| prompts.speak(&copy, choice)).await?, choice));
        }
        if late && !last {
            continue;
        }
        let until = asked + if last { LAST_RESORT } else { patience };
        match slowly(world, sentence, choice, urgency, until).await {
            Ok(prompt) => return Ok((prompt, choice)),
            Err(passed) => {
                late |= !matches!(passed, Passed::Failed(_));
                reason = passed.to_string();
                let voice = sentence.voice(choice);
                metrics::counter!(VOICES_PASSED, "reason" => passed.label()).increment(1);
                tracing::warn!(voice, reason, "a voice does not speak, the next one does");
            }
        }
    }
    Err(reason)
}

async fn slowly(
    world: &Arc<World>,
    sentence: &Sentence,
    choice: usize,
    urgency: Urgency,
    until: Instant,
) -> Result<Arc<Prompt>, Passed> {
    let (prompts, copy) = (Arc::clone(&world.prompts), sentence.clone());
    let made = world.voices.order(urgency, move || prompts.speak(&copy, choice));
    let made = made.map_err(|Full| Passed::Busy)?;
    match timeout_at(until, made).await {
        Err(_) => Err(Passed::Deadline),
        Ok(Err(_)) => Err(Passed::Busy),
        Ok(Ok(made)) => made.map_err(|error| Passed::Failed(error.to_string())),
    }
}

/// Why a voice was passed over.
#[derive(Debug, thiserror::Error)]
enum Passed {
    #[error("{0}")]
    Failed(String),
    #[error("it takes too long")]
    Deadline,
    #[error("too many sentences wait for it")]
    Busy,
}

impl Passed {
    fn label(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Deadline => "deadline",
            Self::Busy => "busy",
        }
    }
}

/// Does what takes a while, but not long, on the blocking pool. One permit per core: it is all CPU, and more at once only
/// makes every caller wait longer.
pub(super) async fn work<T: Send + 'static>(
    world: &Arc<World>,
    work: impl FnOnce(&Prompts) -> Result<T, prompts::PromptError> + Send + 'static,
) -> Result<T, String> {
    let _permit = world.renderers.acquire().await.map_err(|error| error.to_string())?;
    let prompts = Arc::clone(&world.prompts);
    let done = tokio::task::spawn_blocking(move || work(&prompts)).await;
    done.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}
