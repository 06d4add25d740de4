//! What can be folded: elements and comments over several lines.

use std::ops::Range;

use gen_lsp_types::{FoldingRange, FoldingRangeKind};

use crate::desk::{Desk, Spot};
use crate::document::Text;

/// More than these no editor draws.
const MAX_RANGES: usize = 20_000;

/// The ranges, by whole lines.
pub fn folding(desk: &Desk, spot: &Spot) -> Vec<FoldingRange> {
    let text = &*spot.text;
    if desk.kind(text).is_none() {
        return Vec::new();
    }
    let elements = text.tree.elements.iter().map(|element| (&element.span, element.end_name.is_some(), None));
    let comments = text.tree.asides.iter().filter(|aside| aside.is_comment);
    let comments = comments.map(|comment| (&comment.span, false, Some(FoldingRangeKind::Comment)));
    let ranges = elements.chain(comments).filter_map(|(span, has_end, kind)| range(text, span, has_end, kind));
    let mut ranges: Vec<FoldingRange> = ranges.take(MAX_RANGES).collect();
    ranges.sort_by_key(|range| (range.start_line, range.end_line));
    ranges
}

/// From the first line to the last one, or to the one before an end tag, which stays visible.
fn range(text: &Text, span: &Range<usize>, has_end: bool, kind: Option<FoldingRangeKind>) -> Option<FoldingRange> {
    let first = text.lines.line(span.start);
    let last = text.lines.line(span.end.saturating_sub(1)).checked_sub(usize::from(has_end))?;
    let (start_line, end_line) = (u32::try_from(first).ok()?, u32::try_from(last).ok()?);
    (last > first).then(|| FoldingRange { start_line, end_line, kind, ..FoldingRange::default() })
}
