//! The names of all files of a plan together.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use dialplan::load::beside;
use xml_schema::Tag;

use super::{Kind, Occurrence, occurrences};
use crate::document::Text;
use crate::shelf::Shelf;
use crate::syntax::trimmed;

/// The names of some files.
pub struct Index {
    /// The files.
    pub files: Vec<(String, Arc<Text>)>,
    /// Their names, file by file.
    names: Vec<Place>,
}

/// A name, and the file it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The place of its file in [`Index::files`].
    pub file: usize,
    /// The name.
    pub name: Occurrence,
}

impl Index {
    /// Looks through some files.
    pub fn of(paths: impl IntoIterator<Item = String>, shelf: &Shelf) -> Self {
        let texts = paths.into_iter().filter_map(|path| shelf.text(&path).map(|text| (path, text)));
        let mut index = Self { files: texts.collect(), names: Vec::new() };
        let mut given = Vec::new();
        for (file, (path, text)) in index.files.iter().enumerate() {
            let (names, values) = occurrences(text);
            for mut name in names {
                if name.kind == Kind::File {
                    name.name = beside(path, &name.name);
                }
                index.names.push(Place { file, name });
            }
            given.extend(values.into_iter().map(|value| (file, value)));
        }
        let wandering = index.wandering();
        for (file, value) in given {
            let is_menu = index.is_given(Kind::Menu, &value.value.name);
            if is_menu && wandering.contains(&value.variable) {
                index.names.push(Place { file, name: value.value });
            }
        }
        index
    }

    /// Every name.
    pub fn names(&self) -> impl Iterator<Item = &Place> {
        self.names.iter()
    }

    /// The names of a kind that are given, sorted.
    pub fn given(&self, kind: Kind) -> BTreeSet<&str> {
        let of = |place: &&Place| place.name.kind == kind && place.name.given;
        self.names.iter().filter(of).map(|place| place.name.name.as_str()).collect()
    }

    /// Whether a name of a kind is given.
    pub fn is_given(&self, kind: Kind, name: &str) -> bool {
        self.names.iter().any(|place| place.name.kind == kind && place.name.given && place.name.name == name)
    }

    /// The text of a place's file.
    pub fn text(&self, place: &Place) -> &Text {
        &self.files[place.file].1
    }

    /// The name at an offset of a file.
    pub fn at(&self, path: &str, offset: usize) -> Option<&Place> {
        let file = self.files.iter().position(|(known, _)| known == path)?;
        let here = |range: &Range<usize>| range.start <= offset && offset <= range.end;
        self.names.iter().find(|place| place.file == file && here(&place.name.range))
    }

    /// Every place that means the same as this one: where it is given, and where it is used.
    pub fn same<'i>(&'i self, place: &'i Place) -> impl Iterator<Item = &'i Place> {
        let meant = self.meaning(&place.name);
        self.names.iter().filter(move |other| self.meaning(&other.name) == meant)
    }

    /// What a name means: a `Jump` finds a menu by its name, else by its id.
    fn meaning<'n>(&self, name: &'n Occurrence) -> (Kind, &'n str) {
        let by_id = name.kind == Kind::Menu
            && !name.given
            && !self.is_given(Kind::Menu, &name.name)
            && self.is_given(Kind::MenuId, &name.name);
        (if by_id { Kind::MenuId } else { name.kind }, &name.name)
    }

    /// Whether a place means a menu by its id.
    pub fn is_id(&self, place: &Place) -> bool {
        self.meaning(&place.name).0 == Kind::MenuId
    }

    /// The variables that a `Jump` takes its menu from.
    fn wandering(&self) -> BTreeSet<String> {
        let mut variables = BTreeSet::new();
        for (_, text) in &self.files {
            let jumps = text.tree.elements.iter().filter(|element| element.def.is_some_and(|def| def.tag == Tag::Jump));
            for value in jumps.filter_map(|jump| jump.attribute(&text.text, "menu")?.value.clone()) {
                let value = text.part(&trimmed(&text.text, &value));
                let variable = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
                variables.extend(variable.map(str::to_owned));
            }
        }
        variables
    }
}
