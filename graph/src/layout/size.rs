//! How large things are.

use super::{CardBox, Rect};
use crate::flow::{Card, Entrance, Timetable};
use crate::measure::{width, wrap};

/// A card's width.
pub(crate) const CARD_WIDTH: i32 = 390;
/// The band with a card's name.
pub(crate) const HEADER: i32 = 34;
/// A line of what a card says.
pub(crate) const SAYS_LANE: i32 = 18;
/// A line of a row.
pub(crate) const LANE: i32 = 23;
/// The column of keys.
pub(crate) const BADGE_WIDTH: i32 = 78;
/// The room that a finding's code takes.
pub(crate) const CODE_WIDTH: i32 = 46;
/// The room that a count of visits takes.
pub(crate) const COUNT_WIDTH: i32 = 44;
/// A line of a timetable.
pub(crate) const HOURS_LANE: i32 = 17;
/// A number's height.
pub(crate) const PILL: i32 = 30;
/// What is above the picture: its title.
pub(super) const TOP: i32 = 84;

/// Above and below the lines of a row, and of what a card says.
const ROW_PADDING: i32 = 3;
const SAYS_PADDING: i32 = 7;
/// More of what a card says is cut.
const SAYS_LINES: usize = 3;

/// The size of a card that stands at the origin.
pub(super) fn card(card: &Card) -> CardBox {
    let said = if card.says.is_empty() { String::new() } else { format!("“{}”", card.says) };
    let says = wrap(&said, 13, CARD_WIDTH - 24, SAYS_LINES);
    let mut y = HEADER;
    if !says.is_empty() {
        y += i32::try_from(says.len()).unwrap_or(0) * SAYS_LANE + 2 * SAYS_PADDING;
    }
    let mut lanes = Vec::new();
    for row in &card.rows {
        y += ROW_PADDING;
        let mut middles = Vec::new();
        for _ in &row.lines {
            middles.push(y + LANE / 2);
            y += LANE;
        }
        y += ROW_PADDING;
        lanes.push(middles);
    }
    let rect = Rect { x: 0, y: 0, width: CARD_WIDTH, height: y + 2 };
    CardBox { rect, says, lanes, is_aside: !card.is_menu, ..CardBox::default() }
}

/// The size of a number.
pub(super) fn pill(entrance: &Entrance, is_counted: bool) -> Rect {
    let from = entrance.from.as_ref().map_or(0, |from| width(&format!("from {from}"), 11) + 10);
    let code = if entrance.findings.is_empty() { 0 } else { CODE_WIDTH };
    let count = if is_counted { COUNT_WIDTH } else { 0 };
    Rect { x: 0, y: 0, width: (width(&entrance.number, 14) + from + code + count + 30).min(340), height: PILL }
}

/// The size of a timetable.
pub(super) fn timetable(timetable: &Timetable) -> Rect {
    let lines = timetable.hours.iter().map(|line| width(&line.days, 12) + width(&line.times, 12) + 90);
    let head = width(&timetable.name, 14) + width(&timetable.zone, 11) + 44;
    let wide = lines.chain([head]).max().unwrap_or(0).clamp(200, 340);
    let height = HEADER + i32::try_from(timetable.hours.len()).unwrap_or(0) * HOURS_LANE + 2 * SAYS_PADDING;
    Rect { x: 0, y: 0, width: wide, height }
}
