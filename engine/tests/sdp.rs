//! Offers of real and broken phones, and what is made of them.

use std::fmt::Write;
use std::net::IpAddr;
use std::path::Path;

use engine::media::Suite;
use engine::sip::sdp::{Encryption, Local, Security, accept, answer, offer};
use prompts::Codec;
use proptest::prelude::*;

fn local(address: &str) -> Local {
    let address: IpAddr = address.parse().expect("an address");
    Local { address, port: 30_000, codecs: Codec::ALL.to_vec(), security: Security::new(Encryption::Optional) }
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

#[test]
fn the_length_of_packets_is_what_the_peer_asks_for() {
    for (codec, format) in [(Codec::Pcmu, 0), (Codec::Pcma, 8), (Codec::G722, 9)] {
        for ptime_ms in [10, 20, 30, 40, 50, 60] {
            let offered = format!(
                "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP {format}\r\na=ptime:{ptime_ms}\r\n"
            );
            let (text, stream) = answer(&offered, &local("192.0.2.1")).expect("answerable");
            assert_eq!((stream.codec, stream.ptime_ms), (codec, ptime_ms));
            assert!(text.contains(&format!("a=ptime:{ptime_ms}\r\n")), "{text}");
        }
    }
}

fn with(encryption: Encryption, address: &str) -> Local {
    Local { security: Security::new(encryption), ..local(address) }
}

#[test]
fn both_sides_have_the_same_keys_crosswise() {
    let (caller, callee) = (with(Encryption::Required, "192.0.2.1"), with(Encryption::Optional, "192.0.2.2"));

    let (text, theirs) = answer(&offer(&caller), &callee).expect("answerable");
    let (ours, theirs) = (accept(&text, &caller).expect("acceptable").srtp.unwrap(), theirs.srtp.unwrap());

    assert!(text.contains("RTP/SAVP 0") && text.contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"), "{text}");
    assert_eq!((ours.send, ours.receive), (theirs.receive, theirs.send));
    assert!(ours.send != ours.receive && ours.suite == theirs.suite);
}

#[test]
fn a_leg_stays_as_it_is_and_who_takes_the_peers_place_has_keys_of_his_own() {
    let mut ours = with(Encryption::Optional, "192.0.2.1");
    assert!(offer(&ours).contains("RTP/AVP "));

    ours.security.keep(true);
    let again = offer(&ours);
    assert!(again.contains("RTP/SAVP ") && again == offer(&ours));
    let (answer, _) = answer(&again, &with(Encryption::Required, "192.0.2.2")).expect("answerable");
    assert!(accept(&answer, &ours).expect("what was offered is answered").srtp.is_some());

    ours.security.renew();
    assert!(offer(&ours).contains("RTP/AVP "));
    ours.security.keep(true);
    let keys = |text: &str| text.lines().filter(|line| line.contains("crypto")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(keys(&again).len(), 2);
    assert!(keys(&offer(&ours)).iter().all(|key| !keys(&again).contains(key)));
}

const KEY: &str = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

#[test]
fn of_two_audio_lines_the_encrypted_one_is_taken() {
    let plain = "m=audio 4000 RTP/AVP 0\r\n".to_owned();
    let encrypted = format!("m=audio 4002 RTP/SAVP 0\r\n{KEY}\r\n");
    let head = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n";
    for lines in [[&plain, &encrypted], [&encrypted, &plain]] {
        let offered = format!("{head}{}{}", lines[0], lines[1]);
        for (encryption, port) in [(Encryption::Off, 4000), (Encryption::Optional, 4002), (Encryption::Required, 4002)]
        {
            let (text, stream) = answer(&offered, &with(encryption, "192.0.2.1")).expect("answerable");
            assert_eq!((stream.remote.port(), stream.srtp.is_some()), (port, port == 4002), "{encryption:?}");
            assert_eq!(text.matches("m=audio 0 ").count(), 1, "{text}");
            assert_eq!(text.matches("a=crypto").count(), usize::from(port == 4002), "{text}");
        }
    }
}

#[test]
fn keys_on_a_line_that_need_not_be_encrypted_are_answered_with_keys() {
    // The "optional" of several phones, and the `mediaenc=srtp` of baresip.
    let offered = format!(
        "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n{KEY}\r\n"
    );
    for (encryption, encrypts) in [(Encryption::Off, false), (Encryption::Optional, true), (Encryption::Required, true)]
    {
        let (text, stream) = answer(&offered, &with(encryption, "192.0.2.1")).expect("answerable");
        assert!(text.contains("m=audio 30000 RTP/AVP 0\r\n"), "{text}");
        assert_eq!((stream.srtp.is_some(), text.contains("a=crypto:1 ")), (encrypts, encrypts), "{encryption:?}");
    }
}

#[test]
fn the_first_line_that_we_know_is_taken() {
    let offered = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 8\r\n\
                   a=crypto:7 AEAD_AES_256_GCM inline:AAAA\r\n\
                   a=crypto:8 AES_CM_128_HMAC_SHA1_32 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20\r\n\
                   a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n";

    let (text, stream) = answer(offered, &with(Encryption::Optional, "192.0.2.1")).expect("answerable");

    assert_eq!(stream.srtp.unwrap().suite, Suite::Sha1With32);
    assert!(text.contains("a=crypto:8 AES_CM_128_HMAC_SHA1_32 inline:") && !text.contains("a=crypto:9"), "{text}");
}

#[test]
fn what_does_not_fit_the_policy_is_refused_the_right_way() {
    let plain = offer(&with(Encryption::Off, "192.0.2.2"));
    let encrypted = offer(&with(Encryption::Required, "192.0.2.2"));
    let keyless: String =
        encrypted.lines().filter(|line| !line.contains("crypto")).flat_map(|line| [line, "\r\n"]).collect();
    for (offered, encryption, says) in [
        (&encrypted, Encryption::Off, "RTP/SAVP"),
        (&plain, Encryption::Required, "\"required\""),
        (&keyless, Encryption::Optional, "a=crypto"),
    ] {
        let error = answer(offered, &with(encryption, "192.0.2.1")).expect_err("it does not fit");
        assert_eq!(error.status(), 488);
        assert!(error.to_string().contains(says), "{error}");
    }
    // An answer has to be what the offer was.
    let (to_plain, _) = answer(&plain, &with(Encryption::Off, "192.0.2.1")).unwrap();
    let (to_encrypted, _) = answer(&encrypted, &with(Encryption::Optional, "192.0.2.1")).unwrap();
    assert!(accept(&to_plain, &with(Encryption::Required, "192.0.2.2")).is_err());
    assert!(accept(&to_encrypted, &with(Encryption::Optional, "192.0.2.2")).is_err());
    let other_tag = to_encrypted.replace("a=crypto:1", "a=crypto:3");
    assert!(accept(&other_tag, &with(Encryption::Required, "192.0.2.2")).is_err());
}

proptest! {
    #[test]
    fn no_description_panics(text in "(([vosctma]=[ -~]{0,40}|m=audio [0-9]{1,5} RTP/S?AVP [0-9 ]{0,12}|a=(ptime|maxptime|rtpmap|crypto):[ -~]{0,12})\r?\n){0,12}") {
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
