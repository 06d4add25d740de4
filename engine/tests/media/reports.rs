//! What a session and its peer report to each other.

use std::net::SocketAddr;

use engine::media::{Control, MediaEvent, Stream};
use prompts::Law;
use rtcp_types::prelude::*;
use rtcp_types::{Compound, Packet, ReceiverReport, ReportBlock};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::phone::{LOOPBACK, PATIENCE, Phone, media, prompt};

/// The SSRC of an RTP packet, or of a report.
fn ssrc(datagram: &[u8], place: usize) -> u32 {
    u32::from_be_bytes(datagram[place..place + 4].try_into().unwrap())
}

/// A report that four packets of `ssrc` are missing.
fn complaint(ssrc: u32) -> Vec<u8> {
    let block = ReportBlock::builder(ssrc).cumulative_lost(4).interarrival_jitter(80);
    let mut datagram = vec![0; 100];
    let length = ReceiverReport::builder(1).add_report_block(block).write_into(&mut datagram).unwrap();
    datagram.truncate(length);
    datagram
}

#[tokio::test]
async fn a_session_that_ends_reports_what_it_sent_and_says_goodbye() {
    let media = media(1);
    let mut phone = Phone::silent(&media).await;
    phone.session.set_stream(Stream { control: Control::Shared, ..phone.stream() });
    phone.talk(Law::Mu, 7).await;
    phone.session.play(1, prompt(5, 8000));
    phone.session.finish(1);
    let audio = phone.got_raw().await;
    phone.got_many(4).await;
    assert_eq!(phone.events(1).await, [MediaEvent::Played { play: 1, stopped: false }]);

    let (sender, _) = tokio::sync::mpsc::channel(1);
    phone.session = std::sync::Arc::new(media.open(sender).unwrap());
    let last = phone.got_raw().await;

    let packets: Vec<_> = Compound::parse(&last).unwrap().map(Result::unwrap).collect();
    let [Packet::Sr(report), Packet::Sdes(_), Packet::Bye(bye)] = &packets[..] else { panic!("{packets:?}") };
    assert_eq!((report.packet_count(), report.octet_count()), (5, 800));
    assert_eq!((report.ssrc(), bye.ssrcs().next()), (ssrc(&audio, 8), Some(ssrc(&audio, 8))));
    assert_eq!(report.report_blocks().next().unwrap().ssrc(), phone.ssrc);
}

#[tokio::test]
async fn reports_go_out_by_themselves_to_the_port_that_was_agreed_on() {
    let media = media(1);
    let phone = Phone::silent(&media).await;
    let control = UdpSocket::bind((LOOPBACK, 0)).await.unwrap();
    let port = control.local_addr().unwrap().port();
    phone.session.set_stream(Stream { control: Control::Port(port), ..phone.stream() });
    phone.session.play(1, prompt(500, 8000));

    let mut datagram = [0; 200];
    let (length, from) = timeout(PATIENCE, control.recv_from(&mut datagram)).await.expect("no report came").unwrap();

    assert_eq!(from, SocketAddr::new(LOOPBACK, phone.session.local().port() + 1));
    let Some(Ok(Packet::Sr(report))) = Compound::parse(&datagram[..length]).unwrap().next() else { panic!() };
    assert!(report.packet_count() > 10, "{report:?}");
}

#[tokio::test]
async fn what_the_peer_reports_is_in_the_statistics() {
    for shared in [true, false] {
        let media = media(1);
        let mut phone = Phone::new(&media).await;
        phone.session.play(1, prompt(1, 8000));
        let ours = ssrc(&phone.got_raw().await, 8);
        let local = phone.session.local();
        let to = SocketAddr::new(local.ip(), local.port() + u16::from(!shared));
        UdpSocket::bind((LOOPBACK, 0)).await.unwrap().send_to(&complaint(ours), to).await.unwrap();

        // A play that has ended is not told again: each round has one of its own.
        let mut round = 99;
        while phone.session.statistics().reports == 0 {
            phone.settled(round).await;
            round += 1;
        }

        let statistics = phone.session.statistics();
        assert_eq!((statistics.far_lost, statistics.far_jitter_us), (4, 10_000), "{shared}");
    }
}
