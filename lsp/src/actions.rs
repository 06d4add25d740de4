//! Quick fixes: the word that was probably meant, put where the finding is.

use std::collections::HashMap;
use std::ops::Range;

use gen_lsp_types::{CodeAction, CodeActionKind, Range as EditorRange, TextEdit, WorkspaceEdit};

use crate::desk::Desk;
use crate::document::Text;
use crate::findings::{Finding, Findings};

/// The quick fixes of the findings in a range.
pub fn actions(desk: &Desk, findings: &Findings, path: &str, asked: EditorRange) -> Vec<CodeAction> {
    let Some(document) = desk.shelf.document(path) else { return Vec::new() };
    let text = &*document.text;
    let offset = |position| text.lines.offset(&text.text, position, desk.client.encoding);
    let (start, end) = (offset(asked.start), offset(asked.end));
    let touched = findings.get(path).into_iter().flatten();
    let touched = touched.filter(|finding| finding.range.start <= end && start <= finding.range.end);
    touched.filter_map(|finding| action(desk, text, &document.uri, finding)).collect()
}

fn action(desk: &Desk, text: &Text, uri: &url::Url, finding: &Finding) -> Option<CodeAction> {
    let replacement = finding.found.replacement.as_ref()?;
    let mut places = vec![finding.range.clone()];
    places.extend(other_end(text, &finding.range));
    let escaped = quick_xml::escape::escape(replacement.as_str()).into_owned();
    let edit =
        |range: &Range<usize>| TextEdit { range: text.range(range, desk.client.encoding), new_text: escaped.clone() };
    let changes = HashMap::from([(uri.clone(), places.iter().map(edit).collect())]);
    Some(CodeAction {
        title: format!("Write `{replacement}`"),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![finding.shown.clone()]),
        is_preferred: Some(true),
        edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
        ..CodeAction::default()
    })
}

/// The name in the end tag, if a range is the name in a start tag.
fn other_end(text: &Text, name: &Range<usize>) -> Option<Range<usize>> {
    text.tree.elements.iter().find(|element| element.name == *name)?.end_name.clone()
}
