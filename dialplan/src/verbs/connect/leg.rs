//! One leg of a `Transfer` or `Dial`: who it is, how far it is, and who is told.

use super::party::Party;
use super::whisper::{Said, Whisper};
use crate::ask::{Callback, of_leg};
use crate::call::context::Context;
use crate::event::{Event, LegResult};
use crate::ids::LegId;
use crate::time::Instant;

/// Somebody who is being called, or talks.
pub(super) struct Leg {
    pub id: LegId,
    pub party: Party,
    callback: Option<Callback>,
    answered: Option<Instant>,
    whisper: Option<Whisper>,
    /// The document on it has hung up on the caller.
    refused: bool,
}

impl Leg {
    /// Calls somebody.
    pub fn dial(party: Party, cx: &mut Context<'_>) -> Self {
        let id = cx.dial(party.dial.clone());
        let callback = party.noun.as_ref().and_then(|noun| Callback::of(noun, "statusCallback", "completed", cx));
        let mut leg = Self { id, party, callback, answered: None, whisper: None, refused: false };
        leg.tell("initiated", "initiated", Vec::new(), cx);
        leg
    }

    pub fn rings(&mut self, cx: &mut Context<'_>) {
        self.tell("ringing", "ringing", Vec::new(), cx);
    }

    /// It was answered: whether it may be connected at once.
    pub fn answers(&mut self, cx: &mut Context<'_>) -> Said {
        self.answered = Some(cx.now);
        self.tell("answered", "in-progress", Vec::new(), cx);
        let Some((noun, url)) = self.party.noun.clone().zip(self.party.url.clone()) else { return Said::Connect };
        let (whisper, said) = Whisper::begin(self.id, &noun, &url, &self.party.dial, cx);
        self.whisper = Some(whisper);
        self.heard(said, cx)
    }

    /// Gives an event to the document that runs on it, if there is one.
    pub fn give(&mut self, event: &Event, cx: &mut Context<'_>) -> Said {
        let Some(whisper) = &mut self.whisper else { return Said::Wait };
        let said = whisper.give(event, cx);
        self.heard(said, cx)
    }

    /// When the document that runs on it wants [`Event::Timeout`].
    pub fn deadline(&self) -> Option<Instant> {
        self.whisper.as_ref().and_then(Whisper::deadline)
    }

    /// What its end means for who called it, if it never had the caller.
    pub fn result(&self, result: LegResult) -> LegResult {
        // Somebody was there, and did not take the caller.
        if self.refused || self.answered.is_some() { LegResult::NoAnswer } else { result }
    }

    /// It is over.
    pub fn over(mut self, result: LegResult, status: Option<u16>, cx: &mut Context<'_>) {
        if let Some(whisper) = self.whisper.take() {
            whisper.end(cx);
        }
        let word = if self.answered.is_some() { "completed" } else { super::word(result) };
        let seconds = self.answered.map_or(0, |answered| (cx.now - answered).as_secs());
        let mut extra = vec![("CallDuration".to_owned(), seconds.to_string())];
        let status = if self.answered.is_some() { Some(200) } else { status };
        extra.extend(status.map(|status| ("SipResponseCode".to_owned(), status.to_string())));
        self.tell("completed", word, extra, cx);
    }

    fn heard(&mut self, said: Said, cx: &mut Context<'_>) -> Said {
        if said != Said::Wait {
            self.whisper = None;
        }
        if said == Said::Refuse {
            self.refused = true;
            cx.hang_up_leg(self.id);
        }
        said
    }

    fn tell(&mut self, event: &str, status: &str, extra: Vec<(String, String)>, cx: &mut Context<'_>) {
        let Some(callback) = &mut self.callback else { return };
        let sid = cx.state.sid("CA", self.id.0);
        let mut parameters = of_leg(&sid, &self.party.dial, status, cx.state, cx.settings);
        parameters.push(("CallbackSource".to_owned(), "call-progress-events".to_owned()));
        parameters.extend(extra);
        callback.tell(event, parameters, cx);
    }
}
