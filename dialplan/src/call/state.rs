//! What a call knows, whatever runs.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use super::beside::Beside;
use super::open::Open;
use super::variables::Variables;
use crate::ask::Callback;
use crate::event::Incoming;
use crate::ids::{FetchId, LegId, PlayId, RecordingId};
use crate::time::Instant;

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
    /// The call that dialled this one, if this is the call of a callee.
    pub parent: Option<String>,
    /// Who is told how the call goes.
    pub callback: Option<Callback>,
    /// When the caller was answered.
    pub answered_at: Option<Instant>,
    /// What is recorded beside the actions.
    pub beside: Option<Beside>,
    pub open: Open,
    pub ids: Ids,
}

impl State {
    /// A moment of the call as milliseconds since 1970.
    pub fn unix_ms(&self, now: Instant) -> i64 {
        let elapsed = i64::try_from(now.since_start().as_millis()).unwrap_or(i64::MAX);
        self.incoming.at_unix_ms.saturating_add(elapsed)
    }

    /// A public name for something of this call: two letters and 32 hex digits, the same in every run.
    pub fn sid(&self, letters: &str, number: u32) -> String {
        let digest = Sha256::digest(format!("{}/{letters}/{number}", self.incoming.call_id));
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{letters}{hex}")
    }
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
    recording: u32,
}

impl Ids {
    /// Numbers that begin behind this one.
    pub fn from(first: u32) -> Self {
        Self { play: first, fetch: first, leg: first, request: first, recording: first }
    }

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

    pub fn next_recording(&mut self) -> RecordingId {
        self.recording += 1;
        RecordingId(self.recording)
    }

    /// Numbers requests; retries of one share its number.
    pub fn next_request(&mut self) -> u32 {
        self.request += 1;
        self.request
    }
}
