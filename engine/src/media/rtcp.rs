//! Reports about the audio of a session, ours and the peer's: RTCP. RFC 3550 §6.

use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rtcp_types::prelude::*;
use rtcp_types::{Bye, Compound, Packet, ReceiverReport, ReportBlock, ReportBlockBuilder};
use rtcp_types::{RtcpWriteError, Sdes, SdesChunk, SdesItem, SenderReport};

use super::statistics::Counters;

/// When a session reports, and what it has been told.
#[derive(Debug)]
pub struct Rtcp {
    /// Names us without saying who we are. RFC 7022 §4.2.
    name: String,
    /// When the next report is due.
    due: Instant,
    /// Packets we had sent at the last one.
    sent: u32,
    /// What had been received at the last one.
    received: Option<Received>,
    /// The peer's last sender report: the middle of its time, and when it came.
    told: Option<(u32, Instant)>,
    /// Where the peer's reports come from.
    pub from: Option<SocketAddr>,
}

/// What we have sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub ssrc: u32,
    pub packets: u32,
    pub octets: u32,
    /// The RTP timestamp of now.
    pub timestamp: u32,
}

/// What we have received of one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    pub ssrc: u32,
    pub expected: u64,
    pub received: u64,
    /// Sequence number, extended by how often it came round.
    pub highest: u32,
    /// In timestamp units.
    pub jitter: u32,
}

/// The same moment on two clocks.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub instant: Instant,
    pub time: SystemTime,
}

/// Room for a compound packet: a report with one block, a name and a goodbye.
pub const MAX_REPORT: usize = 160;
/// Between two reports, on average; RFC 3550 §6.2 wants no less.
const INTERVAL: Duration = Duration::from_secs(5);
/// What randomness takes off the average is put back. RFC 3550 §6.3.1.
const COMPENSATION: f64 = std::f64::consts::E - 1.5;
/// From 1900, where NTP begins, to 1970.
const NTP_EPOCH: u64 = 2_208_988_800;

impl Rtcp {
    pub fn new(now: Instant) -> Self {
        let name = format!("{:016x}", rand::random::<u64>());
        // The first one comes sooner. RFC 3550 §6.2.
        Self { name, due: now + interval() / 2, sent: 0, received: None, told: None, from: None }
    }

    /// Whether a report is due; the next one is planned if so.
    pub fn is_due(&mut self, now: Instant) -> bool {
        let due = self.due <= now;
        if due {
            self.due = now + interval();
        }
        due
    }

    /// Writes a report; gives its length. `bye`: it is the last one.
    ///
    /// # Errors
    /// Those of the writer; `out` has room for all that is written here.
    pub fn write(
        &mut self,
        sent: Sent,
        received: Option<Received>,
        now: Moment,
        bye: bool,
        out: &mut [u8; MAX_REPORT],
    ) -> Result<usize, RtcpWriteError> {
        let block = received.map(|received| self.block(received, now.instant));
        let sends = std::mem::replace(&mut self.sent, sent.packets) != sent.packets;
        let name = SdesChunk::builder(sent.ssrc).add_item(SdesItem::builder(SdesItem::CNAME, &self.name));
        let mut compound = Compound::builder();
        if sends {
            let report = SenderReport::builder(sent.ssrc)
                .ntp_timestamp(ntp(now.time))
                .rtp_timestamp(sent.timestamp)
                .packet_count(sent.packets)
                .octet_count(sent.octets);
            compound =
                compound.add_packet(block.into_iter().fold(report, |report, block| report.add_report_block(block)));
        } else {
            let report = ReceiverReport::builder(sent.ssrc);
            compound =
                compound.add_packet(block.into_iter().fold(report, |report, block| report.add_report_block(block)));
        }
        compound = compound.add_packet(Sdes::builder().add_chunk(name));
        if bye {
            compound = compound.add_packet(Bye::builder().add_source(sent.ssrc));
        }
        compound.write_into(out)
    }

    fn block(&mut self, received: Received, now: Instant) -> ReportBlockBuilder {
        let before = self.received.replace(received).filter(|before| before.ssrc == received.ssrc);
        let (expected, got) = before.map_or((0, 0), |before| (before.expected, before.received));
        let expected = received.expected.saturating_sub(expected);
        let lost = expected.saturating_sub(received.received.saturating_sub(got));
        let fraction = (lost * 256).checked_div(expected).unwrap_or(0).min(255);
        let lost = received.expected.saturating_sub(received.received).min(0x7f_ffff);
        let (told, delay) = self.told.map_or((0, 0), |(told, at)| (told, short(now.saturating_duration_since(at))));
        ReportBlock::builder(received.ssrc)
            .fraction_lost(fraction as u8)
            .cumulative_lost(lost as u32)
            .extended_sequence_number(received.highest)
            .interarrival_jitter(received.jitter)
            .last_sender_report_timestamp(told)
            .delay_since_last_sender_report_timestamp(delay)
    }

    /// Takes what the peer reports of the stream `ssrc` that we send; `false` if it is no RTCP.
    pub fn read(&mut self, datagram: &[u8], ssrc: u32, now: Moment, counters: &Counters) -> bool {
        let Ok(packets) = Compound::parse(datagram) else { return false };
        for packet in packets.map_while(Result::ok) {
            match packet {
                Packet::Sr(report) => {
                    self.told = Some(((report.ntp_timestamp() >> 16) as u32, now.instant));
                    report.report_blocks().for_each(|block| hear(&block, ssrc, now, counters));
                }
                Packet::Rr(report) => report.report_blocks().for_each(|block| hear(&block, ssrc, now, counters)),
                _ => {}
            }
        }
        counters.reports.add(1);
        true
    }
}

/// Takes what the peer has received of us.
fn hear(block: &ReportBlock<'_>, ssrc: u32, now: Moment, counters: &Counters) {
    if block.ssrc() != ssrc {
        return;
    }
    // 24 bits, signed: with duplicates less than nothing is lost.
    let lost = if block.cumulative_lost() >= 0x80_0000 { 0 } else { block.cumulative_lost() };
    counters.far_lost.set(u64::from(lost));
    counters.far_jitter_us.set(u64::from(block.interarrival_jitter()) * 125);
    if block.last_sender_report_timestamp() == 0 {
        return;
    }
    let since = ((ntp(now.time) >> 16) as u32).wrapping_sub(block.last_sender_report_timestamp());
    let trip = since.wrapping_sub(block.delay_since_last_sender_report_timestamp());
    // Clocks that were set in between give nonsense: nothing takes a minute.
    if trip < 60 << 16 {
        counters.round_trip_us.set((u64::from(trip) * 1_000_000) >> 16);
    }
}

/// 64 bits of NTP time. RFC 3550 §4.
fn ntp(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs().wrapping_add(NTP_EPOCH) << 32;
    seconds | ((u64::from(since.subsec_nanos()) << 32) / 1_000_000_000)
}

/// In units of 1/65536 s.
fn short(time: Duration) -> u32 {
    u32::try_from((time.as_micros() << 16) / 1_000_000).unwrap_or(u32::MAX)
}

/// Half to one and a half of the average, so that the reports of many do not come together. RFC 3550 §6.3.1.
fn interval() -> Duration {
    INTERVAL.mul_f64(rand::random_range(0.5..1.5) / COMPENSATION)
}

#[cfg(test)]
#[path = "rtcp_tests.rs"]
mod tests;
