//! What a caller hears while an application thinks.

use std::time::Duration;

use super::Node;
use crate::call::context::{CallerLeg, Context};
use crate::ids::PlayId;
use crate::sound::Sound;
use crate::time::Instant;

/// Silence up to here is how an answer normally comes.
const PATIENCE: Duration = Duration::from_secs(2);

/// The sound of waiting: the node's own at once, else silence and then a soft tone. It ends with the question.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    tone_at: Option<Instant>,
    play: Option<PlayId>,
}

impl Waiting {
    pub fn begin(&mut self, node: &Node, cx: &mut Context<'_>) {
        if cx.state.leg != CallerLeg::Answered || self.play.is_some() || self.tone_at.is_some() {
            return;
        }
        let language = cx.plan.language.clone();
        match node.wait_play.as_deref().map(|name| (name, cx.plan.find_prompt(name, &language))) {
            Some((_, Some(file))) => self.play = Some(cx.play(vec![file.sound()], None)),
            Some((name, None)) => {
                cx.warn(format!("Interactive: waitPlay is {name:?}, and no prompt is called so; a tone is played"));
                self.tone_at = Some(cx.now + PATIENCE);
            }
            None => self.tone_at = Some(cx.now + PATIENCE),
        }
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.tone_at
    }

    /// Begins the tone if its time has come.
    pub fn on_time(&mut self, cx: &mut Context<'_>) {
        if self.tone_at.is_some_and(|at| cx.now >= at) {
            self.tone_at = None;
            let tone = Sound::Tone { hz: 440, length: Duration::from_millis(200) };
            let silence = Sound::Silence { length: Duration::from_millis(2800) };
            self.play = Some(cx.play(vec![tone, silence], None));
        }
    }
}
