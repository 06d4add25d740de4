//! Prompts on the wire.

use std::time::Duration;

use engine::media::{MediaEvent, Stream};
use prompts::Law;

use crate::phone::{Phone, byte, media, prompt};

const LOUD: i16 = 8000;

#[tokio::test]
async fn a_prompt_arrives_whole_and_its_numbers_run_on() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.play(1, prompt(10, LOUD));
    phone.session.finish(1);

    let packets = phone.got_many(10).await;

    assert!(packets.iter().all(|packet| packet.payload_type == 0 && packet.payload == [byte(Law::Mu, LOUD); 160]));
    for (number, pair) in packets.windows(2).enumerate() {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1), "packet {number}");
    }
    assert!(packets[0].marker, "a talk spurt begins with a marker");
    assert_eq!(phone.event().await, MediaEvent::Played { play: 1, stopped: false });
    assert_eq!(phone.session.statistics().packets_sent, 10);
}

#[tokio::test]
async fn packets_are_never_ahead_of_the_clock() {
    let media = media(1);
    let phone = Phone::new(&media).await;
    phone.session.play(1, prompt(20, LOUD));

    let packets = phone.got_many(20).await;

    // The first may have been read late; from the second on, none may come before its time. Timestamps say when that is.
    let samples = packets[19].timestamp.wrapping_sub(packets[0].timestamp);
    assert!(samples >= 19 * 160, "{samples}");
    assert!(packets[19].at - packets[0].at + Duration::from_millis(60) > Duration::from_millis(19 * 20));
}

#[tokio::test]
async fn a_stopped_prompt_is_not_heard_any_more() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.play(1, prompt(500, LOUD));
    phone.got().await;
    phone.session.stop(1);
    phone.session.play(2, prompt(1, -LOUD));
    phone.session.finish(2);
    assert_eq!(phone.event().await, MediaEvent::Played { play: 1, stopped: true });
    assert_eq!(phone.event().await, MediaEvent::Played { play: 2, stopped: false });

    let sent = usize::try_from(phone.session.statistics().packets_sent).unwrap();
    let rest = phone.got_many(sent - 1).await;

    let new = rest.last().unwrap();
    assert_eq!(new.payload[0], byte(Law::Mu, -LOUD));
    assert!(new.marker, "what comes behind a cut is a talk spurt of its own");
    assert!(sent < 100, "{sent} packets of a prompt that was stopped at its first");
}

#[tokio::test]
async fn prompts_wait_until_there_is_somewhere_to_send_them() {
    let media = media(1);
    let mut phone = Phone::silent(&media).await;
    phone.session.play(1, prompt(2, LOUD));
    phone.session.finish(1);
    assert_eq!(phone.settled(99).await, []);

    phone.session.set_stream(Stream { codec: Law::A.into(), ..phone.stream() });

    assert_eq!(phone.got().await.payload, [byte(Law::A, LOUD); 160]);
    assert_eq!(phone.event().await, MediaEvent::Played { play: 1, stopped: false });
}

#[tokio::test]
async fn timestamps_run_over_silence_and_a_new_spurt_is_marked() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.play(1, prompt(1, LOUD));
    let first = phone.got().await;
    phone.settled(99).await;
    // Longer than a packet, however slow this machine is: 10 packets of the phone's.
    let other = Phone::new(&media).await;
    other.session.play(1, prompt(10, LOUD));
    other.got_many(10).await;

    phone.session.play(1, prompt(1, LOUD));
    let second = phone.got().await;

    assert!(second.marker);
    assert_eq!(second.sequence, first.sequence.wrapping_add(1));
    assert!(second.timestamp.wrapping_sub(first.timestamp) >= 9 * 160);
}

#[tokio::test]
async fn packets_are_as_long_as_the_peer_asked_for() {
    let media = media(1);
    let mut phone = Phone::silent(&media).await;
    phone.session.set_stream(Stream { ptime_ms: 30, ..phone.stream() });
    phone.session.play(1, prompt(4, LOUD));
    phone.session.finish(1);

    let packets = phone.got_many(3).await;

    assert!(packets.iter().all(|packet| packet.payload.len() == 240));
    assert_eq!(packets[2].payload[160..], [Law::Mu.silence(); 80], "the last one is filled up with silence");
    phone.events(1).await;
}

#[tokio::test]
async fn on_hold_nothing_is_sent_and_the_prompt_runs_on() {
    let media = media(1);
    let mut phone = Phone::silent(&media).await;
    phone.session.set_stream(Stream { send: false, ..phone.stream() });
    phone.session.play(1, prompt(3, LOUD));
    phone.session.finish(1);
    assert_eq!(phone.event().await, MediaEvent::Played { play: 1, stopped: false });

    phone.session.set_stream(phone.stream());
    phone.session.play(2, prompt(1, -LOUD));

    assert_eq!(phone.got().await.payload[0], byte(Law::Mu, -LOUD));
}

#[tokio::test]
async fn behind_a_hold_the_numbers_go_on_and_a_talk_spurt_begins() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.play(1, prompt(500, LOUD));
    let mut last = phone.got().await;
    phone.session.set_stream(Stream { send: false, ..phone.stream() });
    // Another prompt is over when the rest of the first is not worth waiting for: five packets of nobody's.
    phone.session.stop(1);
    phone.session.play(2, prompt(5, LOUD));
    phone.session.finish(2);
    phone.events(2).await;

    phone.session.set_stream(phone.stream());
    phone.session.play(3, prompt(2, -LOUD));

    let first = loop {
        let next = phone.got().await;
        assert_eq!(next.sequence, last.sequence.wrapping_add(1), "what was held back is no loss");
        if next.payload[0] == byte(Law::Mu, -LOUD) {
            break next;
        }
        last = next;
    };
    assert!(first.marker);
    assert!(first.timestamp.wrapping_sub(last.timestamp) >= 5 * 160, "time has gone on");
}

#[tokio::test]
async fn media_moves_when_the_peer_says_so() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.talk(Law::Mu, 0xff).await;
    phone.session.play(1, prompt(500, LOUD));
    phone.got().await;
    let elsewhere = Phone::silent(&media).await;

    phone.session.set_stream(Stream { codec: Law::A.into(), ..elsewhere.stream() });

    let packet = elsewhere.got().await;
    assert_eq!((packet.payload_type, packet.payload), (8, vec![byte(Law::A, LOUD); 160]));
}

#[tokio::test]
async fn audio_goes_to_where_the_peer_really_is() {
    let media = media(1);
    let mut phone = Phone::silent(&media).await;
    // The signalled address is behind NAT: nobody is there.
    phone.session.set_stream(Stream { remote: "127.0.0.9:9".parse().unwrap(), ..phone.stream() });
    for _ in 0..3 {
        phone.talk(Law::Mu, 0xff).await;
    }
    assert_eq!(phone.event().await, MediaEvent::Started);

    phone.session.play(1, prompt(500, LOUD));

    assert_eq!(phone.got().await.payload[0], byte(Law::Mu, LOUD));
}
