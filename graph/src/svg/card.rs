//! Cards and numbers.

use super::paint::{Paint, escape};
use super::style::HUES;
use super::{count, mark};
use crate::flow::{Card, Entrance, Line, Row};
use crate::layout::{BADGE_WIDTH, CARD_WIDTH, CODE_WIDTH, COUNT_WIDTH, CardBox, HEADER, LANE, Rect, SAYS_LANE};
use crate::measure::{fit, width};

/// A step inwards for each branch.
const INDENT: i32 = 12;

/// A number that is called.
pub(super) fn entrance(paint: &mut Paint, entrance: &Entrance, place: Rect) {
    let number = fit(&entrance.number, 14, place.width - 28);
    let right = place.x + place.width;
    let missed = if entrance.seen.is_missed() { " missed" } else { "" };
    paint.line(&format!("<g class=\"entrance{missed}\">"));
    let from = entrance.from.as_ref().map(|from| format!("from {from}"));
    paint.title(&format!("calls to {} {}", entrance.number, from.as_deref().unwrap_or_default()));
    paint.rect("number", (place.x, place.y), (place.width, place.height), place.height / 2);
    paint.words("numbertext", (place.x + 15, place.y + 20), &number);
    if let Some(from) = &from {
        let x = place.x + 25 + width(&number, 14);
        let counted = if entrance.seen.visits.is_some() { COUNT_WIDTH } else { 0 };
        paint.words("numberfrom", (x, place.y + 20), &fit(from, 11, right - x - 10 - counted));
    }
    let counted = if entrance.seen.visits.is_some() { COUNT_WIDTH } else { 0 };
    count::draw(paint, entrance.seen, (right - 12, place.y + 20));
    mark::draw(paint, &entrance.findings, (right - 10 - counted, place.y + place.height / 2));
    paint.line("</g>");
}

/// A card with its rows.
pub(super) fn draw(paint: &mut Paint, number: usize, card: &Card, place: &CardBox) {
    let Rect { x, y, width, height } = place.rect;
    let class = if place.is_reached { "reached" } else { "unreached" };
    paint.line(&format!("<g class=\"{class}\" id=\"m{number}\">"));
    let lost = if place.is_reached { "" } else { ": no number leads here" };
    paint.title(&format!("{}{lost}", card.name));
    paint.rect("card", (x, y), (width, height), 6);
    if card.seen.is_missed() {
        paint.rect("unvisited", (x + 1, y + 1), (width - 2, height - 2), 5);
    }
    header(paint, card, place);
    for (row, lanes) in card.rows.iter().zip(&place.lanes) {
        self::row(paint, row, lanes, x, card.seen.is_missed());
    }
    paint.line("</g>");
}

fn header(paint: &mut Paint, card: &Card, place: &CardBox) {
    let Rect { x, y, .. } = place.rect;
    let counted = if card.seen.visits.is_some() { COUNT_WIDTH } else { 0 };
    count::draw(paint, card.seen, (x + CARD_WIDTH - 10, y + 22));
    let right = x + CARD_WIDTH - 10 - counted;
    paint.rect(&format!("f{}", place.hue % HUES), (x, y + 6), (4, HEADER - 12), 0);
    if let Some(ground) = mark::ground(&card.findings) {
        paint.rect(ground, (x + 5, y + 2), (CARD_WIDTH - 7, HEADER - 3), 4);
    }
    let code = if card.findings.is_empty() { 0 } else { CODE_WIDTH };
    let room = CARD_WIDTH - 34 - code - counted - width(&card.timing, 11);
    paint.words("name", (x + 14, y + 23), &fit(&card.name, 15, room));
    paint.words("timing", (right - code, y + 22), &card.timing);
    mark::draw(paint, &card.findings, (right, y + HEADER / 2));
    if !place.says.is_empty() {
        rule(paint, x, y + HEADER);
    }
    for (line, text) in (0..).zip(&place.says) {
        paint.words("says", (x + 14, y + HEADER + 21 + line * SAYS_LANE), text);
    }
}

/// `is_missed`: no test call came to the whole card, which shows it.
fn row(paint: &mut Paint, row: &Row, lanes: &[i32], x: i32, is_missed: bool) {
    let (Some(first), Some(last)) = (lanes.first(), lanes.last()) else { return };
    let top = first - LANE / 2 - 3;
    rule(paint, x, top);
    if let Some(ground) = mark::ground(&row.findings) {
        paint.rect(ground, (x + 1, top + 1), (CARD_WIDTH - 2, last - first + LANE + 5), 0);
    }
    if row.seen.is_missed() && !is_missed {
        paint.rect("unvisited", (x + 1, top + 1), (CARD_WIDTH - 2, last - first + LANE + 5), 0);
    } else if !is_missed {
        for (_, y) in row.lines.iter().zip(lanes).filter(|(line, _)| line.seen.is_missed()) {
            paint.rect("unvisited", (x + BADGE_WIDTH - 8, y - LANE / 2), (CARD_WIDTH - BADGE_WIDTH + 7, LANE), 0);
        }
    }
    paint.line("<g class=\"row\">");
    if row.is_key {
        let shown = fit(&row.on, 13, BADGE_WIDTH - 26);
        let wide = (width(&shown, 13) + 12).max(22);
        paint.rect("key", (x + 12, first - 9), (wide, 18), 4);
        paint.words("keytext", (x + 12 + wide / 2, first + 5), &shown);
    } else {
        paint.words("on", (x + 12, first + 4), &row.on);
    }
    let counted = if row.seen.visits.is_some() { COUNT_WIDTH } else { 0 };
    mark::draw(paint, &row.findings, (x + CARD_WIDTH - 10 - counted, *first));
    for (number, (line, y)) in row.lines.iter().zip(lanes).enumerate() {
        let code = if number > 0 || row.findings.is_empty() { 0 } else { CODE_WIDTH };
        let room = CARD_WIDTH - BADGE_WIDTH - 10 - code - counted;
        self::line(paint, line, (x + BADGE_WIDTH, y + 4), room, row.is_key);
        // What stands for something unwritten is counted with its row, if it is all of it.
        let seen = if line.seen.visits.is_none() && row.lines.len() == 1 { row.seen } else { line.seen };
        if !is_missed {
            count::draw(paint, seen, (x + CARD_WIDTH - 10, y + 4));
        }
    }
    paint.line("</g>");
}

fn line(paint: &mut Paint, line: &Line, (x, y): (i32, i32), room: i32, is_key: bool) {
    let indent = i32::try_from(line.depth).unwrap_or(0) * INDENT;
    let (x, room) = (x + indent, room - indent);
    let when = line.label.as_ref().map(|label| fit(label, 12, room * 6 / 10)).unwrap_or_default();
    // Bold is wider.
    let left = room - width(&when, 12) * 11 / 10 - if when.is_empty() { 0 } else { 6 };
    let text = fit(&line.text, 12, left);
    let quiet = if is_key { "" } else { " class=\"quiet\"" };
    let when = match when.is_empty() {
        true => String::new(),
        false => format!("<tspan class=\"when\">{}</tspan> ", escape(&when)),
    };
    let whole = format!("{} {}", line.label.as_deref().unwrap_or_default(), line.text);
    paint.line("<g>");
    paint.title(whole.trim());
    paint.line(&format!("<text x=\"{x}\" y=\"{y}\"{quiet}>{when}{}</text>", escape(&text)));
    paint.line("</g>");
}

fn rule(paint: &mut Paint, x: i32, y: i32) {
    paint.path("rule", &format!("M{} {y}h{}", x + 1, CARD_WIDTH - 2));
}
