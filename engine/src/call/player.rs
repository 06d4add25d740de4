//! Turns the sounds a call orders into prompts, and hands them to the caller's media session in order.

use std::collections::HashMap;
use std::sync::Arc;

use dialplan::event::Event;
use dialplan::ids::PlayId;
use dialplan::sound::Sound;
use prompts::{Prompt, Request};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::World;
use crate::media::Session;
use crate::sound;

/// Plays to one caller.
pub(super) struct Player {
    world: Arc<World>,
    session: Arc<Session>,
    mailbox: mpsc::Sender<Event>,
    /// Plays whose sounds are not all rendered yet.
    rendering: HashMap<PlayId, AbortHandle>,
}

/// "Until stopped", as an end: what both dialects say of `loop="0"`.
const MOST_TIMES: u32 = 1000;

impl Player {
    pub fn new(world: Arc<World>, session: Arc<Session>, mailbox: mpsc::Sender<Event>) -> Self {
        Self { world, session, mailbox, rendering: HashMap::new() }
    }

    /// The caller's media.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Plays a list. Prompts that are ready go out in the same turn; the others are rendered side by side, and played in
    /// order as they come.
    pub fn play(&mut self, play: PlayId, sounds: Vec<Sound>, times: Option<u32>, tasks: &mut JoinSet<()>) {
        let times = times.unwrap_or(MOST_TIMES).min(MOST_TIMES);
        self.rendering.retain(|_, task| !task.is_finished());
        let ready: Option<Vec<_>> = sounds
            .iter()
            .map(|sound| known_request(sound).and_then(|request| self.world.prompts.ready(&request)))
            .collect();
        if let Some(prompts) = ready {
            queue(&self.session, play, &prompts, times);
            self.session.finish(play.0);
            return;
        }
        let job = Job {
            world: Arc::clone(&self.world),
            session: Arc::clone(&self.session),
            mailbox: self.mailbox.clone(),
            play,
            times,
        };
        self.rendering.insert(play, tasks.spawn(job.run(sounds)));
    }

    /// Stops a play: nothing more of it is rendered or sent.
    pub fn stop(&mut self, play: PlayId) {
        if let Some(task) = self.rendering.remove(&play) {
            task.abort();
        }
        self.session.stop(play.0);
    }
}

/// A list that has to be rendered first.
struct Job {
    world: Arc<World>,
    session: Arc<Session>,
    mailbox: mpsc::Sender<Event>,
    play: PlayId,
    times: u32,
}

impl Job {
    async fn run(self, sounds: Vec<Sound>) {
        // An empty prompt begins the play: a stop before the first sound is then told like any other.
        self.session.play(self.play.0, Arc::new(Prompt::from_samples(Vec::new())));
        let mut renders = JoinSet::new();
        let count = sounds.len();
        for (index, sound) in sounds.into_iter().enumerate() {
            let world = Arc::clone(&self.world);
            renders.spawn(async move { (index, render(&world, sound).await) });
        }
        let mut done: HashMap<usize, Result<Arc<Prompt>, String>> = HashMap::new();
        let mut prompts = Vec::with_capacity(count);
        for index in 0..count {
            while !done.contains_key(&index) {
                match renders.join_next().await {
                    Some(Ok((finished, result))) => done.insert(finished, result),
                    Some(Err(error)) => done.insert(index, Err(error.to_string())),
                    None => done.insert(index, Err("its rendering was given up".to_owned())),
                };
            }
            match done.remove(&index).expect("the loop above waits for it") {
                Ok(prompt) => {
                    self.session.play(self.play.0, Arc::clone(&prompt));
                    prompts.push(prompt);
                }
                Err(reason) => {
                    // A call that is gone needs no report.
                    self.mailbox.send(Event::SoundFailed { play: self.play, index, reason }).await.ok();
                }
            }
        }
        queue(&self.session, self.play, &prompts, self.times.saturating_sub(1));
        self.session.finish(self.play.0);
    }
}

fn queue(session: &Session, play: PlayId, prompts: &[Arc<Prompt>], times: u32) {
    for _ in 0..times {
        for prompt in prompts {
            session.play(play.0, Arc::clone(prompt));
        }
    }
}

/// Renders one sound; audio of a URL is fetched first.
async fn render(world: &Arc<World>, sound: Sound) -> Result<Arc<Prompt>, String> {
    let request = match (known_request(&sound), sound) {
        (Some(request), _) => request,
        (None, Sound::Url { url }) => {
            let audio = world.http.audio(&url).await.map_err(|error| error.to_string())?;
            Request::Bytes { key: audio.key, content_type: audio.content_type, bytes: audio.bytes }
        }
        (None, _) => return Err("this sound has no source".to_owned()),
    };
    if let Some(prompt) = world.prompts.ready(&request) {
        return Ok(prompt);
    }
    // One permit per core: rendering is all CPU, and more at once only makes every caller wait longer.
    let _permit = world.renderers.acquire().await.map_err(|error| error.to_string())?;
    let prompts = Arc::clone(&world.prompts);
    tokio::task::spawn_blocking(move || prompts.render(&request))
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| error.to_string())
}

/// The request for a sound whose content is known without asking the network. Texts hold what an application says about
/// its customer; they stay in memory.
fn known_request(sound: &Sound) -> Option<Request> {
    sound::request(sound, false)
}
