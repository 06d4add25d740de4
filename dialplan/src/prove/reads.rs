//! What a list of actions reads, and what may have been set before that.

use std::collections::BTreeMap;
use std::sync::Arc;

use xml_schema::{Attribute, Element, Node, Span, Tag};

use super::flow::names;
use super::known::{CONNECTED, Known, Names, set_by};
use super::scope::{asks, parts};
use crate::condition::Condition;

/// A variable that is read.
#[derive(Debug)]
pub(super) struct Read {
    pub name: String,
    pub span: Span,
    pub by: ReadBy,
    /// What this list may have set until here.
    pub before: Known,
}

/// What reads a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadBy {
    /// The `test` of an `If`.
    Condition,
    /// `${name}` in a text or attribute.
    Text,
}

/// What a list does with variables.
#[derive(Debug, Default)]
pub(super) struct Reads {
    pub reads: Vec<Read>,
    /// What it may have set at each `Jump`.
    pub jumps: BTreeMap<Span, Known>,
    /// All that it may set.
    pub sets: Known,
}

/// Goes through a list from its `place`th action on.
pub(super) fn reads(actions: &[Arc<Element>], place: usize, names: &Names) -> Reads {
    let mut walk = Walk { names, found: Reads::default() };
    walk.list(actions.get(place..).unwrap_or_default(), Some(Known::default()));
    walk.found
}

struct Walk<'n> {
    names: &'n Names,
    found: Reads,
}

/// `None`: nobody comes here.
type Here = Option<Known>;

impl Walk<'_> {
    fn list(&mut self, actions: &[Arc<Element>], mut here: Here) -> Here {
        let mut skipped = None;
        for action in actions {
            let Some(known) = here else { break };
            here = match action.def.tag {
                // The rest of this list is dropped; what it stands in goes on.
                Tag::Redirect => {
                    self.own(action, &known);
                    join(&mut skipped, Some(Known::anything()));
                    None
                }
                Tag::Transfer | Tag::Dial | Tag::Refer if asks(action) => {
                    self.own(action, &known);
                    join(&mut skipped, Some(Known::anything()));
                    None
                }
                _ => self.action(action, known),
            };
        }
        join(&mut here, skipped);
        if let Some(known) = &here {
            self.found.sets.add(known);
        }
        here
    }

    fn action(&mut self, action: &Element, mut known: Known) -> Here {
        self.own(action, &known);
        match action.def.tag {
            Tag::Jump => {
                self.found.jumps.entry(action.name_span).or_default().add(&known);
                self.found.sets.add(&known);
                None
            }
            Tag::Hangup | Tag::Reject => None,
            // Also before its Fallback: a first document may have run, and the second one failed.
            Tag::Interactive => self.inside(action, &[Tag::Fallback], &Known::anything(), Some(Known::anything())),
            Tag::Gather => {
                known.anything |= asks(action);
                let entered = self.after(action, known.clone());
                let has_own = action.elements().any(|part| part.def.tag == Tag::NoInput);
                let missed = if has_own { None } else { Some(known.clone()) };
                let mut here = self.inside(action, &[Tag::NoInput], &known, missed);
                join(&mut here, self.inside(action, &[Tag::NoMatch, Tag::GatherCase], &entered, Some(entered.clone())));
                here
            }
            Tag::If => {
                let own: Vec<_> = action.elements().filter(|part| part.def.tag != Tag::Else).cloned().collect();
                let mut here = self.list(&own, Some(known.clone()));
                join(&mut here, self.otherwise(action, known));
                here
            }
            Tag::Switch => {
                let mut here = self.inside(action, &[Tag::SwitchCase], &known, None);
                join(&mut here, self.otherwise(action, known));
                here
            }
            _ => {
                known.anything |= asks(action);
                Some(self.after(action, known))
            }
        }
    }

    /// What holds when the action has done what it does.
    fn after(&self, action: &Element, mut known: Known) -> Known {
        set_by(action).iter().filter_map(|(name, _)| self.names.number(name)).for_each(|number| known.set(number));
        known
    }

    /// The parts of some kinds, each from here on; together with where it goes on without them.
    fn inside(&mut self, action: &Element, tags: &[Tag], known: &Known, mut here: Here) -> Here {
        let found: Vec<_> = action.elements().filter(|part| tags.contains(&part.def.tag)).cloned().collect();
        for part in found {
            let after = self.list(&parts(&part), Some(known.clone()));
            join(&mut here, after);
        }
        here
    }

    fn otherwise(&mut self, action: &Element, known: Known) -> Here {
        let parts: Vec<_> = action.elements().filter(|part| part.def.tag == Tag::Else).cloned().collect();
        let actions: Vec<_> = parts.iter().flat_map(|part| part.elements().cloned()).collect();
        self.list(&actions, Some(known))
    }

    /// What an action reads when it begins: its attributes, its texts, and what belongs to it.
    fn own(&mut self, element: &Element, known: &Known) {
        for attribute in &element.attributes {
            if attribute.name == "test" {
                self.condition(attribute, known);
                continue;
            }
            self.add(names(&attribute.value), &attribute.value, attribute.value_span, known);
            if element.def.tag == Tag::Interactive && attribute.name == "url" {
                self.add(bare(&attribute.value), &attribute.value, attribute.value_span, known);
            }
        }
        for child in &element.children {
            match child {
                Node::Text(text) => self.add(names(&text.value), &text.value, text.span, known),
                // Looked at where they run.
                Node::Element(_) if element.def.tag == Tag::If => {}
                Node::Element(part) if is_way(part) => {
                    for asked in &part.attributes {
                        self.add(names(&asked.value), &asked.value, asked.value_span, known);
                    }
                }
                Node::Element(part) => self.own(part, known),
            }
        }
    }

    fn condition(&mut self, test: &Attribute, known: &Known) {
        // What is no condition has been reported.
        let Ok(condition) = Condition::compile(&test.value) else { return };
        for name in condition.names() {
            let span =
                word(&test.value, name).map_or(test.value_span, |at| part(test.value_span, &test.value, at, name));
            let name = name.to_owned();
            self.found.reads.push(Read { name, span, by: ReadBy::Condition, before: known.clone() });
        }
    }

    /// Names that are slices of a value.
    fn add<'t>(&mut self, names: impl Iterator<Item = &'t str>, value: &'t str, span: Span, known: &Known) {
        for name in names {
            let at = name.as_ptr() as usize - value.as_ptr() as usize;
            let span = part(span, value, at, name);
            let name = name.to_owned();
            self.found.reads.push(Read { name, span, by: ReadBy::Text, before: known.clone() });
        }
    }
}

/// Where in the file a name of a value stands; the whole value if it is written with entities.
fn part(span: Span, value: &str, at: usize, name: &str) -> Span {
    let place = |at: usize| u32::try_from(at).ok().and_then(|at| span.start.checked_add(at));
    match (place(at), place(at + name.len())) {
        (Some(start), Some(end)) if (span.end - span.start) as usize == value.len() => Span { start, end, ..span },
        _ => span,
    }
}

/// Where a name stands as a word of its own.
fn word(text: &str, name: &str) -> Option<usize> {
    let is_inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = text.match_indices(name).map(|(at, _)| at);
    found.find(|at| !text[..*at].ends_with(is_inside) && !text[at + name.len()..].starts_with(is_inside))
}

/// Whether a part of an action holds actions, which run later.
fn is_way(part: &Element) -> bool {
    let tags = [Tag::Fallback, Tag::NoInput, Tag::NoMatch, Tag::GatherCase, Tag::SwitchCase, Tag::Else];
    tags.contains(&part.def.tag)
}

fn join(here: &mut Here, other: Here) {
    match (here.as_mut(), other) {
        (Some(here), Some(other)) => drop(here.add(&other)),
        (None, other) => *here = other,
        (Some(_), None) => {}
    }
}

/// What is set by the call of an extension that a caller has dialled.
pub(super) fn connected(names: &Names) -> Known {
    let mut known = Known::default();
    CONNECTED.iter().filter_map(|name| names.number(name)).for_each(|number| known.set(number));
    known
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
