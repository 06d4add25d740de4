//! Two phones joined.

use engine::media::{Media, MediaEvent, Stream};
use prompts::Law;

use crate::phone::{EVENT, EVENT_TO_PHONE, Phone, byte, media, prompt};

/// Two phones, each with its law, joined; `beside`: on one media thread.
async fn joined(media: &Media, laws: [Law; 2]) -> [Phone; 2] {
    let phones = [Phone::with(media, laws[0]).await, Phone::with(media, laws[1]).await];
    phones[0].session.bridge(&phones[1].session);
    let [mut one, mut two] = phones;
    one.settled(99).await;
    two.settled(99).await;
    [one, two]
}

#[tokio::test]
async fn each_hears_the_other() {
    // On one thread, and across two.
    for workers in [1, 2] {
        let media = media(workers);
        let [mut one, mut two] = joined(&media, [Law::Mu, Law::Mu]).await;
        one.talk(Law::Mu, 11).await;
        two.talk(Law::Mu, 22).await;

        assert_eq!(two.got().await.payload, [11; 160]);
        assert_eq!(one.got().await.payload, [22; 160]);
    }
}

#[tokio::test]
async fn gaps_and_lengths_of_the_audio_are_passed_on() {
    let media = media(1);
    let [mut one, two] = joined(&media, [Law::A, Law::A]).await;
    one.talk(Law::A, 1).await;
    one.sequence = one.sequence.wrapping_add(2);
    one.timestamp = one.timestamp.wrapping_add(320);
    one.send(8, false, &[2; 240]).await;

    let packets = two.got_many(2).await;

    assert_eq!(packets[1].sequence.wrapping_sub(packets[0].sequence), 3);
    assert_eq!(packets[1].timestamp.wrapping_sub(packets[0].timestamp), 480);
    assert_eq!(packets[1].payload, [2; 240]);
}

#[tokio::test]
async fn different_laws_are_transcoded() {
    let media = media(1);
    let [mut one, mut two] = joined(&media, [Law::Mu, Law::A]).await;
    one.talk(Law::Mu, byte(Law::Mu, 8000)).await;
    two.talk(Law::A, byte(Law::A, -500)).await;

    let (to_two, to_one) = (two.got().await, one.got().await);

    assert_eq!((to_two.payload_type, to_one.payload_type), (8, 0));
    assert!((Law::A.decode(&to_two.payload)[0] - 8000).abs() < 300);
    assert!((Law::Mu.decode(&to_one.payload)[0] + 500).abs() < 30);
}

#[tokio::test]
async fn keys_are_relayed_and_reported() {
    for workers in [1, 2] {
        let media = media(workers);
        let [mut one, two] = joined(&media, [Law::Mu, Law::Mu]).await;
        one.press(9).await;

        let packets = two.got_many(8).await;

        assert!(packets.iter().all(|packet| packet.payload_type == EVENT_TO_PHONE && packet.payload[0] == 9));
        assert_eq!(one.events(1).await, [MediaEvent::Digit('9')]);
    }
}

#[tokio::test]
async fn keys_by_info_are_relayed_too() {
    let media = media(1);
    let [one, two] = joined(&media, [Law::Mu, Law::Mu]).await;
    one.session.info_digit('*');

    assert_eq!(two.got().await.payload[0], 10);
}

#[tokio::test]
async fn a_prompt_is_heard_instead_of_the_other() {
    let media = media(1);
    let [mut one, mut two] = joined(&media, [Law::Mu, Law::Mu]).await;
    two.session.play(1, prompt(3, 8000));
    two.session.finish(1);
    two.got().await;
    one.talk(Law::Mu, 11).await;
    assert_eq!(one.event().await, MediaEvent::Started);
    two.events(1).await;
    one.talk(Law::Mu, 12).await;

    let rest = two.got_many(3).await;

    let expected = [byte(Law::Mu, 8000), byte(Law::Mu, 8000), 12];
    assert_eq!(rest.iter().map(|packet| packet.payload[0]).collect::<Vec<_>>(), expected);
    assert!(rest[2].timestamp.wrapping_sub(rest[1].timestamp) as i32 > 0);
}

#[tokio::test]
async fn a_phone_on_hold_is_sent_nothing() {
    let media = media(1);
    let [mut one, mut two] = joined(&media, [Law::Mu, Law::Mu]).await;
    one.talk(Law::Mu, 10).await;
    let before = two.got().await;
    two.session.set_stream(Stream { send: false, ..two.stream() });
    two.settled(98).await;
    one.talk(Law::Mu, 11).await;
    let mut marker = 100;
    while one.session.statistics().packets_received < 2 {
        marker += 1;
        one.settled(marker).await;
    }
    two.session.set_stream(two.stream());
    two.settled(97).await;
    one.talk(Law::Mu, 12).await;

    let behind = two.got().await;
    assert_eq!(behind.payload, [12; 160]);
    assert_eq!(behind.sequence, before.sequence.wrapping_add(1), "what was not sent is no loss");
    assert!(behind.marker);
}

#[tokio::test]
async fn parted_phones_do_not_hear_each_other() {
    let media = media(1);
    let [mut one, mut two] = joined(&media, [Law::Mu, Law::Mu]).await;
    // Either end may part them.
    two.session.unbridge();
    one.settled(98).await;
    two.settled(98).await;
    one.talk(Law::Mu, 11).await;
    assert_eq!(one.event().await, MediaEvent::Started);

    two.session.play(1, prompt(1, 8000));

    assert_eq!(two.got().await.payload[0], byte(Law::Mu, 8000));
}

#[tokio::test]
async fn one_phone_goes_on_when_the_other_is_gone() {
    let media = media(2);
    let [mut one, two] = joined(&media, [Law::Mu, Law::Mu]).await;
    drop(two);
    one.talk(Law::Mu, 11).await;
    one.press(3).await;

    assert_eq!(one.events(1).await, [MediaEvent::Digit('3')]);
    assert_ne!(EVENT, EVENT_TO_PHONE);
}

#[tokio::test]
async fn a_phone_can_be_joined_to_another_one() {
    let media = media(1);
    let [mut one, mut two] = joined(&media, [Law::Mu, Law::Mu]).await;
    let mut three = Phone::new(&media).await;
    one.session.bridge(&three.session);
    for phone in [&mut one, &mut two, &mut three] {
        phone.settled(98).await;
    }
    two.talk(Law::Mu, 22).await;
    assert_eq!(two.event().await, MediaEvent::Started);
    three.talk(Law::Mu, 33).await;

    assert_eq!(one.got().await.payload, [33; 160]);
}
