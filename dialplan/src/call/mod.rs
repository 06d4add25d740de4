//! A call: takes events, gives orders. No clock, no randomness, no I/O.
//!
//! What runs is a stack of lists of actions (`frame`); what a caller chooses is a menu (`menu`); every action is a verb.

mod beside;
mod callee;
mod clock;
pub(crate) mod context;
mod end;
pub(crate) mod frame;
mod goes;
mod incoming;
mod menu;
mod open;
mod run;
mod settings;
mod state;
pub(crate) mod variables;
mod visits;

use std::sync::Arc;

use crate::event::{Command, Event};
use crate::order::{EndCause, Order};
use crate::plan::Plan;
use crate::request::masked;
use crate::time::Instant;
use crate::verbs::Verb;
use beside::Saving;
use context::Context;
use frame::{Frame, FrameKind};
use menu::MenuRun;
use state::State;

pub(crate) use beside::Beside;
pub(crate) use callee::Answered;
pub use settings::Settings;
pub use variables::{BUILT_IN, is_built_in};
pub use visits::Visit;

/// One caller's visit.
///
/// ```text
/// Event::Incoming ─► route ─► menu ─► option ─► verbs ─► documents ─► … ─► Order::HangUp or Order::End
/// ```
///
/// The world gives events in the order they happen and carries out orders in the order given. The same events at the same
/// times give the same orders, always.
pub struct Call {
    plan: Arc<Plan>,
    settings: Arc<Settings>,
    state: State,
    frames: Vec<Frame>,
    running: Option<Box<dyn Verb>>,
    menu: Option<MenuRun>,
    begun: bool,
    /// The route leaves answering to an `Answer` verb.
    manual: bool,
    /// When the dialplan's `lifetime` is over; `None` once that has run.
    lifetime: Option<Instant>,
    /// What runs is the last: OnError, OnLifetime, an apology. Behind it the call ends so.
    closing: Option<EndCause>,
    /// Why the caller's leg is gone, while the rest still runs.
    gone: Option<EndCause>,
    /// Everything is over but for the recording.
    saving: Option<Saving>,
    ended: Option<EndCause>,
    /// How many actions have run at the last moment something did.
    steps: (Instant, u32),
    /// Where the call has come to, if somebody wants to know.
    visits: Option<Vec<Visit>>,
}

impl Call {
    /// A call that waits for [`Event::Incoming`].
    pub fn new(plan: Arc<Plan>, settings: Arc<Settings>) -> Self {
        Self {
            plan,
            settings,
            state: State::default(),
            frames: Vec::new(),
            running: None,
            menu: None,
            begun: false,
            manual: false,
            lifetime: None,
            closing: None,
            gone: None,
            saving: None,
            ended: None,
            steps: (Instant::START, 0),
            visits: None,
        }
    }

    /// Takes one event in at `now`; appends what has to be done to `orders`. After the end nothing is ordered any more.
    pub fn handle(&mut self, now: Instant, event: &Event, orders: &mut Vec<Order>) {
        if self.ended.is_some() || !self.state.open.takes(event, orders) {
            return;
        }
        let mut turn = Turn { now, orders };
        self.tell_time(now);
        match event {
            Event::Recorded { recording, .. } | Event::RecordingFailed { recording, .. }
                if self.is_beside(*recording) =>
            {
                self.taped(event, &mut turn);
            }
            _ if self.saving.is_some() => self.while_saving(event, &mut turn),
            Event::Incoming(incoming) => self.incoming(incoming, &mut turn),
            Event::HungUp { cause } => self.hung_up(*cause, &mut turn),
            Event::Command(command) => self.command(command, &mut turn),
            Event::Digit { digit } => self.digit(*digit, &mut turn),
            Event::Timeout => self.timeout(&mut turn),
            // The engine tells it for the trace; sounds may be ordered from `Order::Answer` on.
            Event::Answered => {}
            _ => self.give(event, &mut turn),
        }
    }

    /// When the call next wants [`Event::Timeout`], if ever.
    pub fn deadline(&self) -> Option<Instant> {
        if self.ended.is_some() {
            return None;
        }
        if let Some(saving) = &self.saving {
            return Some(saving.until);
        }
        let running = self.running.as_ref().and_then(|verb| verb.deadline());
        let menu = self.menu.as_ref().filter(|_| self.running.is_none()).and_then(MenuRun::deadline);
        [running, menu, self.lifetime].into_iter().flatten().min()
    }

    /// Why the call has ended; `None` while it lasts.
    pub fn ended(&self) -> Option<&EndCause> {
        self.ended.as_ref()
    }

    /// The value of a variable.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.state.variables.get(name)
    }

    /// The name of the menu the call is in.
    pub fn menu(&self) -> Option<&str> {
        self.menu.as_ref().map(|run| self.plan.menu(run.menu).name.as_str())
    }

    /// Whether keys pressed now are secret: traces and logs mask them.
    pub fn masks_digits(&self) -> bool {
        self.running.as_ref().is_some_and(|verb| verb.is_sensitive())
    }

    /// A text such as a line of a trace, with what was typed into sensitive Gathers so far replaced by `***`.
    pub fn mask(&self, text: &str) -> String {
        masked(text, &self.state.secrets)
    }

    /// Our id of the call; empty before [`Event::Incoming`].
    pub fn call_id(&self) -> &str {
        &self.state.incoming.call_id
    }

    fn digit(&mut self, digit: char, turn: &mut Turn<'_>) {
        let digit = digit.to_ascii_uppercase();
        if !matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D') {
            return;
        }
        self.state.asked = 0;
        if self.running.as_ref().is_some_and(|verb| verb.takes_digits()) {
            return self.give(&Event::Digit { digit }, turn);
        }
        if self.running.is_none() && self.frames.is_empty() && self.is_choosing() {
            self.menu_key(digit, turn);
            return self.proceed(turn);
        }
        self.with_context(turn, |cx| cx.keep_key(digit));
    }

    fn timeout(&mut self, turn: &mut Turn<'_>) {
        if self.lifetime.is_some_and(|end| turn.now >= end) {
            return self.lifetime_over(turn);
        }
        let due = self.running.as_ref().and_then(|verb| verb.deadline()).is_some_and(|deadline| turn.now >= deadline);
        if due {
            return self.give(&Event::Timeout, turn);
        }
        if self.running.is_none() && self.gone.is_none() {
            self.menu_time(turn);
            self.proceed(turn);
        }
    }

    fn command(&mut self, command: &Command, turn: &mut Turn<'_>) {
        match command {
            Command::Hangup => self.end(EndCause::Command, None, turn),
            Command::Redirect { url } => self.redirect(url, turn),
        }
    }

    /// Drops what runs, and takes back what it has ordered.
    fn abandon(&mut self, turn: &mut Turn<'_>) {
        self.running = None;
        self.state.open.give_up(turn.orders);
    }

    /// Lets something act with the verbs' view of the call.
    fn with_context<R>(&mut self, turn: &mut Turn<'_>, act: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let document = frame::document(&self.frames).cloned();
        let menu = self.menu.as_ref().map(|run| self.plan.menu(run.menu));
        let in_option = menu.is_some() && matches!(self.frames.last(), Some(Frame { kind: FrameKind::Option, .. }));
        let mut cx = Context {
            now: turn.now,
            plan: &self.plan,
            settings: &self.settings,
            document: document.as_deref(),
            menu,
            in_option,
            to_extension: self.menu.as_ref().is_some_and(MenuRun::calls_extension),
            keys_choose: in_option && self.menu.as_ref().is_some_and(|run| run.keys_choose(&self.plan)),
            state: &mut self.state,
            orders: turn.orders,
        };
        act(&mut cx)
    }
}

/// One call of [`Call::handle`]: the time it is, and where orders go.
struct Turn<'a> {
    now: Instant,
    orders: &'a mut Vec<Order>,
}
