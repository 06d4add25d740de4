//! The outgoing legs of a call, and what is played to each before it is connected.

use std::collections::HashMap;
use std::sync::Arc;

use dialplan::event::{Event, LegProgress, LegResult, PlayOutcome};
use dialplan::ids::{LegId, PlayId};
use dialplan::order::Dial;
use dialplan::sound::Sound;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::World;
use super::callee::{Callee, Route};
use super::incoming::Passing;
use super::player::Player;
use super::target;
use crate::media::Session;
use crate::sip::DialogId;

/// The legs a call has dialled.
pub(super) struct Callees {
    world: Arc<World>,
    mailbox: mpsc::Sender<Event>,
    /// What our own INVITEs for this call say of it.
    passing: Passing,
    legs: HashMap<LegId, (Callee, Player)>,
    /// Which leg hears a list of sounds.
    plays: HashMap<PlayId, LegId>,
}

impl Callees {
    pub fn new(world: Arc<World>, mailbox: mpsc::Sender<Event>, passing: Passing) -> Self {
        Self { world, mailbox, passing, legs: HashMap::new(), plays: HashMap::new() }
    }

    /// Calls somebody; its media runs beside that of `caller`.
    ///
    /// # Errors
    /// The event that says it cannot be done.
    pub fn dial(&mut self, leg: LegId, dial: &Dial, caller: &Session, tasks: &mut JoinSet<()>) -> Result<(), Event> {
        let find = if dial.extension { target::find_extension } else { target::find };
        let dialled = find(&dial.target, &self.world.config).and_then(|target| {
            let route = Route { target, passing: self.passing.clone() };
            Callee::dial(&self.world, leg, dial, route, caller, self.mailbox.clone(), tasks)
        });
        match dialled {
            Ok(callee) => {
                let session = Arc::clone(&callee.session);
                let player = Player::new(Arc::clone(&self.world), session, self.mailbox.clone());
                self.legs.insert(leg, (callee, player));
                Ok(())
            }
            Err(reason) => {
                tracing::warn!(reason, "cannot call the target of a transfer");
                let progress = LegProgress::Failed { result: LegResult::Failed, status: None };
                Err(Event::Leg { leg, progress })
            }
        }
    }

    /// Ends a leg; its end is reported.
    pub fn hang_up(&self, leg: LegId) {
        if let Some((callee, _)) = self.legs.get(&leg) {
            callee.hang_up();
        }
    }

    /// The dialog of a leg; `None` before its answer.
    pub fn dialog(&self, leg: LegId) -> Option<&DialogId> {
        self.legs.get(&leg).and_then(|(callee, _)| callee.dialog.get())
    }

    /// The media of a leg.
    pub fn session(&self, leg: LegId) -> Option<&Arc<Session>> {
        self.legs.get(&leg).map(|(callee, _)| &callee.session)
    }

    /// Plays a list to a leg.
    ///
    /// # Errors
    /// The event that says it is over, because there is no such leg.
    pub fn play(
        &mut self,
        leg: LegId,
        play: PlayId,
        sounds: Vec<Sound>,
        times: Option<u32>,
        tasks: &mut JoinSet<()>,
    ) -> Result<(), Event> {
        let Some((_, player)) = self.legs.get_mut(&leg) else {
            return Err(Event::Played { play, outcome: PlayOutcome::Stopped });
        };
        player.play(play, sounds, times, tasks);
        self.plays.insert(play, leg);
        Ok(())
    }

    /// Stops a play of a leg; `false`: it is none of theirs.
    pub fn stop(&mut self, play: PlayId) -> bool {
        let Some(leg) = self.plays.remove(&play) else { return false };
        if let Some((_, player)) = self.legs.get_mut(&leg) {
            player.stop(play);
        }
        true
    }
}
