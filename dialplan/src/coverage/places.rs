//! The places of a plan: everything that a call can come to, with its name.

use std::collections::HashMap;
use std::sync::Arc;

use xml_schema::{Element, Span, Tag};

use super::parts::parts;
use super::{Counter, Coverage, Kind, MenuPlaces, Place, address};
use crate::plan::{Block, Menu, Plan, Route};

/// Adds every place of a plan.
pub(super) fn add(coverage: &mut Coverage, plan: &Plan) {
    let mut list = List { coverage, names: HashMap::new() };
    for route in &plan.routes {
        let place = list.push(Kind::Route, route_name(route), route.span, None);
        list.coverage.routes.push(place);
    }
    for menu in &plan.menus {
        let places = list.menu(menu);
        list.coverage.menus.push(places);
    }
    for (name, actions) in [("OnError", &plan.on_error), ("OnLifetime", &plan.on_lifetime)] {
        list.way(name, actions);
    }
}

struct List<'c> {
    coverage: &'c mut Coverage,
    /// How many of a kind have a name already.
    names: HashMap<(Kind, String), usize>,
}

impl List<'_> {
    fn menu(&mut self, menu: &Menu) -> MenuPlaces {
        let place = self.push(Kind::Menu, menu.name.clone(), menu.span, None);
        let mut options = Vec::new();
        for option in &menu.options {
            let name = format!("{}, {}", menu.name, option.on.word());
            let own = self.push(Kind::Option, name.clone(), option.span, Some(place));
            self.block(&option.actions, &name, own);
            options.push(own);
        }
        let name = format!("{}, any extension", menu.name);
        let extension = menu.dial_extensions.then(|| self.push(Kind::Option, name, menu.span, Some(place)));
        MenuPlaces { place, options, extension }
    }

    /// A list of actions that stands for itself.
    fn way(&mut self, name: &str, actions: &Block) {
        let Some(first) = actions.first() else { return };
        let own = self.push(Kind::Branch, name.to_owned(), first.span, None);
        self.coverage.counters[own] = Counter::First(own + 1);
        self.block(actions, name, own);
    }

    fn block(&mut self, actions: &[Arc<Element>], prefix: &str, within: usize) {
        for action in actions {
            let kind = if leads_away(action) { Kind::Edge } else { Kind::Action };
            let target = action.attribute("menu").filter(|_| action.def.tag == Tag::Jump);
            let target = target.map(|menu| format!(" {}", menu.value.trim())).unwrap_or_default();
            let own = self.push(kind, format!("{prefix}, {}{target}", action.name), action.span, Some(within));
            self.coverage.actions.insert(address(action), own);
            self.parts(action, prefix, own);
        }
    }

    /// The ways that an action may take.
    fn parts(&mut self, action: &Arc<Element>, prefix: &str, within: usize) {
        let mut ways = Vec::new();
        let mut idle = Vec::new();
        for part in parts(action) {
            let own = self.push(Kind::Branch, format!("{prefix}, {}", part.name), part.span, Some(within));
            let name = self.coverage.places[own].name.clone();
            ways.push(own);
            match part.actions.is_empty() {
                true => idle.push(own),
                // The next place is that of its first action.
                false => self.coverage.counters[own] = Counter::First(own + 1),
            }
            self.block(&part.actions, &name, own);
        }
        for own in idle {
            let without = ways.iter().copied().filter(|way| *way != own).collect();
            self.coverage.counters[own] = Counter::Rest { of: within, without };
        }
    }

    fn push(&mut self, kind: Kind, name: String, span: Span, within: Option<usize>) -> usize {
        let count = self.names.entry((kind, name.clone())).or_insert(0);
        *count += 1;
        let name = if *count == 1 { name } else { format!("{name} ({count})") };
        self.coverage.places.push(Place { kind, name, span, within });
        self.coverage.counters.push(Counter::Own);
        self.coverage.places.len() - 1
    }
}

fn route_name(route: &Route) -> String {
    let from = route.from.as_ref().map(|from| format!(" from {}", from.written())).unwrap_or_default();
    format!("{}{from}", route.to.written())
}

fn leads_away(action: &Element) -> bool {
    let elsewhere = matches!(action.def.tag, Tag::Jump | Tag::Redirect | Tag::Interactive);
    let people = matches!(action.def.tag, Tag::Transfer | Tag::Dial | Tag::Refer);
    elsewhere || people || matches!(action.def.tag, Tag::Hangup | Tag::Reject)
}
