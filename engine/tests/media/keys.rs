//! Keys, from the phone and to it.

use dtmf::Tone;
use engine::media::{Inband, Media, MediaConfig, MediaEvent, Stream};
use prompts::Law;

use crate::phone::{EVENT_TO_PHONE, LOOPBACK, Phone, byte, media, prompt};

#[tokio::test]
async fn keys_are_heard_while_a_prompt_plays() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.play(1, prompt(500, 8000));
    phone.got().await;

    for event in [1, 2, 2, 11] {
        phone.press(event).await;
    }

    assert_eq!(phone.events(4).await, ['1', '2', '2', '#'].map(MediaEvent::Digit));
}

#[tokio::test]
async fn keys_that_come_by_rtp_and_by_info_count_once() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.press(5).await;
    assert_eq!(phone.events(1).await, [MediaEvent::Digit('5')]);
    phone.session.info_digit('5');
    phone.press(6).await;
    assert_eq!(phone.events(1).await, [MediaEvent::Digit('6')]);
    phone.session.info_digit('6');

    assert_eq!(phone.settled(99).await, []);
}

#[tokio::test]
async fn a_phone_that_only_has_info_is_heard_too() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.info_digit('7');
    phone.session.info_digit('7');

    assert_eq!(phone.events(2).await, ['7', '7'].map(MediaEvent::Digit));
}

#[tokio::test]
async fn sipp_keys_come_on_96_between_no_ops_on_97_with_a_source_of_their_own() {
    let media = media(1);
    let mut phone = Phone::silent(&media).await;
    phone.session.set_stream(Stream { telephone_event_receive: Some(96), ..phone.stream() });
    phone.talk(Law::Mu, 0xff).await;
    (phone.ssrc, phone.sequence) = (0x0102_0304, 0);
    for event in [1, 2, 11] {
        phone.send(97, false, &[0; 4]).await;
        for flags in [0x0a, 0x0a, 0x8a, 0x8a, 0x8a] {
            phone.send(96, false, &[event, flags, 3, 32]).await;
        }
        phone.send(97, false, &[0; 4]).await;
        phone.timestamp = phone.timestamp.wrapping_add(3200);
    }

    assert_eq!(phone.events(3).await, ['1', '2', '#'].map(MediaEvent::Digit));
    assert_eq!(phone.session.statistics().lost, 0);
}

#[tokio::test]
async fn keys_are_sent_with_the_payload_type_the_phone_wants() {
    let media = media(1);
    let phone = Phone::new(&media).await;
    phone.session.send_digits("5#");

    let packets = phone.got_many(16).await;

    for (key, packets) in [5, 11].into_iter().zip(packets.chunks(8)) {
        let durations: Vec<_> =
            packets.iter().map(|packet| u16::from_be_bytes([packet.payload[2], packet.payload[3]])).collect();
        let ends: Vec<_> = packets.iter().map(|packet| packet.payload[1]).collect();
        assert_eq!(durations, [160, 320, 480, 640, 800, 800, 800, 800]);
        assert_eq!(ends, [10, 10, 10, 10, 10, 0x8a, 0x8a, 0x8a]);
        assert!(packets.iter().all(|packet| packet.payload_type == EVENT_TO_PHONE && packet.payload[0] == key));
        assert!(packets.iter().all(|packet| packet.timestamp == packets[0].timestamp));
        let marked: Vec<_> = packets.iter().map(|packet| packet.marker).collect();
        assert_eq!(marked, [true, false, false, false, false, false, false, false]);
    }
    assert!(packets[8].timestamp.wrapping_sub(packets[7].timestamp) >= 1600);
    assert!(packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1)));
}

#[tokio::test]
async fn a_prompt_waits_while_keys_are_sent() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.send_digits("1");
    phone.session.play(1, prompt(2, 8000));
    phone.session.finish(1);

    let packets = phone.got_many(10).await;

    assert!(packets[..8].iter().all(|packet| packet.payload_type == EVENT_TO_PHONE));
    assert!(packets[8..].iter().all(|packet| packet.payload == [byte(Law::Mu, 8000); 160]));
    assert!(packets[8].marker);
    phone.events(1).await;
}

#[tokio::test]
async fn without_telephone_event_keys_are_tones() {
    let media = media(1);
    let phone = Phone::silent(&media).await;
    phone.session.set_stream(Stream { telephone_event: None, codec: Law::A.into(), ..phone.stream() });
    phone.session.send_digits("5");

    let packets = phone.got_many(10).await;

    let loudest = |packet: &[u8]| Law::A.decode(packet).into_iter().max().unwrap();
    assert!(packets.iter().all(|packet| packet.payload_type == 8));
    assert!(packets[..5].iter().all(|packet| loudest(&packet.payload) > 8000));
    assert!(packets[5..].iter().all(|packet| loudest(&packet.payload) < 100));
}

/// A phone that has no telephone-event.
async fn old_phone(media: &Media) -> Phone {
    let phone = Phone::silent(media).await;
    phone.session.set_stream(Stream { telephone_event: None, telephone_event_receive: None, ..phone.stream() });
    phone
}

/// Presses a key as a tone of 80 ms, and a pause as long.
async fn press_tone(phone: &mut Phone, key: char) {
    let tone = Tone::of(key).unwrap();
    let samples: Vec<i16> = (0..1280).map(|place| if place < 640 { tone.sample(place) } else { 0 }).collect();
    for packet in Law::Mu.encode(&samples).chunks(160) {
        phone.send(0, false, packet).await;
        phone.timestamp = phone.timestamp.wrapping_add(160);
    }
}

#[tokio::test]
async fn tones_of_a_phone_without_telephone_event_are_keys() {
    let media = media(1);
    let mut phone = old_phone(&media).await;
    phone.session.play(1, prompt(500, 8000));
    for key in ['1', '1', '#', 'D'] {
        press_tone(&mut phone, key).await;
    }

    assert_eq!(phone.events(4).await, ['1', '1', '#', 'D'].map(MediaEvent::Digit));
}

#[tokio::test]
async fn tones_of_a_phone_with_telephone_event_are_sound() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    press_tone(&mut phone, '5').await;
    phone.press(6).await;

    assert_eq!(phone.events(1).await, [MediaEvent::Digit('6')]);
}

#[tokio::test]
async fn a_phone_that_sends_events_and_tones_presses_once() {
    let media = Media::start(MediaConfig { inband: Inband::Always, ..MediaConfig::new(LOOPBACK) }).unwrap();
    let mut phone = Phone::new(&media).await;
    press_tone(&mut phone, '5').await;
    phone.press(5).await;
    press_tone(&mut phone, '7').await;

    assert_eq!(phone.events(2).await, ['5', '7'].map(MediaEvent::Digit));
    assert_eq!(phone.settled(99).await, []);
}

#[tokio::test]
async fn tones_are_not_listened_for_when_they_never_count() {
    let media = Media::start(MediaConfig { inband: Inband::Never, ..MediaConfig::new(LOOPBACK) }).unwrap();
    let mut phone = old_phone(&media).await;
    press_tone(&mut phone, '5').await;
    phone.session.info_digit('6');

    assert_eq!(phone.events(1).await, [MediaEvent::Digit('6')]);
}

#[tokio::test]
async fn tones_become_events_for_a_bridged_phone_that_has_them() {
    for workers in [1, 2] {
        let media = media(workers);
        let (mut old, new) = (old_phone(&media).await, Phone::new(&media).await);
        old.session.bridge(&new.session);
        old.settled(99).await;
        press_tone(&mut old, '9').await;

        let mut events = Vec::new();
        while events.len() < 8 {
            events.extend(Some(new.got().await).filter(|packet| packet.payload_type == EVENT_TO_PHONE));
        }

        assert!(events.iter().all(|packet| packet.payload[0] == 9));
        assert_eq!(old.events(1).await, [MediaEvent::Digit('9')]);
    }
}

#[tokio::test]
async fn tones_reach_a_bridged_phone_without_events_as_they_are() {
    let media = media(1);
    let (mut one, two) = (old_phone(&media).await, old_phone(&media).await);
    one.session.bridge(&two.session);
    one.settled(99).await;
    press_tone(&mut one, '9').await;
    one.talk(Law::Mu, 42).await;

    let packets = two.got_many(9).await;

    assert_eq!(packets[8].payload, [42; 160]);
    assert_eq!(one.events(1).await, [MediaEvent::Digit('9')]);
}
