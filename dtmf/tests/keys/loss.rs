//! Keys on a network that loses packets.

use dtmf::Detector;

use crate::line::{Line, Random};

/// What is heard when the packets of these numbers are lost.
fn heard(samples: &[i16], lost: impl Fn(usize) -> bool) -> String {
    let (mut detector, mut keys) = (Detector::default(), String::new());
    for (number, packet) in samples.chunks(160).enumerate() {
        if lost(number) {
            detector.lose(packet.len());
        } else {
            detector.hear(packet, |key| keys.push(key));
        }
    }
    keys
}

#[test]
fn no_single_lost_packet_doubles_or_loses_a_key() {
    let keys = "55119";
    let samples = Line { down: 100.0, up: 100.0, ..Line::GOOD }.press(keys);
    for lost in 0..samples.len() / 160 {
        assert_eq!(heard(&samples, |number| number == lost), keys, "packet {lost}");
    }
}

#[test]
fn five_percent_loss_leaves_every_key() {
    let keys = "0123456789*#".repeat(20);
    let samples = Line { down: 120.0, up: 120.0, ..Line::GOOD }.press(&keys);
    let mut random = Random(3);
    let lost: Vec<bool> = (0..=samples.len() / 160).map(|_| random.next() < 0.05).collect();

    assert_eq!(heard(&samples, |number| lost[number]), keys);
}

#[test]
fn a_phone_that_sends_nothing_between_keys_presses_them_all() {
    let line = Line { down: 80.0, up: 0.0, ..Line::GOOD };
    let (mut detector, mut keys) = (Detector::default(), String::new());
    for key in ["5", "5", "5"] {
        detector.hear(&line.press(key)[4000..4640], |key| keys.push(key));
        detector.rest(400);
    }
    assert_eq!(keys, "555");
}
