//! What came of a load.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::{Serialize, Serializer};
use tokio::task::JoinError;

use super::call::{Done, Outcome};

/// What came of it. As JSON, times are in milliseconds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LoadReport {
    /// Calls that were answered and heard something.
    pub completed: u32,
    /// Calls that were refused, not answered, or heard nothing.
    pub failed: u32,
    /// Why they failed, and how many.
    pub failures: BTreeMap<String, u32>,
    /// Calls at one time, at most.
    pub most_at_once: usize,
    /// From the INVITE to the 200.
    pub answer: Spread,
    /// From the INVITE to the first RTP packet.
    pub first_rtp: Spread,
    /// From the first key to the first packet of audio that began after it.
    pub key_to_audio: Spread,
    /// How far a packet was from where its timestamp and the packet before it let expect it.
    pub deviation: Spread,
    /// Packets of audio that came.
    pub packets: u64,
    /// Packets that did not.
    pub lost: u64,
    /// From the first call to the end of the last.
    #[serde(serialize_with = "milliseconds")]
    pub took: Duration,
    #[serde(skip)]
    times: Times,
}

/// Of all calls so far.
#[derive(Debug, Clone, Default)]
struct Times {
    answer: Vec<Duration>,
    first_rtp: Vec<Duration>,
    key_to_audio: Vec<Duration>,
}

/// A set of times, by percentiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// How many there were.
    pub count: u64,
    /// Half are below.
    #[serde(serialize_with = "milliseconds")]
    pub p50: Duration,
    /// Nine in ten are below.
    #[serde(serialize_with = "milliseconds")]
    pub p90: Duration,
    /// Ninety-nine in a hundred are below.
    #[serde(serialize_with = "milliseconds")]
    pub p99: Duration,
    /// The longest.
    #[serde(serialize_with = "milliseconds")]
    pub max: Duration,
}

fn milliseconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(time.as_secs_f64() * 1000.0)
}

impl From<Vec<Duration>> for Spread {
    fn from(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or_default()
        };
        Self { count: times.len() as u64, p50: at(50), p90: at(90), p99: at(99), max: at(100) }
    }
}

impl From<Histogram<u64>> for Spread {
    fn from(times: Histogram<u64>) -> Self {
        let at = |quantile| Duration::from_micros(times.value_at_quantile(quantile));
        Self { count: times.len(), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1.0) }
    }
}

impl LoadReport {
    /// Counts a call; whether it was completed.
    pub(super) fn count(&mut self, call: Result<Outcome, JoinError>) -> bool {
        let outcome = call.unwrap_or_else(|error| Err(error.to_string()));
        let completed = outcome.is_ok();
        match outcome {
            Ok(Done { answer, first_rtp, heard }) => {
                self.completed += 1;
                self.packets += heard.packets;
                self.lost += heard.lost;
                self.times.answer.push(answer);
                self.times.first_rtp.push(first_rtp);
                self.times.key_to_audio.extend(heard.key_to_audio);
            }
            Err(reason) => {
                self.failed += 1;
                *self.failures.entry(reason).or_default() += 1;
            }
        }
        completed
    }

    /// All calls are counted; the deviations are in microseconds.
    pub(super) fn finish(&mut self, deviations: Option<Histogram<u64>>) {
        let Times { answer, first_rtp, key_to_audio } = std::mem::take(&mut self.times);
        self.answer = answer.into();
        self.first_rtp = first_rtp.into();
        self.key_to_audio = key_to_audio.into();
        self.deviation = deviations.map(Spread::from).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let times: Vec<_> = (1..=100).map(Duration::from_millis).collect();

        let spread = Spread::from(times);

        assert_eq!((spread.p50.as_millis(), spread.p90.as_millis(), spread.p99.as_millis()), (50, 90, 99));
        assert_eq!((spread.max.as_millis(), spread.count), (100, 100));
    }

    #[test]
    fn no_calls_have_no_times() {
        assert_eq!(Spread::from(Vec::new()), Spread::default());
    }

    #[test]
    fn failures_are_counted_by_their_reason() {
        let mut report = LoadReport::default();

        for status in [503, 486, 503] {
            assert!(!report.count(Ok(Err(format!("refused with {status}")))));
        }

        assert_eq!(
            report.failures.into_iter().collect::<Vec<_>>(),
            [("refused with 486".into(), 1), ("refused with 503".into(), 2)]
        );
    }
}
