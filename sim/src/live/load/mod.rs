//! Many calls at once: how soon they are answered and heard, and how well.

mod arrival;
mod call;
mod line;
mod listener;
mod report;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use engine::sip::{Endpoint, Listen, SipConfig, TlsConfig, Transport};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use self::listener::Listener;
pub use self::report::{LoadReport, Spread};

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
    /// How long the rate takes to rise from nothing to that.
    pub ramp: Duration,
    /// Calls altogether.
    pub calls: u32,
    /// Calls at one time, at most; a call that would be one more waits, and is then late.
    pub concurrency: usize,
    /// How long a call lasts from its answer, unless the server ends it before.
    pub hold: Duration,
    /// How long to wait for the answer, and then for the first packet.
    pub patience: Duration,
    /// Keys pressed in each call, `w` a pause of 0.5 s; none if empty.
    pub press: String,
    /// How long after the answer.
    pub press_after: Duration,
    /// Whether callers send audio, too: silence, 50 packets a second.
    pub talk: bool,
    /// Whom the callers trust over TLS.
    pub tls: TlsConfig,
}

impl LoadOptions {
    /// Ten calls a second, each of five seconds, from loopback.
    pub fn new(target: impl Into<String>, calls: u32) -> Self {
        Self {
            target: target.into(),
            from: "+441632960111".to_owned(),
            address: Ipv4Addr::LOCALHOST.into(),
            rate: 10.0,
            ramp: Duration::ZERO,
            calls,
            concurrency: 1000,
            hold: Duration::from_secs(5),
            patience: Duration::from_secs(10),
            press: String::new(),
            press_after: Duration::from_secs(1),
            talk: false,
            tls: TlsConfig::default(),
        }
    }

    /// When the call of that number begins, from the beginning of all: in a ramp the rate rises evenly, and so the number of
    /// calls that have begun with the square of the time.
    fn start(&self, number: u32) -> Duration {
        let (rate, ramp, number) = (self.rate.max(0.001), self.ramp.as_secs_f64(), f64::from(number));
        let begun_in_ramp = rate * ramp / 2.0;
        let seconds = if number < begun_in_ramp {
            (2.0 * ramp * number / rate).sqrt()
        } else {
            ramp + (number - begun_in_ramp) / rate
        };
        Duration::from_secs_f64(seconds)
    }
}

/// Why no load could be made.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The callers have no place to be.
    #[error("no SIP address: {0}")]
    Sip(#[from] engine::sip::SipError),
    /// No audio can be received.
    #[error("no audio: {0}")]
    Audio(#[from] std::io::Error),
}

/// Makes the calls. `on_call` is told after each whether it was completed.
///
/// # Errors
/// [`LoadError`] if no call could be made at all.
pub async fn load(options: &LoadOptions, mut on_call: impl FnMut(bool)) -> Result<LoadReport, LoadError> {
    let listen = vec![Listen { transport: Transport::Udp, address: SocketAddr::new(options.address, 0) }];
    let (endpoint, _) = Endpoint::bind(SipConfig { listen, tls: options.tls.clone(), ..SipConfig::default() }).await?;
    let world = Arc::new(call::World { endpoint, listener: Listener::start()?, options: options.clone() });
    let places = Arc::new(Semaphore::new(options.concurrency.max(1)));
    let began = Instant::now();
    let mut calls = JoinSet::new();
    let mut report = LoadReport::default();
    for number in 0..options.calls {
        sleep_until(began + options.start(number)).await;
        let (place, world) = (Arc::clone(&places).acquire_owned().await, Arc::clone(&world));
        calls.spawn(async move {
            let _place = place;
            call::run(&world).await
        });
        report.most_at_once = report.most_at_once.max(options.concurrency.max(1) - places.available_permits());
        while let Some(done) = calls.try_join_next() {
            on_call(report.count(done));
        }
    }
    while let Some(done) = calls.join_next().await {
        on_call(report.count(done));
    }
    report.took = began.elapsed();
    world.endpoint.shutdown().await;
    report.finish(world.listener.stop());
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(ramp: f64, numbers: [u32; 4]) -> [f64; 4] {
        let options = LoadOptions { ramp: Duration::from_secs_f64(ramp), ..LoadOptions::new("sip:x", 1000) };
        numbers.map(|number| options.start(number).as_secs_f64())
    }

    #[test]
    fn calls_begin_at_the_rate_asked_for() {
        assert_eq!(starts(0.0, [0, 1, 10, 100]), [0.0, 0.1, 1.0, 10.0]);
    }

    #[test]
    fn in_a_ramp_the_rate_rises_evenly() {
        // 20 s to 10 calls a second: 100 calls until then, a quarter of them in half of the time.
        assert_eq!(starts(20.0, [0, 25, 100, 110]), [0.0, 10.0, 20.0, 21.0]);
    }
}
