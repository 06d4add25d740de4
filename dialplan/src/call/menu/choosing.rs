//! A caller chooses: keys, and the time between them.

use super::{MenuRun, Phase};
use crate::call::{Call, Turn};
use crate::choice::Choice;
use crate::plan::{Menu, Trigger};

/// What ends a choice early, in menus that have no option with it.
const ENTER: char = '#';

impl Call {
    /// Whether the caller is to choose, and nothing runs.
    pub(in crate::call) fn is_choosing(&self) -> bool {
        self.menu.as_ref().is_some_and(|run| matches!(run.phase, Phase::Choosing { .. }))
    }

    /// The caller chooses from now on: keys typed ahead first, else the first key has the menu's `timeout`.
    pub(in crate::call) fn choose(&mut self, turn: &mut Turn<'_>) {
        if !self.answer_for_ear(turn) {
            return;
        }
        let Some(run) = &mut self.menu else { return };
        let deadline = turn.now + self.plan.menu(run.menu).timeout;
        run.phase = Phase::Choosing { keys: String::new(), deadline };
        while self.is_choosing() && self.ended.is_none() {
            let Some(key) = self.state.typed.pop_front() else { return };
            self.menu_key(key, turn);
        }
    }

    /// A key of the caller, while choosing.
    pub(in crate::call) fn menu_key(&mut self, key: char, turn: &mut Turn<'_>) {
        let Some(MenuRun { menu, phase: Phase::Choosing { keys, deadline }, .. }) = &mut self.menu else { return };
        let menu = self.plan.menu(*menu);
        if key == ENTER && !options(menu).any(|keys| keys.contains(ENTER)) {
            let keys = keys.clone();
            return self.chosen(&keys, turn);
        }
        keys.push(key);
        *deadline = turn.now + menu.inter_digit;
        let full = keys.len() >= menu.max_digits.max(longest(menu));
        if full || matches!(menu.choose(keys), Choice::Complete(_)) {
            let keys = keys.clone();
            self.chosen(&keys, turn);
        }
    }

    /// The time for a key has passed.
    pub(in crate::call) fn menu_time(&mut self, turn: &mut Turn<'_>) {
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
        self.state.variables.set("Digits", keys);
        match menu.choose(keys) {
            Choice::Complete(option) | Choice::Ambiguous(option) => {
                let on = menu.options[option].on.clone();
                self.run_option(&on, 1, turn);
            }
            _ if menu.dial_extensions && !keys.is_empty() => self.call_extension(keys, turn),
            Choice::Partial | Choice::Invalid => self.failed_choice(Trigger::Invalid, turn),
        }
    }
}

fn options(menu: &Menu) -> impl Iterator<Item = &str> {
    menu.options.iter().filter_map(|option| match &option.on {
        Trigger::Digits(keys) | Trigger::Pattern(keys) => Some(keys.as_str()),
        _ => None,
    })
}

/// The longest keys an option has: a menu with options `100` and `200` takes three, whatever `maxDigits` says.
fn longest(menu: &Menu) -> usize {
    options(menu).map(str::len).max().unwrap_or(0)
}
