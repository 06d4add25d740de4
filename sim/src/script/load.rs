//! Reads scripts from files and folders.

use std::sync::Arc;

use dialplan::load::Files;
use xml_schema::{Diagnostic, DocumentKind, Element, FileId, Limits, Severity, Source, Tag};

use super::Script;
use super::build;
use super::problem;

/// Scripts, and everything that is wrong with them.
#[derive(Debug, Default)]
pub struct LoadedScripts {
    /// Those without errors, in the order of the paths, folders in the order of their names.
    pub scripts: Vec<Arc<Script>>,
    /// The files read: what spans point into.
    pub sources: Vec<Source>,
    /// Every problem of every file.
    pub diagnostics: Vec<Diagnostic>,
}

impl LoadedScripts {
    /// How many of the problems keep a script from running.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }
}

/// Reads scripts: a path is a file, or a folder whose every `*.xml` with the root `Script` is one.
pub fn load(paths: &[&str], files: &dyn Files) -> LoadedScripts {
    let mut reader = Reader { files, loaded: LoadedScripts::default() };
    for path in paths {
        if files.is_dir(path) {
            reader.folder(path);
        } else {
            reader.script(path);
        }
    }
    reader.loaded
}

/// Reads files and remembers them.
pub(super) struct Reader<'f> {
    pub files: &'f dyn Files,
    pub loaded: LoadedScripts,
}

impl Reader<'_> {
    fn folder(&mut self, folder: &str) {
        let names = match self.files.list(folder) {
            Ok(names) => names,
            Err(error) => return self.unreadable(folder, &error),
        };
        for name in names.iter().filter(|name| name.ends_with(".xml")) {
            let path = join(folder, name);
            if self.files.read(&path).is_ok_and(|text| root_name(&text) == Some("Script")) {
                self.script(&path);
            }
        }
    }

    fn script(&mut self, path: &str) {
        let errors = self.loaded.errors();
        let Some(root) = self.parse(path, None) else { return };
        if let Some(script) = build::script(self, path, &root)
            && self.loaded.errors() == errors
        {
            self.loaded.scripts.push(Arc::new(script));
        }
    }

    /// The root element of a file; `None` is reported. `included`: where an `Include` names it.
    pub fn parse(&mut self, path: &str, included: Option<xml_schema::Span>) -> Option<Arc<Element>> {
        let text = match self.files.read(path) {
            Ok(text) => text,
            Err(error) => {
                match included {
                    Some(span) => self.report(problem::unreadable(span, path, &error)),
                    None => self.unreadable(path, &error),
                }
                return None;
            }
        };
        let file = self.source(path, text.clone());
        let parsed = xml_schema::parse(&text, file, DocumentKind::Script, Limits::for_kind(DocumentKind::Script), true);
        self.loaded.diagnostics.extend(parsed.diagnostics);
        parsed.root.filter(|root| root.def.tag == Tag::Script)
    }

    /// The text of an element as it stands in its file.
    pub fn slice(&self, span: xml_schema::Span) -> &str {
        let source = self.loaded.sources.get(span.file.0 as usize);
        source.and_then(|source| source.text.get(span.start as usize..span.end as usize)).unwrap_or_default()
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.loaded.diagnostics.push(diagnostic);
    }

    fn source(&mut self, name: &str, text: String) -> FileId {
        let file = FileId(u32::try_from(self.loaded.sources.len()).unwrap_or(u32::MAX));
        self.loaded.sources.push(Source { name: name.to_owned(), text });
        file
    }

    /// Reports a file of the command line that cannot be read.
    fn unreadable(&mut self, path: &str, error: &std::io::Error) {
        let file = self.source(path, String::new());
        let span = xml_schema::Span { file, ..Default::default() };
        self.report(problem::unreadable(span, path, error));
    }
}

/// A name relative to a folder, or as it is if it is absolute.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() || name.starts_with('/') {
        name.to_owned()
    } else {
        format!("{}/{name}", folder.trim_end_matches('/'))
    }
}

/// The folder of a file; empty if it has none.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of the first element of a document.
pub(crate) fn root_name(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')?..];
        let skipped = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest.find('>')? + 1
        } else {
            let name = &rest[1..];
            let end = name.find(|character: char| character.is_whitespace() || matches!(character, '>' | '/'))?;
            return Some(&name[..end]);
        };
        rest = &rest[skipped..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_declaration_and_comments() {
        assert_eq!(root_name("\u{feff}<?xml version=\"1.0\"?>\n<!-- <Dialplan> -->\n<Script to='1'>"), Some("Script"));
        assert_eq!(root_name("<Dialplan/>"), Some("Dialplan"));
        assert_eq!(root_name("no markup"), None);
        assert_eq!(root_name("<!-- open"), None);
    }
}
