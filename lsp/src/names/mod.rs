//! Names of menus, schedules, variables and files: where they are given, and where they are used.

mod index;
mod variables;

use std::ops::Range;

use xml_schema::Tag;

pub use index::{Index, Place};

use crate::document::Text;
use crate::syntax::{plain, trimmed};

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A menu, by its name.
    Menu,
    /// A menu, by its second name.
    MenuId,
    /// A schedule.
    Schedule,
    /// A variable of the call.
    Variable,
    /// An included file, by the path that the `Include` writes.
    File,
}

/// A name where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Of what.
    pub kind: Kind,
    /// The name, entities resolved.
    pub name: String,
    /// Whether it is given here, not used.
    pub given: bool,
    /// Where it stands.
    pub range: Range<usize>,
    /// The element it stands in.
    pub element: usize,
}

/// Every name of a text in order; and the values that `SetVar` gives to variables, which may be names of menus.
pub fn occurrences(text: &Text) -> (Vec<Occurrence>, Vec<Given>) {
    let mut found = Found { text, names: Vec::new(), given: Vec::new() };
    for element in 0..text.tree.elements.len() {
        found.element(element);
    }
    (found.names, found.given)
}

/// A value that `SetVar` gives to a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The variable.
    pub variable: String,
    /// The value as a use of a menu, if it should be one.
    pub value: Occurrence,
}

struct Found<'t> {
    text: &'t Text,
    names: Vec<Occurrence>,
    given: Vec<Given>,
}

impl Found<'_> {
    fn element(&mut self, place: usize) {
        let element = &self.text.tree.elements[place];
        let Some(def) = element.def else { return };
        for attribute in &element.attributes {
            let (Some(range), Some(known)) = (&attribute.value, attribute.def(&self.text.text, element)) else {
                continue;
            };
            if let Some((kind, given)) = what(def.tag, known.name) {
                self.name(kind, given, range, place);
            }
            let bare = def.tag == Tag::Interactive && known.name == "url";
            self.variables(range, bare, place);
            if def.tag == Tag::If && known.name == "test" {
                for range in variables::in_condition(&self.text.text, range) {
                    self.push(Kind::Variable, false, range, place);
                }
            }
        }
        for range in self.texts(place) {
            self.variables(&range, false, place);
            if def.tag == Tag::SetVar
                && let Some(variable) = element.value(&self.text.text, "name")
            {
                let variable = variable.trim().to_owned();
                let range = trimmed(&self.text.text, &range);
                let name = plain(self.text.part(&range)).into_owned();
                let value = Occurrence { kind: Kind::Menu, name, given: false, range, element: place };
                self.given.push(Given { variable, value });
            }
        }
    }

    /// The pieces of text right inside of an element.
    fn texts(&self, place: usize) -> Vec<Range<usize>> {
        let Some(content) = self.text.tree.elements[place].content.clone() else { return Vec::new() };
        let mut texts = Vec::new();
        let mut start = content.start;
        for (_, child) in self.text.tree.children(place) {
            texts.push(start..child.span.start.max(start));
            start = child.span.end;
        }
        texts.push(start..content.end.max(start));
        texts.retain(|range| !self.text.part(range).trim().is_empty());
        texts
    }

    fn name(&mut self, kind: Kind, given: bool, range: &Range<usize>, element: usize) {
        let range = trimmed(&self.text.text, range);
        if !range.is_empty() && !self.text.part(&range).contains("${") {
            self.push(kind, given, range, element);
        }
    }

    fn variables(&mut self, range: &Range<usize>, bare: bool, element: usize) {
        for range in variables::in_text(&self.text.text, range, bare) {
            self.push(Kind::Variable, false, range, element);
        }
    }

    fn push(&mut self, kind: Kind, given: bool, range: Range<usize>, element: usize) {
        let name = plain(self.text.part(&range)).into_owned();
        self.names.push(Occurrence { kind, name, given, range, element });
    }
}

/// What an attribute's value names, and whether it gives the name.
pub fn what(element: Tag, attribute: &str) -> Option<(Kind, bool)> {
    match (element, attribute) {
        (Tag::Menu, "name") => Some((Kind::Menu, true)),
        (Tag::Menu, "id") => Some((Kind::MenuId, true)),
        (Tag::Route | Tag::Jump | Tag::Expect, "menu") => Some((Kind::Menu, false)),
        (Tag::Schedule, "name") => Some((Kind::Schedule, true)),
        (Tag::If, "schedule") => Some((Kind::Schedule, false)),
        (Tag::SetVar, "name") | (Tag::Gather, "var") | (Tag::Play, "digitvar") => Some((Kind::Variable, true)),
        (Tag::Expect, "var") => Some((Kind::Variable, false)),
        (Tag::Include, "file") => Some((Kind::File, false)),
        _ => None,
    }
}
