//! Where in its plan a call comes to, for those who ask: test coverage is counted from it.

use std::sync::Arc;

use xml_schema::Element;

use super::Call;
use crate::plan::MenuId;

/// A place of a plan that a call has come to.
#[derive(Debug, Clone)]
pub enum Visit {
    /// A route took the call: its place among the plan's routes.
    Route(usize),
    /// The caller is in a menu.
    Menu(MenuId),
    /// An option runs: its place among the menu's options.
    Option(MenuId, usize),
    /// The caller dialled an extension in a menu that lets them.
    Extension(MenuId),
    /// An action starts. It may be one of a document, which stands in no plan.
    Action(Arc<Element>),
}

/// Two visits are the same if they are of the same place; actions that merely read alike are not.
impl PartialEq for Visit {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Route(one), Self::Route(other)) => one == other,
            (Self::Menu(one), Self::Menu(other)) | (Self::Extension(one), Self::Extension(other)) => one == other,
            (Self::Option(menu, option), Self::Option(menu2, option2)) => (menu, option) == (menu2, option2),
            (Self::Action(one), Self::Action(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Eq for Visit {}

impl Call {
    /// From now on notes where the call comes to. A call that nobody asks keeps no notes.
    pub fn keep_visits(&mut self) {
        self.visits.get_or_insert_default();
    }

    /// Where the call has come to since [`Call::keep_visits`] or the last time this was asked, in order.
    pub fn take_visits(&mut self) -> Vec<Visit> {
        self.visits.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn visit(&mut self, visit: impl FnOnce() -> Visit) {
        if let Some(visits) = &mut self.visits {
            visits.push(visit());
        }
    }
}
