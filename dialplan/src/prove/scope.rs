//! What holds for a plan as a whole: its menus by name, the variables it sets, and whether applications lead elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use xml_schema::{Element, Tag};

use crate::call::{BUILT_IN, is_built_in};
use crate::plan::{Menu, Plan, Trigger, blocks};

/// What verbs set without being told a name.
const SET_BY_VERBS: [&str; 3] = ["Digits", "RecordingUrl", "RecordingDuration"];

/// Facts about a plan that every path needs.
pub(super) struct Scope {
    menus: BTreeMap<String, usize>,
    set: BTreeSet<String>,
    /// Whether an application is asked somewhere: its document may jump anywhere.
    pub asks: bool,
    /// Whether a `Jump` goes where a variable says.
    pub wanders: bool,
}

impl Scope {
    /// Looks through a plan once.
    pub fn of(plan: &Plan) -> Self {
        let mut menus = BTreeMap::new();
        for (place, menu) in plan.menus.iter().enumerate() {
            menus.entry(menu.name.clone()).or_insert(place);
        }
        for (place, menu) in plan.menus.iter().enumerate() {
            menu.id.iter().for_each(|id| {
                menus.entry(id.clone()).or_insert(place);
            });
        }
        let mut scope = Self { menus, set: BTreeSet::new(), asks: false, wanders: false };
        for actions in blocks(plan) {
            scope.add(actions);
        }
        scope
    }

    /// The menu that a `Jump` means, by its place in the plan.
    pub fn menu(&self, name: &str) -> Option<usize> {
        self.menus.get(name.trim()).copied()
    }

    /// Whether the value of a variable may change while nobody presses a key and nobody is asked.
    pub fn changes(&self, name: &str) -> bool {
        match name {
            "Now" | "TransferStatus" | "TransferDuration" | "InteractiveStatus" => true,
            name if SET_BY_VERBS.contains(&name) => true,
            name => !is_built_in(name) && self.set.contains(name),
        }
    }

    /// Every variable that the call or the plan sets.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let own = BUILT_IN.iter().chain(&SET_BY_VERBS).copied();
        self.set.iter().map(String::as_str).chain(own)
    }

    fn add(&mut self, actions: &[Arc<Element>]) {
        for action in actions {
            self.asks |= leads_to_document(action);
            self.wanders |= wanders(action);
            let attribute = match action.def.tag {
                Tag::SetVar => "name",
                Tag::Gather => "var",
                Tag::Play => "digitvar",
                _ => "",
            };
            self.set.extend(action.attribute(attribute).map(|name| name.value.trim().to_owned()));
            self.add(&parts(action));
        }
    }
}

/// Whether somebody is asked what to do when the action is over.
pub(super) fn asks(action: &Element) -> bool {
    action.attribute("action").is_some_and(|url| !url.value.trim().is_empty())
}

/// Whether a document of an application runs in its place.
fn leads_to_document(action: &Element) -> bool {
    matches!(action.def.tag, Tag::Interactive | Tag::Redirect) || asks(action)
}

/// Whether it is a `Jump` that goes where a variable says.
fn wanders(action: &Element) -> bool {
    let has_variable = |name| action.attribute(name).is_some_and(|value| value.value.contains("${"));
    action.def.tag == Tag::Jump && (has_variable("menu") || has_variable("option"))
}

/// Whether a list of actions may lead anywhere: by an application's document, or by a variable.
pub(super) fn leads_anywhere(actions: &[Arc<Element>]) -> bool {
    actions.iter().any(|action| leads_to_document(action) || wanders(action) || leads_anywhere(&parts(action)))
}

/// The elements inside of one.
pub(super) fn parts(element: &Element) -> Vec<Arc<Element>> {
    element.elements().cloned().collect()
}

/// Whether an option is one that a caller's keys choose.
pub(super) fn is_keys(on: &Trigger) -> bool {
    matches!(on, Trigger::Digits(_) | Trigger::Pattern(_))
}

/// Whether a menu waits for keys behind its `start`.
pub(super) fn has_choice(menu: &Menu) -> bool {
    menu.dial_extensions || menu.options.iter().any(|option| is_keys(&option.on))
}
