//! Session timers (RFC 4028): a call whose peer has died must not last for ever.

use std::time::Duration;

use rsipstack::sip::Header;
use rsipstack::sip::message::HasHeaders;
use tokio::time::Instant;

use crate::sip::convert;
use crate::sip::text;

/// Who sends the refreshing requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refresher {
    /// We do, at half time.
    Us,
    /// The peer does; we hang up when it does not.
    Peer,
}

/// A session that ends unless it is refreshed.
#[derive(Debug, Clone)]
pub(super) struct SessionTimer {
    interval: Duration,
    refresher: Refresher,
    refreshed: Instant,
    /// When we try next, if we refresh.
    next: Instant,
    /// The longest Min-SE that a 422 has told.
    least: Option<Duration>,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    Refresh,
    Expired,
}

impl SessionTimer {
    pub(super) fn new(interval: Duration, refresher: Refresher, now: Instant) -> Self {
        Self { interval, refresher, refreshed: now, next: now + interval / 2, least: None }
    }

    /// The same timer once more, for a change that says nothing about it: without it in our answer there would be none (§9).
    pub(super) fn kept(&self, change: &impl HasHeaders, now: Instant) -> Self {
        let refresher = if supports_timer(change) { self.refresher } else { Refresher::Us };
        Self { least: self.least, ..Self::new(self.interval, refresher, now) }
    }

    /// Remembers what was asked for in the request that this has settled.
    pub(super) fn with_least(self, least: Option<Duration>) -> Self {
        Self { least, ..self }
    }

    /// When to look again.
    pub(super) fn deadline(&self) -> Instant {
        match self.refresher {
            Refresher::Us => self.next.min(self.expiry()),
            Refresher::Peer => self.expiry(),
        }
    }

    /// What is due at `now`.
    pub(super) fn due(&mut self, now: Instant) -> Option<Due> {
        if now >= self.expiry() {
            return Some(Due::Expired);
        }
        if self.refresher == Refresher::Us && now >= self.next {
            self.next = now + self.interval / 8;
            return Some(Due::Refresh);
        }
        None
    }

    /// The session was refreshed.
    pub(super) fn refreshed(&mut self, now: Instant) {
        self.refreshed = now;
        self.next = now + self.interval / 2;
    }

    /// The peer wants longer sessions (422).
    pub(super) fn lengthen(&mut self, interval: Duration, now: Instant) {
        self.interval = self.interval.max(interval);
        self.least = self.least.max(Some(interval));
        self.next = now;
    }

    /// The longest Min-SE that a 422 has told; it belongs into each request of ours that refreshes (§7.4).
    pub(super) fn least(&self) -> Option<Duration> {
        self.least
    }

    /// The `Session-Expires` value for a request of ours.
    pub(super) fn request_value(&self) -> String {
        let refresher = if self.refresher == Refresher::Us { "uac" } else { "uas" };
        format!("{};refresher={refresher}", self.interval.as_secs())
    }

    /// The `Session-Expires` value for an answer of ours.
    pub(super) fn answer_value(&self) -> String {
        let refresher = if self.refresher == Refresher::Us { "uas" } else { "uac" };
        format!("{};refresher={refresher}", self.interval.as_secs())
    }

    /// §10: BYE a little before the end: a third of the interval, 32 s at most.
    fn expiry(&self) -> Instant {
        let early = (self.interval / 3).min(Duration::from_secs(32));
        self.refreshed + (self.interval - early)
    }
}

/// What a request asks for: a timer, or an interval that is shorter than `least` (422).
pub(super) fn asked(request: &impl HasHeaders, least: Duration, now: Instant) -> Result<Option<SessionTimer>, ()> {
    let Some((interval, refresher)) = session_expires(request) else { return Ok(None) };
    let supports = supports_timer(request);
    if interval < least {
        // §9: without support in the caller a proxy asks; it gets the shortest we take.
        return if supports { Err(()) } else { Ok(Some(SessionTimer::new(least, Refresher::Us, now))) };
    }
    let refresher = match refresher {
        Some("uas") => Refresher::Us,
        _ if supports => Refresher::Peer,
        _ => Refresher::Us,
    };
    Ok(Some(SessionTimer::new(interval, refresher, now)))
}

/// What an answer to our INVITE has settled.
pub(super) fn settled(answer: &impl HasHeaders, now: Instant) -> Option<SessionTimer> {
    let (interval, refresher) = session_expires(answer)?;
    let refresher = if refresher == Some("uas") { Refresher::Peer } else { Refresher::Us };
    Some(SessionTimer::new(interval.max(SHORTEST), refresher, now))
}

/// Whether the peer knows session timers.
pub(super) fn supports_timer(message: &impl HasHeaders) -> bool {
    ["Supported", "Require"]
        .into_iter()
        .any(|name| convert::all(message, name).flat_map(text::list).any(|tag| tag.eq_ignore_ascii_case("timer")))
}

/// What an INVITE says in place of the one that a 422 has refused; none if it asked for as much already. §7.3
pub(super) fn longer(refusal: &impl HasHeaders, invite: &impl HasHeaders) -> Option<Vec<Header>> {
    let least = min_se(refusal)?;
    let asked = session_expires(invite).map(|(interval, _)| interval);
    if asked.is_some_and(|asked| asked >= least) {
        return None;
    }
    let seconds = least.as_secs().to_string();
    Some(vec![Header::SessionExpires(seconds.clone().into()), Header::MinSE(seconds.into())])
}

/// The `Min-SE` of a 422, or of the request that followed one.
pub(super) fn min_se(answer: &impl HasHeaders) -> Option<Duration> {
    let value = convert::header(answer, "Min-SE")?;
    value.split(';').next()?.trim().parse().ok().map(Duration::from_secs)
}

fn session_expires(message: &impl HasHeaders) -> Option<(Duration, Option<&str>)> {
    let value = convert::header(message, "Session-Expires")?;
    let (seconds, params) = value.split_once(';').unwrap_or((value, ""));
    let seconds: u32 = seconds.trim().parse().ok()?;
    Some((Duration::from_secs(u64::from(seconds)), text::param(params, "refresher")))
}

/// What a call of ours asks for, in seconds. §4 recommends it.
pub(super) const INTERVAL: &str = "1800";
/// An answer with a shorter interval is taken for this.
const SHORTEST: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_refresh_at_half_time_and_expire_a_little_early() {
        let start = Instant::now();
        let mut timer = SessionTimer::new(Duration::from_secs(90), Refresher::Us, start);

        assert_eq!(timer.deadline(), start + Duration::from_secs(45));
        assert_eq!(timer.due(start + Duration::from_secs(44)), None);
        assert_eq!(timer.due(start + Duration::from_secs(45)), Some(Due::Refresh));
        assert_eq!(timer.due(start + Duration::from_secs(46)), None);
        assert_eq!(timer.due(start + Duration::from_secs(60)), Some(Due::Expired));

        timer.refreshed(start + Duration::from_secs(46));
        assert_eq!(timer.due(start + Duration::from_secs(60)), None);
    }
}
