//! What `dialtree check` finds, for the texts as the editor has them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use dialplan::load::{Files, load};
use gen_lsp_types::{Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity};
use xml_schema::{Diagnostic, DocumentKind, FileId, Limits, Severity, Source, Span};

use crate::desk::Desk;
use crate::document::Text;

/// A finding and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What.
    pub found: Diagnostic,
    /// As the editor gets it.
    pub shown: Shown,
}

/// Findings by the path of their file; a checked file without any is there, too.
pub type Findings = BTreeMap<String, Vec<Finding>>;

/// Checks everything that is open, and what hangs together with it.
pub fn findings(desk: &Desk) -> Findings {
    let mut findings = Findings::new();
    let mut plans = BTreeSet::new();
    for (path, document) in desk.shelf.documents() {
        match desk.kind(&document.text) {
            Some(DocumentKind::Dialplan) => plans.extend(desk.roots_of(path)),
            Some(DocumentKind::Script) => {
                let (found, sources) = (desk.scripts)(path, &desk.shelf);
                add(desk, found, &sources, &mut findings);
            }
            Some(kind) => add_answer(desk, path, &document.text, kind, &mut findings),
            None => {}
        }
    }
    for plan in plans {
        let loaded = load(&plan, &desk.shelf);
        add(desk, loaded.diagnostics, &loaded.sources, &mut findings);
    }
    findings
}

fn add_answer(desk: &Desk, path: &str, text: &Text, kind: DocumentKind, findings: &mut Findings) {
    let parsed = xml_schema::parse(&text.text, FileId(0), kind, Limits::for_kind(kind), false);
    let source = Source { name: path.to_owned(), text: text.text.clone() };
    add(desk, parsed.diagnostics, &[source], findings);
}

fn add(desk: &Desk, found: Vec<Diagnostic>, sources: &[Source], findings: &mut Findings) {
    let texts: Vec<Place<'_>> = sources.iter().map(|source| Place::of(source, desk)).collect();
    for source in sources.iter().filter(|source| !desk.shelf.is_dir(&source.name)) {
        findings.entry(source.name.clone()).or_default();
    }
    for found in found {
        let Some(place) = texts.get(found.span.file.0 as usize) else { continue };
        let Some(list) = findings.get_mut(place.path) else { continue };
        let range = range(found.span);
        // A file in two plans is checked with each of them.
        if !list.iter().any(|other| other.range == range && other.found.message == found.message) {
            let shown = shown(desk, &found, place, &texts);
            list.push(Finding { range, found, shown });
        }
    }
}

/// A file that findings point into.
struct Place<'s> {
    path: &'s str,
    text: &'s str,
    lines: crate::position::Lines,
    uri: Option<url::Url>,
}

impl<'s> Place<'s> {
    fn of(source: &'s Source, desk: &Desk) -> Self {
        let lines = crate::position::Lines::new(&source.text);
        Self { path: &source.name, text: &source.text, lines, uri: desk.shelf.uri(&source.name) }
    }

    fn range(&self, span: Span, desk: &Desk) -> gen_lsp_types::Range {
        self.lines.range(self.text, &range(span), desk.client.encoding)
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn shown(desk: &Desk, found: &Diagnostic, place: &Place<'_>, places: &[Place<'_>]) -> Shown {
    let related = found.related.iter().filter_map(|related| {
        let place = places.get(related.span.file.0 as usize)?;
        let location = gen_lsp_types::Location { uri: place.uri.clone()?, range: place.range(related.span, desk) };
        Some(DiagnosticRelatedInformation { location, message: related.label.clone() })
    });
    let related: Vec<_> = related.collect();
    let message = match &found.help {
        Some(help) => format!("{}\nhelp: {help}", found.message),
        None => found.message.clone(),
    };
    Shown {
        range: place.range(found.span, desk),
        severity: Some(match found.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
        }),
        code: Some(found.code.0.to_owned().into()),
        source: Some("dialtree".to_owned()),
        message: message.into(),
        related_information: Some(related).filter(|related| desk.client.related && !related.is_empty()),
        ..Shown::default()
    }
}
