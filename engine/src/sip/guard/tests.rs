//! What the guard makes of the torture messages of RFC 4475 and RFC 5118, and of noise.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::sip::Transport;
use crate::sip::convert::{Source, to_stack};

use super::*;

/// The torture messages by name.
fn torture() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-torture");
    let files =
        |folder: PathBuf| std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("entry").path());
    let mut paths: Vec<_> = files(folder).flat_map(files).collect();
    paths.sort();
    let named = paths.into_iter().map(|path| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(path).expect("readable"))
    });
    named.collect()
}

fn source() -> Source {
    Source { transport: Transport::Udp, number: 0, address: ([192, 0, 2, 1], 5060).into() }
}

/// What becomes of a datagram, down to the stack's types.
fn verdict(octets: &[u8]) -> String {
    match inspect(octets, false) {
        Verdict::Pass(start, parts) => match to_stack(start, parts, source()) {
            Ok(_) => "pass".to_owned(),
            Err(refusal) => format!("{} {} (stack)", refusal.status, refusal.reason),
        },
        Verdict::Refuse(refusal, Some(_)) => format!("{} {}", refusal.status, refusal.reason),
        Verdict::Refuse(refusal, None) => format!("dropped: {}", refusal.reason),
        Verdict::Noise => "noise".to_owned(),
    }
}

#[test]
fn every_torture_message_has_its_verdict() {
    let lines: Vec<String> = torture().iter().map(|(name, octets)| format!("{name}: {}", verdict(octets))).collect();

    insta::assert_snapshot!("torture", lines.join("\n"));
}

fn request(headers: &str) -> String {
    format!(
        "OPTIONS sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z9hG4bK1\r\nf: <sip:c@d>;tag=1\r\nt: <sip:a@b>\r\n\
         i: 1\r\nCSeq: 1 OPTIONS\r\n{headers}\r\n"
    )
}

#[test]
fn a_datagram_without_content_length_keeps_its_body() {
    let Verdict::Pass(_, parts) = inspect((request("") + "body").as_bytes(), false) else { panic!("refused") };

    assert_eq!(parts.body, b"body");
    assert_eq!(parts.header("From"), Some("<sip:c@d>;tag=1"));
}

#[test]
fn octets_that_are_not_utf8_cost_only_themselves() {
    let mut octets = request("Subject: caf?\r\nX-Behind: seen\r\nl: 2\r\n").into_bytes();
    let at = octets.iter().position(|&octet| octet == b'?').expect("marked");
    octets[at] = 0xe9;
    octets.extend(b"ab");

    let Verdict::Pass(_, parts) = inspect(&octets, false) else { panic!("refused") };

    assert_eq!((parts.header("X-Behind"), parts.body.as_slice()), (Some("seen"), b"ab".as_slice()));
}

#[test]
fn refusals_say_why_and_keep_what_the_sender_needs() {
    for (headers, expected) in [
        ("l: 9\r\n", "400 the body is shorter than Content-Length"),
        ("l: -1\r\n", "400 Content-Length is not a number"),
        ("CSeq: 2 OPTIONS\r\n", "400 a header comes twice"),
        ("Max-Forwards: 300\r\n", "400 Max-Forwards is not a number up to 255"),
        ("X: a\0b\r\n", "400 NUL in the headers"),
        (": nameless\r\n", "400 a header line without a name"),
    ] {
        assert_eq!(verdict(request(headers).as_bytes()), expected);
    }
    assert_eq!(verdict(request("").replace("OPTIONS", "FROB").as_bytes()), "501 unknown method");
    assert_eq!(
        verdict(request("").replace("a@b SIP/2.0", "a@b SIP/7.0").as_bytes()),
        "505 only SIP/2.0 is spoken here"
    );
    assert_eq!(verdict(request("l: 9\r\n").replace("OPTIONS", "ACK").as_bytes()).split(':').next(), Some("dropped"));

    let Verdict::Refuse(_, Some(answer)) = inspect(request("l: 9\r\n").as_bytes(), false) else { panic!("no answer") };
    insta::assert_snapshot!("refusal", String::from_utf8(answer).expect("text").replace('\r', ""));
}

#[test]
fn too_much_of_anything_is_refused() {
    assert_eq!(verdict(request(&"X: y\r\n".repeat(300)).as_bytes()), "400 too many headers");
    assert_eq!(verdict(request(&format!("X: {}\r\n", "y".repeat(9_000))).as_bytes()), "400 a header line is too long");
    let folded = format!("X: y\r\n{}", format!(" {}\r\n", "y".repeat(5_000)).repeat(2));
    assert_eq!(verdict(request(&folded).as_bytes()), "400 a folded line without a header, or too long");
}

#[test]
fn what_is_not_sip_is_not_answered() {
    for noise in [&b"\r\n\r\n"[..], b"", b"\0\x01\0\0\x21\x12\xa4\x42", b"\x80\0abc:", b"\0\0\0\0", b"hello"] {
        assert_eq!(verdict(noise), "noise");
    }
}

proptest! {
    #[test]
    fn no_octets_panic(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
        verdict(&octets);
    }

    #[test]
    fn no_damage_to_a_torture_message_panics(
        which in 0_usize..41,
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..12),
        stream in any::<bool>(),
    ) {
        let messages = torture();
        let mut octets = messages[which % messages.len()].1.clone();
        for (at, octet, kind) in cuts {
            if octets.is_empty() {
                break;
            }
            let at = at.index(octets.len());
            match kind {
                0 => octets[at] = octet,
                1 => octets.insert(at, octet),
                _ => drop(octets.remove(at)),
            }
        }
        verdict(&octets);
        let mut framer = Framer::new(65_535);
        framer.push(&octets);
        while let Some(frame) = framer.next() {
            if let Frame::Message(message) = frame {
                inspect(&message, stream);
            }
        }
    }
}
