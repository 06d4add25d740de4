use std::time::Instant;

use prompts::{Codec, Law};

use super::*;

/// A packet of 160 samples of one value.
fn packet(timestamp: u32, value: i16) -> Heard {
    let payload = Law::Mu.encode(&vec![value * 100; 160]);
    // Numbered by their values.
    let sequence = value as u16;
    Heard { codec: Codec::Pcmu, payload, sequence, timestamp, ssrc: 1, arrived: Instant::now() }
}

/// The value of a packet that a sample is of.
fn value(sample: i16) -> i16 {
    (sample + 50) / 100
}

/// What a track holds after packets of (timestamp, value, arrival), by frames of 160: a value of each.
fn frames(packets: &[(u32, i16, i64)]) -> Vec<i16> {
    let mut track = Track::default();
    for (timestamp, value, arrived) in packets.iter().copied() {
        track.hear(&packet(timestamp, value), arrived);
    }
    let mut samples = vec![0; track.end() as usize];
    track.take(&mut samples);
    samples.chunks(160).map(|frame| value(frame[120])).collect()
}

#[test]
fn loss_is_concealed_and_disorder_and_duplicates_do_not_matter() {
    let start = u32::MAX - 200;
    let at = |number: u32| start.wrapping_add(number * 160);
    let came = [0, 1, 3, 3, 5, 4, 1, 6].map(|number| (at(number), number as i16 + 1, i64::from(number) * 160 + 160));

    assert_eq!(frames(&came), [1, 2, 2, 4, 5, 6, 7]);
}

#[test]
fn a_pause_takes_its_time_though_timestamps_stand_still() {
    let came = [(0, 1, 160), (160, 2, 320), (320, 3, 16_320), (480, 4, 16_480)];

    let frames = frames(&came);

    assert_eq!(frames.len(), 103);
    assert_eq!((frames[1], frames[2], frames[100], frames[101], frames[102]), (2, 0, 0, 3, 4));
}

#[test]
fn a_pause_that_timestamps_tell_is_kept_to_the_sample() {
    let came = [(0, 1, 160), (1600, 2, 1800)];

    assert_eq!(frames(&came), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
}

#[test]
fn packets_that_come_in_a_burst_keep_their_distances() {
    let came: Vec<_> = (0..50_u32).map(|number| (number * 160, number as i16 + 1, 200)).collect();

    // The first ended when it arrived, 5 ms after the recording began.
    let mut track = Track::default();
    for (timestamp, value, arrived) in came {
        track.hear(&packet(timestamp, value), arrived);
    }
    assert_eq!(track.end(), 40 + 50 * 160);
}

#[test]
fn a_stream_that_begins_anew_goes_on_at_its_arrival() {
    let mut track = Track::default();
    track.hear(&packet(1_000_000, 1), 160);
    track.hear(&Heard { ssrc: 2, ..packet(7, 2) }, 320);
    // The same source with other timestamps: two of them might be strays, three are not.
    for number in 0..3_u32 {
        track.hear(&Heard { ssrc: 2, ..packet(3_000_000_000 + number * 160, 3) }, 480 + i64::from(number) * 160);
    }

    let mut samples = [0; 800];
    track.take(&mut samples);
    assert_eq!([0, 160, 480, 799].map(|place| value(samples[place])), [1, 2, 0, 3]);
    assert_eq!(track.end(), 800);
}

#[test]
fn what_comes_too_late_or_from_far_ahead_costs_nothing() {
    let mut track = Track::default();
    track.hear(&packet(0, 1), 160);
    track.take(&mut [0; 320]);
    track.hear(&packet(80, 9), 330);
    assert_eq!(track.end(), 320);

    track.hear(&packet(2_000_000_000, 9), 400);
    assert_eq!(track.end(), 400);
}

#[test]
fn a_clock_that_runs_wrong_is_followed() {
    // 2 % too slow: each packet comes 0.4 ms later than the one before.
    let mut track = Track::default();
    for number in 0..6000_u32 {
        track.hear(&packet(number * 160, 1), 160 + i64::from(number) * 163);
        // As the tape does: all but the last 200 ms.
        let due = (i64::from(number) * 163 - 1600 - track.taken).max(0);
        track.take(&mut vec![0; due as usize]);
    }

    let off = 160 + 5999 * 163 - track.end();
    assert!(off.abs() < 4000, "{off}");
}

mod any_packets {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn neither_panic_nor_hold_too_much(
            packets in proptest::collection::vec((any::<u32>(), 0..4_u32, 0..1_000_000_i64, 0..1500_usize), 0..60),
        ) {
            let mut track = Track::default();
            for (timestamp, ssrc, arrived, length) in packets {
                track.hear(&Heard { payload: vec![1; length], ssrc, ..packet(timestamp, 1) }, arrived);
                prop_assert!(track.end() <= HELD + 1500);
            }
        }
    }
}
