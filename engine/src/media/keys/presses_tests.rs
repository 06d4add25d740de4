//! Presses, packet by packet and under every loss.

use proptest::prelude::*;

use super::*;

/// A packet of the press that began at `timestamp`; `m` marks, `e` ends.
fn packet(event: u8, timestamp: u32, flags: &str) -> EventPacket {
    EventPacket { ssrc: 7, timestamp, event, marker: flags.contains('m'), end: flags.contains('e') }
}

fn keys(packets: &[EventPacket]) -> String {
    let mut presses = Presses::default();
    packets.iter().filter_map(|packet| presses.read(*packet, 1)).collect()
}

fn press(event: u8, timestamp: u32) -> Vec<EventPacket> {
    ["m", "", "", "", "e", "e", "e"].iter().map(|flags| packet(event, timestamp, flags)).collect()
}

#[test]
fn a_press_is_one_key() {
    assert_eq!(keys(&press(5, 1000)), "5");
}

#[test]
fn all_sixteen_keys_have_their_names() {
    let all: Vec<_> = (0..=17).flat_map(|event| press(event, u32::from(event) * 1600)).collect();
    assert_eq!(keys(&all), "0123456789*#ABCD");
}

#[test]
fn two_of_three_end_packets_may_be_lost() {
    assert_eq!(keys(&press(5, 1000)[..5]), "5");
}

#[test]
fn all_end_packets_may_be_lost_before_the_next_key() {
    assert_eq!(keys(&[&press(5, 1000)[..4], &press(6, 2600)].concat()), "56");
    assert_eq!(keys(&[&press(5, 1000)[..4], &press(5, 2600)].concat()), "55");
}

#[test]
fn the_first_packet_may_be_lost() {
    assert_eq!(keys(&press(5, 1000)[1..]), "5");
}

#[test]
fn end_packets_alone_are_a_key() {
    assert_eq!(keys(&press(5, 1000)[4..]), "5");
    assert_eq!(keys(&press(5, 1000)[6..]), "5");
}

#[test]
fn end_packets_repeated_ten_times_behind_the_next_key_are_ignored() {
    let late = vec![packet(5, 1000, "e"); 10];
    assert_eq!(keys(&[press(5, 1000), press(6, 2600), late.clone(), press(7, 4200), late].concat()), "567");
}

#[test]
fn end_middle_end_is_one_key() {
    assert_eq!(keys(&[packet(5, 1000, "e"), packet(5, 1000, ""), packet(5, 1000, "e")]), "5");
}

#[test]
fn the_same_key_twice_40_ms_apart_is_two() {
    assert_eq!(keys(&[press(5, 1000), press(5, 1000 + 800 + 320)].concat()), "55");
}

#[test]
fn no_packet_needs_a_marker() {
    let plain = |timestamp| press(5, timestamp).into_iter().map(|packet| EventPacket { marker: false, ..packet });
    assert_eq!(keys(&plain(1000).chain(plain(2600)).collect::<Vec<_>>()), "55");
}

#[test]
fn a_press_whose_duration_wraps_is_one_key() {
    let long = vec![packet(5, 1000, ""); 600];
    assert_eq!(keys(&[long, press(5, 1000)].concat()), "5");
}

#[test]
fn segments_of_a_long_press_are_one_key() {
    let held = |segment: u32| [packet(5, 1000_u32.wrapping_add(segment * 0xffff), ""); 3];
    let last = packet(5, 1000 + 3 * 0xffff, "e");

    assert_eq!(keys(&[&[packet(5, 1000, "m")], &held(0)[..], &held(1), &held(2), &[last, last]].concat()), "5");
    // A whole segment lost.
    assert_eq!(keys(&[&held(0)[..], &held(2), &[last]].concat()), "5");
    // Cut at a whole packet.
    assert_eq!(keys(&[packet(5, 1000, ""), packet(5, 1000 + 65440, "e")]), "5");
}

#[test]
fn a_segment_is_missed_by_a_packet_of_its_own_clock() {
    let keys = |units, apart: u32| {
        let mut presses = Presses::default();
        [1000, 1000 + apart].iter().filter(|place| presses.read(packet(5, **place, ""), units).is_some()).count()
    };
    assert_eq!([keys(6, 64_800), keys(1, 64_800), keys(6, 64_000)], [1, 2, 2]);
}

#[test]
fn the_same_key_eight_seconds_later_is_a_new_one() {
    assert_eq!(keys(&[press(5, 1000), press(5, 1000 + 0xffff)].concat()), "55");
}

#[test]
fn two_sources_are_told_apart() {
    let other = EventPacket { ssrc: 8, ..packet(5, 1000, "m") };
    assert_eq!(keys(&[packet(5, 1000, "m"), other]), "55");
}

#[test]
fn a_payload_too_short_for_an_event_is_none() {
    let packet = Packet { payload_type: 101, marker: true, sequence: 1, timestamp: 1, ssrc: 1, payload: &[5, 0, 0] };
    assert_eq!(EventPacket::read(&packet), None);
}

/// What the network does to one press: which of its packets come, and how often, and how long after it the next one begins.
///
/// Presses begin a multiple of 3000 samples apart: two of one key that are a whole number of full segments apart, and without
/// their marker and end, cannot be told from one long press by anybody.
fn fates() -> impl Strategy<Value = Vec<(u8, u32, Vec<usize>)>> {
    let copies =
        proptest::collection::vec(0..3_usize, 7).prop_filter("one comes", |copies| copies.iter().any(|n| *n > 0));
    let gap = (1..7_u32).prop_map(|count| 3000 * count - 800);
    proptest::collection::vec((0..16_u8, gap, copies), 1..12)
}

proptest! {
    #[test]
    fn no_loss_that_leaves_one_packet_doubles_or_loses_a_key(fates in fates(), start in any::<u32>(), marked in any::<bool>()) {
        let (mut expected, mut packets, mut timestamp) = (String::new(), Vec::new(), start);
        for (event, gap, copies) in &fates {
            expected.extend(key_of(*event));
            for (packet, count) in press(*event, timestamp).into_iter().zip(copies) {
                let packet = EventPacket { marker: packet.marker && marked, ..packet };
                packets.extend(std::iter::repeat_n(packet, *count));
            }
            timestamp = timestamp.wrapping_add(800 + gap);
        }
        prop_assert_eq!(keys(&packets), expected);
    }

    #[test]
    fn no_order_of_arrival_doubles_or_loses_a_key(
        (fates, order) in fates().prop_flat_map(|fates| {
            let count = fates.iter().flat_map(|(_, _, copies)| copies).sum::<usize>();
            (Just(fates), proptest::collection::vec(0..12_usize, count))
        }),
    ) {
        let (mut expected, mut packets, mut timestamp) = (Vec::new(), Vec::new(), 0_u32);
        for (event, gap, copies) in &fates {
            expected.extend(key_of(*event));
            for (packet, count) in press(*event, timestamp).into_iter().zip(copies) {
                packets.extend(std::iter::repeat_n(packet, *count));
            }
            timestamp = timestamp.wrapping_add(800 + gap);
        }
        // Each packet comes up to eleven places late.
        let mut places: Vec<usize> = (0..packets.len()).collect();
        places.sort_by_key(|place| place + order[*place]);
        let packets: Vec<_> = places.into_iter().map(|place| packets[place]).collect();

        let mut got: Vec<char> = keys(&packets).chars().collect();
        got.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(got, expected);
    }
}
