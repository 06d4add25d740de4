//! Calls several telephones of one user together: the first that answers has the call. RFC 3261 §16.7

use std::sync::Arc;

use tokio::sync::mpsc;
use tracing::{Instrument, Span};

use crate::sip::core::Core;
use crate::sip::error::SipError;
use crate::sip::leg::{Command, Leg, LegEvent, OutgoingInvite};
use crate::sip::network::Path;

use super::dial::{Route, call, hangs_up};
use super::session::EVENTS;

/// A telephone to be called.
pub(in crate::sip) struct Device {
    /// Its Contact.
    pub(in crate::sip) uri: String,
    /// The way to it, if its Contact does not say that.
    pub(in crate::sip) path: Option<Path>,
    /// The proxies on the way, nearest first. RFC 3327
    pub(in crate::sip) routes: Vec<String>,
}

/// Calls all of these; to the engine it is one leg.
pub(in crate::sip) fn call_all(
    core: &Arc<Core>,
    devices: Vec<Device>,
    order: &OutgoingInvite,
    events: mpsc::Sender<LegEvent>,
) -> Leg {
    let (leg, commands) = Leg::new();
    let (reports, news) = mpsc::channel(EVENTS);
    let alone = devices.len() == 1;
    let branches = devices.into_iter().enumerate().map(|(number, Device { uri, path, routes })| {
        let order = OutgoingInvite { target: uri, ..order.clone() };
        let (events, mut told) = mpsc::channel(EVENTS);
        let route = match path {
            Some(path) => Route::Over(Box::new(path)),
            None if routes.is_empty() => Route::Direct,
            None => Route::Along(routes),
        };
        let leg = call(core, order, route, events);
        let reports = reports.clone();
        core.tasks.spawn(async move {
            while let Some(event) = told.recv().await {
                if reports.send((number, event)).await.is_err() {
                    return;
                }
            }
        });
        Some(leg)
    });
    let branches = branches.collect();
    let fork = Fork { branches, alone, news, commands, events, rang: false, canceled: false, best: None };
    core.tasks.spawn(Box::pin(fork.run()).instrument(Span::current()));
    leg
}

struct Fork {
    /// Those that still ring; dropping one takes its INVITE back.
    branches: Vec<Option<Leg>>,
    alone: bool,
    news: mpsc::Receiver<(usize, LegEvent)>,
    commands: mpsc::Receiver<Command>,
    events: mpsc::Sender<LegEvent>,
    rang: bool,
    canceled: bool,
    /// The refusal that says most so far.
    best: Option<(Option<u16>, String)>,
}

enum Wake {
    Command(Command),
    News(usize, LegEvent),
    Over,
}

impl Fork {
    async fn run(mut self) {
        while self.branches.iter().any(Option::is_some) {
            let wake = tokio::select! {
                biased;
                command = self.commands.recv(), if !self.canceled => Wake::Command(command.unwrap_or(Command::HangUp)),
                news = self.news.recv() => news.map_or(Wake::Over, |(number, event)| Wake::News(number, event)),
            };
            match wake {
                Wake::Command(command) => {
                    if hangs_up(command) {
                        self.canceled = true;
                        self.end_all(|| Command::HangUp).await;
                    }
                }
                Wake::News(number, event @ LegEvent::Answered { .. }) if !self.canceled => {
                    let Some(winner) = self.branches.get_mut(number).and_then(Option::take) else { continue };
                    self.end_all(|| Command::AnsweredElsewhere).await;
                    self.branches.clear();
                    return self.connected(number, winner, event).await;
                }
                Wake::News(number, event) => self.heard(number, event).await,
                Wake::Over => break,
            }
        }
        let over = match self.best {
            Some((status, reason)) if !self.canceled => LegEvent::Failed { status, reason },
            _ => LegEvent::Ended { by_peer: false, reason: "hung up before anybody answered".to_owned() },
        };
        // Nobody listens when the call is gone.
        let _ = self.events.send(over).await;
    }

    async fn heard(&mut self, number: usize, event: LegEvent) {
        match event {
            LegEvent::Ringing { sdp } => {
                // Of several that play something nobody can say whose is to be heard.
                let sdp = sdp.filter(|_| self.alone);
                if (!self.rang || sdp.is_some()) && !self.canceled {
                    self.rang = true;
                    let _ = self.events.send(LegEvent::Ringing { sdp }).await;
                }
            }
            LegEvent::Failed { status, reason } => {
                self.forget(number);
                // §16.7, step 5: nobody else is to be asked.
                if status.is_some_and(|status| status >= 600) {
                    self.end_all(|| Command::HangUp).await;
                }
                if self.best.as_ref().is_none_or(|(best, _)| rank(status) > rank(*best)) {
                    self.best = Some((status, reason));
                }
            }
            LegEvent::Ended { .. } | LegEvent::Canceled => self.forget(number),
            // Somebody wants to take the call in place of this telephone, and has it next.
            event @ LegEvent::Reoffer { .. } if !self.canceled => drop(self.events.send(event).await),
            // It crossed our CANCEL.
            LegEvent::Answered { .. } => self.forget(number),
            _ => {}
        }
    }

    /// One has answered: from now on it is the leg.
    async fn connected(mut self, number: usize, winner: Leg, answered: LegEvent) {
        if self.events.send(answered).await.is_err() {
            return;
        }
        loop {
            let wake = tokio::select! {
                biased;
                news = self.news.recv() => news.map_or(Wake::Over, |(number, event)| Wake::News(number, event)),
                command = self.commands.recv() => match command {
                    Some(command) => Wake::Command(command),
                    // The handle was dropped, which hangs up.
                    None => return,
                },
            };
            match wake {
                Wake::Command(command) => winner.send(command).await,
                Wake::News(from, event) if from == number => {
                    let last = matches!(event, LegEvent::Canceled | LegEvent::Failed { .. } | LegEvent::Ended { .. });
                    if self.events.send(event).await.is_err() || last {
                        return;
                    }
                }
                // The others end by themselves, also one that answered before our CANCEL.
                Wake::News(..) => {}
                Wake::Over => return,
            }
        }
    }

    async fn end_all(&mut self, command: impl Fn() -> Command) {
        for leg in self.branches.iter().flatten() {
            leg.send(command()).await;
        }
    }

    fn forget(&mut self, number: usize) {
        if let Some(branch) = self.branches.get_mut(number) {
            *branch = None;
        }
    }
}

/// A leg for which there is no telephone.
pub(in crate::sip) fn nobody(core: &Core, user: &str, events: mpsc::Sender<LegEvent>) -> Leg {
    let (leg, _) = Leg::new();
    let reason = SipError::Unreachable { target: user.to_owned(), reason: "no telephone is registered".to_owned() };
    // RFC 3261 §21.4.18: it is known, and not there.
    let failed = LegEvent::Failed { status: Some(480), reason: reason.to_string() };
    core.tasks.spawn(async move { drop(events.send(failed).await) });
    leg
}

/// How much a refusal says: that nobody is to be asked, that somebody is there and busy, that the call was refused, that nobody
/// came to the telephone, that something is broken. §16.7, step 6, by what a caller wants to know
fn rank(status: Option<u16>) -> u8 {
    match status {
        Some(600..) => 5,
        Some(486) => 4,
        Some(408 | 480 | 487) => 2,
        Some(300..500) => 3,
        Some(_) => 1,
        None => 0,
    }
}
