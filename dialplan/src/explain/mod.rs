//! Every code of the dialplan explained, with an example of the mistake and of the cure.

mod files;
mod names;
mod schedules;

use crate::prove;

/// A code, explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// Such as `D035`.
    pub code: &'static str,
    /// What it means, and why it matters.
    pub why: &'static str,
    /// A piece of a dialplan that has the mistake: actions, menus, or a whole one.
    pub bad: &'static str,
    /// The same without.
    pub good: &'static str,
}

/// All explanations in the order of their codes.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    let proved = prove::EXPLAINED.iter().flat_map(|list| list.iter());
    files::EXPLAINED.iter().chain(schedules::EXPLAINED).chain(names::EXPLAINED).chain(proved).chain(schedules::UNUSED)
}

/// What a code means; case does not matter.
pub fn explain(code: &str) -> Option<&'static Explanation> {
    explanations().find(|explanation| explanation.code.eq_ignore_ascii_case(code.trim()))
}
