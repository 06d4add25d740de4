//! Menus: which option runs, and what follows it.
//!
//! ```text
//! start ─► choosing ─┬─► option ─► the end of the call, unless it leads elsewhere
//!   ▲                ├─► invalid ─┐
//!   └────────────────┼─► timeout ─┴─ again, or after the last try exhausted
//! ```

use std::sync::Arc;

use super::frame::{Frame, FrameKind};
use super::{Call, Turn, Visit, end};
use crate::order::{EndCause, Order, Report};
use crate::plan::{Menu, MenuId, Plan, Trigger};
use crate::time::Instant;

mod choosing;

/// The menu a call is in.
#[derive(Debug)]
pub(crate) struct MenuRun {
    pub menu: MenuId,
    /// Timeouts and wrong choices since it was entered from elsewhere.
    failures: u32,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// The actions of an option run.
    Option(Trigger),
    /// The caller chooses.
    Choosing { keys: String, deadline: Instant },
    /// An extension that the caller dialled is called; behind it nobody was there.
    Extension,
    /// What runs has nothing to do with the menu any more.
    Left,
}

impl MenuRun {
    pub fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Choosing { deadline, .. } => Some(deadline),
            Phase::Option(_) | Phase::Extension | Phase::Left => None,
        }
    }

    /// Whether what runs is the call to an extension.
    pub const fn calls_extension(&self) -> bool {
        matches!(self.phase, Phase::Extension)
    }

    /// Whether a key that stops a sound is the first of a choice: before the choice, in a menu that has one.
    pub fn keys_choose(&self, plan: &Plan) -> bool {
        let before = matches!(self.phase, Phase::Option(Trigger::Start | Trigger::Timeout | Trigger::Invalid));
        before && has_choice(plan.menu(self.menu))
    }
}

fn has_choice(menu: &Menu) -> bool {
    let by_keys = |on: &Trigger| matches!(on, Trigger::Digits(_) | Trigger::Pattern(_));
    menu.dial_extensions || menu.options.iter().any(|option| by_keys(&option.on))
}

/// Whether anything can come behind `start`; a menu of a single list of actions ends with it.
fn waits_for_keys(menu: &Menu) -> bool {
    has_choice(menu) || menu.option(&Trigger::Timeout).is_some()
}

impl Call {
    /// Enters a menu: its `start` runs.
    pub(super) fn enter(&mut self, menu: MenuId, turn: &mut Turn<'_>) {
        self.enter_at(menu, &Trigger::Start, 1, turn);
    }

    /// Enters a menu at the `place`th action of an option.
    pub(super) fn enter_at(&mut self, menu: MenuId, on: &Trigger, place: usize, turn: &mut Turn<'_>) {
        self.arrive(menu, turn);
        self.run_option(on, place, turn);
    }

    /// Is in a menu from now on. Coming from another menu, the count of failures begins again.
    pub(super) fn arrive(&mut self, menu: MenuId, turn: &mut Turn<'_>) {
        let failures = self.menu.as_ref().filter(|run| run.menu == menu).map_or(0, |run| run.failures);
        let name = self.plan.menu(menu).name.clone();
        turn.orders.push(Order::Report(Report::Menu { menu: name, attempt: failures + 1 }));
        self.visit(|| Visit::Menu(menu));
        self.frames.clear();
        self.closing = None;
        self.menu = Some(MenuRun { menu, failures, phase: Phase::Option(Trigger::Start) });
    }

    /// What runs from now on is not the menu's; the caller is still in it.
    pub(super) fn leave_menu(&mut self) {
        self.frames.clear();
        if let Some(run) = &mut self.menu {
            run.phase = Phase::Left;
        }
    }

    /// Runs an option from its `action`th action on; `false`: the menu has none for this.
    fn run_option(&mut self, on: &Trigger, action: usize, turn: &mut Turn<'_>) -> bool {
        let Some(run) = &mut self.menu else { return false };
        let id = run.menu;
        let menu = self.plan.menu(id);
        let Some(place) = menu.options.iter().position(|option| option.on == *on) else { return false };
        let option = &menu.options[place];
        run.phase = Phase::Option(on.clone());
        turn.orders.push(Order::Report(Report::Option { menu: menu.name.clone(), on: on.word().to_owned() }));
        let mut frame = Frame::new(option.actions.clone(), FrameKind::Option);
        frame.next = action.saturating_sub(1).min(option.actions.len());
        self.frames.clear();
        self.frames.push(frame);
        self.visit(|| Visit::Option(id, place));
        true
    }

    /// The last action of an option has run, and nothing took the call elsewhere.
    pub(super) fn option_over(&mut self, turn: &mut Turn<'_>) {
        let over = if self.state.talked { EndCause::TransferCompleted } else { EndCause::EndOfActions };
        let Some(run) = &self.menu else { return self.end(over, None, turn) };
        let menu = run.menu;
        match &run.phase {
            Phase::Choosing { .. } => {}
            Phase::Option(Trigger::Start) if waits_for_keys(self.plan.menu(menu)) => self.choose(turn),
            Phase::Option(Trigger::Timeout | Trigger::Invalid) => self.enter(menu, turn),
            Phase::Option(Trigger::Exhausted) => self.end(EndCause::Exhausted, None, turn),
            Phase::Extension => self.failed_choice(Trigger::Invalid, turn),
            Phase::Option(_) | Phase::Left => self.end(over, None, turn),
        }
    }

    /// A timeout or a wrong choice; after the last try `exhausted`.
    pub(super) fn failed_choice(&mut self, on: Trigger, turn: &mut Turn<'_>) {
        let Some(run) = &mut self.menu else { return self.end(EndCause::EndOfActions, None, turn) };
        run.failures += 1;
        let plan = Arc::clone(&self.plan);
        let menu = plan.menu(run.menu);
        let on = if run.failures >= menu.tries { Trigger::Exhausted } else { on };
        let cause = if on == Trigger::Exhausted { EndCause::Exhausted } else { EndCause::EndOfActions };
        self.state.typed.clear();
        if !self.run_option(&on, 1, turn) {
            let text = format!("menu {:?} has no option {:?}; the call is ended", menu.name, on.word());
            turn.orders.push(Order::Report(Report::Warning { text }));
            self.end(cause, None, turn);
        }
    }

    /// The caller is gone: `hangup` runs, if the menu has it.
    pub(super) fn run_hangup_option(&mut self, turn: &mut Turn<'_>) {
        if !self.run_option(&Trigger::Hangup, 1, turn) {
            self.leave_menu();
        }
    }

    /// Calls the extension that a caller has dialled in a menu that lets them.
    fn call_extension(&mut self, keys: &str, turn: &mut Turn<'_>) {
        if let Some(run) = &mut self.menu {
            run.phase = Phase::Extension;
            let menu = run.menu;
            self.visit(|| Visit::Extension(menu));
        }
        let transfer = format!("<Response><Transfer>{keys}</Transfer></Response>");
        self.frames.clear();
        self.push(Frame::new(end::actions(&transfer), FrameKind::Island), turn);
    }
}
