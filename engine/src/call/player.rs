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
use super::speech::{self, Pace, Part};
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
/// Sentences of one sound that wait for those of the sound before it; the voice waits then, too.
const PARTS: usize = 64;

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
            self.session.repeat(play.0, prompts.into(), times);
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
        // Dropped with this task: what is not needed any more is not made.
        let mut renders = JoinSet::new();
        let pace = Arc::new(Pace::default());
        let mut rendered = Vec::with_capacity(sounds.len());
        for (index, sound) in sounds.into_iter().enumerate() {
            let (parts, coming) = mpsc::channel(PARTS);
            let (world, pace) = (Arc::clone(&self.world), Arc::clone(&pace));
            renders.spawn(async move { render(&world, sound, &pace, index == 0, &parts).await });
            rendered.push(coming);
        }
        let mut prompts = Vec::with_capacity(rendered.len());
        for (index, mut coming) in rendered.into_iter().enumerate() {
            let mut none = true;
            while let Some(part) = coming.recv().await {
                none = false;
                match part {
                    Ok(prompt) => {
                        pace.add(&prompt);
                        self.session.play(self.play.0, Arc::clone(&prompt));
                        prompts.push(prompt);
                    }
                    Err(reason) => self.failed(index, reason).await,
                }
            }
            if none {
                self.failed(index, "its rendering was given up".to_owned()).await;
            }
        }
        self.session.repeat(self.play.0, prompts.into(), self.times.saturating_sub(1));
        self.session.finish(self.play.0);
    }

    async fn failed(&self, index: usize, reason: String) {
        // A call that is gone needs no report.
        self.mailbox.send(Event::SoundFailed { play: self.play, index, reason }).await.ok();
    }
}

/// Renders one sound; audio of a URL is fetched first. A text may come in several prompts, the first of them early.
async fn render(world: &Arc<World>, sound: Sound, pace: &Pace, first: bool, parts: &mpsc::Sender<Part>) {
    match request(world, sound).await {
        Ok(request) => match world.prompts.ready(&request) {
            // Nobody listens any more if it cannot be sent.
            Some(prompt) => drop(parts.send(Ok(prompt)).await),
            None => speech::speak(world, request, pace, first, parts).await,
        },
        Err(reason) => drop(parts.send(Err(reason)).await),
    }
}

async fn request(world: &Arc<World>, sound: Sound) -> Result<Request, String> {
    match (known_request(&sound), sound) {
        (Some(request), _) => Ok(request),
        (None, Sound::Url { url }) => {
            let audio = world.http.audio(&url).await.map_err(|error| error.to_string())?;
            Ok(Request::Bytes { key: audio.key, content_type: audio.content_type, bytes: audio.bytes })
        }
        (None, _) => Err("this sound has no source".to_owned()),
    }
}

/// The request for a sound whose content is known without asking the network. Texts hold what an application says about
/// its customer; they stay in memory.
fn known_request(sound: &Sound) -> Option<Request> {
    sound::request(sound, false)
}
