//! `Hear`: waits for audio.

use dialplan::time::Instant;
use xml_schema::Span;

use super::{Caller, Progress, failure};
use crate::script::{Action, Hear, What};

impl Caller {
    pub(super) fn hear(&mut self, span: Span, hear: &Hear, now: Instant) -> Progress {
        self.heard.settle();
        let latest = hear.within.map(|within| self.since + within);
        if let Some(found) = self.heard.find(&hear.what, now) {
            if let Some(latest) = latest.filter(|latest| found.started > *latest) {
                return Progress::Failed(failure::heard_late(span, hear, found.started, latest));
            }
            let moment = match &hear.what {
                What::Any { .. } | What::Tone { .. } => Some(now),
                _ if self.interrupts() => Some(found.started),
                _ => found.ended,
            };
            let Some(moment) = moment else {
                return Progress::Wait(None);
            };
            self.heard.use_up(found.behind);
            // A prompt heard while the step before still ran does not turn time back, except for a barge-in.
            return Progress::Done(if self.interrupts() { moment } else { moment.max(self.since) });
        }
        if let Some(ended) = &self.seen.ended {
            return Progress::Failed(failure::over_before(span, hear, ended, &self.heard));
        }
        if latest.is_some_and(|latest| now >= latest + self.senses.latency) {
            return Progress::Failed(failure::not_heard(span, hear, &self.heard));
        }
        let lasts = match hear.what {
            What::Any { at_least } | What::Tone { at_least, .. } => self.heard.lasts(at_least, now),
            _ => None,
        };
        Progress::Wait([latest.map(|latest| latest + self.senses.latency), lasts].into_iter().flatten().min())
    }

    /// Whether the next step is a key that interrupts the prompt.
    fn interrupts(&self) -> bool {
        let next = self.script.steps.get(self.step + 1);
        next.is_some_and(|step| matches!(&step.action, Action::Press(press) if press.during))
    }
}
