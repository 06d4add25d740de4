//! What a call has ordered and not seen the end of: nothing of it outlives the action that wanted it.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::{Event, LegProgress};
use crate::ids::{FetchId, LegId, PlayId, RecordingId};
use crate::order::Order;

/// Sounds, requests and legs that are under way.
#[derive(Debug, Default)]
pub(crate) struct Open {
    plays: BTreeSet<PlayId>,
    fetches: BTreeSet<FetchId>,
    legs: BTreeMap<LegId, LegState>,
    /// Whether each has been told to end.
    recordings: BTreeMap<RecordingId, bool>,
    /// Those that do not end with the action that began them.
    beside: BTreeSet<RecordingId>,
    echo: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LegState {
    /// Ringing, or answered and on its own.
    Open,
    /// Joined with the caller.
    Bridged,
    /// Told to end; its last event is on its way.
    Leaving,
}

impl Open {
    pub fn play(&mut self, play: PlayId) {
        self.plays.insert(play);
    }

    pub fn fetch(&mut self, fetch: FetchId) {
        self.fetches.insert(fetch);
    }

    pub fn leg(&mut self, leg: LegId) {
        self.legs.insert(leg, LegState::Open);
    }

    pub fn recording(&mut self, recording: RecordingId) {
        self.recordings.insert(recording, false);
    }

    /// Lets a recording go on when the action that began it ends.
    pub fn keep_recording(&mut self, recording: RecordingId) {
        self.beside.insert(recording);
    }

    /// Ends a recording; what came of it still comes.
    pub fn stop_recording(&mut self, recording: RecordingId, orders: &mut Vec<Order>) {
        if let Some(stopped @ false) = self.recordings.get_mut(&recording) {
            *stopped = true;
            orders.push(Order::StopRecording { recording });
        }
    }

    pub fn echo(&mut self, orders: &mut Vec<Order>) {
        self.echo = true;
        orders.push(Order::Echo);
    }

    /// Stops a play. What follows for it concerns nobody.
    pub fn stop(&mut self, play: PlayId, orders: &mut Vec<Order>) {
        if self.plays.remove(&play) {
            orders.push(Order::Stop { play });
        }
    }

    /// Gives up a request; nothing follows for it.
    pub fn cancel(&mut self, fetch: FetchId, orders: &mut Vec<Order>) {
        if self.fetches.remove(&fetch) {
            orders.push(Order::CancelFetch { fetch });
        }
    }

    /// Ends a leg; its last event still comes.
    pub fn hang_up(&mut self, leg: LegId, orders: &mut Vec<Order>) {
        if let Some(state) = self.legs.get_mut(&leg)
            && *state != LegState::Leaving
        {
            if std::mem::replace(state, LegState::Leaving) == LegState::Bridged {
                orders.push(Order::Unbridge { leg });
            }
            orders.push(Order::HangUpLeg { leg });
        }
    }

    /// Joins the caller and a leg.
    pub fn bridge(&mut self, leg: LegId, orders: &mut Vec<Order>) {
        if let Some(state @ LegState::Open) = self.legs.get_mut(&leg) {
            *state = LegState::Bridged;
            orders.push(Order::Bridge { leg });
        }
    }

    /// Whether an event is about something under way; what it ends is not, from now on.
    pub fn takes(&mut self, event: &Event, orders: &mut Vec<Order>) -> bool {
        match event {
            Event::Played { play, .. } => self.plays.remove(play),
            Event::SoundFailed { play, .. } => self.plays.contains(play),
            Event::Response { fetch, .. } | Event::FetchFailed { fetch, .. } => self.fetches.remove(fetch),
            Event::Leg { leg, progress: LegProgress::Failed { .. } | LegProgress::Ended { .. } } => {
                let state = self.legs.remove(leg);
                if state == Some(LegState::Bridged) {
                    orders.push(Order::Unbridge { leg: *leg });
                }
                state.is_some()
            }
            Event::Leg { leg, .. } => self.legs.contains_key(leg),
            Event::Recorded { recording, .. } | Event::RecordingFailed { recording, .. } => {
                self.beside.remove(recording);
                self.recordings.remove(recording).is_some()
            }
            _ => true,
        }
    }

    /// Takes back what an action has begun. What has been recorded is kept.
    pub fn give_up(&mut self, orders: &mut Vec<Order>) {
        let recordings: Vec<_> = self.recordings.keys().filter(|id| !self.beside.contains(id)).copied().collect();
        recordings.into_iter().for_each(|recording| self.stop_recording(recording, orders));
        if std::mem::take(&mut self.echo) {
            orders.push(Order::StopEcho);
        }
        orders.extend(std::mem::take(&mut self.plays).into_iter().map(|play| Order::Stop { play }));
        orders.extend(std::mem::take(&mut self.fetches).into_iter().map(|fetch| Order::CancelFetch { fetch }));
        for (leg, state) in std::mem::take(&mut self.legs) {
            if state == LegState::Bridged {
                orders.push(Order::Unbridge { leg });
            }
            if state != LegState::Leaving {
                orders.push(Order::HangUpLeg { leg });
            }
        }
    }
}
