//! Where received audio belongs: the packets' own clock, tied to ours.

use std::time::Duration;

/// Turns RTP timestamps into positions, in samples since the call began.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// The last packet's timestamp and position.
    last: Option<(u32, usize)>,
}

impl Timeline {
    /// The position of a packet that arrived this long after the call began.
    ///
    /// Packets keep the distances their timestamps say, however late they come; when those and the clock disagree by
    /// far (a new stream, a sender whose timestamps stand still over silence), the clock is right.
    pub fn place(&mut self, timestamp: u32, arrived: Duration) -> usize {
        let by_clock = position(arrived);
        let by_timestamp = self.last.and_then(|(last, place)| {
            let step = i64::from(timestamp.wrapping_sub(last).cast_signed());
            usize::try_from(place as i64 + step).ok()
        });
        let place = by_timestamp.filter(|place| place.abs_diff(by_clock) < DISAGREE).unwrap_or(by_clock);
        self.last = Some((timestamp, place));
        place
    }
}

/// The sample that is heard this long after the call began.
pub(super) fn position(elapsed: Duration) -> usize {
    usize::try_from(elapsed.as_micros() / 125).unwrap_or(usize::MAX)
}

/// A second: a busy machine reads packets in bursts half a second late, and they must not be torn apart.
const DISAGREE: usize = 8_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn packets_that_arrive_unevenly_stand_evenly() {
        let mut timeline = Timeline::default();

        let places = [(1_000, 100), (1_160, 135), (1_320, 136), (1_480, 160)];
        let places = places.map(|(timestamp, arrived)| timeline.place(timestamp, ms(arrived)));

        assert_eq!(places, [800, 960, 1_120, 1_280]);
    }

    #[test]
    fn packets_read_in_a_burst_after_a_stall_are_not_torn_apart() {
        let mut timeline = Timeline::default();

        let places = [(0, 100), (160, 120), (320, 640), (480, 640), (640, 640), (800, 660)];
        let places = places.map(|(timestamp, arrived)| timeline.place(timestamp, ms(arrived)));

        assert_eq!(places, [800, 960, 1_120, 1_280, 1_440, 1_600]);
    }

    #[test]
    fn a_timestamp_may_wrap_around() {
        let mut timeline = Timeline::default();

        timeline.place(u32::MAX - 79, ms(100));

        assert_eq!(timeline.place(80, ms(120)), 960);
    }

    #[test]
    fn a_timestamp_that_stood_still_over_silence_is_put_right() {
        let mut timeline = Timeline::default();

        timeline.place(160, ms(100));

        assert_eq!(timeline.place(320, ms(5_000)), 40_000);
    }
}
