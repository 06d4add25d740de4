//! The ways an action may take: the branches of a condition, what runs on no key, what runs when an application fails.

use std::sync::Arc;

use xml_schema::{Element, Span, Tag};

/// One of them.
pub(super) struct Part {
    /// When it is taken: `if open`, `else`, `fallback`.
    pub name: String,
    pub actions: Vec<Arc<Element>>,
    pub span: Span,
}

/// The ways of an action. At most one of them has no action of its own: how often two such were taken nobody could tell.
pub(super) fn parts(action: &Arc<Element>) -> Vec<Part> {
    let mut parts = match action.def.tag {
        Tag::If => condition(action),
        Tag::Switch => switch(action),
        Tag::Gather => children(action, gather_part),
        Tag::Interactive => children(action, |child| (child.def.tag == Tag::Fallback).then(|| "fallback".to_owned())),
        _ => Vec::new(),
    };
    let decides = matches!(action.def.tag, Tag::If | Tag::Switch);
    let idle = parts.iter().filter(|part| part.actions.is_empty()).count();
    if !decides || idle > 1 {
        parts.retain(|part| !part.actions.is_empty());
    }
    parts
}

fn condition(action: &Arc<Element>) -> Vec<Part> {
    let own: Vec<_> = action.elements().filter(|child| child.def.tag != Tag::Else).cloned().collect();
    let condition = written(action, "test");
    let test = match (written(action, "schedule"), condition) {
        ("", test) => format!("if {test}"),
        (schedule, "") => format!("if {schedule} is open"),
        (schedule, test) => format!("if {schedule} is open and {test}"),
    };
    let other = otherwise(action, &test);
    vec![Part { name: test, actions: own, span: action.span }, other]
}

fn switch(action: &Arc<Element>) -> Vec<Part> {
    let on = written(action, "on");
    let case =
        |child: &Element| (child.def.tag == Tag::SwitchCase).then(|| format!("{on} = {}", written(child, "value")));
    let mut parts = children(action, case);
    parts.push(otherwise(action, on));
    parts
}

/// The `Else`, or the way past an action that has none.
fn otherwise(action: &Arc<Element>, test: &str) -> Part {
    let other = action.elements().find(|child| child.def.tag == Tag::Else);
    let actions = action.elements().filter(|child| child.def.tag == Tag::Else);
    let actions = actions.flat_map(|part| part.elements().cloned()).collect();
    Part { name: format!("{test}, else"), actions, span: other.map_or(action.name_span, |other| other.span) }
}

fn gather_part(child: &Element) -> Option<String> {
    match child.def.tag {
        Tag::NoInput => Some("no key".to_owned()),
        Tag::NoMatch => Some("wrong keys".to_owned()),
        Tag::GatherCase => Some(format!("key {}", written(child, "digits"))),
        _ => None,
    }
}

fn children(action: &Arc<Element>, name: impl Fn(&Element) -> Option<String>) -> Vec<Part> {
    let parts = action.elements().filter_map(|child| {
        let name = name(child)?;
        Some(Part { name, actions: child.elements().cloned().collect(), span: child.span })
    });
    parts.collect()
}

fn written<'e>(element: &'e Element, name: &str) -> &'e str {
    element.attribute(name).map(|attribute| attribute.value.trim()).unwrap_or_default()
}
