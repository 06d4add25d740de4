//! What a call knows, whatever runs.

use std::collections::VecDeque;

use super::open::Open;
use super::variables::Variables;
use crate::event::Incoming;
use crate::ids::{FetchId, LegId, PlayId};

/// What a call knows, whatever runs.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub incoming: Incoming,
    pub variables: Variables,
    pub leg: CallerLeg,
    /// The caller as shown to callees.
    pub caller_number: String,
    pub caller_name: String,
    pub extension: Option<String>,
    pub extension_id: Option<String>,
    /// Keys that nobody has taken yet.
    pub typed: VecDeque<char>,
    /// Questions asked since the caller last pressed a key.
    pub asked: u32,
    /// What sensitive Gathers have collected.
    pub secrets: Vec<String>,
    /// The plan's `settle` is still to be put before the first sound.
    pub unsettled: bool,
    /// The caller has been told that it rings.
    pub rung: bool,
    /// The action before this one was a transfer that was connected and is over.
    pub talked: bool,
    pub open: Open,
    pub ids: Ids,
}

/// How far the caller's leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum CallerLeg {
    #[default]
    Ringing,
    /// Ordered; sounds may be played.
    Answered,
    Gone {
        /// Whether it had been answered.
        answered: bool,
    },
}

/// The numbers given to what orders start.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    play: u32,
    fetch: u32,
    leg: u32,
    request: u32,
}

impl Ids {
    pub fn next_play(&mut self) -> PlayId {
        self.play += 1;
        PlayId(self.play)
    }

    pub fn next_fetch(&mut self) -> FetchId {
        self.fetch += 1;
        FetchId(self.fetch)
    }

    pub fn next_leg(&mut self) -> LegId {
        self.leg += 1;
        LegId(self.leg)
    }

    /// Numbers requests; retries of one share its number.
    pub fn next_request(&mut self) -> u32 {
        self.request += 1;
        self.request
    }
}
