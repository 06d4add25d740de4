//! What the world tells a call.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::ids::{FetchId, LegId, PlayId, RecordingId};

/// Something that happened to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The INVITE: always the first event, once.
    Incoming(Box<Incoming>),
    /// The caller's leg is answered and its media is up: the ACK came, or media with the 2xx outstanding.
    Answered,
    /// The caller pressed a key: one event a press, however the phone sent it.
    Digit {
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        digit: char,
    },
    /// A list of sounds has ended. Comes once for each play, also after a stop.
    Played {
        /// Which.
        play: PlayId,
        /// How it ended.
        outcome: PlayOutcome,
    },
    /// One sound of a list could not be had; the list goes on behind it.
    SoundFailed {
        /// The list it was in.
        play: PlayId,
        /// Its place in [`Order::Play`](crate::order::Order::Play)'s list, from 0.
        index: usize,
        /// What was seen, for the trace.
        reason: String,
    },
    /// The application answered, with whatever status.
    Response {
        /// Which request.
        fetch: FetchId,
        /// The answer.
        response: Box<Response>,
    },
    /// No answer could be had.
    FetchFailed {
        /// Which request.
        fetch: FetchId,
        /// In what way.
        failure: FetchFailure,
        /// What was seen, for the trace.
        reason: String,
    },
    /// Something happened to an outgoing leg.
    Leg {
        /// Which.
        leg: LegId,
        /// What.
        progress: LegProgress,
    },
    /// A recording has ended, and its file can be read.
    Recorded {
        /// Which.
        recording: RecordingId,
        /// What came of it.
        recorded: Recorded,
    },
    /// A recording could not be made or kept.
    RecordingFailed {
        /// Which.
        recording: RecordingId,
        /// What was seen, for the trace.
        reason: String,
    },
    /// The caller's phone has said what came of [`Order::Refer`](crate::order::Order::Refer).
    Referred {
        /// Whether it took the request (2xx to the REFER).
        accepted: bool,
        /// The status of the call it made, else that of the REFER; `None`: it never said.
        status: Option<u16>,
    },
    /// The caller is gone: BYE or CANCEL, or the leg failed. Nothing but requests can be ordered from here on.
    HungUp {
        /// Why.
        cause: HangupCause,
    },
    /// Somebody outside wants the call to do something.
    Command(Command),
    /// The moment [`Call::deadline`](crate::call::Call::deadline) named has come.
    Timeout,
}

/// What came of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Where an application gets it: absolute, signed, for a limited time.
    pub url: String,
    /// How long it is, after trimming.
    pub duration: Duration,
    /// Why it has ended.
    pub ended: RecordEnd,
    /// Whether anything but silence is in it.
    pub heard: bool,
}

impl Recorded {
    /// Its length as applications are told it: whole seconds, rounded up.
    pub fn seconds(&self) -> u64 {
        u64::try_from(self.duration.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
    }
}

/// Why a recording has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordEnd {
    /// By [`Order::StopRecording`](crate::order::Order::StopRecording), or because the leg ended.
    Stopped,
    /// Nobody spoke for its `silence`.
    Silence,
    /// It reached its `max_length`.
    Length,
}

/// What an INVITE says, and what the engine adds to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Incoming {
    /// Our id of the call: 32 lower-case hex digits. `CallSid` is `CA` and the same digits.
    pub call_id: String,
    /// When it arrived: milliseconds since 1970, UTC.
    pub at_unix_ms: i64,
    /// The caller's number or user part (`P-Asserted-Identity` if trusted, else `From`).
    pub from: String,
    /// The caller's display name; empty if there is none.
    pub from_name: String,
    /// What was called: the user part of the Request-URI.
    pub to: String,
    /// The public number that was called, if the To header or a trunk tells it apart from `to`.
    pub called_did: Option<String>,
    /// Number of who diverted the call here (`Diversion`, else `History-Info`).
    pub diversion: Option<String>,
    /// The SIP Call-ID.
    pub sip_call_id: String,
    /// Address the INVITE came from, without port.
    pub source_ip: String,
    /// Host part of the Request-URI.
    pub sip_domain: String,
    /// `X-…` headers of the INVITE, in order, names as written.
    pub sip_headers: Vec<(String, String)>,
}

/// How a list of sounds ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlayOutcome {
    /// To its end.
    Finished,
    /// By [`Order::Stop`](crate::order::Order::Stop).
    Stopped,
}

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Response {
    /// The status code of the last answer of a redirect chain.
    pub status: u16,
    /// The URL it came from, after redirects: what relative URLs resolve against.
    pub url: String,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// `Retry-After`, if sent and understood.
    pub retry_after: Option<Duration>,
    /// The body, decompressed, as UTF-8 (other character sets converted, impossible bytes replaced).
    pub body: String,
}

/// Why no answer could be had. The words are what `InteractiveStatus` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchFailure {
    /// The total time of the attempt passed.
    Timeout,
    /// No TCP connection, or it broke before the answer was whole.
    Connect,
    /// The name does not resolve.
    Dns,
    /// The TLS handshake or certificate failed.
    Tls,
    /// The body is larger than allowed.
    TooLarge,
    /// The egress policy or the circuit breaker refused; or there were too many redirects.
    Refused,
}

/// What happens to an outgoing leg, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegProgress {
    /// 180, or 183 without media.
    Ringing,
    /// 183 with media: the callee's side plays its own tone.
    EarlyMedia,
    /// 2xx.
    Answered,
    /// It was never answered.
    Failed {
        /// How the result is told: `busy`, `no-answer`, `failed`, `canceled`.
        result: LegResult,
        /// The SIP status that said so, if one did.
        status: Option<u16>,
    },
    /// The callee wants the caller connected to somebody else (REFER), and has been told that its part is done.
    Refer {
        /// The URI it names.
        target: String,
    },
    /// The callee pressed a key.
    Digit {
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        digit: char,
    },
    /// It was answered and has ended.
    Ended {
        /// Whether the callee hung up, or we did.
        by_callee: bool,
    },
}

/// Why a leg was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegResult {
    /// 486, 600.
    Busy,
    /// 408, 480, or its time passed.
    NoAnswer,
    /// Anything else: unreachable, refused, no common codec.
    Failed,
    /// We took it back.
    Canceled,
}

/// Why the caller's leg ended without our doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HangupCause {
    /// BYE from the caller.
    ByCaller,
    /// CANCEL before we answered.
    Canceled,
    /// The dialog or its media failed: no ACK, transport gone, media time-out.
    Failed,
    /// The engine is shutting down.
    Shutdown,
}

/// What a control API may ask of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// End the call now.
    Hangup,
    /// Drop what runs; fetch and run this document.
    Redirect {
        /// Absolute URL.
        url: String,
    },
}
