//! What is around the picture: its size, title and style above, the legend and the plan's own findings below.

use super::chip::shape;
use super::mark;
use super::paint::{Paint, escape};
use super::style::STYLE;
use crate::flow::{Card, Flow};
use crate::layout::{ChipKind, Layout, Target};
use crate::measure::{fit, width};

const MARGIN: i32 = 36;
const LEGEND: i32 = 64;
/// A line of the findings below.
const FINDING: i32 = 24;
/// A picture is at least as wide as its legend.
const MIN_WIDTH: i32 = 1080;

/// The beginning. The layout gets room for what is below.
pub(super) fn open(paint: &mut Paint, flow: &Flow, layout: &mut Layout) {
    layout.width = layout.width.max(MIN_WIDTH);
    let findings = FINDING * i32::try_from(flow.findings.len()).unwrap_or(0);
    let counted = if flow.calls.is_some() { FINDING } else { 0 };
    let (width, height) = (layout.width, layout.height + LEGEND + findings + counted);
    paint.line(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\">"
    ));
    let title = escape(&flow.title);
    paint.line(&format!("<title id=\"title\">Dialplan {title}</title>"));
    paint.line(&format!("<desc id=\"desc\">{}</desc>", escape(&description(flow))));
    paint.line("<style>");
    paint.text.push_str(STYLE);
    paint.line("</style>");
    if flow.calls.is_some() {
        paint.line("<defs><pattern id=\"unvisited\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path class=\"stripe\" d=\"M0 0v8\"/></pattern></defs>");
    }
    paint.rect("paper", (0, 0), (width, height), 0);
    paint.words("heading", (MARGIN, 42), &fit(&flow.title, 22, width - 2 * MARGIN));
    paint.words("subheading", (MARGIN, 62), &counts(flow));
}

/// The end.
pub(super) fn close(paint: &mut Paint, flow: &Flow, layout: &Layout) {
    let mut y = layout.height + 36;
    for found in &flow.findings {
        mark::draw(paint, std::slice::from_ref(found), (MARGIN + 40, y));
        paint.words("", (MARGIN + 50, y + 4), &fit(&found.message, 12, layout.width - 2 * MARGIN - 50));
        y += FINDING;
    }
    legend(paint, y);
    if let Some(calls) = flow.calls {
        counts_legend(paint, calls, y + FINDING + 4);
    }
    paint.line("</svg>");
}

/// What the counts and stripes mean.
fn counts_legend(paint: &mut Paint, calls: u64, y: i32) {
    paint.line("<g class=\"legend\">");
    paint.words("count", (MARGIN + 30, y + 4), "7×");
    let calls = if calls == 1 { "1 test call".to_owned() } else { format!("{calls} test calls") };
    let told = format!("how often {calls} came here");
    paint.words("legend", (MARGIN + 42, y + 4), &told);
    let x = MARGIN + 42 + width(&told, 12) + 26;
    paint.rect("card", (x, y - 8), (34, 16), 3);
    paint.rect("unvisited", (x, y - 8), (34, 16), 3);
    paint.words("legend", (x + 42, y + 4), "no test call came here");
    paint.line("</g>");
}

fn legend(paint: &mut Paint, y: i32) {
    let menu = ChipKind::Menu(Target { card: 0, row: None });
    let kinds = [
        (menu, "a menu drawn elsewhere"),
        (ChipKind::Transfer, "a person is called"),
        (ChipKind::Application, "an application is asked"),
        (ChipKind::End, "the call ends"),
    ];
    let mut x = MARGIN;
    paint.line("<g class=\"legend\">");
    for (kind, text) in kinds {
        shape(paint, kind, 0, (x, y), 34);
        paint.words("legend", (x + 42, y + 4), text);
        x += 42 + width(text, 12) + 26;
    }
    for (class, text) in [("error", "check: error"), ("warning", "check: warning")] {
        paint.rect(class, (x, y - 8), (16, 16), 3);
        paint.words("legend", (x + 24, y + 4), text);
        x += 24 + width(text, 12) + 26;
    }
    paint.line("</g>");
}

/// `2 menus, 1 number`.
fn counts(flow: &Flow) -> String {
    let menus = flow.cards.iter().filter(|card| card.is_menu).count();
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!("{}, {}", plural(menus, "menu"), plural(flow.entrances.len(), "route"))
}

/// For those who cannot see it.
fn description(flow: &Flow) -> String {
    let card = |card: &Card| {
        let keys: Vec<&str> = card.rows.iter().filter(|row| row.is_key).map(|row| row.on.as_str()).collect();
        match keys.is_empty() {
            true => card.name.clone(),
            false => format!("{} (keys {})", card.name, keys.join(", ")),
        }
    };
    let cards: Vec<String> = flow.cards.iter().map(card).collect();
    format!("{}: {}", counts(flow), cards.join("; "))
}
