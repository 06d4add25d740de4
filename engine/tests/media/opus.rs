//! Legs with Opus: what is played, sent, heard and joined to others. Its clock is of 48 kHz, its numbers are the peers'.

use std::sync::Arc;
use std::time::Duration;

use engine::media::{Inband, Media, MediaConfig, MediaEvent, Stream, Voice};
use prompts::{Codec, Prompt};

use crate::phone::{EVENT, EVENT_TO_PHONE, Got, LOOPBACK, OPUS, OPUS_TO_PHONE, Phone, media};
use crate::wideband::{PACKET, level, tone, two_tones};

/// Units of the clock in 20 ms.
const TICK: u32 = 960;

async fn phone(media: &Media) -> Phone {
    Phone::with(media, Codec::Opus).await
}

/// Sends packets of 20 ms, coded in one stream, as fast as they are heard.
async fn talk(phone: &mut Phone, narrow: &[i16]) {
    let (mut encoder, mut pace) = (Codec::Opus.encoder(), tokio::time::interval(Duration::from_millis(20)));
    for frame in narrow.chunks(PACKET) {
        let mut packet = [0; 1400];
        let length = encoder.encode_narrow(frame, &mut packet);
        pace.tick().await;
        phone.send(OPUS, false, &packet[..length]).await;
        phone.timestamp = phone.timestamp.wrapping_add(TICK);
    }
}

/// What packets say, at 16 kHz.
fn decoded(packets: &[Got]) -> Vec<i16> {
    let mut decoder = Codec::Opus.decoder();
    let decode = |packet: &Got| {
        let mut samples = vec![0; 2 * Codec::Opus.span(&packet.payload)];
        assert_eq!(decoder.decode(&packet.payload, &mut samples), samples.len());
        samples
    };
    packets.iter().flat_map(decode).collect()
}

#[tokio::test]
async fn a_prompt_has_what_no_telephone_carries_and_is_heard_to_its_end() {
    let media = media(1);
    let phone = phone(&media).await;
    for _ in 0..2 {
        phone.session.play(1, two_tones());
    }
    phone.session.finish(1);

    // 6.5 ms of it are in the encoder when it ends, and come in one more.
    let packets = phone.got_many(101).await;

    assert!(packets.iter().all(|packet| packet.payload_type == OPUS_TO_PHONE));
    assert!(packets[0].marker && packets[1..].iter().all(|packet| !packet.marker));
    for pair in packets.windows(2) {
        assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), TICK);
    }
    let samples = decoded(&packets);
    for second in samples.chunks(16_000).take(2) {
        let (low, high) =
            (level(&second[2000..14_000], 16_000.0, 1000.0), level(&second[2000..14_000], 16_000.0, 6000.0));
        // A codec for voices: tones come out as softer ones and noise.
        assert!((low + 17.0).abs() < 2.0 && (low - high - 12.0).abs() < 3.0, "{low:.1} and {high:.1} dBFS");
    }
    assert!(samples.iter().all(|sample| sample.unsigned_abs() < 12_000), "no crack where one ends");
    assert!(samples[32_000..32_090].iter().any(|sample| sample.unsigned_abs() > 1000), "its end");
    assert!(samples[32_220..].iter().all(|sample| sample.unsigned_abs() < 1000), "and silence behind");
}

#[tokio::test]
async fn what_was_cut_off_is_not_heard_in_front_of_what_comes_next() {
    let media = media(1);
    let phone = phone(&media).await;
    phone.session.play(1, Arc::new(Prompt::from_samples(tone(1000.0, 8000.0, 500, PACKET))));
    let (mut decoder, mut samples) = (Codec::Opus.decoder(), vec![0; 320]);
    for packet in phone.got_many(10).await {
        assert_eq!(decoder.decode(&packet.payload, &mut samples), 320);
    }
    phone.session.stop(1);
    // What was on its way is followed by what was in the encoder, which ends in silence.
    while {
        assert_eq!(decoder.decode(&phone.got().await.payload, &mut samples), 320);
        samples[220..].iter().any(|sample| sample.unsigned_abs() > 1000)
    } {}
    phone.session.play(2, Arc::new(Prompt::from_samples(vec![0; 5 * PACKET])));
    phone.session.finish(2);

    for _ in 0..5 {
        assert_eq!(decoder.decode(&phone.got().await.payload, &mut samples), 320);
        assert!(samples.iter().all(|sample| sample.unsigned_abs() < 1000), "{samples:?}");
    }
}

#[tokio::test]
async fn packets_have_the_nearest_length_there_is() {
    let media = media(1);
    for (asked, given) in [(10, 10), (20, 20), (30, 20), (40, 40), (50, 40), (60, 60)] {
        let phone = Phone::silent(&media).await;
        phone.session.set_stream(Stream { codec: Codec::Opus, ptime_ms: asked, ..phone.stream() });
        phone.session.play(1, Arc::new(Prompt::from_samples(tone(1000.0, 8000.0, 30, PACKET))));
        phone.session.finish(1);

        let packets = phone.got_many(600 / given).await;

        assert!(packets.iter().all(|packet| Codec::Opus.span(&packet.payload) == 8 * given), "{asked} ms");
        assert_eq!(packets[1].timestamp.wrapping_sub(packets[0].timestamp), 48 * given as u32, "{asked} ms");
        let heard = level(&decoded(&packets)[2000..8000], 16_000.0, 1000.0);
        assert!((heard + 12.2).abs() < 1.0, "{asked} ms: {heard:.1} dBFS");
    }
}

#[tokio::test]
async fn two_legs_with_opus_pass_packets_on_as_they_are() {
    // On one thread, and across two.
    for workers in [1, 2] {
        let media = media(workers);
        let (mut one, mut two) = (phone(&media).await, phone(&media).await);
        one.session.bridge(&two.session);
        one.settled(99).await;
        two.settled(99).await;

        // 20 ms in stereo, longer than any other codec has them, and 60 ms.
        for (payload, units) in [([0xfc; 900], 960), ([0x58; 900], 2880), ([0xfc; 900], 960)] {
            one.send(OPUS, false, &payload).await;
            one.timestamp = one.timestamp.wrapping_add(units);
        }

        let packets = two.got_many(3).await;
        assert!(packets.iter().all(|packet| packet.payload_type == OPUS_TO_PHONE && packet.payload.len() == 900));
        let steps: Vec<u32> =
            packets.windows(2).map(|pair| pair[1].timestamp.wrapping_sub(pair[0].timestamp)).collect();
        assert_eq!(steps, [960, 2880]);
    }
}

#[tokio::test]
async fn keys_are_heard_in_the_audio() {
    for (inband, expected) in [(Inband::Always, vec![MediaEvent::Digit('5')]), (Inband::Never, vec![])] {
        let media = Media::start(MediaConfig { inband, ..MediaConfig::new(LOOPBACK) }).unwrap();
        let mut phone = phone(&media).await;
        let five = dtmf::Tone::of('5').unwrap();
        let pressed: Vec<i16> = (0..1920).map(|place| if place < 960 { five.sample(place) } else { 0 }).collect();
        talk(&mut phone, &pressed).await;
        while phone.session.statistics().packets_received < 12 {
            tokio::task::yield_now().await;
        }

        let events = phone.settled(99).await;

        assert_eq!(events.into_iter().filter(|event| *event != MediaEvent::Started).collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn keys_count_at_the_rate_that_was_agreed_on() {
    let media = media(1);
    for (fast_keys, unit) in [(true, 6), (false, 1)] {
        let phone = Phone::silent(&media).await;
        let stream = phone.stream();
        let opus = stream.opus.map(|opus| engine::media::OpusTerms { fast_keys, ..opus });
        phone.session.set_stream(Stream { codec: Codec::Opus, opus, ..stream });
        phone.session.send_digits("5");

        let packets = phone.got_many(8).await;

        assert!(packets.iter().all(|packet| packet.payload_type == EVENT_TO_PHONE && packet.payload[0] == 5));
        assert!(packets.iter().all(|packet| packet.timestamp == packets[0].timestamp));
        let durations: Vec<u16> =
            packets.iter().map(|packet| u16::from_be_bytes([packet.payload[2], packet.payload[3]])).collect();
        assert_eq!(durations, [160, 320, 480, 640, 800, 800, 800, 800].map(|samples| samples * unit));
    }
}

#[tokio::test]
async fn a_long_press_at_48_khz_is_one_key() {
    let media = media(1);
    let mut phone = phone(&media).await;
    // 65,535 units are 1.4 s: the press goes on in a second segment. RFC 4733 §2.5.1.3.
    for segment in 0..2 {
        for step in 1..=68_u32 {
            let duration = u16::try_from(step * 960).unwrap_or(u16::MAX);
            let [high, low] = duration.to_be_bytes();
            phone.send(EVENT, segment == 0 && step == 1, &[5, 10, high, low]).await;
        }
        phone.timestamp = phone.timestamp.wrapping_add(0xffff);
    }
    for _ in 0..3 {
        phone.send(EVENT, false, &[5, 0x8a, 3, 0]).await;
    }
    phone.press(6).await;

    assert_eq!(phone.events(2).await, [MediaEvent::Digit('5'), MediaEvent::Digit('6')]);
}

#[tokio::test]
async fn what_is_heard_is_given_to_listeners_on_one_clock() {
    let media = media(1);
    let mut phone = phone(&media).await;
    let mut heard = phone.session.listen();
    phone.settled(99).await;
    talk(&mut phone, &tone(1000.0, 8000.0, 20, PACKET)).await;

    let (mut voice, mut samples, mut timestamps) = (Voice::default(), Vec::new(), Vec::new());
    for _ in 0..20 {
        let packet = heard.recv().await.unwrap();
        samples.extend(voice.hear(&packet));
        timestamps.push(packet.timestamp);
    }

    assert!(timestamps.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == PACKET as u32));
    let heard = level(&samples[800..], 8000.0, 1000.0);
    assert!((heard + 12.2).abs() < 1.0, "{heard:.1} dBFS");
}

#[tokio::test]
async fn another_codec_with_another_clock_is_another_source() {
    let media = media(1);
    let phone = phone(&media).await;
    let stream = phone.stream();
    phone.session.play(1, Arc::new(Prompt::from_samples(tone(1000.0, 8000.0, 1000, PACKET))));
    let opus = phone.got_many(5).await;
    phone.session.set_stream(Stream { codec: Codec::Pcma, ..stream });
    let mut law = phone.got().await;
    while law.payload_type == OPUS_TO_PHONE {
        law = phone.got().await;
    }
    let next = phone.got().await;
    phone.session.set_stream(Stream { codec: Codec::G722, ..stream });
    let mut wide = phone.got().await;
    while wide.payload_type == 8 {
        wide = phone.got().await;
    }

    // RFC 7160 §4.1: what counts otherwise would be a jump in time.
    assert!(opus[4].ssrc == opus[0].ssrc && law.ssrc != opus[4].ssrc);
    assert_eq!((law.payload_type, law.payload.len(), next.timestamp.wrapping_sub(law.timestamp)), (8, 160, 160));
    assert_eq!((wide.payload_type, wide.ssrc), (9, law.ssrc), "G.722 counts as G.711 does");
}

#[tokio::test]
async fn no_packet_is_a_problem_and_the_voice_comes_back_behind_it() {
    let media = Media::start(MediaConfig { inband: Inband::Always, ..MediaConfig::new(LOOPBACK) }).unwrap();
    let (mut one, mut two) = (phone(&media).await, Phone::with(&media, Codec::Pcma).await);
    one.session.bridge(&two.session);
    one.settled(99).await;
    two.settled(99).await;
    for first in 0..=255_u8 {
        for payload in [&[first][..], &[first, 0xff, 0xff], &[first, 0x3f, first, 1, 2, 3, 4], &[first; 700]] {
            one.send(OPUS, false, payload).await;
            one.timestamp = one.timestamp.wrapping_add(TICK);
        }
    }
    one.send(OPUS, false, &[]).await;
    let voice = tone(1000.0, 8000.0, 100, PACKET);

    let (_, packets) = tokio::join!(talk(&mut one, &voice), async {
        let mut tail: Vec<u8> = Vec::new();
        loop {
            tail.extend(two.got().await.payload);
            let samples = Codec::Pcma.decode(&tail[tail.len().saturating_sub(4000)..]);
            if samples.len() == 4000 && (level(&samples, 8000.0, 1000.0) + 12.2).abs() < 1.0 {
                return tail;
            }
        }
    });

    assert!(!packets.is_empty());
}

#[tokio::test]
async fn a_bridge_to_another_codec_is_transcoded_both_ways() {
    for (workers, other) in [(1, Codec::Pcma), (2, Codec::G722)] {
        let media = media(workers);
        let (mut wide, mut narrow) = (phone(&media).await, Phone::with(&media, other).await);
        wide.session.bridge(&narrow.session);
        wide.settled(99).await;
        narrow.settled(99).await;

        let (one, two) = (tone(1000.0, 8000.0, 50, PACKET), tone(700.0, 8000.0, 50, PACKET));
        tokio::join!(talk(&mut wide, &one), crate::wideband::talk(&mut narrow, other, &two));
        let (narrow_got, wide_got) = tokio::join!(narrow.got_many(40), wide.got_many(40));

        let bytes: Vec<u8> = narrow_got.into_iter().flat_map(|packet| packet.payload).collect();
        for (samples, rate_hz, hz) in
            [(other.decode(&bytes), f64::from(other.rate_hz()), 1000.0), (decoded(&wide_got), 16_000.0, 700.0)]
        {
            let heard = level(&samples[samples.len() / 4..samples.len() * 3 / 4], rate_hz, hz);
            assert!((heard + 12.2).abs() < 1.5, "{other:?} at {hz} Hz: {heard:.1} dBFS");
        }
    }
}
