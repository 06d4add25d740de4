//! Two ends that report to each other.

use super::*;

const SENT: Sent = Sent { ssrc: 7, packets: 100, octets: 16_000, timestamp: 5000 };
const RECEIVED: Received = Received { ssrc: 9, expected: 200, received: 190, highest: 65_736, jitter: 40 };

fn moment(start: Moment, ms: u64) -> Moment {
    let later = Duration::from_millis(ms);
    Moment { instant: start.instant + later, time: start.time + later }
}

fn start() -> Moment {
    Moment { instant: Instant::now(), time: UNIX_EPOCH + Duration::from_secs(1_700_000_000) }
}

/// What an end reports.
fn report(rtcp: &mut Rtcp, sent: Sent, received: Option<Received>, now: Moment, bye: bool) -> Vec<u8> {
    let mut out = [0; MAX_REPORT];
    let length = rtcp.write(sent, received, now, bye, &mut out).unwrap();
    out[..length].to_vec()
}

#[test]
fn who_sends_reports_what_was_sent_and_received() {
    let start = start();
    let mut rtcp = Rtcp::new(start.instant);
    let datagram = report(&mut rtcp, SENT, Some(RECEIVED), start, false);

    let packets: Vec<_> = Compound::parse(&datagram).unwrap().map(Result::unwrap).collect();

    let [Packet::Sr(sender), Packet::Sdes(names)] = &packets[..] else { panic!("{packets:?}") };
    assert_eq!((sender.ssrc(), sender.rtp_timestamp()), (7, 5000));
    assert_eq!((sender.packet_count(), sender.octet_count()), (100, 16_000));
    assert_eq!(sender.ntp_timestamp() >> 32, 1_700_000_000 + NTP_EPOCH);
    let block = sender.report_blocks().next().unwrap();
    assert_eq!((block.ssrc(), block.cumulative_lost(), block.fraction_lost()), (9, 10, 12));
    assert_eq!((block.extended_sequence_number(), block.interarrival_jitter()), (65_736, 40));
    assert_eq!(names.chunks().next().unwrap().ssrc(), 7);
}

#[test]
fn who_only_listens_sends_a_receiver_report_and_loss_is_that_since_the_last_one() {
    let start = start();
    let mut rtcp = Rtcp::new(start.instant);
    report(&mut rtcp, SENT, Some(RECEIVED), start, false);
    let more = Received { expected: 300, received: 240, ..RECEIVED };
    let datagram = report(&mut rtcp, SENT, Some(more), moment(start, 5000), false);

    let Some(Ok(Packet::Rr(report))) = Compound::parse(&datagram).unwrap().next() else { panic!() };

    let block = report.report_blocks().next().unwrap();
    assert_eq!((block.fraction_lost(), block.cumulative_lost()), (128, 60));
}

#[test]
fn the_last_report_says_goodbye() {
    let start = start();
    let datagram = report(&mut Rtcp::new(start.instant), SENT, None, start, true);

    let last = Compound::parse(&datagram).unwrap().map(Result::unwrap).last();

    let Some(Packet::Bye(bye)) = last else { panic!("{last:?}") };
    assert_eq!(bye.ssrcs().collect::<Vec<_>>(), [7]);
}

#[test]
fn the_round_trip_is_measured_without_the_time_the_peer_took() {
    let (start, counters) = (start(), Counters::default());
    let (mut ours, mut theirs) = (Rtcp::new(start.instant), Rtcp::new(start.instant));
    let question = report(&mut ours, SENT, None, start, false);
    // 40 ms there, 3 s of rest, 60 ms back; the clock on their wall is an hour off.
    let off = |moment: Moment| Moment { time: moment.time + Duration::from_secs(3600), ..moment };
    assert!(theirs.read(&question, 9, off(moment(start, 40)), &Counters::default()));
    let received = Received { ssrc: 7, expected: 100, received: 97, highest: 99, jitter: 16 };
    let answer = report(&mut theirs, Sent { ssrc: 9, ..SENT }, Some(received), off(moment(start, 3040)), false);

    assert!(ours.read(&answer, 7, moment(start, 3100), &counters));

    let statistics = counters.read();
    assert!((99_900..100_100).contains(&statistics.round_trip_us), "{}", statistics.round_trip_us);
    assert_eq!((statistics.far_lost, statistics.far_jitter_us), (3, 2000));
}

#[test]
fn what_others_hear_of_others_is_nothing_to_us() {
    let (start, counters) = (start(), Counters::default());
    let datagram = report(&mut Rtcp::new(start.instant), SENT, Some(RECEIVED), start, false);
    Rtcp::new(start.instant).read(&datagram, 8, start, &counters);

    assert_eq!(counters.read().far_lost, 0);
}

#[test]
fn reports_come_every_five_seconds_or_so() {
    let start = Instant::now();
    let mut rtcp = Rtcp::new(start);
    let count = (0..6000_u64).filter(|tenth| rtcp.is_due(start + Duration::from_millis(tenth * 100))).count();

    // Ten minutes. For two, who never hold back for others, the compensation leaves 4.1 s.
    assert!((120..180).contains(&count), "{count}");
}

proptest::proptest! {
    #[test]
    fn no_datagram_is_a_problem(datagram in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..120), kind in 200..208_u8) {
        let start = start();
        let mut rtcp = Rtcp::new(start.instant);
        rtcp.read(&datagram, 7, start, &Counters::default());
        let mut almost = datagram;
        if almost.len() >= 4 {
            let words = (almost.len() / 4 - 1) as u8;
            (almost[0], almost[1], almost[2], almost[3]) = (0x80 | almost[0] & 0x1f, kind, 0, words);
            almost.truncate((usize::from(words) + 1) * 4);
        }
        rtcp.read(&almost, 7, start, &Counters::default());
    }
}
