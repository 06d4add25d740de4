//! Everything the server knows: the editor's wishes, the files, and how they hang together.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use dialplan::load::Files;
use gen_lsp_types::{Location, Position};
use xml_schema::{Diagnostic, DocumentKind, Source};

use crate::client::Client;
use crate::document::Text;
use crate::names::Index;
use crate::plans::Plans;
use crate::shelf::Shelf;

/// Checks a script: everything found, and the files it points into. The simulator's, whose crate this one must not see.
pub type Scripts = fn(&str, &dyn Files) -> (Vec<Diagnostic>, Vec<Source>);

/// Everything the server knows.
pub struct Desk {
    /// What the editor can do and wants.
    pub client: Client,
    /// The files.
    pub shelf: Shelf,
    /// How they hang together.
    pub plans: Plans,
    /// Checks a script.
    pub scripts: Scripts,
}

/// A place in a document that somebody asks about.
pub struct Spot {
    /// The document.
    pub path: String,
    /// Its text.
    pub text: Arc<Text>,
    /// The place.
    pub offset: usize,
}

impl Desk {
    /// An empty desk.
    pub fn new(disk: Box<dyn Files>, scripts: Scripts) -> Self {
        Self { client: Client::default(), shelf: Shelf::new(disk), plans: Plans::default(), scripts }
    }

    /// Looks through the workspace again.
    pub fn look(&mut self) {
        self.plans = Plans::of(&self.client.folders, &self.shelf);
    }

    /// A place of an open document.
    pub fn spot(&self, path: String, position: Position) -> Option<Spot> {
        let text = Arc::clone(&self.shelf.document(&path)?.text);
        let offset = text.lines.offset(&text.text, position, self.client.encoding);
        Some(Spot { path, text, offset })
    }

    /// What an open document is taken for; `None`: none of ours.
    pub fn kind(&self, text: &Text) -> Option<DocumentKind> {
        match text.kind {
            Some(DocumentKind::Response(_)) => Some(DocumentKind::Response(self.client.dialect)),
            kind => kind,
        }
    }

    /// The names of the plans that a file is in.
    pub fn index(&self, path: &str) -> Index {
        Index::of(self.together_with(path), &self.shelf)
    }

    /// What is to be checked so that a dialplan's file is.
    pub fn roots_of(&self, path: &str) -> BTreeSet<String> {
        match &self.client.plan {
            Some(plan) if self.plans.files_of(plan).contains(path) => BTreeSet::from([plan.clone()]),
            _ => self.plans.roots_of(path),
        }
    }

    /// A range of a file as the editor names it.
    pub fn location(&self, path: &str, text: &Text, range: &Range<usize>) -> Option<Location> {
        let uri = self.shelf.uri(path)?;
        Some(Location { uri, range: text.range(range, self.client.encoding) })
    }

    fn together_with(&self, path: &str) -> BTreeSet<String> {
        match &self.client.plan {
            Some(plan) if self.plans.files_of(plan).contains(path) => self.plans.files_of(plan),
            _ => self.plans.together_with(path),
        }
    }
}
