//! What the audio of a leg came to, as it is counted.

use metrics::{counter, histogram};

use super::metrics::{RTP_JITTER, RTP_LOST, RTP_PACKETS, RTP_REFUSED, RTP_ROUND_TRIP};
use crate::media::Statistics;

/// Counts a leg that has ended.
pub fn count(leg: &Statistics) {
    counter!(RTP_PACKETS, "direction" => "received").increment(leg.packets_received);
    counter!(RTP_PACKETS, "direction" => "sent").increment(leg.packets_sent);
    counter!(RTP_LOST, "direction" => "received").increment(leg.lost);
    counter!(RTP_REFUSED, "reason" => "unknown").increment(leg.packets_ignored);
    counter!(RTP_REFUSED, "reason" => "unsigned").increment(leg.packets_unsigned);
    if leg.packets_received > 0 {
        histogram!(RTP_JITTER, "direction" => "received").record(seconds(leg.jitter_us));
    }
    // Of what we have sent only the peer can tell.
    if leg.reports > 0 {
        counter!(RTP_LOST, "direction" => "sent").increment(leg.far_lost);
        histogram!(RTP_JITTER, "direction" => "sent").record(seconds(leg.far_jitter_us));
    }
    // Nothing takes no time: it was never told.
    if leg.round_trip_us > 0 {
        histogram!(RTP_ROUND_TRIP).record(seconds(leg.round_trip_us));
    }
}

fn seconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e6
}
