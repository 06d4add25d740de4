//! Provisional answers that must arrive: ours are repeated until the caller's PRACK, the callee's get one. RFC 3262

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use rsipstack::sip::{Header, Method, Request, Response};
use tokio::time::Instant;
use tracing::debug;

use crate::sip::convert;
use crate::sip::core::Core;
use crate::sip::error::SipError;
use crate::sip::network::Path;
use crate::sip::text;

use super::exchange::ask;
use super::peer::{self, Peer};
use super::session::way;

/// The option tag.
pub(super) const OPTION: &str = "100rel";

/// The reliable answers to one INVITE; one at a time waits for its PRACK.
#[derive(Debug)]
pub(super) struct Reliable {
    wish: Wish,
    t1: Duration,
    /// The number of the next one.
    next: u32,
    pending: Option<Pending>,
}

/// What the caller has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// Nothing: it would not know what to do with them.
    Never,
    /// It can. Worth the trouble if a description is in them.
    Description,
    /// It insists.
    Always,
}

#[derive(Debug)]
struct Pending {
    number: u32,
    response: Response,
    interval: Duration,
    repeat: Instant,
    give_up: Instant,
}

/// What is due.
#[derive(Debug)]
pub(super) enum Due {
    /// Send it once more.
    Repeat(Box<Response>),
    /// The caller does not answer it: the INVITE is to be refused. §3
    GiveUp,
}

impl Reliable {
    pub(super) fn of(invite: &Request, t1: Duration) -> Self {
        let lists = |name: &'static str| {
            convert::all(invite, name).flat_map(text::list).any(|tag| tag.eq_ignore_ascii_case(OPTION))
        };
        let wish = match (lists("Require"), lists("Supported")) {
            (true, _) => Wish::Always,
            (false, true) => Wish::Description,
            (false, false) => Wish::Never,
        };
        // §3: from 1 to 2^31 - 1, chosen by lot.
        Self { wish, t1, next: rand::random_range(1..1 << 30), pending: None }
    }

    /// Whether every provisional answer must be reliable.
    pub(super) fn is_required(&self) -> bool {
        self.wish == Wish::Always
    }

    /// Whether one waits for its PRACK: until then no other may be sent.
    pub(super) fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Numbers a provisional answer, if it is to be reliable; true if it is.
    pub(super) fn prepare(&mut self, response: &mut Response, now: Instant) -> bool {
        let wanted = match self.wish {
            Wish::Never => false,
            Wish::Description => !response.body.is_empty(),
            Wish::Always => true,
        };
        if wanted {
            let number = self.next;
            self.next += 1;
            response.headers.push(Header::Require(OPTION.into()));
            response.headers.push(Header::Other("RSeq".to_owned(), number.to_string()));
            let (interval, give_up) = (self.t1, now + self.t1 * 64);
            let response = response.clone();
            self.pending = Some(Pending { number, response, interval, repeat: now + interval, give_up });
        }
        wanted
    }

    /// When to look again.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.pending.as_ref().map(|pending| pending.repeat.min(pending.give_up))
    }

    /// What is due at `now`. The interval doubles without a bound, unlike that of a 200. §3
    pub(super) fn due(&mut self, now: Instant) -> Option<Due> {
        let pending = self.pending.as_mut()?;
        if now >= pending.give_up {
            self.pending = None;
            return Some(Due::GiveUp);
        }
        if now < pending.repeat {
            return None;
        }
        pending.interval *= 2;
        pending.repeat = now + pending.interval;
        Some(Due::Repeat(Box::new(pending.response.clone())))
    }

    /// A PRACK came: whether it is for the one that waits. Its RAck names the number and the INVITE. §7.2
    pub(super) fn acknowledged(&mut self, prack: &Request, invite: u32) -> bool {
        let Some(pending) = &self.pending else { return false };
        let mut words = convert::header(prack, "RAck").unwrap_or_default().split_whitespace();
        let numbers =
            (words.next().and_then(|word| word.parse().ok()), words.next().and_then(|word| word.parse().ok()));
        let ours = numbers == (Some(pending.number), Some(invite)) && words.next() == Some("INVITE");
        if ours {
            self.pending = None;
        }
        ours
    }
}

/// The reliable answers to an INVITE of ours that were acknowledged, by the callee's tag: forks have a dialog each.
#[derive(Default)]
pub(super) struct Acknowledged(HashMap<String, (Peer, u32)>);

impl Acknowledged {
    /// The PRACK that a provisional answer asks for, and whether the answer is news. An answer that is not reliable needs none
    /// and is news; one that was seen, or came before its time, is not. §4
    pub(super) fn take(&mut self, invite: &Request, response: &Response, path: &Path) -> (Option<Prack>, bool) {
        let required =
            convert::all(response, "Require").flat_map(text::list).any(|tag| tag.eq_ignore_ascii_case(OPTION));
        let number = convert::header(response, "RSeq").and_then(|value| value.trim().parse::<u32>().ok());
        let (true, Some(number)) = (required, number) else { return (None, true) };
        let tag = convert::header(response, "To").and_then(peer::tag);
        let (Some(tag), Some(invited)) = (tag, peer::cseq(invite)) else { return (None, true) };
        let known = match self.0.entry(tag) {
            Entry::Occupied(known) if number != known.get().1.wrapping_add(1) => return (None, false),
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => match Peer::of_answer(invite, response, path.clone()) {
                Some(peer) => place.insert((peer, number)),
                None => return (None, true),
            },
        };
        known.1 = number;
        let prack = Prack { peer: known.0.clone(), acknowledges: format!("{number} {invited} INVITE") };
        known.0.count();
        (Some(prack), true)
    }

    /// The early dialog of a tag.
    pub(super) fn early(&self, answer: &Response) -> Option<&Peer> {
        let tag = convert::header(answer, "To").and_then(peer::tag)?;
        self.0.get(&tag).map(|(peer, _)| peer)
    }
}

/// A PRACK that is to be sent.
pub(super) struct Prack {
    peer: Peer,
    acknowledges: String,
}

impl Prack {
    /// Sends it, and waits until the callee has it.
    pub(super) async fn send(mut self, core: &Core) -> Result<(), SipError> {
        let path = way(core, &self.peer).await?;
        let mut request = self.peer.request(Method::PRack, &path)?;
        request.headers.push(Header::Other("RAck".to_owned(), self.acknowledges));
        if ask(core, &path, request).await.is_none() {
            debug!("the callee did not hear our PRACK");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rsipstack::sip::{Headers, Version};

    use super::*;

    fn request(name: &str, value: &str) -> Request {
        let uri = convert::uri("sip:bob@example.com").expect("a URI");
        let headers: Headers = vec![Header::Other(name.to_owned(), value.to_owned())].into();
        Request { method: Method::Invite, uri, version: Version::V2, headers, body: Vec::new() }
    }

    #[test]
    fn only_who_wants_them_gets_them() {
        let now = Instant::now();
        let reliable = |invite: &Request| Reliable::of(invite, Duration::from_millis(500));
        let mut early = Response { body: b"v=0".to_vec(), ..Response::default() };

        assert!(!reliable(&request("Supported", "timer")).prepare(&mut early, now));
        assert!(!reliable(&request("Supported", "timer, 100rel")).prepare(&mut Response::default(), now));
        assert!(reliable(&request("Supported", "timer, 100rel")).prepare(&mut early, now));
        assert!(reliable(&request("Require", "100rel")).prepare(&mut Response::default(), now));
    }

    #[test]
    fn it_is_repeated_at_doubling_intervals_and_given_up() {
        let (t1, start) = (Duration::from_millis(500), Instant::now());
        let mut reliable = Reliable::of(&request("Require", "100rel"), t1);
        assert!(reliable.prepare(&mut Response::default(), start));

        let mut repeats = Vec::new();
        loop {
            let at = reliable.deadline().expect("it waits");
            match reliable.due(at) {
                Some(Due::Repeat(_)) => repeats.push(at.duration_since(start).as_millis()),
                Some(Due::GiveUp) => break,
                None => panic!("nothing was due"),
            }
        }

        assert_eq!(repeats, [500, 1_500, 3_500, 7_500, 15_500, 31_500]);
        assert!(!reliable.is_pending());
    }

    #[test]
    fn a_prack_must_name_the_answer_and_the_invite() {
        let mut reliable = Reliable::of(&request("Require", "100rel"), Duration::from_millis(500));
        assert!(reliable.prepare(&mut Response::default(), Instant::now()));
        let number = reliable.next - 1;

        for wrong in [format!("{} 7 INVITE", number + 1), format!("{number} 8 INVITE"), format!("{number} 7 UPDATE")] {
            assert!(!reliable.acknowledged(&request("RAck", &wrong), 7), "{wrong}");
        }
        assert!(reliable.acknowledged(&request("RAck", &format!("{number} 7 INVITE")), 7));
        assert!(!reliable.acknowledged(&request("RAck", &format!("{number} 7 INVITE")), 7));
    }
}
