//! Legs with G.722: what is played, sent, heard and joined to others.

use std::f64::consts::TAU;
use std::sync::Arc;
use std::time::Duration;

use engine::media::{Inband, Media, MediaConfig, MediaEvent, Stream, Voice};
use prompts::{Codec, Options, Prompt, Prompts, Request};

use crate::phone::{LOOPBACK, Phone, media};

pub const PACKET: usize = 160;

/// The level of a frequency, in dBFS of a sine.
pub fn level(samples: &[i16], rate_hz: f64, hz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        let (sample, phase) = (f64::from(*sample) / 32768.0, TAU * hz * n as f64 / rate_hz);
        (re, im) = (re + sample * phase.cos(), im + sample * phase.sin());
    }
    20.0 * (f64::hypot(re, im) * 2.0 / samples.len() as f64).max(1e-9).log10()
}

/// A tone of -12.2 dBFS.
pub fn tone(hz: f64, rate_hz: f64, packets: usize, per_packet: usize) -> Vec<i16> {
    (0..packets * per_packet).map(|n| (8000.0 * (TAU * hz * n as f64 / rate_hz).sin()) as i16).collect()
}

/// A second of 1 kHz and of 6 kHz, which no telephone carries, 12 dB below it.
pub fn two_tones() -> Arc<Prompt> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tones.wav");
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels: 1, sample_rate: 16_000, bits_per_sample: 16, sample_format };
    let mut wav = hound::WavWriter::create(&path, spec).unwrap();
    for (low, high) in tone(1000.0, 16_000.0, 50, 320).into_iter().zip(tone(6000.0, 16_000.0, 50, 320)) {
        wav.write_sample(low + high / 4).unwrap();
    }
    wav.finalize().unwrap();
    let prompts = Prompts::new(Options { wideband: true, ..Options::default() }).unwrap();
    prompts.render(&Request::File { path, as_is: false }).unwrap()
}

async fn with_tones_heard(inband: Inband) -> (Media, Phone) {
    let media = Media::start(MediaConfig { inband, ..MediaConfig::new(LOOPBACK) }).unwrap();
    let phone = Phone::with(&media, Codec::G722).await;
    (media, phone)
}

/// Sends packets of audio, coded in one stream, as fast as they are heard.
pub async fn talk(phone: &mut Phone, codec: Codec, narrow: &[i16]) {
    let mut bytes = vec![0; narrow.len()];
    codec.encoder().encode_narrow(narrow, &mut bytes);
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    for packet in bytes.chunks(PACKET) {
        pace.tick().await;
        phone.send(codec.payload_type(), false, packet).await;
        phone.timestamp = phone.timestamp.wrapping_add(PACKET as u32);
    }
}

#[tokio::test]
async fn a_prompt_has_what_no_telephone_carries() {
    let media = media(1);
    let phone = Phone::with(&media, Codec::G722).await;
    for _ in 0..2 {
        phone.session.play(1, two_tones());
    }
    phone.session.finish(1);

    let packets = phone.got_many(100).await;

    assert!(packets.iter().all(|packet| packet.payload_type == 9 && packet.payload.len() == PACKET));
    for pair in packets.windows(2) {
        // 8000 a second, though there are 16,000 samples. RFC 3551 §4.5.2.
        assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), 160);
    }
    let bytes: Vec<u8> = packets.into_iter().flat_map(|packet| packet.payload).collect();
    let samples = Codec::G722.decode(&bytes);
    // The second one, too: it follows in the same stream.
    for second in samples.chunks(16_000) {
        let (low, high) =
            (level(&second[2000..14_000], 16_000.0, 1000.0), level(&second[2000..14_000], 16_000.0, 6000.0));
        assert!((low + 17.0).abs() < 0.5 && (low - high - 12.0).abs() < 0.5, "{low:.1} and {high:.1} dBFS");
    }
    assert!(samples.iter().all(|sample| sample.unsigned_abs() < 12_000), "no crack where one ends");
}

#[tokio::test]
async fn packets_of_any_length_hold_all_of_it() {
    let media = media(1);
    for ptime_ms in [10, 20, 30, 40, 50, 60] {
        let phone = Phone::silent(&media).await;
        phone.session.set_stream(Stream { codec: Codec::G722, ptime_ms, ..phone.stream() });
        phone.session.play(1, Arc::new(Prompt::from_samples(tone(1000.0, 8000.0, 30, PACKET))));
        phone.session.finish(1);

        let packets = phone.got_many(600 / usize::from(ptime_ms)).await;

        let bytes: Vec<u8> = packets.into_iter().flat_map(|packet| packet.payload).collect();
        assert_eq!(bytes.len(), 30 * PACKET, "{ptime_ms} ms");
        let samples = Codec::G722.decode(&bytes);
        let heard = level(&samples[1000..9000], 16_000.0, 1000.0);
        assert!((heard + 12.2).abs() < 0.5, "{ptime_ms} ms: {heard:.1} dBFS");
    }
}

#[tokio::test]
async fn two_legs_with_g722_pass_packets_on_as_they_are() {
    let media = media(1);
    let (mut one, mut two) = (Phone::with(&media, Codec::G722).await, Phone::with(&media, Codec::G722).await);
    one.session.bridge(&two.session);
    one.settled(99).await;
    two.settled(99).await;

    one.send(9, false, &[0x5a; PACKET]).await;

    let packet = two.got().await;
    assert_eq!((packet.payload_type, packet.payload), (9, vec![0x5a; PACKET]));
}

#[tokio::test]
async fn keys_are_heard_in_the_audio() {
    for (inband, expected) in [(Inband::Always, vec![MediaEvent::Digit('5')]), (Inband::Never, vec![])] {
        let (_media, mut phone) = with_tones_heard(inband).await;
        let five = dtmf::Tone::of('5').unwrap();
        talk(
            &mut phone,
            Codec::G722,
            &(0..1600).map(|place| if place < 960 { five.sample(place) } else { 0 }).collect::<Vec<_>>(),
        )
        .await;
        while phone.session.statistics().packets_received < 10 {
            tokio::task::yield_now().await;
        }

        let events = phone.settled(99).await;

        assert_eq!(events.into_iter().filter(|event| *event != MediaEvent::Started).collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn keys_are_sent_as_tones_where_there_is_no_telephone_event() {
    let media = media(1);
    let phone = Phone::silent(&media).await;
    phone.session.set_stream(Stream { telephone_event: None, codec: Codec::G722, ..phone.stream() });
    phone.session.send_digits("5");

    let packets = phone.got_many(5).await;

    let bytes: Vec<u8> = packets.into_iter().flat_map(|packet| packet.payload).collect();
    let samples = &Codec::G722.decode(&bytes)[400..];
    for hz in [770.0, 1336.0] {
        let heard = level(samples, 16_000.0, hz);
        assert!(heard > -20.0, "{hz} Hz at {heard:.1} dBFS");
    }
}

#[tokio::test]
async fn what_is_heard_is_given_to_listeners() {
    let media = media(1);
    let mut phone = Phone::with(&media, Codec::G722).await;
    let mut heard = phone.session.listen();
    phone.settled(99).await;
    talk(&mut phone, Codec::G722, &tone(1000.0, 8000.0, 20, PACKET)).await;

    let (mut voice, mut samples) = (Voice::default(), Vec::new());
    for _ in 0..20 {
        samples.extend(voice.hear(&heard.recv().await.unwrap()));
    }

    let heard = level(&samples[400..], 8000.0, 1000.0);
    assert!((heard + 12.2).abs() < 0.5, "{heard:.1} dBFS");
}

#[tokio::test]
async fn a_bridge_to_g711_is_transcoded_both_ways() {
    // On one thread, and across two.
    for (workers, other) in [(1, Codec::Pcma), (2, Codec::Pcmu)] {
        let media = media(workers);
        let (mut wide, mut narrow) = (Phone::with(&media, Codec::G722).await, Phone::with(&media, other).await);
        wide.session.bridge(&narrow.session);
        wide.settled(99).await;
        narrow.settled(99).await;

        let (one, two) = (tone(1000.0, 8000.0, 50, PACKET), tone(700.0, 8000.0, 50, PACKET));
        tokio::join!(talk(&mut wide, Codec::G722, &one), talk(&mut narrow, other, &two));
        let (narrow_got, wide_got) = tokio::join!(narrow.got_many(40), wide.got_many(40));

        for (got, codec, hz) in [(narrow_got, other, 1000.0), (wide_got, Codec::G722, 700.0)] {
            assert!(got.iter().all(|packet| packet.payload_type == codec.payload_type()), "{codec:?}");
            let bytes: Vec<u8> = got.into_iter().flat_map(|packet| packet.payload).collect();
            let samples = codec.decode(&bytes);
            let rate_hz = f64::from(codec.rate_hz());
            let heard = level(&samples[samples.len() / 4..samples.len() * 3 / 4], rate_hz, hz);
            assert!((heard + 12.2).abs() < 1.0, "{codec:?}: {heard:.1} dBFS");
        }
    }
}
