//! Encrypted legs over real sockets.

use std::sync::Arc;

use engine::media::{Control, Media, MediaEvent, Session, Srtp, SrtpKey, Stream, Suite, Voice};
use prompts::{Codec, Prompt};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::phone::{PATIENCE, Phone, media, prompt};

fn keys(suite: Suite) -> [Srtp; 2] {
    let (one, two) = (SrtpKey::random(), SrtpKey::random());
    [Srtp { suite, send: one, receive: two }, Srtp { suite, send: two, receive: one }]
}

/// Two sessions that talk to each other over loopback, as two engines would.
fn connected(media: &Media, srtp: [Srtp; 2]) -> [(Arc<Session>, mpsc::Receiver<MediaEvent>); 2] {
    let open = || {
        let (sender, events) = mpsc::channel(64);
        (Arc::new(media.open(sender).unwrap()), events)
    };
    let legs = [open(), open()];
    let places = [legs[1].0.local(), legs[0].0.local()];
    for (((session, _), remote), srtp) in legs.iter().zip(places).zip(srtp) {
        session.set_stream(Stream {
            remote,
            control: Control::Port(remote.port() + 1),
            codec: Codec::Pcma,
            telephone_event: Some(101),
            telephone_event_receive: Some(101),
            send: true,
            receive: true,
            srtp: Some(srtp),
            ptime_ms: 20,
            opus: None,
        });
    }
    legs
}

async fn next_key(events: &mut mpsc::Receiver<MediaEvent>) -> char {
    let search = async {
        loop {
            if let MediaEvent::Digit(key) = events.recv().await.expect("the session runs") {
                return key;
            }
        }
    };
    timeout(PATIENCE, search).await.expect("no key came")
}

#[tokio::test]
async fn both_sides_hear_and_press_over_each_suite() {
    for suite in Suite::ALL {
        let media = media(2);
        let [(one, mut one_events), (two, mut two_events)] = connected(&media, keys(suite));
        let (mut at_one, mut at_two) = (one.listen(), two.listen());
        one.send_digits("7");
        two.send_digits("8");
        assert_eq!((next_key(&mut two_events).await, next_key(&mut one_events).await), ('7', '8'), "{suite:?}");

        one.play(1, prompt(5, 3000));
        two.play(1, prompt(5, -3000));

        for (heard, expected) in [(&mut at_two, 3000_i16), (&mut at_one, -3000)] {
            let packet = timeout(PATIENCE, heard.recv()).await.expect("nothing came").unwrap();
            assert!(Voice::default().hear(&packet).iter().all(|sample| sample.abs_diff(expected) < 100), "{suite:?}");
        }
    }
}

#[tokio::test]
async fn on_the_wire_nothing_is_readable_and_nothing_else_is_taken() {
    let media = media(1);
    let mut phone = Phone::silent(&media).await;
    let [srtp, _] = keys(Suite::Sha1With80);
    phone.session.set_stream(Stream { srtp: Some(srtp), ..phone.stream() });
    phone.session.play(1, Arc::new(Prompt::from_samples(vec![1000; 1600])));

    let packet = phone.got().await;
    let plain = prompts::Law::Mu.encode(&[1000; 160]);
    assert_eq!((packet.payload_type, packet.payload.len()), (0, 170));
    let alike = packet.payload.iter().zip(&plain).filter(|(sealed, plain)| sealed == plain).count();
    assert!(alike < 20, "{alike} of 160 bytes are as they were");
    assert!(packet.sequence < 0x8000 + 100);

    // A packet without a signature is from a stranger.
    phone.talk(prompts::Law::Mu, 1).await;
    phone.talk(prompts::Law::Mu, 1).await;
    while phone.session.statistics().packets_unsigned < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(phone.session.statistics().packets_received, 0);
}

#[tokio::test]
async fn an_encrypted_leg_is_joined_to_a_plain_one() {
    let media = media(1);
    let [(far, _far_events), (near, _near_events)] = connected(&media, keys(Suite::Sha1With80));
    let mut plain = Phone::with(&media, Codec::Pcma).await;
    near.bridge(&plain.session);
    plain.settled(99).await;

    far.play(1, prompt(5, 3000));
    let packet = plain.got().await;
    assert_eq!(packet.payload, prompts::Law::A.encode(&[3000; 160]));

    let mut heard = far.listen();
    let code = prompts::Law::A.encode(&[-500])[0];
    plain.talk(prompts::Law::A, code).await;
    assert_eq!(timeout(PATIENCE, heard.recv()).await.expect("nothing came").unwrap().payload, vec![code; 160]);
}

#[tokio::test]
async fn reports_come_encrypted_too() {
    let media = media(1);
    let [(one, mut one_events), (two, mut two_events)] = connected(&media, keys(Suite::Sha1With32));
    one.send_digits("7");
    two.send_digits("8");
    assert_eq!((next_key(&mut two_events).await, next_key(&mut one_events).await), ('7', '8'));

    // Its last word.
    drop(one);

    let told = async {
        while two.statistics().reports == 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, told).await.expect("no report came");
    assert_eq!(two.statistics().packets_unsigned, 0);
}

#[tokio::test]
async fn a_call_goes_on_over_hold_and_new_keys() {
    let media = media(1);
    let [first, second] = [keys(Suite::Sha1With80), keys(Suite::Sha1With32)];
    let [(one, mut one_events), (two, mut two_events)] = connected(&media, first);
    let stream = |srtp, remote: &Session, send| Stream {
        srtp: Some(srtp),
        remote: remote.local(),
        send,
        telephone_event: Some(101),
        telephone_event_receive: Some(101),
        ..Stream::offered(Codec::Pcma)
    };
    for (key, send, [to_two, to_one]) in [("6", false, first), ("7", true, first), ("8", true, second)] {
        one.set_stream(stream(to_two, &two, send));
        two.set_stream(stream(to_one, &one, send));
        if send {
            one.send_digits(key);
            two.send_digits(key);
            // A key that is sent while its source changes may come twice.
            while next_key(&mut two_events).await.to_string() != key {}
            while next_key(&mut one_events).await.to_string() != key {}
        }
    }

    // One side alone has a new key: nothing of it counts.
    let [changed, _] = keys(Suite::Sha1With32);
    let before = two.statistics().packets_unsigned;
    one.set_stream(stream(Srtp { receive: second[0].receive, ..changed }, &two, true));
    one.play(1, prompt(10, 3000));
    let refused = async {
        while two.statistics().packets_unsigned < before + 10 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, refused).await.expect("nothing was refused");
    one.set_stream(stream(second[0], &two, true));
    one.send_digits("2");
    while next_key(&mut two_events).await != '2' {}
}
