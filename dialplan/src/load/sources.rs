//! Reads the files of a dialplan, and those they include.

use std::sync::Arc;

use xml_schema::{Diagnostic, DocumentKind, Element, FileId, Limits, Source, Span, Tag, parse};

use super::messages;
use crate::files::{Files, beside};

/// The files of a dialplan.
pub(super) struct Read {
    /// The roots that could be read, in order; an included file stands behind the one that includes it.
    pub roots: Vec<Root>,
    pub sources: Vec<Source>,
    pub diagnostics: Vec<Diagnostic>,
}

/// A file's root.
pub(super) struct Root {
    pub path: String,
    pub element: Arc<Element>,
}

pub(super) fn read(path: &str, files: &dyn Files) -> Read {
    let mut reader = Reader { files, read: Read { roots: Vec::new(), sources: Vec::new(), diagnostics: Vec::new() } };
    if files.is_dir(path) {
        reader.folder(path);
    } else {
        reader.file(path, None, &mut Vec::new());
    }
    reader.read
}

struct Reader<'f> {
    files: &'f dyn Files,
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
            if self.is_read(&path) {
                continue;
            }
            if self.files.read(&path).is_ok_and(|text| has_root(&text, "Dialplan")) {
                self.file(&path, None, &mut Vec::new());
            }
        }
        if self.read.roots.is_empty() && self.read.diagnostics.is_empty() {
            let span = self.source(folder, String::new());
            self.read.diagnostics.push(messages::no_dialplan(span, folder));
        }
    }

    /// Reads a file; `open`: the files that lead to it.
    fn file(&mut self, path: &str, named: Option<Span>, open: &mut Vec<String>) {
        let text = match self.files.read(path) {
            Ok(text) => text,
            Err(error) => {
                let span = named.unwrap_or_else(|| self.source(path, String::new()));
                return self.read.diagnostics.push(messages::unreadable(span, path, &error));
            }
        };
        let file = self.source(path, text.clone()).file;
        let kind = DocumentKind::Dialplan;
        let parsed = parse(&text, file, kind, Limits::for_kind(kind), true);
        self.read.diagnostics.extend(parsed.diagnostics);
        let Some(element) = parsed.root else { return };
        self.read.roots.push(Root { path: path.to_owned(), element: Arc::clone(&element) });
        open.push(path.to_owned());
        for include in element.elements().filter(|child| child.def.tag == Tag::Include) {
            let Some(name) = include.attribute("file") else { continue };
            let target = beside(path, name.value.trim());
            if open.contains(&target) {
                self.read.diagnostics.push(messages::include_loop(name.value_span, &target));
            } else if !self.is_read(&target) {
                self.file(&target, Some(name.value_span), open);
            }
        }
        open.pop();
    }

    fn is_read(&self, path: &str) -> bool {
        self.read.roots.iter().any(|root| root.path == path)
    }

    /// Remembers a text; the span is its beginning.
    fn source(&mut self, name: &str, text: String) -> Span {
        let file = FileId(u32::try_from(self.read.sources.len()).unwrap_or(u32::MAX));
        self.read.sources.push(Source { name: name.to_owned(), text });
        Span { file, start: 0, end: 0 }
    }
}

/// Whether the first element of a text has this name. A text that is no XML has none.
fn has_root(text: &str, name: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest.find('>').map(|end| end + 1)
        } else {
            let behind = rest[1..].strip_prefix(name);
            return behind
                .is_some_and(|behind| behind.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'));
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => return false,
        }
    }
    false
}
