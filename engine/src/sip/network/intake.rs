//! The one door for messages from outside: rate limit, guard, then the stack.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use dialplan::routing::matches_glob;
use rsipstack::transaction::endpoint::EndpointInnerRef;
use rsipstack::transport::{SipAddr, SipConnection};
use tracing::{debug, info};

use crate::sip::config::SipLimits;
use crate::sip::convert::{self, Source};
use crate::sip::guard::{self, Buckets, Complaints, Parts, Start, Verdict};
use crate::sip::registrar::Behind;

/// Lets messages in.
pub(in crate::sip) struct Intake {
    stack: EndpointInnerRef,
    limits: Mutex<Limits>,
    ignored: Vec<String>,
    behind: Behind,
}

struct Limits {
    messages: Buckets,
    malformed: Buckets,
    complaints: Complaints,
}

impl Intake {
    pub(in crate::sip) fn new(stack: EndpointInnerRef, limits: &SipLimits, behind: Behind) -> Self {
        let ignored = limits.ignored.iter().map(|pattern| pattern.to_ascii_lowercase()).collect();
        let limits = Limits {
            messages: Buckets::new(limits.messages_per_second),
            malformed: Buckets::new(limits.malformed_per_second),
            complaints: Complaints::default(),
        };
        Self { stack, limits: Mutex::new(limits), ignored, behind }
    }

    /// Takes a message in. Returns what is to be sent back at once, if the stack did not get to see it.
    pub(in crate::sip) async fn take(
        &self,
        octets: &[u8],
        source: Source,
        connection: &SipConnection,
    ) -> Option<Vec<u8>> {
        if !self.may(source, |limits, now| limits.messages.take(source.address.ip(), now)) {
            self.complain(source, "too many messages", octets.len());
            return None;
        }
        let stream = source.transport.is_stream();
        let (start, mut parts) = match guard::inspect(octets, stream) {
            Verdict::Pass(start, parts) => (start, parts),
            Verdict::Refuse(refusal, answer) => {
                self.complain(source, refusal.reason, octets.len());
                return self.measured(source, answer);
            }
            Verdict::Noise => return None,
        };
        if self.ignores(&start, &parts) {
            self.complain(source, "a scanner, which gets no answer", octets.len());
            return None;
        }
        if matches!(start, Start::Response { .. }) && !stream {
            self.behind.set_right(&mut parts, source.address);
        }
        let original = parts.clone();
        match convert::to_stack(start, parts, source) {
            Ok(message) => {
                let from =
                    SipAddr { r#type: Some(convert::stack_transport(source.transport)), addr: source.address.into() };
                if let Err(error) = self.stack.on_received_message(message, connection.clone(), &from).await {
                    debug!(%error, source = %source.address, "the SIP stack refused a message");
                }
                None
            }
            Err(refusal) => {
                self.complain(source, refusal.reason, octets.len());
                let Verdict::Refuse(_, answer) = guard::refuse(&original, refusal) else { return None };
                self.measured(source, answer)
            }
        }
    }

    /// Whether a request comes from a program that is not worth an answer: an answer tells it to go on.
    fn ignores(&self, start: &Start, parts: &Parts) -> bool {
        let Start::Request { .. } = start else { return false };
        let Some(agent) = parts.header("User-Agent").map(str::to_ascii_lowercase) else { return false };
        self.ignored.iter().any(|pattern| matches_glob(pattern, &agent))
    }

    /// The answer, unless this source has had too many of them.
    pub(in crate::sip) fn measured(&self, source: Source, answer: Option<Vec<u8>>) -> Option<Vec<u8>> {
        answer.filter(|_| self.may(source, |limits, now| limits.malformed.take(source.address.ip(), now)))
    }

    /// Writes at most one line a second about what was not let in.
    pub(in crate::sip) fn complain(&self, source: Source, reason: &str, octets: usize) {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(more) = limits.complaints.speak(Instant::now()) {
            info!(source = %source.address, transport = %source.transport, octets, more, "SIP message refused: {reason}");
        }
    }

    fn may(&self, _: Source, ask: impl FnOnce(&mut Limits, Instant) -> bool) -> bool {
        ask(&mut self.limits.lock().unwrap_or_else(PoisonError::into_inner), Instant::now())
    }
}
