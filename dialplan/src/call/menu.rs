//! Menus: which option runs, and what the caller chooses.

use super::frame::{Frame, FrameKind};
use super::{Call, Turn};
use crate::choice::Choice;
use crate::order::{EndCause, Order, Report};
use crate::plan::{MenuId, Trigger};
use crate::time::Instant;

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
}

impl MenuRun {
    pub fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Choosing { deadline, .. } => Some(deadline),
            Phase::Option(_) => None,
        }
    }
}

/// What ends a choice early, in menus that have no option with it.
const ENTER: char = '#';

impl Call {
    /// Enters a menu: its `start` runs. Coming from another menu, the count of failures begins again.
    pub(super) fn enter(&mut self, menu: MenuId, turn: &mut Turn<'_>) {
        let failures = self.menu.as_ref().filter(|run| run.menu == menu).map_or(0, |run| run.failures);
        let name = self.plan.menu(menu).name.clone();
        turn.orders.push(Order::Report(Report::Menu { menu: name, attempt: failures + 1 }));
        self.menu = Some(MenuRun { menu, failures, phase: Phase::Option(Trigger::Start) });
        self.run_option(&Trigger::Start, 1, turn);
    }

    /// Runs an option from its `place`th action on; `false`: the menu has none for this.
    pub(super) fn run_option(&mut self, on: &Trigger, place: usize, turn: &mut Turn<'_>) -> bool {
        let Some(run) = &mut self.menu else { return false };
        let menu = self.plan.menu(run.menu);
        let Some(option) = menu.option(on) else { return false };
        run.phase = Phase::Option(on.clone());
        turn.orders.push(Order::Report(Report::Option { menu: menu.name.clone(), on: on.word().to_owned() }));
        let mut frame = Frame::new(option.actions.clone(), FrameKind::Option);
        frame.next = place.saturating_sub(1).min(option.actions.len());
        self.frames.clear();
        self.frames.push(frame);
        true
    }

    /// The last action of an option has run, and nothing took the call elsewhere.
    pub(super) fn option_over(&mut self, turn: &mut Turn<'_>) {
        let Some(run) = &self.menu else { return self.end(EndCause::EndOfActions, None, turn) };
        let menu = run.menu;
        match &run.phase {
            Phase::Choosing { .. } => {}
            Phase::Option(Trigger::Start) => self.choose(turn),
            Phase::Option(Trigger::Timeout | Trigger::Invalid) => self.enter(menu, turn),
            Phase::Option(Trigger::Exhausted) => self.end(EndCause::Exhausted, None, turn),
            Phase::Option(_) => self.end(EndCause::EndOfActions, None, turn),
        }
    }

    /// Whether the caller is to choose, and nothing runs.
    pub(super) fn is_choosing(&self) -> bool {
        self.menu.as_ref().is_some_and(|run| matches!(run.phase, Phase::Choosing { .. }))
    }

    /// Whether a key that stops a prompt is the first of a choice.
    pub(super) fn key_chooses(&self) -> bool {
        let phase = self.menu.as_ref().map(|run| &run.phase);
        matches!(phase, Some(Phase::Option(Trigger::Start | Trigger::Timeout | Trigger::Invalid)))
    }

    /// The caller chooses from now on: keys typed ahead first, else the first key has the menu's `timeout`.
    pub(super) fn choose(&mut self, turn: &mut Turn<'_>) {
        if self.answer_for_ear(turn) {
            let Some(run) = &mut self.menu else { return };
            let deadline = turn.now + self.plan.menu(run.menu).timeout;
            run.phase = Phase::Choosing { keys: String::new(), deadline };
            while self.is_choosing() && self.frames.is_empty() && self.ended.is_none() {
                let Some(key) = self.state.typed.pop_front() else { return };
                self.menu_key(key, turn);
            }
        }
    }

    /// A key of the caller, while choosing.
    pub(super) fn menu_key(&mut self, key: char, turn: &mut Turn<'_>) {
        let Some(MenuRun { menu, phase: Phase::Choosing { keys, deadline }, .. }) = &mut self.menu else { return };
        let menu = self.plan.menu(*menu);
        let has_enter = menu.options.iter().any(|option| match &option.on {
            Trigger::Digits(digits) | Trigger::Pattern(digits) => digits.contains(ENTER),
            _ => false,
        });
        if key == ENTER && !has_enter {
            let keys = keys.clone();
            return if keys.is_empty() { self.failed_choice(Trigger::Invalid, turn) } else { self.chosen(&keys, turn) };
        }
        keys.push(key);
        *deadline = turn.now + menu.inter_digit;
        let keys = keys.clone();
        let full = keys.len() >= menu.max_digits.max(longest(menu));
        match menu.choose(&keys) {
            Choice::Complete(_) => self.chosen(&keys, turn),
            Choice::Ambiguous(_) | Choice::Partial if full => self.chosen(&keys, turn),
            Choice::Ambiguous(_) | Choice::Partial => {}
            Choice::Invalid if full => self.chosen(&keys, turn),
            // More keys may come, and all of them are one wrong choice.
            Choice::Invalid => {}
        }
    }

    /// The time for a key has passed.
    pub(super) fn menu_time(&mut self, turn: &mut Turn<'_>) {
        let Some(MenuRun { phase: Phase::Choosing { keys, deadline }, .. }) = &self.menu else { return };
        if turn.now < *deadline {
            return;
        }
        let keys = keys.clone();
        if keys.is_empty() { self.failed_choice(Trigger::Timeout, turn) } else { self.chosen(&keys, turn) }
    }

    fn chosen(&mut self, keys: &str, turn: &mut Turn<'_>) {
        let Some(run) = &self.menu else { return };
        let menu = self.plan.menu(run.menu);
        match menu.choose(keys) {
            Choice::Complete(option) | Choice::Ambiguous(option) => {
                let on = menu.options[option].on.clone();
                self.state.variables.set("Digits", keys);
                self.run_option(&on, 1, turn);
            }
            Choice::Partial | Choice::Invalid => self.failed_choice(Trigger::Invalid, turn),
        }
    }

    /// A timeout or a wrong choice; after the last try `exhausted`.
    pub(super) fn failed_choice(&mut self, on: Trigger, turn: &mut Turn<'_>) {
        let Some(run) = &mut self.menu else { return };
        run.failures += 1;
        let on = if run.failures >= self.plan.menu(run.menu).tries { Trigger::Exhausted } else { on };
        self.state.typed.clear();
        if !self.run_option(&on, 1, turn) {
            self.end(EndCause::Exhausted, None, turn);
        }
    }

    /// The caller is gone: `hangup` runs, if the menu has it.
    pub(super) fn run_hangup_option(&mut self, turn: &mut Turn<'_>) {
        if !self.run_option(&Trigger::Hangup, 1, turn) {
            self.menu = None;
        }
    }
}

/// The longest keys an option has: a menu with options `100` and `200` takes three, whatever `maxDigits` says.
fn longest(menu: &crate::plan::Menu) -> usize {
    let lengths = menu.options.iter().map(|option| match &option.on {
        Trigger::Digits(keys) | Trigger::Pattern(keys) => keys.len(),
        _ => 0,
    });
    lengths.max().unwrap_or(0)
}
