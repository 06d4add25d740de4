//! Ways from column to column.

use super::count;
use super::paint::Paint;
use super::style::HUES;
use crate::flow::Flow;
use crate::layout::{Layout, Origin, Wire};

/// How round corners are.
const RADIUS: i32 = 9;

/// A wire with its arrow head.
pub(super) fn draw(paint: &mut Paint, wire: &Wire, flow: &Flow, layout: &Layout) {
    let hue = layout.cards[wire.to.card].hue % HUES;
    let to = &flow.cards[wire.to.card].name;
    let from = match wire.from {
        Origin::Entrance(entrance) => flow.entrances[entrance].number.clone(),
        Origin::Line { card, row, line } => {
            let row = &flow.cards[card].rows[row];
            let when = row.lines[line].label.as_ref().map(|label| format!(", {label}"));
            format!("{}, {}{}", flow.cards[card].name, row.on, when.unwrap_or_default())
        }
    };
    let seen = match wire.from {
        Origin::Entrance(entrance) => flow.entrances[entrance].seen,
        Origin::Line { card, row, line } => flow.cards[card].rows[row].lines[line].seen,
    };
    paint.line(count::group(seen));
    paint.title(&format!("{from} → {to}"));
    paint.path(&format!("wire h{hue}"), &round(&wire.points));
    if let Some((x, y)) = wire.points.last() {
        paint.path(&format!("f{hue}"), &format!("M{x} {y}l-10 -5v10z"));
    }
    paint.line("</g>");
}

/// A path through points whose corners are rounded.
fn round(points: &[(i32, i32)]) -> String {
    let [first, middle @ .., last] = points else { return String::new() };
    let mut path = format!("M{} {}", first.0, first.1);
    for (place, corner) in middle.iter().enumerate() {
        let (before, behind) = (points[place], points[place + 2]);
        let (into, out) = (toward(*corner, before), toward(*corner, behind));
        path.push_str(&format!("L{} {}Q{} {} {} {}", into.0, into.1, corner.0, corner.1, out.0, out.1));
    }
    path.push_str(&format!("L{} {}", last.0 - 6, last.1));
    path
}

/// From a corner toward a neighbour, at most half the way.
fn toward(corner: (i32, i32), neighbour: (i32, i32)) -> (i32, i32) {
    let step = |from: i32, to: i32| {
        let way = to - from;
        from + way.signum() * RADIUS.min(way.abs() / 2)
    };
    (step(corner.0, neighbour.0), step(corner.1, neighbour.1))
}
