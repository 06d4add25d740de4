//! Speaks what a plan says to every caller before the first one calls.

use std::sync::Arc;

use dialplan::plan::Plan;
use prompts::Request;
use tokio::task::JoinSet;

use super::World;
use super::pool::Urgency;
use super::speech::{by_any, work};
use crate::sound;

/// Renders the texts of a plan that are the same in every call; `progress` is told how many are done, of how many. What
/// cannot be said is logged, and tried again when a caller is to hear it.
pub(crate) async fn warm_up(world: &Arc<World>, plan: &Plan, mut progress: impl FnMut(usize, usize)) {
    // A designer's text is about nobody, so it may be kept on disk.
    let requests: Vec<Request> = plan.texts().iter().filter_map(|text| sound::request(text, true)).collect();
    let count = requests.len();
    let mut renders = JoinSet::new();
    let mut waiting = requests.into_iter();
    // As many at a time as there are threads and one more; the queue stays free for calls.
    let at_a_time = std::thread::available_parallelism().map_or(2, |cores| cores.get() + 1);
    let mut done = 0;
    loop {
        while renders.len() < at_a_time
            && let Some(request) = waiting.next()
        {
            let world = Arc::clone(world);
            renders.spawn(async move { text(&world, request).await });
        }
        let Some(rendered) = renders.join_next().await else { return };
        if let Ok(Err(reason)) = rendered {
            tracing::warn!(reason, "a text of the dialplan cannot be spoken");
        }
        done += 1;
        progress(done, count);
    }
}

async fn text(world: &Arc<World>, request: Request) -> Result<(), String> {
    let asked = request.clone();
    let Some(sentences) = work(world, move |prompts| prompts.sentences(&asked)).await? else {
        return work(world, move |prompts| prompts.render(&request)).await.map(drop);
    };
    let mut spoken = Vec::with_capacity(sentences.len());
    for sentence in &sentences {
        let (prompt, choice) = by_any(world, sentence, Urgency::WarmUp, PATIENCE).await?;
        if choice > 0 {
            return Ok(());
        }
        spoken.push(prompt);
    }
    world.prompts.keep(&request, &spoken);
    Ok(())
}

/// Nobody waits, but calls may keep all threads busy.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(120);
