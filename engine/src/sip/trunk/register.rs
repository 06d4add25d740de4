//! Keeps our registration with a carrier. RFC 3261 §10

use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::{Header, Method, Request, Response};
use tokio::time::{Instant, sleep, timeout};
use tracing::{debug, info, warn};

use crate::config::Register;
use crate::sip::answers::ALLOW;
use crate::sip::convert;
use crate::sip::core::Core;
use crate::sip::dialog::{ask, out_of_dialog};
use crate::sip::digest::Challenge;
use crate::sip::error::SipError;
use crate::sip::network::Path;
use crate::sip::registrar::PATH;
use crate::sip::text::{self, NameAddr, Uri};

use super::schedule::{Outcome, Schedule};
use super::{Carrier, number_at};

/// Registers until the endpoint is shut down, and takes the registration back then.
pub(super) async fn run(core: Arc<Core>, carrier: Arc<Carrier>) {
    let Some(register) = carrier.trunk.register.clone() else { return };
    let mut schedule = Schedule::new(register.expires, core.config.timers.t1 * 60);
    let mut client = Client {
        call_id: format!("{:032x}", rand::random::<u128>()),
        seq: 0,
        challenge: None,
        way: None,
        core: Arc::clone(&core),
        carrier: Arc::clone(&carrier),
        register,
    };
    let mut registered = false;
    loop {
        let outcome = tokio::select! {
            biased;
            () = core.drain.cancelled() => break,
            outcome = client.everywhere(schedule.asked()) => outcome,
        };
        let wait = schedule.after(&outcome, rand::random());
        tell(&carrier, &outcome, wait, registered);
        registered = matches!(outcome, Outcome::Granted(_)) || registered && matches!(outcome, Outcome::TooBrief(_));
        tokio::select! {
            biased;
            () = core.drain.cancelled() => break,
            // Calls to us come over this connection: without it the registration leads nowhere.
            () = client.lost(), if registered => sleep(REOPEN.mul_f64(1.0 + rand::random::<f64>())).await,
            () = sleep(wait) => {}
        }
    }
    if registered {
        // Whoever does not answer now forgets us in time.
        let _ = timeout(GOODBYE, client.everywhere(Duration::ZERO)).await;
        carrier.registered(Some("taken back".to_owned()));
    }
}

/// Says in the log what has changed, and notes it for `/ready` and the metrics.
fn tell(carrier: &Carrier, outcome: &Outcome, wait: Duration, registered: bool) {
    let (trunk, next) = (carrier.trunk.name.as_str(), wait.as_secs());
    let trouble = match outcome {
        Outcome::Granted(length) => {
            let seconds = length.as_secs();
            match registered {
                true => debug!(trunk, seconds, next, "the registration is refreshed"),
                false => info!(trunk, seconds, next, "registered at the carrier"),
            }
            None
        }
        Outcome::TooBrief(least) => {
            debug!(trunk, least = least.as_secs(), "the registrar wants longer registrations");
            return;
        }
        Outcome::Refused { status, reason } => {
            warn!(
                trunk,
                next, "the carrier refuses the registration: {status} {reason}; check user, password and account"
            );
            Some(format!("{status} {reason}"))
        }
        Outcome::Silent(reason) => {
            warn!(trunk, next, "the carrier cannot be registered with: {reason}");
            Some(reason.clone())
        }
    };
    carrier.registered(trouble);
}

/// One registration: its REGISTERs share Call-ID and count. §10.2
struct Client {
    core: Arc<Core>,
    carrier: Arc<Carrier>,
    register: Register,
    call_id: String,
    seq: u32,
    /// The last challenge: refreshes answer it before they are asked, each with the next nonce count.
    challenge: Option<Challenge>,
    /// The way of the last REGISTER that was answered.
    way: Option<Path>,
}

impl Client {
    /// Tries one gateway after another until one decides.
    async fn everywhere(&mut self, expires: Duration) -> Outcome {
        let mut outcome = Outcome::Silent("there is no gateway".to_owned());
        let t1 = self.core.config.timers.t1;
        let mut order = self.carrier.order().into_iter().peekable();
        while let Some(index) = order.next() {
            // As long as another gateway is left nobody waits for 64·T1; the last has that time by the stack.
            let patience = if order.peek().is_some() { t1 * 8 } else { t1 * 65 };
            outcome = self.at(index, expires, patience).await;
            match &outcome {
                Outcome::Silent(reason) => {
                    let until = Instant::now() + self.core.config.timers.t1 * 60;
                    self.carrier.silent(index, reason, until);
                }
                _ => {
                    self.carrier.heard(index);
                    break;
                }
            }
        }
        outcome
    }

    /// `patience`: how long each REGISTER waits for its answer.
    async fn at(&mut self, index: usize, expires: Duration, patience: Duration) -> Outcome {
        let Some(gateway) = self.carrier.trunk.gateways.get(index).map(|gateway| gateway.uri.clone()) else {
            return Outcome::Silent("there is no such gateway".to_owned());
        };
        let path = match self.path(&gateway).await {
            Ok(path) => path,
            Err(error) => return Outcome::Silent(error.to_string()),
        };
        self.way = Some(path.clone());
        // The password may be asked for anew, and the nonce may have become stale; more than that is a circle.
        for attempt in 0..3 {
            let request = match self.request(&gateway, &path, expires) {
                Ok(request) => request,
                Err(error) => return Outcome::Refused { status: 0, reason: error.to_string() },
            };
            let signed = self.challenge.is_some();
            let sent = Instant::now();
            let silent = || {
                let seconds = sent.elapsed().as_secs_f64().ceil();
                Outcome::Silent(format!("no answer to REGISTER from {} in {seconds} s", path.remote))
            };
            let answer = match timeout(patience, ask(&self.core, &path, request)).await {
                Err(_) => return silent(),
                Ok(None) => return Outcome::Silent("the connection was lost".to_owned()),
                Ok(Some(answer)) => answer,
            };
            match answer.status_code.code() {
                200..=299 => {
                    let granted = granted(&answer, &self.contact(&path), expires);
                    // A registrar that wants us every second is not obeyed.
                    return Outcome::Granted(granted.max(self.core.config.timers.t1 * 10));
                }
                401 | 407 => match Challenge::read(&answer) {
                    // What was refused may have been a nonce of yesterday.
                    Some(challenge) if !signed || challenge.is_stale() || attempt == 0 => {
                        self.challenge = Some(challenge);
                    }
                    _ => {
                        self.challenge = None;
                        return refused(&answer);
                    }
                },
                423 => return Outcome::TooBrief(least(&answer).unwrap_or_default()),
                // The stack says 408 itself when nothing has come.
                408 if sent.elapsed() >= self.core.config.timers.t1 * 60 => return silent(),
                status @ (408 | 500 | 502 | 503 | 504) => return Outcome::Silent(format!("it answered {status}")),
                _ => return refused(&answer),
            }
        }
        Outcome::Refused { status: 401, reason: "it keeps asking for the password".to_owned() }
    }

    async fn path(&self, gateway: &str) -> Result<Path, SipError> {
        let targets = self.core.network.names.targets(gateway).await?;
        self.core.way(&targets, None).await
    }

    fn request(&mut self, gateway: &str, path: &Path, expires: Duration) -> Result<Request, SipError> {
        self.seq += 1;
        let address = format!("<{}>", self.address());
        let seconds = expires.as_secs().to_string();
        let mut request =
            out_of_dialog(Method::Register, gateway, path, (&address, &address), &self.call_id, self.seq)?;
        request.headers.push(Header::Contact(self.contact(path).into()));
        request.headers.push(Header::Expires(seconds.into()));
        request.headers.push(Header::Allow(ALLOW.into()));
        // RFC 3327 §5.1: proxies of the carrier may put themselves into the way.
        request.headers.push(Header::Supported(PATH.into()));
        let login = &self.register.login;
        if let Some(challenge) = &mut self.challenge
            && let Some(header) = challenge.answer(&request, (&login.user, login.password.reveal()))
        {
            request.headers.push(header);
        }
        Ok(request)
    }

    /// The address that is registered: the account at the carrier's first host, without port and transport.
    fn address(&self) -> String {
        let first = self.carrier.trunk.gateways.first().map_or("", |gateway| gateway.uri.as_str());
        let host = Uri::parse(first).map_or("", |uri| uri.host);
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        let scheme = if first.starts_with("sips:") { "sips" } else { "sip" };
        number_at(&self.register.account, &format!("{scheme}:{host}"))
    }

    fn contact(&self, path: &Path) -> String {
        path.contact_of(&text::escape(&self.register.account, text::USER))
    }

    /// Waits until the connection that the registration was made over is gone; for ever without one.
    async fn lost(&self) {
        match &self.way {
            Some(path) if path.transport.is_stream() => path.closed.cancelled().await,
            _ => std::future::pending().await,
        }
    }
}

fn refused(answer: &Response) -> Outcome {
    let status = answer.status_code.code();
    let reason = answer.wire_reason.as_deref().unwrap_or(answer.status_code.text()).to_owned();
    Outcome::Refused { status, reason }
}

/// How long the registrar keeps us: what it says of our Contact, else of all, else what was asked. §10.2.4
fn granted(answer: &Response, ours: &str, asked: Duration) -> Duration {
    let place = |contact: &str| {
        let address = NameAddr::parse(contact)?;
        let uri = Uri::parse(address.uri)?;
        Some((uri.user, uri.host.to_ascii_lowercase(), uri.port, address.param("expires").map(str::to_owned)))
    };
    let mine = place(ours);
    let mut contacts = convert::all(answer, "Contact").flat_map(text::list).filter_map(place);
    let contact = contacts.find(|contact| {
        mine.as_ref().is_some_and(|mine| (&mine.0, &mine.1, mine.2) == (&contact.0, &contact.1, contact.2))
    });
    let named = contact.and_then(|(.., expires)| expires?.parse().ok());
    let header = || convert::header(answer, "Expires").and_then(|value| value.trim().parse().ok());
    named.or_else(header).map_or(asked, Duration::from_secs).min(Duration::from_secs(86_400 * 7))
}

/// Min-Expires of a 423.
fn least(answer: &Response) -> Option<Duration> {
    convert::header(answer, "Min-Expires")?.trim().parse().ok().map(Duration::from_secs)
}

/// Before a lost connection is opened again; up to twice as long.
const REOPEN: Duration = Duration::from_secs(1);
/// How long the end waits for the registrar.
const GOODBYE: Duration = Duration::from_secs(2);
