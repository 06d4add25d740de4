//! Packets of G.711 of every length that phones ask for and send.

use std::sync::Arc;
use std::time::Duration;

use engine::media::{Stream, Voice};
use prompts::{Codec, Law, Prompt};

use crate::phone::{Phone, media};
use crate::wideband::{level, tone};

/// Lengths of packets, in milliseconds; RFC 3551 §4.2 has 20.
const LENGTHS: [u8; 5] = [10, 20, 30, 40, 60];
/// Samples of a millisecond.
const MILLISECOND: usize = 8;

/// Sends audio in packets of one length, as fast as it is spoken.
async fn talk(phone: &mut Phone, law: Law, samples: &[i16], ptime_ms: u8) {
    let mut pace = tokio::time::interval(Duration::from_millis(ptime_ms.into()));
    for packet in law.encode(samples).chunks(usize::from(ptime_ms) * MILLISECOND) {
        pace.tick().await;
        phone.send(law.payload_type(), false, packet).await;
        phone.timestamp = phone.timestamp.wrapping_add(packet.len() as u32);
    }
}

#[tokio::test]
async fn a_phone_gets_packets_as_long_as_it_asks_for() {
    let media = media(1);
    let samples = tone(1000.0, 8000.0, 60, 80);
    for law in [Law::Mu, Law::A] {
        for ptime_ms in LENGTHS {
            let phone = Phone::silent(&media).await;
            phone.session.set_stream(Stream { codec: law.into(), ptime_ms, ..phone.stream() });
            phone.session.play(1, Arc::new(Prompt::from_samples(samples.clone())));
            phone.session.finish(1);

            let packets = phone.got_many(600 / usize::from(ptime_ms)).await;

            let length = usize::from(ptime_ms) * MILLISECOND;
            assert!(packets.iter().all(|packet| packet.payload.len() == length), "{law:?}, {ptime_ms} ms");
            assert!(packets.windows(2).all(|pair| pair[1].sequence == pair[0].sequence.wrapping_add(1)));
            // A machine that is late leaves a gap in the timestamps, but never puts two packets into one place.
            assert!(
                packets.windows(2).all(|pair| pair[1].timestamp.wrapping_sub(pair[0].timestamp) as usize >= length)
            );
            let bytes: Vec<u8> = packets.into_iter().flat_map(|packet| packet.payload).collect();
            assert_eq!(bytes, law.encode(&samples), "{law:?}, {ptime_ms} ms");
        }
    }
}

#[tokio::test]
async fn packets_of_any_length_are_heard_whatever_was_agreed_on() {
    let media = media(1);
    let samples = tone(700.0, 8000.0, 60, 80);
    for law in [Law::Mu, Law::A] {
        for ptime_ms in LENGTHS {
            let mut phone = Phone::with(&media, law).await;
            let mut heard = phone.session.listen();
            phone.settled(99).await;
            talk(&mut phone, law, &samples, ptime_ms).await;

            let (mut voice, mut decoded) = (Voice::default(), Vec::new());
            for _ in 0..600 / usize::from(ptime_ms) {
                decoded.extend(voice.hear(&heard.recv().await.unwrap()));
            }

            assert_eq!(decoded, law.decode(&law.encode(&samples)), "{law:?}, {ptime_ms} ms");
        }
    }
}

#[tokio::test]
async fn packets_of_any_length_are_transcoded_into_those_the_other_phone_asks_for() {
    let media = media(1);
    for (sent_ms, asked_ms) in [(10, 20), (30, 20), (40, 30), (60, 10), (20, 60)] {
        let mut narrow = Phone::with(&media, Law::A).await;
        let mut wide = Phone::silent(&media).await;
        wide.session.set_stream(Stream { codec: Codec::G722, ptime_ms: asked_ms, ..wide.stream() });
        narrow.session.bridge(&wide.session);
        narrow.settled(99).await;
        wide.settled(99).await;

        let samples = tone(1000.0, 8000.0, 120, 80);
        let wanted = 960 / usize::from(asked_ms);
        let ((), packets) = tokio::join!(talk(&mut narrow, Law::A, &samples, sent_ms), wide.got_many(wanted));

        let length = usize::from(asked_ms) * MILLISECOND;
        assert!(
            packets.iter().all(|packet| packet.payload_type == 9 && packet.payload.len() == length),
            "{asked_ms} ms"
        );
        let bytes: Vec<u8> = packets.into_iter().flat_map(|packet| packet.payload).collect();
        let heard = Codec::G722.decode(&bytes);
        let heard = level(&heard[heard.len() / 4..heard.len() * 3 / 4], 16_000.0, 1000.0);
        assert!((heard + 12.2).abs() < 1.0, "{sent_ms} to {asked_ms} ms: {heard:.1} dBFS");
    }
}
