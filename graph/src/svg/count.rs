//! How often test calls came to something.

use super::paint::Paint;
use crate::flow::Seen;

/// The count, with its right edge at `x`, on the base line `y`; nothing where nobody has counted.
pub(super) fn draw(paint: &mut Paint, seen: Seen, (x, y): (i32, i32)) {
    let Some(visits) = seen.visits else { return };
    let class = if visits == 0 { "count none" } else { "count" };
    paint.words(class, (x, y), &words(visits));
}

/// `7×`, `12k×`: never wider than five letters.
pub(crate) fn words(visits: u64) -> String {
    match visits {
        0..=9_999 => format!("{visits}×"),
        10_000..=9_999_999 => format!("{}k×", visits / 1000),
        _ => format!("{}M×", (visits / 1_000_000).min(9_999)),
    }
}

/// The class of what a way or shape is drawn in.
pub(super) fn group(seen: Seen) -> &'static str {
    if seen.is_missed() { "<g class=\"missed\">" } else { "<g>" }
}
