//! Stands between the sockets and the stack: repairs what can be repaired, refuses the rest, and limits everybody.
//!
//! The stack drops malformed requests without an answer, loses headers that are not UTF-8 and takes display names
//! apart; it never sees such messages.

mod check;
mod frame;
mod rate;
mod reply;
mod scan;

pub(super) use check::{Refusal, Start};
pub(super) use frame::{Frame, Framer};
pub(super) use rate::{Buckets, Complaints, TargetComplaints};
pub(super) use scan::Parts;

/// What becomes of a message.
#[derive(Debug)]
pub(super) enum Verdict {
    /// The stack may have it.
    Pass(Start, Parts),
    /// It is refused, with this answer if it can be answered.
    Refuse(Refusal, Option<Vec<u8>>),
    /// It is not SIP: keep-alive, STUN, RTP, noise.
    Noise,
}

/// Judges the octets of one message: a datagram, or a frame of a stream.
pub(super) fn inspect(octets: &[u8], stream: bool) -> Verdict {
    // RFC 3261 §7.5: empty lines before the start line are skipped.
    let leading = octets.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
    let octets = &octets[leading..];
    // SIP starts with a token; STUN and DTLS with control characters, RTP with what is no ASCII.
    if !octets.first().is_some_and(|&octet| scan::is_token(octet)) || !octets.contains(&b':') {
        return Verdict::Noise;
    }
    let mut parts = scan::scan(octets);
    match check::check(&mut parts, stream) {
        Ok(start) => Verdict::Pass(start, parts),
        Err(refusal) => refuse(&parts, refusal),
    }
}

/// Refuses a message that is already known to be bad.
pub(super) fn refuse(parts: &Parts, refusal: Refusal) -> Verdict {
    let answer = reply::reply(parts, &refusal);
    Verdict::Refuse(refusal, answer)
}

/// Cuts a message without judging it.
pub(super) fn scan(octets: &[u8]) -> Parts {
    scan::scan(octets)
}

#[cfg(test)]
mod tests;
