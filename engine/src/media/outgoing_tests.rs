//! The numbers of a stream, over everything that may be sent in it.

use super::*;

fn stream() -> Outgoing {
    Outgoing { next_sequence: 65534, origin: u32::MAX - 100, ..Outgoing::new() }
}

fn packet(ssrc: u32, sequence: u16, timestamp: u32) -> Packet<'static> {
    Packet { payload_type: 0, marker: false, sequence, timestamp, ssrc, payload: &[] }
}

/// Sequence numbers and timestamps from those of the first packet on.
fn relative(numbers: &[Option<Numbers>]) -> Vec<Option<(u16, u32)>> {
    let first = numbers[0].unwrap();
    let from = |n: &Numbers| (n.sequence.wrapping_sub(first.sequence), n.timestamp.wrapping_sub(first.timestamp));
    numbers.iter().map(|numbers| numbers.as_ref().map(from)).collect()
}

#[test]
fn numbers_run_on_over_their_ends() {
    let mut stream = stream();
    let numbers: Vec<_> = (0..4).map(|n| Some(stream.number(Step(n * 10), n == 0))).collect();

    assert_eq!(relative(&numbers), (0..4).map(|n| Some((n, u32::from(n) * 160))).collect::<Vec<_>>());
    assert!(numbers[0].unwrap().marker);
}

#[test]
fn the_timestamp_runs_over_silence_and_the_sequence_does_not() {
    let mut stream = stream();
    let numbers = [Some(stream.number(Step(0), true)), Some(stream.number(Step(500), true))];

    assert_eq!(relative(&numbers)[1], Some((1, 8000)));
}

#[test]
fn what_is_relayed_keeps_its_gaps_and_its_order() {
    let mut stream = stream();
    let ours = stream.number(Step(0), true);
    let incoming = [(100, 5000), (101, 5160), (104, 5640), (103, 5480), (104, 5640), (105, 5800)];
    let mut numbers = vec![Some(ours)];
    numbers.extend(incoming.map(|(sequence, timestamp)| stream.relay(&packet(9, sequence, timestamp), Step(50))));

    let expected =
        [Some((0, 0)), Some((1, 800)), Some((2, 960)), Some((5, 1440)), Some((4, 1280)), None, Some((6, 1600))];
    assert_eq!(relative(&numbers), expected);
    assert!(numbers[1].unwrap().marker, "a new source begins a talk spurt");
    assert!(!numbers[2].unwrap().marker);
}

#[test]
fn packets_from_before_the_relay_began_are_left_out() {
    let mut stream = stream();
    stream.relay(&packet(9, 100, 5000), Step(50));

    assert_eq!(stream.relay(&packet(9, 99, 4840), Step(51)), None);
}

#[test]
fn our_own_audio_follows_the_relayed_without_going_back() {
    let mut stream = stream();
    stream.relay(&packet(9, 100, 5000), Step(50));
    // The peer's clock is a second ahead of ours.
    let relayed = stream.relay(&packet(9, 101, 13_160), Step(60)).unwrap();
    let ours = stream.number(Step(70), true);
    let next = stream.number(Step(80), false);

    assert_eq!(relative(&[Some(relayed), Some(ours), Some(next)]), [Some((0, 0)), Some((1, 160)), Some((2, 320))]);
}

#[test]
fn another_source_is_joined_on() {
    let mut stream = stream();
    let first = stream.relay(&packet(9, 100, 5000), Step(50));
    let second = stream.relay(&packet(10, 60_000, 77), Step(60));
    let jumped = stream.relay(&packet(10, 40_000, 77), Step(70));

    assert_eq!(relative(&[first, second, jumped]), [Some((0, 0)), Some((1, 160)), Some((2, 320))]);
    assert!(second.unwrap().marker);
}

#[test]
fn a_packet_is_written_as_others_read_it() {
    let (stream, mut out) = (stream(), [0; MAX_PACKET]);
    let numbers = Numbers { sequence: 7, timestamp: 9, marker: true };
    let length = stream.write(numbers, 8, &[1; 160], &mut out);

    let read = Packet::read(&out[..length]).unwrap();

    assert_eq!((read.sequence, read.timestamp, read.marker, read.payload_type), (7, 9, true, 8));
    assert_eq!((read.ssrc, read.payload), (stream.ssrc, &[1; 160][..]));
    assert_eq!(stream.write(numbers, 8, &[0; MAX_PAYLOAD + 1], &mut out), 0);
}

#[test]
fn a_new_source_has_numbers_of_its_own_and_the_same_clock() {
    let mut stream = stream();
    stream.begin_anew();
    let (ssrc, first) = (stream.ssrc(), stream.number(Step(0), true));
    assert!(first.sequence < 0x8000);

    stream.relay(&packet(1, 40_000, 7), Step(10));
    stream.begin_anew();
    let relayed = stream.relay(&packet(1, 40_001, 167), Step(20)).unwrap();

    assert_ne!(stream.ssrc(), ssrc);
    assert!(relayed.sequence < 0x8000 && relayed.marker);
    assert_eq!(relayed.timestamp.wrapping_sub(first.timestamp), 320);
}
