//! Variables, where they are replaced and where they are asked for.

use std::ops::Range;

use dialplan::call::BUILT_IN;
use gen_lsp_types::CompletionItemKind;

use super::{Offer, literal};
use crate::desk::Spot;
use crate::names::{Index, Kind};

/// The variables behind a `$` or `${` before the cursor; `bare`: in an address, which knows both. `None`: there is none.
pub(super) fn at(index: &Index, spot: &Spot, part: &Range<usize>, bare: bool) -> Option<(Range<usize>, Vec<Offer>)> {
    let text = &spot.text.text;
    let before = text.get(part.start..spot.offset)?;
    let name = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let start = spot.offset - name;
    let stem = &text[part.start..start];
    let behind = &text[spot.offset..];
    if stem.ends_with("${") {
        let rest = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(behind.len());
        let end = if behind[rest..].starts_with('}') { "" } else { "}" };
        return Some((start..spot.offset + rest, offers(index, "", end)));
    }
    if stem.ends_with('$') && !stem.ends_with("$$") {
        let is_bare = bare && stem.contains('?');
        let (open, close) = if is_bare { ("", "") } else { ("{", "}") };
        return Some((start..spot.offset, offers(index, open, close)));
    }
    None
}

/// The variables of a condition, and the word that is being typed.
pub(super) fn in_condition(index: &Index, spot: &Spot, part: &Range<usize>) -> (Range<usize>, Vec<Offer>) {
    let before = spot.text.text.get(part.start..spot.offset).unwrap_or_default();
    let stem = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let inside_text = ["\"", "'", "&quot;", "&apos;"].iter().any(|quote| stem.matches(quote).count() % 2 == 1);
    let range = part.start + stem.len()..spot.offset;
    (range, if inside_text { Vec::new() } else { offers(index, "", "") })
}

/// Every variable that the plan or the call sets.
fn offers(index: &Index, open: &str, close: &str) -> Vec<Offer> {
    let own = index.given(Kind::Variable).into_iter().map(|name| (name, "set by the plan"));
    let verbs = ["Digits", "RecordingUrl", "RecordingDuration"].map(|name| (name, "set by a verb"));
    let built_in = BUILT_IN.iter().map(|name| (*name, "set by the call"));
    let offer = |(name, detail): (&str, &str)| {
        let plain = format!("{open}{name}{close}");
        let snippet = literal(&plain);
        Offer { plain, snippet, ..Offer::word(name, CompletionItemKind::Variable, detail) }
    };
    own.chain(verbs).chain(built_in).map(offer).collect()
}
