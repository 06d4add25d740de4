//! `Press`, `Speak` and `Hangup`: the caller acts.

use std::time::Duration;

use dialplan::time::Instant;
use xml_schema::Span;

use super::{Act, Caller, Progress, failure};
use crate::script::{Ending, Press, Speak};

impl Caller {
    pub(super) fn press(&mut self, span: Span, press: &Press, now: Instant, acts: &mut Vec<Act>) -> Progress {
        if let Some(ended) = &self.seen.ended {
            return Progress::Failed(failure::over(span, "press a key", ended));
        }
        // Nobody presses keys into a ringing tone.
        let Some(answered) = self.seen.answered else {
            return Progress::Wait(None);
        };
        let first = self.since.max(answered) + press.after;
        for key in press.keys.chars().skip(self.done) {
            let due = first + press.gap * u32::try_from(self.done).unwrap_or(u32::MAX);
            if now < due {
                return Progress::Wait(Some(due));
            }
            acts.push(Act::Press { key, method: press.method });
            self.done += 1;
            if self.done == press.keys.len() {
                self.heard.key_pressed(now + self.senses.latency.min(PROMPT_STOPS));
            }
            // One key at a time: the call answers each before the next.
            if self.done < press.keys.len() {
                let next = first + press.gap * u32::try_from(self.done).unwrap_or(u32::MAX);
                return Progress::Wait(Some(next.max(now)));
            }
        }
        Progress::Acted(now)
    }

    /// Speaks once; done when everything is said.
    pub(super) fn speak(&mut self, span: Span, speak: &Speak, now: Instant, acts: &mut Vec<Act>) -> Progress {
        if let Some(ended) = &self.seen.ended {
            // Who is cut off has spoken all the same.
            let begun = self.done > 0;
            return if begun {
                Progress::Done(ended.at)
            } else {
                Progress::Failed(failure::over(span, "speak", ended))
            };
        }
        let Some(answered) = self.seen.answered else {
            return Progress::Wait(None);
        };
        let first = self.since.max(answered) + speak.after;
        if now < first {
            return Progress::Wait(Some(first));
        }
        if self.done == 0 {
            acts.push(Act::Speak { text: speak.text.clone(), length: speak.length });
            self.done = 1;
        }
        let until = first + speak.length;
        if now < until { Progress::Wait(Some(until)) } else { Progress::Done(until) }
    }

    /// Hangs up once; done when the call is over.
    pub(super) fn hang_up(&mut self, span: Span, after: Duration, now: Instant, acts: &mut Vec<Act>) -> Progress {
        if let Some(ended) = &self.seen.ended {
            let ours = self.done > 0 && ended.how != Ending::Reject;
            return if ours {
                Progress::Done(ended.at)
            } else {
                Progress::Failed(failure::over(span, "hang up", ended))
            };
        }
        let due = self.since + after;
        if self.done == 0 && now >= due {
            acts.push(Act::HangUp);
            self.done = 1;
        }
        Progress::Wait(Some(due).filter(|_| self.done == 0))
    }
}

/// How long a live prompt goes on after the key that stops it: packets on their way, and a frame of the ear's.
const PROMPT_STOPS: Duration = Duration::from_millis(300);
