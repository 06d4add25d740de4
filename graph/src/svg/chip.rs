//! Chips: a shape for each kind of place that a call goes to.

use super::count;
use super::paint::Paint;
use super::style::HUES;
use crate::flow::Flow;
use crate::layout::{CARD_WIDTH, Chip, ChipKind, Layout, Origin};

/// A chip's height.
const HEIGHT: i32 = 19;

/// A chip, with the stub that leads to it.
pub(super) fn draw(paint: &mut Paint, chip: &Chip, flow: &Flow, layout: &Layout) {
    let Origin::Line { card, row, line } = chip.from else { return };
    let seen = flow.cards[card].rows[row].lines[line].seen;
    paint.line(count::group(seen));
    let edge = layout.cards[card].rect.x + CARD_WIDTH;
    match chip.kind {
        ChipKind::Menu(target) => paint.line(&format!("<a href=\"#m{}\">", target.card)),
        _ => paint.line("<g>"),
    }
    paint.title(&title(chip));
    paint.path("stub", &format!("M{edge} {}H{}", chip.y, chip.x));
    let hue = match chip.kind {
        ChipKind::Menu(target) => layout.cards[target.card].hue % HUES,
        _ => 0,
    };
    shape(paint, chip.kind, hue, (chip.x, chip.y), chip.width);
    paint.words("", (chip.x + 13, chip.y + 4), &chip.text);
    paint.line(if matches!(chip.kind, ChipKind::Menu(_)) { "</a>" } else { "</g>" });
    paint.line("</g>");
}

/// The outline of a kind, around the middle of its left edge.
pub(super) fn shape(paint: &mut Paint, kind: ChipKind, hue: usize, (x, y): (i32, i32), width: i32) {
    let (top, half, straight) = (y - HEIGHT / 2, HEIGHT / 2, width - 16);
    match kind {
        // A signpost.
        ChipKind::Menu(_) => {
            let data = format!("M{x} {top}h{}l9 {half}l-9 {half}h-{}z", width - 9, width - 9);
            paint.path(&format!("menu h{hue}"), &data);
        }
        ChipKind::Transfer => paint.rect("transfer", (x, top), (width, HEIGHT), HEIGHT / 2),
        // A hexagon.
        ChipKind::Application => {
            let data = format!("M{x} {y}l8 -{half}h{straight}l8 {half}l-8 {half}h-{straight}z");
            paint.path("application", &data);
        }
        ChipKind::End => {
            paint.rect("end", (x, top), (width, HEIGHT), 0);
            paint.path("end", &format!("M{} {top}v{HEIGHT}", x + 5));
        }
        ChipKind::Unknown => paint.rect("unknown", (x, top), (width, HEIGHT), 3),
    }
}

fn title(chip: &Chip) -> String {
    let what = match chip.kind {
        ChipKind::Menu(_) => "goes to the menu",
        ChipKind::Transfer => "connects the caller to",
        ChipKind::Application => "asks the application at",
        ChipKind::End => "end:",
        ChipKind::Unknown => "goes to the menu that is called",
    };
    format!("{what} {}", chip.title)
}
