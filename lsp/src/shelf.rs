//! The files of the workspace as the editor has them: what is open lies over what is on the disk.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use dialplan::load::Files;
use url::Url;

use crate::document::{Document, MAX_BYTES, Text};
use crate::paths;

/// So much of the disk is looked at; a workspace with more in it is not one of dialplans.
const MAX_KEPT: usize = 32 << 20;

/// Open documents over a disk.
pub struct Shelf {
    disk: Box<dyn Files>,
    open: BTreeMap<String, Document>,
    /// What was read of the disk, by path.
    kept: RefCell<Kept>,
}

#[derive(Default)]
struct Kept {
    /// `None`: no text, or none of ours.
    texts: BTreeMap<String, Option<Arc<Text>>>,
    lists: BTreeMap<String, Vec<String>>,
    bytes: usize,
}

impl Shelf {
    /// Nothing is open yet.
    pub fn new(disk: Box<dyn Files>) -> Self {
        Self { disk, open: BTreeMap::new(), kept: RefCell::default() }
    }

    /// The open documents in the order of their paths.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.open.iter().map(|(path, document)| (path.as_str(), document))
    }

    /// An open document.
    pub fn document(&self, path: &str) -> Option<&Document> {
        self.open.get(path)
    }

    /// Opens a document, or has another state of it.
    pub fn put(&mut self, uri: Url, version: i32, text: String) {
        let text = Arc::new(Text::new(text));
        self.open.insert(paths::path(&uri), Document { uri, version, text });
    }

    /// Closes a document: the disk has it again.
    pub fn take(&mut self, path: &str) {
        self.open.remove(path);
        self.forget();
    }

    /// The disk may have changed.
    pub fn forget(&self) {
        *self.kept.borrow_mut() = Kept::default();
    }

    /// A text by its path.
    pub fn text(&self, path: &str) -> Option<Arc<Text>> {
        if let Some(document) = self.open.get(path) {
            return Some(Arc::clone(&document.text));
        }
        if let Some(kept) = self.kept.borrow().texts.get(path) {
            return kept.clone();
        }
        let mut kept = self.kept.borrow_mut();
        let room = MAX_KEPT.saturating_sub(kept.bytes).min(MAX_BYTES);
        let read = if room == 0 { None } else { self.disk.read(path).ok().filter(|text| text.len() <= room) };
        let text = read.map(Text::new).filter(|text| text.kind.is_some()).map(Arc::new);
        kept.bytes += text.as_ref().map_or(0, |text| text.text.len());
        kept.texts.insert(path.to_owned(), text.clone());
        text
    }

    /// The URI that the editor knows a path by, else one made of the path.
    pub fn uri(&self, path: &str) -> Option<Url> {
        self.open.get(path).map(|document| document.uri.clone()).or_else(|| paths::uri(path))
    }

    /// Every file below a folder, relative to it; none if it cannot be read.
    pub fn below(&self, folder: &str) -> Vec<String> {
        if let Some(names) = self.kept.borrow().lists.get(folder) {
            return names.clone();
        }
        let names = self.list(folder).unwrap_or_default();
        self.kept.borrow_mut().lists.insert(folder.to_owned(), names.clone());
        names
    }
}

impl Files for Shelf {
    fn read(&self, path: &str) -> io::Result<String> {
        match self.open.get(path) {
            Some(document) => Ok(document.text.text.clone()),
            None => self.disk.read(path),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut names = match self.disk.list(folder) {
            Ok(names) => names,
            Err(error) if !self.is_dir(folder) => return Err(error),
            Err(_) => Vec::new(),
        };
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        names.extend(self.open.keys().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned));
        names.sort();
        names.dedup();
        Ok(names)
    }

    fn is_dir(&self, path: &str) -> bool {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        self.disk.is_dir(path) || self.open.keys().any(|open| open.starts_with(&prefix))
    }
}
