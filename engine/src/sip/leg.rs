//! One SIP dialog as the rest of the engine sees it: a handle that takes commands, and the events that come back.

use std::net::SocketAddr;
use std::time::SystemTime;

use tokio::sync::{mpsc, oneshot};

use super::error::SipError;
use super::onward::Transfer;
use super::text;

/// A handle on one dialog. Dropping it hangs up.
///
/// A task of its own runs the dialog; the methods queue commands for it. When the queue is full (16), they wait.
#[derive(Debug)]
pub struct Leg {
    commands: mpsc::Sender<Command>,
}

/// What a [`Leg`] asks of the task that runs its dialog.
#[derive(Debug)]
pub(super) enum Command {
    Ring {
        sdp: Option<String>,
    },
    Answer {
        sdp: String,
        reply: oneshot::Sender<Result<(), SipError>>,
    },
    Reject {
        status: u16,
    },
    Info {
        key: char,
    },
    Refer {
        target: String,
    },
    AcceptRefers,
    HangUp,
    /// The same, because another telephone of the user was faster.
    AnsweredElsewhere,
}

/// Commands that may wait for the leg's task.
const COMMANDS: usize = 16;

impl Leg {
    pub(super) fn new() -> (Self, mpsc::Receiver<Command>) {
        let (commands, queue) = mpsc::channel(COMMANDS);
        (Self { commands }, queue)
    }

    /// Sends 180 Ringing. Does nothing on an outgoing leg, or once answered.
    pub async fn ring(&self) {
        self.send(Command::Ring { sdp: None }).await;
    }

    /// Sends 183 Session Progress with a description, so that audio flows before the answer.
    pub async fn progress(&self, sdp: String) {
        self.send(Command::Ring { sdp: Some(sdp) }).await;
    }

    /// Answers with 200 and this description: the answer to the offer, or our offer if the INVITE had none.
    ///
    /// Returns when the 200 is on its way; [`LegEvent::Acknowledged`] tells that it arrived.
    ///
    /// # Errors
    /// [`SipError::WrongState`] if the leg is outgoing, already answered or over.
    pub async fn answer(&self, sdp: String) -> Result<(), SipError> {
        let (reply, answer) = oneshot::channel();
        let over = || SipError::WrongState { state: "over", action: "be answered" };
        self.commands.send(Command::Answer { sdp, reply }).await.map_err(|_| over())?;
        answer.await.unwrap_or_else(|_| Err(over()))
    }

    /// Refuses an unanswered incoming call with this status (300 to 699; anything else becomes 480).
    pub async fn reject(&self, status: u16) {
        self.send(Command::Reject { status }).await;
    }

    /// Sends a key by SIP INFO (`application/dtmf-relay`), for peers without telephone events. Does nothing before the answer.
    pub async fn send_info_key(&self, key: char) {
        self.send(Command::Info { key }).await;
    }

    /// Asks the peer to call this `sip:` URI (REFER, RFC 3515); [`LegEvent::Referred`] follows, once.
    pub async fn refer(&self, target: String) {
        self.send(Command::Refer { target }).await;
    }

    /// Leaves it to an application whom the peer's REFER leads to, which [`LegEvent::Refer`] tells; without it
    /// [`LegEvent::Transfer`] asks. Does nothing before the answer.
    pub async fn accept_refers(&self) {
        self.send(Command::AcceptRefers).await;
    }

    /// Ends the leg with what its state needs: BYE, CANCEL, or a final status.
    ///
    /// Returns at once; [`LegEvent::Ended`] follows, at the latest when the peer has not answered for 64·T1.
    pub async fn hang_up(&self) {
        self.send(Command::HangUp).await;
    }

    /// Whether the dialog's task has ended.
    pub fn is_over(&self) -> bool {
        self.commands.is_closed()
    }

    pub(super) async fn send(&self, command: Command) {
        // A closed queue means the leg is over, which its events tell.
        let _ = self.commands.send(command).await;
    }
}

/// Something that happened to a leg.
///
/// [`Canceled`](Self::Canceled), [`Failed`](Self::Failed) and [`Ended`](Self::Ended) are last: exactly one of them
/// comes, and nothing behind it.
#[derive(Debug)]
pub enum LegEvent {
    /// The callee rings (180) or plays (183).
    Ringing {
        /// Its description, if audio comes before the answer.
        sdp: Option<String>,
    },
    /// The callee answered our INVITE; the ACK has been sent.
    Answered {
        /// Its answer.
        sdp: String,
        /// What the dialog is to others.
        dialog: Box<DialogId>,
        /// When the INVITE that it answers left, by the system's clock; of packets the kernel tells time by the same.
        invited: SystemTime,
        /// When it came in.
        received: SystemTime,
    },
    /// The caller has our 200: the ACK came. Also for a re-INVITE in which the peer let us make the offer.
    Acknowledged {
        /// The answer to our offer, if the INVITE had none.
        sdp: Option<String>,
    },
    /// The caller gave up before the answer.
    Canceled,
    /// The peer wants the media changed (hold, resume, other address or codec), or somebody takes its place (RFC 3891). Reply with our description, or
    /// with a status to refuse (488). No reply counts as 500.
    Reoffer {
        /// The offer; none if we are to make it.
        sdp: Option<String>,
        /// It is of somebody who takes the peer's place.
        successor: bool,
        /// Where our description goes.
        reply: oneshot::Sender<Result<String, u16>>,
    },
    /// What came of [`Leg::refer`].
    Referred {
        /// Whether the peer took the request.
        accepted: bool,
        /// The status of the call it made, or of its refusal; none if it never said, or hung up before.
        status: Option<u16>,
    },
    /// The peer wants the one it talks with to be connected to somebody else; it has been told that its part is done.
    Refer {
        /// The URI it names.
        target: String,
    },
    /// The peer wants to be replaced by somebody else (REFER). No reply declines (603).
    Transfer {
        /// The user part of the URI it names.
        number: String,
        /// Another call of it here that it wants to be joined with this one: the value of a Replaces header.
        joins: Option<String>,
        /// Who takes its place, or the status to refuse with. When somebody has, [`Acknowledged`](Self::Acknowledged) tells the
        /// answer to the offer in it.
        reply: oneshot::Sender<Result<Box<Transfer>, u16>>,
    },
    /// A key came by SIP INFO.
    Digit(char),
    /// Our INVITE got a final status above 299, or nothing at all.
    Failed {
        /// The status, if the callee or a proxy gave one.
        status: Option<u16>,
        /// What was seen.
        reason: String,
    },
    /// The leg is over.
    Ended {
        /// The peer hung up.
        by_peer: bool,
        /// What was seen.
        reason: String,
    },
}

/// What names a dialog to others, so that somebody can take our place in it (RFC 3891).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogId {
    /// The SIP Call-ID.
    pub call_id: String,
    /// Our tag.
    pub local_tag: String,
    /// The tag of the peer.
    pub remote_tag: String,
    /// Where the peer is reached: the URI of its Contact.
    pub target: String,
}

impl DialogId {
    /// The URI for a Refer-To: whoever calls it takes our place. RFC 3891 §3 and §6.1: the tags are named as the peer sees them.
    pub fn takeover(&self) -> String {
        let replaces = format!("{};to-tag={};from-tag={}", self.call_id, self.remote_tag, self.local_tag);
        // A Contact may have headers, which an INVITE of somebody else is no place for.
        let target = self.target.split('?').next().unwrap_or_default();
        format!("{target}?Replaces={}", text::escape(&replaces, b"-_.!~*'()"))
    }
}

/// A call that somebody makes to us.
#[derive(Debug)]
pub struct Invitation {
    /// The handle; dropping it refuses the call.
    pub leg: Leg,
    /// What happens to it. Holds 64 events: further keys are dropped, further re-INVITEs refused with 500.
    pub events: mpsc::Receiver<LegEvent>,
    /// The Request-URI as received.
    pub request_uri: String,
    /// Who calls: the user part of From (of P-Asserted-Identity, if From is anonymous and no privacy was asked).
    pub from_number: String,
    /// The caller's display name; empty if there is none.
    pub from_name: String,
    /// What was called: the user part of the Request-URI.
    pub to_number: String,
    /// Host part of the Request-URI.
    pub sip_domain: String,
    /// The SIP Call-ID.
    pub call_id: String,
    /// What the dialog is to others.
    pub(super) dialog: DialogId,
    /// Who diverted the call here: number of the first Diversion, else of the last but one History-Info entry.
    pub diversion: Option<String>,
    /// All headers in order, names as written in RFC 3261's long form, values unfolded.
    pub headers: Vec<(String, String)>,
    /// Where the INVITE came from.
    pub source: SocketAddr,
    /// The description the caller offers; none if we are to make the offer.
    pub offer: Option<String>,
}

impl Invitation {
    /// Whether the caller says it supports an extension, by its option tag. RFC 3261 §20.37
    pub fn supports(&self, option: &str) -> bool {
        let supported = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Supported"));
        supported.flat_map(|(_, value)| value.split(',')).any(|tag| tag.trim().eq_ignore_ascii_case(option))
    }
}

/// A call that we make.
#[derive(Debug, Clone)]
pub struct OutgoingInvite {
    /// Whom to call: a `sip:` URI, `;transport=tcp` if so wanted.
    pub target: String,
    /// The user part of our From.
    pub from_number: String,
    /// The display name of our From; may be empty.
    pub from_name: String,
    /// User and password for a 401 or 407.
    pub credentials: Option<(String, String)>,
    /// Our description.
    pub offer: String,
    /// Further headers, `X-…` and the like. `Supported` is added to ours. `Max-Forwards` replaces ours: a call that is passed on gives one less than
    /// it came with, so that a loop ends.
    pub headers: Vec<(String, String)>,
    /// Where to send it, if not to the host of `target`.
    pub outbound: Option<SocketAddr>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refer_names_the_tags_as_the_peer_sees_them() {
        let dialog = DialogId {
            call_id: "12345@192.0.2.1".into(),
            local_tag: "ours".into(),
            remote_tag: "th+eirs".into(),
            target: "sip:bob@[2001:db8::9]:5070;transport=tcp?Subject=x".into(),
        };

        assert_eq!(
            dialog.takeover(),
            "sip:bob@[2001:db8::9]:5070;transport=tcp?Replaces=12345%40192.0.2.1%3Bto-tag%3Dth%2Beirs%3Bfrom-tag%3Dours"
        );
    }
}
