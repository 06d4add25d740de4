//! Every code of the dialplan explained, with an example of the mistake and of the cure.

mod files;
mod names;
mod schedules;

use crate::{outside, prove};

pub use xml_schema::Explanation;

/// All explanations in the order of their codes.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    let proved = prove::EXPLAINED.iter().chain(&outside::EXPLAINED).flat_map(|list| list.iter());
    let named = files::EXPLAINED.iter().chain(schedules::EXPLAINED).chain(names::EXPLAINED);
    named.chain(proved).chain(schedules::UNUSED).chain(outside::OF_WHOLE_PLANS)
}

/// What a code means; case does not matter.
pub fn explain(code: &str) -> Option<&'static Explanation> {
    explanations().find(|explanation| explanation.code.eq_ignore_ascii_case(code.trim()))
}
