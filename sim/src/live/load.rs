//! Many calls at once: how soon they are answered and heard.

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use engine::media::{Media, MediaConfig, MediaEvent, Stream};
use engine::sip::{Endpoint, LegEvent, Listen, OutgoingInvite, SipConfig, Transport, sdp};
use prompts::Law;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, timeout};

/// How many calls, and how.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// The SIP URI called.
    pub target: String,
    /// The number calling.
    pub from: String,
    /// The address the callers' SIP and RTP are on.
    pub address: IpAddr,
    /// Calls begun per second.
    pub rate: f64,
    /// Calls altogether.
    pub calls: u32,
    /// Calls at one time, at most; a call that would be one more waits, and is then late.
    pub concurrency: usize,
    /// How long a call lasts from its answer.
    pub hold: Duration,
    /// How long to wait for the answer, and then for the first packet.
    pub patience: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// Calls that were answered and heard something.
    pub completed: u32,
    /// Calls that were refused, not answered, or heard nothing.
    pub failed: u32,
    /// From the INVITE to the 200.
    pub answer: Spread,
    /// From the INVITE to the first RTP packet.
    pub first_rtp: Spread,
    /// From the first call to the end of the last.
    pub took: Duration,
}

/// A set of times, by percentiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spread {
    /// Half are below.
    pub p50: Duration,
    /// Nine in ten are below.
    pub p90: Duration,
    /// Ninety-nine in a hundred are below.
    pub p99: Duration,
    /// The longest.
    pub max: Duration,
}

/// Why no load could be made.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The callers have no place to be.
    #[error("no SIP address: {0}")]
    Sip(#[from] engine::sip::SipError),
    /// No audio can be received.
    #[error("no audio: {0}")]
    Media(#[from] engine::media::MediaError),
}

/// Makes the calls. `on_call` is told after each whether it was completed.
///
/// # Errors
/// [`LoadError`] if no call could be made at all.
pub async fn load(options: &LoadOptions, mut on_call: impl FnMut(bool)) -> Result<LoadReport, LoadError> {
    let listen = vec![Listen { transport: Transport::Udp, address: SocketAddr::new(options.address, 0) }];
    let (endpoint, _) = Endpoint::bind(SipConfig { listen, ..SipConfig::default() }).await?;
    let endpoint = Arc::new(endpoint);
    let media = MediaConfig { workers: 0, ..MediaConfig::new(options.address) };
    let media = Arc::new(Media::start(media)?);
    let places = Arc::new(Semaphore::new(options.concurrency.max(1)));
    let began = Instant::now();
    let mut pace = tokio::time::interval(Duration::from_secs_f64(1.0 / options.rate.max(0.001)));
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut calls = JoinSet::new();
    let mut times = Vec::new();
    for _ in 0..options.calls {
        pace.tick().await;
        let place = Arc::clone(&places).acquire_owned().await;
        let (endpoint, media, options) = (Arc::clone(&endpoint), Arc::clone(&media), options.clone());
        calls.spawn(async move {
            let _place = place;
            one_call(&endpoint, &media, &options).await
        });
        while let Some(done) = calls.try_join_next() {
            note(done.ok().flatten(), &mut times, &mut on_call);
        }
    }
    while let Some(done) = calls.join_next().await {
        note(done.ok().flatten(), &mut times, &mut on_call);
    }
    endpoint.shutdown().await;
    Ok(report(options.calls, &times, began.elapsed()))
}

/// The times of a completed call: to its answer, to its first packet.
type Times = (Duration, Duration);

fn note(done: Option<Times>, times: &mut Vec<Times>, on_call: &mut impl FnMut(bool)) {
    on_call(done.is_some());
    times.extend(done);
}

async fn one_call(endpoint: &Endpoint, media: &Media, options: &LoadOptions) -> Option<Times> {
    let (media_events, mut heard) = mpsc::channel(16);
    let session = media.open(media_events).ok()?;
    let local = session.local();
    let local = sdp::Local { address: local.ip(), port: local.port(), laws: vec![Law::Mu, Law::A] };
    let (leg_events, mut signals) = mpsc::channel(16);
    let invite = OutgoingInvite {
        target: options.target.clone(),
        from_number: options.from.clone(),
        from_name: String::new(),
        credentials: None,
        offer: sdp::offer(&local),
        headers: Vec::new(),
        outbound: None,
    };
    session.set_stream(Stream::offered(Law::Mu));
    let began = Instant::now();
    let leg = endpoint.invite(invite, leg_events);
    // Side by side: the first packet may be sooner than the 200.
    let answered = async {
        let answer = timeout(options.patience, answer(&mut signals)).await.ok()??;
        let answered = began.elapsed();
        session.set_stream(sdp::accept(&answer, &local).ok()?);
        Some(answered)
    };
    let heard = async {
        started(&mut heard).await;
        began.elapsed()
    };
    let (answered, first_rtp) = both(answered, heard, options.patience).await?;
    // The call is held whatever else happens on it; one that ends early has been heard all the same.
    tokio::time::sleep(options.hold.saturating_sub(began.elapsed() - answered)).await;
    leg.hang_up().await;
    Some((answered, first_rtp?))
}

/// The session description of the 200, if one comes.
async fn answer(signals: &mut mpsc::Receiver<LegEvent>) -> Option<String> {
    loop {
        match signals.recv().await? {
            LegEvent::Answered { sdp, .. } => return Some(sdp),
            LegEvent::Failed { .. } | LegEvent::Ended { .. } => return None,
            _ => {}
        }
    }
}

/// The first packet; a session that ends before has none, ever.
async fn started(heard: &mut mpsc::Receiver<MediaEvent>) {
    while let Some(event) = heard.recv().await {
        if event == MediaEvent::Started {
            return;
        }
    }
    std::future::pending::<()>().await;
}

/// When the call was answered, if it was, and when it was first heard, if that was not later than `patience` behind the answer.
async fn both(
    answered: impl Future<Output = Option<Duration>>,
    heard: impl Future<Output = Duration>,
    patience: Duration,
) -> Option<(Duration, Option<Duration>)> {
    let (mut answered, mut heard) = (pin!(answered), pin!(heard));
    tokio::select! {
        biased;
        heard = &mut heard => Some((answered.await?, Some(heard))),
        answered = &mut answered => Some((answered?, timeout(patience, heard).await.ok())),
    }
}

fn report(calls: u32, times: &[Times], took: Duration) -> LoadReport {
    let completed = u32::try_from(times.len()).unwrap_or(u32::MAX);
    LoadReport {
        completed,
        failed: calls.saturating_sub(completed),
        answer: spread(times.iter().map(|(answer, _)| *answer).collect()),
        first_rtp: spread(times.iter().map(|(_, first_rtp)| *first_rtp).collect()),
        took,
    }
}

fn spread(mut times: Vec<Duration>) -> Spread {
    times.sort_unstable();
    let at = |percent: usize| {
        let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times.get(place).copied().unwrap_or_default()
    };
    Spread { p50: at(50), p90: at(90), p99: at(99), max: at(100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let times = (1..=100).map(Duration::from_millis).collect();

        let spread = spread(times);

        assert_eq!((spread.p50.as_millis(), spread.p90.as_millis(), spread.p99.as_millis()), (50, 90, 99));
        assert_eq!(spread.max.as_millis(), 100);
    }

    #[test]
    fn no_calls_have_no_times() {
        assert_eq!(spread(Vec::new()), Spread::default());
    }
}
