//! Reads the files of a dialplan, and those they include.

use std::collections::BTreeSet;
use std::io;
use std::string::FromUtf8Error;
use std::sync::Arc;

use xml_schema::{Diagnostic, DocumentKind, Element, FileId, Limits, Source, Span, Tag, parse};

use super::messages;
use crate::files::{Files, beside, shortest};

/// Includes inside of one another: more is a loop of links on the disk.
const MAX_INCLUDES: usize = 32;

/// The files of a dialplan.
pub(super) struct Read {
    /// The roots that could be read, in order; an included file stands behind the one that includes it.
    pub roots: Vec<Root>,
    pub sources: Vec<Source>,
    pub diagnostics: Vec<Diagnostic>,
}

/// A file's root.
pub(super) struct Root {
    /// Where it was read from: what paths in it are relative to.
    pub path: String,
    pub element: Arc<Element>,
}

pub(super) fn read(path: &str, files: &dyn Files) -> Read {
    let read = Read { roots: Vec::new(), sources: Vec::new(), diagnostics: Vec::new() };
    let mut reader = Reader { files, seen: BTreeSet::new(), read };
    if files.is_dir(path) {
        reader.folder(path);
    } else {
        reader.file(path, None, &mut Vec::new());
    }
    reader.read
}

struct Reader<'f> {
    files: &'f dyn Files,
    /// The files taken in so far, whatever became of them, in the shortest form of their paths.
    seen: BTreeSet<String>,
    read: Read,
}

impl Reader<'_> {
    fn folder(&mut self, folder: &str) {
        let folder = folder.trim_end_matches('/');
        let names = match self.files.list(folder) {
            Ok(names) => names,
            Err(error) => {
                let span = self.source(folder, String::new());
                return self.read.diagnostics.push(messages::unreadable(span, folder, &error));
            }
        };
        for name in names.iter().filter(|name| name.ends_with(".xml")) {
            let path = format!("{folder}/{name}");
            // What is included by one of them has been read already.
            if self.seen.contains(&shortest(&path)) {
                continue;
            }
            match self.files.read(&path) {
                Ok(text) if !has_root(&text, "Dialplan") => {}
                text => self.take(&path, text, None, &mut Vec::new()),
            }
        }
        if self.read.roots.is_empty() && self.read.diagnostics.is_empty() {
            let span = self.source(folder, String::new());
            self.read.diagnostics.push(messages::no_dialplan(span, folder));
        }
    }

    /// Reads a file; `open`: the files that lead to it.
    fn file(&mut self, path: &str, named: Option<Span>, open: &mut Vec<String>) {
        let text = self.files.read(path);
        self.take(path, text, named, open);
    }

    fn take(&mut self, path: &str, text: io::Result<String>, named: Option<Span>, open: &mut Vec<String>) {
        self.seen.insert(shortest(path));
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                let found = match (not_utf8(&error), named) {
                    (Some((text, at, byte)), named) => {
                        let span = Span { start: at, end: at + REPLACED, ..self.source(path, text) };
                        let found = messages::not_utf8(span, path, byte);
                        named.into_iter().fold(found, |found, include| found.also(include, "included here"))
                    }
                    (None, Some(span)) => messages::unreadable(span, path, &error).label("included here"),
                    (None, None) => messages::unreadable(self.source(path, String::new()), path, &error),
                };
                return self.read.diagnostics.push(found);
            }
        };
        let file = self.source(path, text.clone()).file;
        let kind = DocumentKind::Dialplan;
        let parsed = parse(&text, file, kind, Limits::for_kind(kind), true);
        self.read.diagnostics.extend(parsed.diagnostics);
        let Some(element) = parsed.root else { return };
        self.read.roots.push(Root { path: path.to_owned(), element: Arc::clone(&element) });
        open.push(shortest(path));
        for include in element.elements().filter(|child| child.def.tag == Tag::Include) {
            let Some(name) = include.attribute("file") else { continue };
            let target = beside(path, name.value.trim());
            if open.contains(&target) || open.len() >= MAX_INCLUDES {
                self.read.diagnostics.push(messages::include_loop(name.value_span, &target));
            } else if !self.seen.contains(&target) {
                self.file(&target, Some(name.value_span), open);
            }
        }
        open.pop();
    }

    /// Remembers a text; the span is its beginning.
    fn source(&mut self, name: &str, text: String) -> Span {
        let file = FileId(u32::try_from(self.read.sources.len()).unwrap_or(u32::MAX));
        self.read.sources.push(Source { name: name.to_owned(), text });
        Span { file, start: 0, end: 0 }
    }
}

/// A text that is not UTF-8 as it can be shown, and the first byte of it that is none, with its place.
fn not_utf8(error: &io::Error) -> Option<(String, u32, u8)> {
    let error = error.get_ref()?.downcast_ref::<FromUtf8Error>()?;
    let (bytes, at) = (error.as_bytes(), error.utf8_error().valid_up_to());
    Some((String::from_utf8_lossy(bytes).into_owned(), u32::try_from(at).ok()?, *bytes.get(at)?))
}

/// Bytes of what such a byte is shown as: U+FFFD.
const REPLACED: u32 = 3;

/// Whether the first element of a text has this name, be it in the wrong case. A text that is no XML has none.
fn has_root(text: &str, name: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest.find('>').map(|end| end + 1)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
            return rest[1..end].eq_ignore_ascii_case(name);
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => return false,
        }
    }
    false
}
