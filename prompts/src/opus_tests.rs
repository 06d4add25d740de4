use std::f64::consts::TAU;

use proptest::prelude::*;

use super::*;
use crate::Codec;

/// A tone, in samples of a rate.
fn tone(hz: f64, rate_hz: f64, count: usize) -> Vec<i16> {
    (0..count).map(|n| (8000.0 * (TAU * hz * n as f64 / rate_hz).sin()) as i16).collect()
}

/// The level of a frequency, in dBFS of a sine.
fn level(samples: &[i16], rate_hz: f64, hz: f64) -> f64 {
    let turn = |n: usize| TAU * hz * n as f64 / rate_hz;
    let (re, im) = samples.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, sample)| {
        (re + f64::from(*sample) * turn(n).cos(), im + f64::from(*sample) * turn(n).sin())
    });
    20.0 * (2.0 * f64::hypot(re, im) / samples.len() as f64 / 32_768.0).max(1e-9).log10()
}

/// What 8000 of 32,768 is.
const LEVEL: f64 = -12.2;

fn rms(samples: &[i16]) -> f64 {
    (samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / samples.len() as f64).sqrt()
}

fn packets(samples: &[i16], of: usize, wishes: OpusWishes) -> Vec<Vec<u8>> {
    let mut speaker = Speaker::new(wishes);
    let encode = |piece: &[i16]| {
        let mut packet = vec![0; 1400];
        let length = speaker.encode(piece, &mut packet);
        packet.truncate(length);
        packet
    };
    samples.chunks_exact(of).map(encode).collect()
}

fn heard(packets: &[Vec<u8>], rate_hz: u32) -> Vec<i16> {
    let mut listener = Listener::new(rate_hz);
    let decode = |packet: &Vec<u8>| {
        let mut samples = vec![0; span(packet) * (rate_hz / RATE_HZ) as usize];
        assert_eq!(listener.decode(packet, &mut samples), samples.len());
        samples
    };
    packets.iter().flat_map(decode).collect()
}

#[test]
fn a_tone_keeps_its_level_in_packets_of_every_length() {
    for (ms, hz) in [(10, 1000.0), (20, 300.0), (20, 3000.0), (20, 6000.0), (40, 1000.0), (60, 1000.0)] {
        let packets = packets(&tone(hz, 16_000.0, 16 * 1200), 16 * ms, OpusWishes::default());
        assert!(packets.iter().all(|packet| span(packet) == 8 * ms), "{ms} ms");
        let wide = heard(&packets, WIDE_HZ);
        let change = level(&wide[8000..16_000], 16_000.0, hz) - LEVEL;
        assert!(change.abs() < 1.5, "{hz} Hz in {ms} ms: {change:.1} dB");
        if hz < 3500.0 {
            let narrow = heard(&packets, RATE_HZ);
            let change = level(&narrow[4000..8000], 8000.0, hz) - LEVEL;
            assert!(change.abs() < 1.5, "{hz} Hz in {ms} ms at 8 kHz: {change:.1} dB");
        }
    }
}

#[test]
fn what_the_receiver_wishes_is_done() {
    let samples = tone(440.0, 16_000.0, 16_000 * 3);
    let rate = |wishes| packets(&samples, 320, wishes).iter().map(Vec::len).sum::<usize>() * 8 / 3;
    let wishes = OpusWishes::default();

    let usual = rate(wishes);
    assert!((10_000..30_000).contains(&usual), "{usual} bit/s");
    let less = rate(OpusWishes { bit_rate: 10_000, ..wishes });
    assert!(less < 12_500, "{less} bit/s");
    let constant = packets(&samples, 320, OpusWishes { constant: true, ..wishes });
    assert!(constant.iter().all(|packet| packet.len() == 60), "24 kbit/s are 60 bytes in 20 ms");
    for packet in packets(&samples, 320, OpusWishes { playback_hz: 8000, ..wishes }) {
        assert_eq!(packet::bandwidth(&packet).unwrap(), Bandwidth::Narrowband);
    }
}

/// Something like a voice: a buzz with a pitch and a loudness that move.
fn voice(count: usize) -> Vec<i16> {
    let mut phase = 0.0;
    let at = |n: usize| {
        let time = n as f64 / 16_000.0;
        phase += (140.0 + 40.0 * (TAU * 1.3 * time).sin()) / 16_000.0;
        let loud = 0.6 + 0.4 * (TAU * 3.1 * time).sin();
        let buzz: f64 = (1..20).map(|part| (TAU * phase * f64::from(part)).sin() / f64::from(part)).sum();
        (5000.0 * loud * buzz) as i16
    };
    (0..count).map(at).collect()
}

/// The samples of a stream of which every seventh packet is lost; `mend` fills the place of one.
fn with_losses(packets: &[Vec<u8>], mut mend: impl FnMut(&mut Listener, Option<&[u8]>, &mut [i16])) -> Vec<i16> {
    let mut listener = Listener::new(RATE_HZ);
    let mut all = Vec::new();
    for (number, packet) in packets.iter().enumerate() {
        let mut samples = vec![0; 160];
        if number % 7 == 6 {
            mend(&mut listener, packets.get(number + 1).map(Vec::as_slice), &mut samples);
        } else {
            assert_eq!(listener.decode(packet, &mut samples), 160);
        }
        all.extend(samples);
    }
    all
}

#[test]
fn lost_packets_are_mended_from_the_next_one_or_concealed() {
    let packets = packets(&voice(16_000 * 4), 320, OpusWishes { fec: true, ..OpusWishes::default() });
    let whole = heard(&packets, RATE_HZ);
    let off = |samples: &[i16]| {
        let off: Vec<i16> = whole.iter().zip(samples).map(|(a, b)| a.saturating_sub(*b)).collect();
        20.0 * (rms(&whole) / rms(&off)).log10()
    };

    let mended = off(&with_losses(&packets, |listener, next, out| {
        assert!(listener.conceal(next, out));
    }));
    let concealed = off(&with_losses(&packets, |listener, _, out| {
        assert!(listener.conceal(None, out));
    }));
    let silent = off(&with_losses(&packets, |_, _, _| {}));

    assert!(mended > concealed + 1.0 && concealed > silent + 1.0, "{mended:.1}, {concealed:.1}, {silent:.1} dB");
}

#[test]
fn a_gap_of_any_length_is_filled_or_refused() {
    let packets = packets(&voice(3200), 320, OpusWishes::default());
    let mut listener = Listener::new(RATE_HZ);
    assert!(!listener.conceal(None, &mut [0; 160]), "nothing was heard yet");
    listener.decode(&packets[0], &mut [0; 160]);
    for count in 0..1200 {
        for next in [None, Some(packets[1].as_slice())] {
            let fits = [20, 40].contains(&count) || ((1..=960).contains(&count) && count % 80 == 0);
            assert_eq!(listener.conceal(next, &mut vec![0; count]), fits, "{count}");
        }
    }
}

#[test]
fn a_packet_of_libopus_is_heard() {
    // A tone of 1 kHz by opusenc, see the README there: SILK at 16 kHz, stereo in hybrid, and CELT alone.
    for (name, packets) in [
        ("silk", include_bytes!("../tests/fixtures/packets-silk.bin").as_slice()),
        ("hybrid", include_bytes!("../tests/fixtures/packets-hybrid.bin").as_slice()),
        ("celt", include_bytes!("../tests/fixtures/packets-celt.bin").as_slice()),
    ] {
        let mut all = Vec::new();
        let mut rest = packets;
        while let [high, low, behind @ ..] = rest {
            let (packet, behind) = behind.split_at(usize::from(u16::from_be_bytes([*high, *low])));
            all.push(packet.to_vec());
            rest = behind;
        }
        for rate_hz in [RATE_HZ, WIDE_HZ] {
            let samples = heard(&all, rate_hz);
            let (from, to) = (samples.len() / 3, samples.len() * 2 / 3);
            let change = level(&samples[from..to], f64::from(rate_hz), 1000.0) - LEVEL;
            assert!(change.abs() < 1.0, "{name} at {rate_hz} Hz: {change:.1} dB");
        }
    }
}

#[test]
fn silence_is_silent_and_small_also_behind_something_loud() {
    let mut samples = voice(16_000);
    samples.extend(vec![0; 16_000]);
    let packets = packets(&samples, 320, OpusWishes::default());
    let heard = heard(&packets, RATE_HZ);
    assert!(rms(&heard[12_000..]) < 32.0, "{}", rms(&heard[12_000..]));
}

/// Packets of a stream with some of their bits turned, and anything else.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let seeds: Vec<Vec<u8>> = [320, 640, 960, 160]
        .into_iter()
        .flat_map(|of| packets(&voice(9600), of, OpusWishes { fec: true, ..OpusWishes::default() }))
        .collect();
    let turned = (prop::sample::select(seeds), proptest::collection::vec((any::<prop::sample::Index>(), 0..8), 0..6))
        .prop_map(|(mut packet, turns)| {
            for (at, bit) in turns {
                let at = at.index(packet.len());
                packet[at] ^= 1_u8 << bit;
            }
            packet
        });
    prop_oneof![turned, proptest::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #[test]
    fn no_packets_are_a_problem(all in proptest::collection::vec((hostile(), any::<bool>()), 1..30)) {
        for rate_hz in [RATE_HZ, WIDE_HZ] {
            let mut listener = Listener::new(rate_hz);
            for (packet, lost) in &all {
                let count = span(packet) * (rate_hz / RATE_HZ) as usize;
                prop_assert!(count <= 960 * (rate_hz / RATE_HZ) as usize);
                let mut samples = vec![0; count];
                if *lost {
                    listener.conceal(Some(packet), &mut samples);
                } else {
                    prop_assert_eq!(listener.decode(packet, &mut samples), count);
                }
            }
        }
    }

    #[test]
    fn no_samples_are_a_problem(samples in proptest::collection::vec(any::<i16>(), 960), narrow in any::<bool>()) {
        let mut speaker = Speaker::new(OpusWishes { fec: narrow, ..OpusWishes::default() });
        let mut packet = [0; 1400];
        for of in [160, 320, 640, 960] {
            let length = if narrow { speaker.encode_narrow(&samples[..of / 2], &mut packet) } else { speaker.encode(&samples[..of], &mut packet) };
            prop_assert_eq!(span(&packet[..length]), of / 2);
        }
        prop_assert_eq!(Codec::Opus.span(&[]), 0);
    }
}
