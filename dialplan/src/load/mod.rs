//! Loads a dialplan: reads its files, builds the plan, and reports everything that is wrong with it.

mod build;
mod menus;
mod messages;
mod prompts;
mod routes;
mod schedules;
mod sources;

use std::sync::Arc;

use xml_schema::{Diagnostic, Severity, Source, Span};

use crate::plan::Plan;

pub(crate) use messages::unknown_menu;

pub use crate::files::{Disk, Files, MemoryFiles, Writing, beside, shortest};

/// What became of a dialplan's files.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The plan; `None` if there is an error.
    pub plan: Option<Arc<Plan>>,
    /// The plan as far as it could be understood, whatever is wrong with it: to be looked at, never to be run.
    pub draft: Arc<Plan>,
    /// The root of its first file; `None`: there is none.
    pub root: Option<Span>,
    /// The files read: what positions point into.
    pub sources: Vec<Source>,
    /// Everything found, file by file in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// How many findings keep it from running.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
    }

    /// How many findings are probably not meant, but run.
    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }
}

/// Behind these the rest of a file is not read.
const NOT_XML: [&str; 9] = ["X001", "X002", "X003", "X004", "X005", "X006", "X007", "X008", "X009"];

/// A menu, hours, an option, a target, a fallback, an action seems to be missing, or an `If` that asks.
const MISSING: [&str; 9] = ["D006", "D018", "D019", "D022", "D024", "D025", "D026", "D030", "D050"];

/// Loads a file, or every file of a folder whose root is `Dialplan`, together with what they include.
///
/// Whatever the files hold, this returns all of what is wrong with them, not the first.
pub fn load(path: &str, files: &dyn Files) -> Loaded {
    let read = sources::read(path, files);
    let mut diagnostics = read.diagnostics;
    let plan = build::plan(&read.roots, &read.sources, files, &mut diagnostics);
    crate::check::check(&plan, &mut diagnostics);
    crate::prove::prove(&plan, &mut diagnostics);
    // What seems to be missing may stand in the part of a file that could not be read.
    if diagnostics.iter().any(|found| NOT_XML.contains(&found.code.0)) {
        diagnostics.retain(|found| !MISSING.contains(&found.code.0));
    }
    diagnostics.sort_by_key(|found| (found.span.file, found.span.start, found.span.end));
    let broken = diagnostics.iter().any(|found| found.severity == Severity::Error);
    let draft = Arc::new(plan);
    let root = read.roots.first().map(|root| root.element.name_span);
    Loaded { plan: (!broken).then(|| Arc::clone(&draft)), draft, root, sources: read.sources, diagnostics }
}
