//! Hands octets to everything that reads them before anybody knows who sent them. For fuzzing and tests alone.

use std::sync::{LazyLock, Mutex};

use rsipstack::sip::SipMessage;

use super::auth::Doorkeeper;
use super::config::Transport;
use super::convert::{self, Source};
use super::digest::{Answered, authorize};
use super::guard::{self, Frame, Framer, Verdict};
use super::{dialog, registrar, sdp};
use crate::config::{Registrar, Secret, User};

/// What a datagram was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// SIP that the stack may have.
    Message,
    /// SIP that is refused.
    Refused,
    /// Nothing of ours.
    Noise,
}

/// A message, as it comes in a datagram or is cut from a stream.
///
/// # Panics
/// If something that reads it does, or an answer of the guard is none.
pub fn message(octets: &[u8], stream: bool) -> Taken {
    let transport = if stream { Transport::Tcp } else { Transport::Udp };
    let source = Source { transport, number: 0, address: ([192, 0, 2, 1], 5060).into() };
    let refused = |answer: Option<Vec<u8>>| {
        let sip = answer.is_none_or(|answer| answer.starts_with(b"SIP/2.0 ") && answer.ends_with(b"\r\n\r\n"));
        assert!(sip, "a refusal is a SIP answer");
        Taken::Refused
    };
    let (start, parts) = match guard::inspect(octets, stream) {
        Verdict::Noise => return Taken::Noise,
        Verdict::Refuse(_, answer) => return refused(answer),
        Verdict::Pass(start, parts) => (start, parts),
    };
    let original = parts.clone();
    match convert::to_stack(start, parts, source) {
        Ok(SipMessage::Request(request)) => {
            assert_eq!(convert::source(&request), Some(source), "nobody can write our notes");
            DOOR.lock().expect("no other test has panicked").ask(&request, source.address.ip());
            registrar::probe(&request);
            dialog::probe(&request);
            let _ = (convert::headers(&request), convert::from(&request), request.to_string());
        }
        Ok(SipMessage::Response(response)) => {
            let asked = rsipstack::sip::Request {
                method: rsipstack::sip::Method::Invite,
                uri: convert::uri("sip:a@example.com").expect("a URI"),
                version: rsipstack::sip::Version::V2,
                headers: rsipstack::sip::Headers::default(),
                body: Vec::new(),
            };
            let _ = authorize(&response, &asked, ("user", "password"), &mut Answered::default());
            let _ = response.to_string();
        }
        Err(refusal) => {
            let Verdict::Refuse(_, answer) = guard::refuse(&original, refusal) else { return Taken::Refused };
            return refused(answer);
        }
    }
    Taken::Message
}

/// A stream that comes in pieces of this length.
///
/// # Panics
/// If something that reads it does, or the octets become more.
pub fn stream(octets: &[u8], piece: usize) {
    let mut framer = Framer::new(LIMIT);
    let mut cut = 0;
    for piece in octets.chunks(piece.max(1)) {
        framer.push(piece);
        while let Some(frame) = framer.next() {
            match frame {
                Frame::KeepAlive => cut += 4,
                Frame::Message(octets) => {
                    cut += octets.len();
                    message(&octets, true);
                }
                Frame::Lost { head, .. } => {
                    let _ = guard::scan(&head);
                    return;
                }
            }
        }
    }
    assert!(cut <= octets.len(), "{cut} octets were cut from {}", octets.len());
}

/// A session description, as an offer and as an answer.
///
/// # Panics
/// If something that reads it does, or our answer to it cannot be read.
pub fn description(text: &str) {
    let security = sdp::Security::new(sdp::Encryption::Optional);
    let codecs = prompts::Codec::ALL.to_vec();
    let local = sdp::Local { address: [192, 0, 2, 1].into(), port: 30_000, codecs, security };
    let _ = (sdp::accept(text, &local), sdp::address(text));
    if let Ok((answer, _)) = sdp::answer(text, &local) {
        assert!(sdp::address(&answer).is_some(), "an answer of ours says where we are: {answer}");
    }
}

/// What one message may have; as `SipLimits` has it.
const LIMIT: usize = 65_535;

static DOOR: LazyLock<Mutex<Doorkeeper>> = LazyLock::new(|| {
    let user = User { name: "101".to_owned(), password: Secret::new("hush") };
    Mutex::new(Doorkeeper::new(&[user], &Registrar::default()))
});

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    /// RFC 4475 and RFC 5118, and requests that lead to what we have added.
    fn messages() -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-torture");
        let sets = std::fs::read_dir(folder).unwrap().map(|set| set.unwrap().path());
        let files = sets.flat_map(|set| std::fs::read_dir(set).unwrap().map(|file| file.unwrap().path()));
        let mut messages: Vec<_> = files.map(|file| std::fs::read(file).unwrap()).collect();
        assert!(messages.len() > 40, "there are only {} torture messages", messages.len());
        let head = "SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: <sip:101@h>;tag=f\r\nTo: <sip:101@h>\r\n\
                    Call-ID: c\r\nCSeq: 1 METHOD\r\nMax-Forwards: 70\r\nContact: <sip:101@192.0.2.1>;expires=60\r\n";
        for (method, more) in [
            (
                "REGISTER",
                "Authorization: Digest username=\"101\", realm=\"dialtree\", nonce=\"0.1.2\", uri=\"sip:h\", response=\"x\", qop=auth, nc=00000001, cnonce=\"c\"\r\n",
            ),
            ("INVITE", "Replaces: c;to-tag=a;from-tag=b\r\nDiversion: <sip:1@h>\r\nP-Asserted-Identity: <tel:+1>\r\n"),
            ("REFER", "Refer-To: <sip:102@h?Replaces=c%3Bto-tag%3Da%3Bfrom-tag%3Db>\r\n"),
        ] {
            let head = head.replace("METHOD", method);
            messages.push(format!("{method} sip:h {head}{more}Content-Length: 0\r\n\r\n").into_bytes());
        }
        messages
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn no_octets_are_a_problem(octets in proptest::collection::vec(any::<u8>(), 0..400), piece in 1..50_usize) {
            message(&octets, false);
            stream(&octets, piece);
            description(&String::from_utf8_lossy(&octets));
        }

        /// A message that was right, with octets changed, left out, doubled.
        #[test]
        fn no_damaged_message_is_a_problem(
            which in any::<prop::sample::Index>(),
            wounds in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..6),
            piece in 1..500_usize,
        ) {
            let all = messages();
            let mut octets = which.get(&all).clone();
            for (place, octet, wound) in wounds {
                if octets.is_empty() {
                    break;
                }
                let at = place.index(octets.len());
                match wound {
                    0 => octets[at] = octet,
                    1 => octets.truncate(at),
                    2 => octets.insert(at, octet),
                    _ => octets.extend_from_within(at..),
                }
            }
            message(&octets, false);
            message(&octets, true);
            stream(&octets, piece);
        }

        #[test]
        fn stun_and_rtp_are_no_sip(kind in any::<u16>(), rest in proptest::collection::vec(any::<u8>(), 16..80)) {
            // RFC 8489 §5: two zero bits, the type, the length, the cookie.
            let stun = [&(kind & 0x3fff).to_be_bytes()[..], &[0, 8], &[0x21, 0x12, 0xa4, 0x42], &rest].concat();
            // One that begins like an empty line and a letter may be told that it is no SIP.
            prop_assert_ne!(message(&stun, false), Taken::Message);
            prop_assert_eq!(message(&[&[0x80, 0][..], &rest].concat(), false), Taken::Noise);
        }

        #[test]
        fn no_description_is_a_problem(
            lines in proptest::collection::vec("(m=(audio|video) [0-9]{1,6} RTP/S?AVP( [0-9]{1,4}){0,5}|a=(rtpmap|fmtp|ptime|rtcp|crypto):\\PC{0,30}|c=IN IP[46] \\PC{0,20}|[a-z]=\\PC{0,30})", 0..12)
        ) {
            description(&format!("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n{}\r\n", lines.join("\r\n")));
        }
    }
}
