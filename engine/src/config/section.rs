//! Reading a section key by key; what is wrong is noted and reading goes on.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use xml_schema::{Diagnostic, Source, Span};

use super::item::Item;
use super::lexicon::Found;
use super::secret::Secret;
use super::{Environment, keys, messages, span};

/// What all sections of a file share.
pub(super) struct Reader<'e> {
    folder: PathBuf,
    environment: Environment<'e>,
    diagnostics: RefCell<Vec<Diagnostic>>,
    concealed: RefCell<Vec<Span>>,
    found: RefCell<Vec<Found>>,
}

impl<'e> Reader<'e> {
    pub fn new(folder: &Path, environment: Environment<'e>) -> Self {
        let (diagnostics, concealed, found) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { folder: folder.to_owned(), environment, diagnostics, concealed, found }
    }

    /// Notes a mistake.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// Notes what is wrong with other files that the file names.
    pub fn found(&self, found: Found) {
        self.found.borrow_mut().push(found);
    }

    /// Notes that a place of the text must not be shown: a secret may stand there.
    pub fn conceal(&self, place: Span) {
        self.concealed.borrow_mut().push(place);
    }

    /// A path of the file, as the process sees it.
    pub fn path(&self, written: &str) -> PathBuf {
        self.folder.join(written)
    }

    /// An environment variable.
    pub fn variable(&self, name: &str) -> Option<String> {
        (self.environment)(name)
    }

    /// All mistakes in the order of the text, then those of other files, and all texts as they may be shown.
    pub fn finish(self, name: &str, text: &str) -> (Vec<Diagnostic>, Vec<Source>) {
        let mut shown = text.as_bytes().to_vec();
        for place in self.concealed.into_inner() {
            for byte in shown.iter_mut().take(place.end as usize).skip(place.start as usize) {
                if !matches!(*byte, b'\n' | b'"' | b'\'') {
                    *byte = b'*';
                }
            }
        }
        let mut diagnostics = self.diagnostics.into_inner();
        diagnostics.sort_by_key(|found| found.span.start);
        let text = String::from_utf8_lossy(&shown).into_owned();
        let mut sources = vec![Source { name: name.to_owned(), text }];
        for found in self.found.into_inner() {
            let found = found.behind(sources.len());
            diagnostics.extend(found.diagnostics);
            sources.extend(found.sources);
        }
        (diagnostics, sources)
    }
}

/// A table of the file, or an empty one.
#[derive(Clone, Copy)]
pub(super) struct Section<'r, 'i> {
    pub reader: &'r Reader<'r>,
    name: &'r str,
    table: Option<&'r DeTable<'i>>,
    place: Span,
}

impl<'r, 'i> Section<'r, 'i> {
    /// The whole file.
    pub fn root(table: &'r DeTable<'i>, reader: &'r Reader<'r>) -> Self {
        Self { reader, name: "", table: Some(table), place: Span::default() }
    }

    /// What `[what.NAME]` calls it.
    pub fn name(&self) -> &'r str {
        self.name
    }

    /// Where its name stands.
    pub fn place(&self) -> Span {
        self.place
    }

    /// `[name]`; empty if it is not there.
    pub fn section(&self, name: &'r str) -> Self {
        let value = self.table.and_then(|table| table.get(name));
        let place = value.map_or(self.place, |value| span(value.span()));
        let table = value.and_then(|value| value.get_ref().as_table());
        Self { reader: self.reader, name, table, place }
    }

    /// All `[what.NAME]`, by name.
    pub fn named(&self, what: &str) -> Vec<Self> {
        let Some(tables) = self.table.and_then(|table| table.get(what)).and_then(|value| value.get_ref().as_table())
        else {
            return Vec::new();
        };
        let def = keys::section(what);
        let named = tables.iter().filter_map(|(name, value)| {
            // A key of `[what]` itself has been reported.
            let table =
                value.get_ref().as_table().filter(|_| !def.is_some_and(|def| def.is_bare(name.get_ref(), value)))?;
            let place = span(name.span());
            Some(Self { reader: self.reader, name: name.get_ref(), table: Some(table), place })
        });
        named.collect()
    }

    /// What a key says; `None` if it is not there or wrong.
    pub fn value<T>(&self, key: &str, read: impl FnOnce(Item<'_, '_>) -> Result<T, Box<Diagnostic>>) -> Option<T> {
        let value = self.table?.get(key)?;
        self.noted(read(Item::new(key, value)))
    }

    /// Whether a key is there, whatever it says.
    pub fn has(&self, key: &str) -> bool {
        self.table.is_some_and(|table| table.contains_key(key))
    }

    /// What a key says that must be there.
    pub fn required<T>(&self, key: &str, read: impl FnOnce(Item<'_, '_>) -> Result<T, Box<Diagnostic>>) -> Option<T> {
        if self.table.is_some_and(|table| table.get(key).is_none()) {
            self.reader.report(messages::required(self.place, self.name, key));
        }
        self.value(key, read)
    }

    /// A list; what is wrong in it is left out.
    pub fn list<T>(&self, key: &str, read: impl Fn(Item<'_, '_>) -> Result<T, Box<Diagnostic>>) -> Option<Vec<T>> {
        let value = self.table?.get(key)?;
        let DeValue::Array(array) = value.get_ref() else {
            let seen = value.get_ref().type_str();
            self.reader.report(messages::wrong_type(span(value.span()), key, seen, "a list"));
            return None;
        };
        Some(array.iter().filter_map(|value| self.noted(read(Item::new(key, value)))).collect())
    }

    /// A secret.
    pub fn secret(&self, key: &str) -> Option<Secret> {
        self.value(key, |item| Secret::read(item, self.reader))
    }

    /// A table within: `{ a = 1, b = 2 }`, with nothing in it but `members`.
    pub fn inner(&self, key: &'r str, members: &[&str]) -> Option<Self> {
        let value = self.table?.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            let seen = value.get_ref().type_str();
            self.reader.report(messages::wrong_type(span(value.span()), key, seen, "a table"));
            return None;
        };
        for (name, value) in table.iter().filter(|(name, _)| !members.contains(&name.get_ref().as_ref())) {
            self.reader.conceal(span(value.span()));
            self.reader.report(messages::unknown_member(span(name.span()), name.get_ref(), members));
        }
        Some(Self { reader: self.reader, name: key, table: Some(table), place: span(value.span()) })
    }

    fn noted<T>(&self, result: Result<T, Box<Diagnostic>>) -> Option<T> {
        result.map_err(|diagnostic| self.reader.report(*diagnostic)).ok()
    }
}
