//! Offers of real and broken phones, and what is made of them.

use std::fmt::Write;
use std::net::IpAddr;
use std::path::Path;

use engine::sip::sdp::{Local, accept, answer, offer};
use prompts::Codec;
use proptest::prelude::*;

fn local(address: &str) -> Local {
    let address: IpAddr = address.parse().expect("an address");
    Local { address, port: 30_000, codecs: Codec::ALL.to_vec() }
}

#[test]
fn every_offer_has_its_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sdp");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("fixtures").map(|file| file.expect("a file").path()).collect();
    paths.sort();

    let mut text = String::new();
    for path in paths {
        let offer = std::fs::read_to_string(&path).expect("text");
        writeln!(text, "=== {}", path.file_stem().expect("a name").to_string_lossy()).expect("memory");
        match answer(&offer, &local("192.0.2.1")) {
            Ok((answer, stream)) => {
                writeln!(text, "{}{stream:?}", answer.replace('\r', "")).expect("memory");
            }
            Err(error) => writeln!(text, "{}: {error}", error.status()).expect("memory"),
        }
    }

    insta::assert_snapshot!("answers", text);
}

#[test]
fn an_offer_of_ours_names_everything_we_can_do() {
    insta::assert_snapshot!("offer", offer(&local("2001:db8::1")).replace('\r', ""));
}

#[test]
fn an_offer_answered_by_ourselves_is_accepted() {
    let (caller, callee) = (local("192.0.2.1"), Local { codecs: vec![Codec::Pcma], ..local("192.0.2.2") });

    let (text, theirs) = answer(&offer(&caller), &callee).expect("answerable");
    let ours = accept(&text, &caller).expect("acceptable");

    assert_eq!((ours.codec, theirs.codec), (Codec::Pcma, Codec::Pcma));
    assert_eq!(
        (ours.remote.to_string(), theirs.remote.to_string()),
        ("192.0.2.2:30000".into(), "192.0.2.1:30000".into())
    );
    assert_eq!((ours.telephone_event, ours.telephone_event_receive), (Some(101), Some(101)));
    assert!(ours.send && ours.receive && theirs.send && theirs.receive);
}

#[test]
fn the_answer_may_number_its_keys_otherwise() {
    let text = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 96\r\n\
                a=rtpmap:96 telephone-event/8000\r\na=recvonly\r\n";

    let stream = accept(text, &local("192.0.2.1")).expect("acceptable");

    assert_eq!((stream.telephone_event, stream.telephone_event_receive), (Some(96), Some(101)));
    assert_eq!((stream.send, stream.receive), (true, false));
}

#[test]
fn opus_is_numbered_as_each_side_likes_and_its_keys_count_as_it_does() {
    let text = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 98 99 97\r\n\
                a=rtpmap:98 OPUS/48000/2\r\na=fmtp:98 maxaveragebitrate=20000\r\na=rtpmap:99 telephone-event/48000\r\n\
                a=rtpmap:97 telephone-event/8000\r\na=ptime:50\r\n";

    let stream = accept(text, &local("192.0.2.1")).expect("acceptable");

    let opus = stream.opus.expect("Opus");
    assert_eq!((stream.codec, stream.ptime_ms, opus.wishes.bit_rate), (Codec::Opus, 40, 20_000));
    assert_eq!((opus.send, opus.receive, stream.payload_type()), (98, 111, 98));
    assert_eq!((stream.telephone_event, stream.telephone_event_receive, opus.fast_keys), (Some(99), Some(110), true));
}

#[test]
fn what_is_not_configured_is_not_taken() {
    let offer = offer(&Local { codecs: vec![Codec::Opus, Codec::Pcma], ..local("192.0.2.1") });
    let few = Local { codecs: vec![Codec::Pcma], ..local("192.0.2.2") };

    let (text, stream) = answer(&offer, &few).expect("answerable");

    assert_eq!((stream.codec, stream.opus, stream.telephone_event), (Codec::Pcma, None, Some(101)));
    assert!(!text.contains("opus") && !text.contains("48000"), "{text}");
}

proptest! {
    #[test]
    fn no_description_panics(text in "(([vosctma]=[ -~]{0,40}|m=audio [0-9]{1,5} RTP/AVP [0-9 ]{0,12}|a=(ptime|maxptime|rtpmap):[ -~]{0,12})\r?\n){0,12}") {
        let _ = answer(&text, &local("192.0.2.1"));
        let _ = accept(&text, &local("192.0.2.1"));
    }

    #[test]
    fn no_damage_to_an_offer_panics(at in any::<prop::sample::Index>(), octet in any::<u8>()) {
        let mut octets = offer(&local("192.0.2.1")).into_bytes();
        let at = at.index(octets.len());
        octets[at] = octet;
        let text = String::from_utf8_lossy(&octets);
        if let Ok((answer, _)) = answer(&text, &local("192.0.2.2")) {
            prop_assert!(answer.starts_with("v=0\r\n"));
        }
    }
}
