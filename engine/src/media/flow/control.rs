//! The reports of a session: on the RTP port, or on the one above it.

use std::net::SocketAddr;
use std::time::SystemTime;

use super::{Flow, Now};
use crate::media::rtcp::{MAX_REPORT, Moment};
use crate::media::stream::Control;

/// Larger datagrams are no reports.
const DATAGRAM: usize = 1500;
/// Reports read at a time: a peer has one in seconds.
const AT_ONCE: usize = 8;

impl Flow {
    /// Takes a datagram that is no RTP.
    pub fn read_report(&mut self, datagram: &[u8], from: SocketAddr, now: Now) {
        let expected = self.stream.is_some_and(|stream| self.receiver.target(&stream).ip() == from.ip());
        let ssrc = self.sender.report(now.step, &self.counters).ssrc;
        if expected && self.rtcp.read(datagram, ssrc, moment(now), &self.counters) {
            self.rtcp.from = Some(from);
        } else {
            self.counters.ignored.add(1);
        }
    }

    /// Reads what has come on the port for reports.
    pub fn read_reports(&mut self, now: Now) {
        let mut datagram = [0; DATAGRAM];
        for _ in 0..AT_ONCE {
            let Some(Ok((length, from))) = self.control.as_ref().map(|socket| socket.recv_from(&mut datagram)) else {
                return;
            };
            if let Some(report) = self.open(&datagram[..length]) {
                self.read_report(&report, from, now);
            }
        }
    }

    /// Sends a report, if one is due.
    pub(super) fn report_if_due(&mut self, now: Now) {
        if self.stream.is_some() && self.rtcp.is_due(now.instant) {
            self.report(now, false);
        }
    }

    /// Tells the peer that no more will come.
    pub fn say_goodbye(&mut self, now: Now) {
        if self.counters.sent.get() > 0 || self.receiver.report().is_some() {
            self.report(now, true);
        }
    }

    fn report(&mut self, now: Now, bye: bool) {
        let Some(stream) = self.stream else { return };
        let target = self.receiver.target(&stream);
        let (socket, target) = match (stream.control, &self.control) {
            (Control::Shared, _) => (&self.socket, target),
            // It comes back from where it went to, or out of the hole it has made in a NAT.
            (Control::Port(port), Some(socket)) => {
                (socket, self.rtcp.from.unwrap_or_else(|| SocketAddr::new(target.ip(), port)))
            }
            (Control::Port(_), None) => return,
        };
        let sent = self.sender.report(now.step, &self.counters);
        let mut out = [0; MAX_REPORT];
        if let Ok(length) = self.rtcp.write(sent, self.receiver.report(), moment(now), bye, &mut out) {
            // What the network does not take is lost; the next report says the same.
            match self.protection.as_deref_mut().map(|protection| protection.seal_report(&out[..length])) {
                None => socket.send_to(&out[..length], target).ok(),
                Some(sealed) => sealed.and_then(|sealed| socket.send_to(sealed.as_ref(), target).ok()),
            };
        }
    }
}

fn moment(now: Now) -> Moment {
    Moment { instant: now.instant, time: SystemTime::now() }
}
