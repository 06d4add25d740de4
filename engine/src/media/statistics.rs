//! Counters of a session, written by its worker and read by anybody.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a session has sent and received so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Statistics {
    /// RTP packets sent.
    pub packets_sent: u64,
    /// RTP packets taken from the peer.
    pub packets_received: u64,
    /// Datagrams not taken: no RTP, not agreed on, or from a stranger.
    pub packets_ignored: u64,
    /// Datagrams on an encrypted leg that were not signed with the agreed key, or had come before.
    pub packets_unsigned: u64,
    /// Packets of the peer that never came.
    pub lost: u64,
    /// Mean deviation of arrival times, in microseconds. RFC 3550 §6.4.1.
    pub jitter_us: u64,
    /// Reports of the peer, by RTCP. What follows is known only after the first.
    pub reports: u64,
    /// Packets of ours that the peer says never came.
    pub far_lost: u64,
    /// The jitter the peer sees, in microseconds.
    pub far_jitter_us: u64,
    /// How long a packet takes to the peer and back, in microseconds. RFC 3550 §6.4.1.
    pub round_trip_us: u64,
    /// How late the latest packet was sent, in milliseconds.
    pub max_late_ms: u64,
    /// Packets the network of this machine would not take.
    pub send_errors: u64,
    /// Events the call did not take in time; they are lost.
    pub events_lost: u64,
}

/// A number with one writer, its session's worker.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn add(&self, count: u64) {
        // One thread writes, so this needs no read-modify-write.
        self.0.store(self.0.load(Relaxed) + count, Relaxed);
    }

    pub fn set(&self, value: u64) {
        self.0.store(value, Relaxed);
    }

    pub fn raise(&self, value: u64) {
        if value > self.get() {
            self.set(value);
        }
    }

    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// The counters behind [`Statistics`].
#[derive(Debug, Default)]
pub struct Counters {
    pub sent: Counter,
    /// Octets of payload.
    pub octets: Counter,
    pub received: Counter,
    pub ignored: Counter,
    pub unsigned: Counter,
    pub lost: Counter,
    pub jitter_us: Counter,
    pub reports: Counter,
    pub far_lost: Counter,
    pub far_jitter_us: Counter,
    pub round_trip_us: Counter,
    pub max_late_us: Counter,
    pub send_errors: Counter,
    pub events_lost: Counter,
}

impl Counters {
    pub fn read(&self) -> Statistics {
        Statistics {
            packets_sent: self.sent.get(),
            packets_received: self.received.get(),
            packets_ignored: self.ignored.get(),
            packets_unsigned: self.unsigned.get(),
            lost: self.lost.get(),
            jitter_us: self.jitter_us.get(),
            reports: self.reports.get(),
            far_lost: self.far_lost.get(),
            far_jitter_us: self.far_jitter_us.get(),
            round_trip_us: self.round_trip_us.get(),
            max_late_ms: self.max_late_us.get() / 1000,
            send_errors: self.send_errors.get(),
            events_lost: self.events_lost.get(),
        }
    }
}
