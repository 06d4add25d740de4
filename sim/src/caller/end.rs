//! `End`: how the call must end.

use dialplan::time::Instant;
use xml_schema::Span;

use super::{Caller, Progress, failure};
use crate::address::same_target;
use crate::script::{End, Ending};

impl Caller {
    pub(super) fn end(&mut self, span: Span, end: &End, now: Instant) -> Progress {
        let connected = end.outcome == Some(Ending::Transfer) && self.connected_to(end.to.as_deref());
        if let Some(ended) = &self.seen.ended {
            let as_wanted = match end.outcome {
                None => true,
                Some(Ending::Transfer) => connected,
                Some(outcome) => outcome == ended.how,
            };
            if !as_wanted {
                return Progress::Failed(failure::ended_otherwise(span, end, ended, &self.seen));
            }
            return match end.within.map(|within| self.since + within).filter(|latest| ended.at > *latest) {
                Some(latest) => Progress::Failed(failure::ended_late(span, ended.at, latest)),
                None => Progress::Done(ended.at),
            };
        }
        // Nobody else will end the conversation: the caller does, after this last step.
        if connected && !self.seen.dialed.last().is_some_and(|dialed| dialed.hangs_up) {
            return Progress::Done(now);
        }
        match end.within.map(|within| self.since + within) {
            Some(latest) if now >= latest => Progress::Failed(failure::not_ended(span, latest)),
            latest => Progress::Wait(latest),
        }
    }

    fn connected_to(&self, target: Option<&str>) -> bool {
        match target {
            None => !self.seen.connected.is_empty(),
            Some(target) => self.seen.connected.iter().any(|connected| same_target(target, connected)),
        }
    }
}
