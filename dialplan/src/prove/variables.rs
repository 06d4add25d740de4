//! Variables that are read, and that nothing sets.

use std::collections::BTreeSet;
use std::sync::Arc;

use xml_schema::{Diagnostic, Element, Node, Span, Tag, suggest};

use super::flow::names;
use super::messages;
use super::scope::{Scope, lists, parts};
use crate::explain::Explanation;
use crate::plan::Plan;

/// Reports each name once, where it is read first.
pub(super) fn check(plan: &Plan, scope: &Scope, diagnostics: &mut Vec<Diagnostic>) {
    let mut read = Vec::new();
    for actions in lists(plan) {
        collect(actions, &mut read);
    }
    let mut told = BTreeSet::new();
    for (name, span) in read {
        if scope.sets(&name) || !told.insert(name.clone()) {
            continue;
        }
        let suggestion = suggest(&name, scope.names());
        // An application may set it, unless it is but a slip of the finger.
        if !scope.asks || suggestion.is_some() {
            diagnostics.push(messages::unset(span, &name, suggestion));
        }
    }
}

/// Every name in `${…}` of texts and attributes, and in `$…` of the addresses that know it.
fn collect(actions: &[Arc<Element>], read: &mut Vec<(String, Span)>) {
    for action in actions {
        for attribute in action.attributes.iter().filter(|attribute| attribute.name != "test") {
            read.extend(names(&attribute.value).map(|name| (name.to_owned(), attribute.value_span)));
            if action.def.tag == Tag::Interactive && attribute.name == "url" {
                read.extend(bare(&attribute.value).map(|name| (name.to_owned(), attribute.value_span)));
            }
        }
        for child in &action.children {
            if let Node::Text(text) = child {
                read.extend(names(&text.value).map(|name| (name.to_owned(), text.span)));
            }
        }
        collect(&parts(action), read);
    }
}

/// The names in `$name` behind the `?` of an address.
pub(super) fn bare(url: &str) -> impl Iterator<Item = &str> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    // `$$` is a dollar.
    let pieces = query.split("$$").flat_map(|piece| piece.split('$').skip(1));
    pieces.filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = &rest[..end];
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(name)
    })
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D040",
    why: "A variable that nothing sets is empty, always. Where an application is asked, which may set it, only slips of the finger are reported.",
    bad: r#"<SetVar name="desk">100</SetVar>
<Transfer to="${dsek}"/>"#,
    good: r#"<SetVar name="desk">100</SetVar>
<Transfer to="${desk}"/>"#,
}];
