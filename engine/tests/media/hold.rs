//! A phone that puts the other one on hold.

use std::sync::Arc;

use engine::media::{Media, MediaConfig, MediaEvent, Stream};
use prompts::{Codec, Law, Prompt};

use crate::phone::{LOOPBACK, Phone, byte};
use crate::wideband::{level, tone};

/// Three packets of one sample, over and over.
const MUSIC: i16 = 4000;

fn media(workers: usize, music: Vec<i16>) -> Media {
    let mut media = Media::start(MediaConfig { workers, ..MediaConfig::new(LOOPBACK) }).unwrap();
    media.set_hold_music(Arc::new(Prompt::from_samples(music)));
    media
}

/// Two phones in a bridge.
async fn joined(media: &Media, codec: impl Into<Codec>) -> [Phone; 2] {
    let [mut one, mut two] = [Phone::with(media, Law::A).await, Phone::with(media, codec).await];
    one.session.bridge(&two.session);
    one.settled(99).await;
    two.settled(99).await;
    [one, two]
}

/// What a phone's re-INVITE asks for: to hear nothing, or to hear again. Each time another `marker`.
async fn hold(phone: &mut Phone, on: bool, marker: u32) {
    phone.session.set_stream(Stream { codec: Law::A.into(), send: !on, ..phone.stream() });
    phone.settled(marker).await;
}

#[tokio::test]
async fn who_is_on_hold_hears_music_until_the_other_one_is_back() {
    // On one thread, and across two.
    for workers in [1, 2] {
        let media = media(workers, vec![MUSIC; 3 * 160]);
        let [mut one, mut two] = joined(&media, Law::Mu).await;
        let (music, voice) = (vec![byte(Law::Mu, MUSIC); 160], byte(Law::A, -900));

        hold(&mut one, true, 98).await;
        // What the one says meanwhile is not for the other.
        one.talk(Law::A, voice).await;
        let packets = two.got_many(10).await;
        assert!(packets.iter().all(|packet| packet.payload_type == 0 && packet.payload == music));
        assert!(packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1)));

        hold(&mut one, false, 97).await;
        two.settled(96).await;
        one.talk(Law::A, voice).await;
        one.talk(Law::A, voice).await;
        for _ in 0..500 {
            if two.got().await.payload != music {
                break;
            }
        }
        assert_ne!(two.got().await.payload, music, "it has an end");
    }
}

#[tokio::test]
async fn it_is_as_wide_as_the_leg_and_ends_with_the_bridge() {
    let media = media(1, tone(1000.0, 8000.0, 50, 160));
    let [mut one, mut two] = joined(&media, Codec::G722).await;
    one.session.unbridge();
    hold(&mut one, true, 98).await;
    // Whoever was on hold before is so in the bridge, too.
    one.session.bridge(&two.session);

    let bytes: Vec<u8> = two.got_many(60).await.into_iter().flat_map(|packet| packet.payload).collect();
    let heard = level(&Codec::G722.decode(&bytes)[2000..14_000], 16_000.0, 1000.0);
    assert!((heard + 12.2).abs() < 0.5, "{heard:.1} dBFS");

    one.session.unbridge();
    two.settled(98).await;
    let sent = two.session.statistics().packets_sent;
    two.session.play(1, Arc::new(Prompt::from_samples(vec![0; 160])));
    two.session.finish(1);
    assert_eq!(two.events(1).await, [MediaEvent::Played { play: 1, stopped: false }]);
    assert_eq!(two.session.statistics().packets_sent, sent + 1);
}

#[tokio::test]
async fn without_music_the_one_who_holds_is_heard() {
    let media = crate::phone::media(1);
    let [mut one, two] = joined(&media, Law::A).await;
    hold(&mut one, true, 98).await;

    one.talk(Law::A, 7).await;

    assert_eq!(two.got().await.payload, [7; 160]);
}

#[tokio::test]
async fn who_only_speaks_from_the_beginning_is_heard() {
    let media = media(1, vec![MUSIC; 160]);
    let [mut one, mut two] = [Phone::silent(&media).await, Phone::with(&media, Law::A).await];
    hold(&mut one, true, 98).await;
    one.session.bridge(&two.session);
    one.settled(97).await;
    two.settled(97).await;

    one.talk(Law::A, 7).await;

    assert_eq!(two.got().await.payload, [7; 160]);
}
