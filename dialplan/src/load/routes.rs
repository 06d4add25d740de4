//! Routes: which numbers lead to which menu.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;
use xml_schema::{Diagnostic, Dialect, Element, Tag, Value, suggest};

use super::build::children;
use super::messages;
use super::sources::Root;
use crate::menu_index::MenuIndex;
use crate::plan::{AnswerMode, Menu, MenuId, NumberPattern, Route};
use crate::routing::TieClass;

pub(super) fn routes(
    roots: &[Root],
    menus: &[Menu],
    index: &MenuIndex,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    let mut written: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    // Only routes of one class can tie; all but globs do so with the first of theirs.
    let mut classes: BTreeMap<(TieClass, Option<TieClass>), Vec<usize>> = BTreeMap::new();
    for (_, element) in children(roots, Tag::Route) {
        let to = to(element, diagnostics);
        let menu = menu(element, menus, index, diagnostics);
        let (Some(to), Some(menu)) = (to, menu) else { continue };
        let route = route(element, to, menu);
        let from = route.from.as_ref();
        let text = (route.to.written().to_owned(), from.map(|from| from.written().to_owned()));
        let class = classes.entry((route.to.tie_class(), from.map(NumberPattern::tie_class))).or_default();
        if let Some(first) = written.get(&text) {
            diagnostics.push(messages::duplicate_route(element.name_span, routes[*first].span));
        } else if let Some(first) = class.iter().find(|other| tie(&routes[**other], &route)) {
            diagnostics.push(messages::tied_route(element.name_span, routes[*first].span));
        }
        written.entry(text).or_insert(routes.len());
        class.push(routes.len());
        routes.push(route);
    }
    routes
}

fn route(element: &Element, to: NumberPattern, menu: MenuId) -> Route {
    let manual = element.value("answer", Dialect::CallApi).as_ref().and_then(Value::as_keyword) == Some("manual");
    Route {
        to,
        from: text(element, "from").map(pattern),
        menu,
        extension: text(element, "extension"),
        extension_id: text(element, "extensionId"),
        callback: text(element, "statusCallback").map(|_| Arc::new(element.clone())),
        answer: if manual { AnswerMode::Manual } else { AnswerMode::Auto },
        span: element.name_span,
    }
}

fn to(element: &Element, diagnostics: &mut Vec<Diagnostic>) -> Option<NumberPattern> {
    match (text(element, "to"), text(element, "match")) {
        (Some(to), None) => Some(pattern(to)),
        // A bad expression has been reported by the parser.
        (None, Some(expression)) => Regex::new(&expression).ok().map(NumberPattern::Regex),
        (Some(_), Some(_)) => {
            diagnostics.push(messages::route_twice(element.name_span));
            None
        }
        (None, None) => {
            diagnostics.push(messages::empty_route(element.name_span));
            None
        }
    }
}

fn menu(element: &Element, menus: &[Menu], index: &MenuIndex, diagnostics: &mut Vec<Diagnostic>) -> Option<MenuId> {
    let attribute = element.attribute("menu")?;
    let name = attribute.value.trim();
    let found = index.named(name);
    if found.is_none() {
        let known: Vec<&str> = menus.iter().map(|menu| menu.name.as_str()).collect();
        let suggestion = suggest(name, known.iter().copied());
        diagnostics.push(messages::unknown_menu(attribute.value_span, name, suggestion, &known));
    }
    found
}

/// A number of the phone book is exact even if it has a star in the middle (`0003*099`); one that begins or ends with a
/// star is a pattern.
fn pattern(written: String) -> NumberPattern {
    if written.starts_with('*') || written.ends_with('*') {
        NumberPattern::Glob(written)
    } else {
        NumberPattern::Exact(written)
    }
}

/// Whether some call fits both, and neither fits better.
fn tie(one: &Route, other: &Route) -> bool {
    let from = match (&one.from, &other.from) {
        (None, None) => true,
        (Some(one), Some(other)) => one.ties(other),
        _ => false,
    };
    from && one.to.ties(&other.to)
}

fn text(element: &Element, name: &str) -> Option<String> {
    element.attribute(name).map(|attribute| attribute.value.trim().to_owned()).filter(|value| !value.is_empty())
}
