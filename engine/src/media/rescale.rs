//! RTP timestamps of other clocks, put on the one that all of media counts in.

/// Divides the timestamps of one stream, which wrap, so that the results wrap as timestamps do.
#[derive(Debug, Default)]
pub struct Rescale {
    stream: Option<Stream>,
}

#[derive(Debug)]
struct Stream {
    ssrc: u32,
    newest: u32,
    /// The same without wrapping.
    place: i64,
}

impl Rescale {
    /// A timestamp of a clock with `units` for each sample at 8 kHz, in samples at 8 kHz.
    pub fn divide(&mut self, ssrc: u32, timestamp: u32, units: u32) -> u32 {
        let fresh = || Stream { ssrc, newest: timestamp, place: i64::from(timestamp) };
        let stream = self.stream.take().filter(|stream| stream.ssrc == ssrc).unwrap_or_else(fresh);
        let ahead = i64::from(timestamp.wrapping_sub(stream.newest).cast_signed());
        let place = stream.place + ahead;
        self.stream = Some(if ahead > 0 { Stream { ssrc, newest: timestamp, place } } else { stream });
        // The cast wraps.
        place.div_euclid(i64::from(units)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_divided_also_over_the_end_of_the_numbers() {
        let mut rescale = Rescale::default();
        let start = u32::MAX - 2000;
        let places: Vec<u32> =
            (0..10_u32).map(|packet| rescale.divide(7, start.wrapping_add(packet * 960), 6)).collect();

        for pair in places.windows(2) {
            assert_eq!(pair[1].wrapping_sub(pair[0]), 160);
        }
        // A late one goes where it belongs, and another stream begins for itself.
        assert_eq!(rescale.divide(7, start.wrapping_add(960), 6), places[1]);
        assert_eq!(rescale.divide(8, 600, 6), 100);
    }

    #[test]
    fn the_results_wrap_too() {
        let mut rescale = Rescale::default();
        let (mut last, mut timestamp) = (rescale.divide(1, 5, 6), 5_u32);
        // 7 days in steps of an hour: the timestamps wrap every 24.
        for _ in 0..168 {
            timestamp = timestamp.wrapping_add(3600 * 48_000);
            let next = rescale.divide(1, timestamp, 6);
            assert_eq!(next.wrapping_sub(last), 3600 * 8000);
            last = next;
        }
    }

    #[test]
    fn no_number_is_a_problem() {
        let mut rescale = Rescale::default();
        for timestamp in [0, u32::MAX, 1 << 31, 0, (1 << 31) - 1, u32::MAX, 1] {
            rescale.divide(1, timestamp, 6);
            rescale.divide(1, timestamp, 1);
        }
    }
}
