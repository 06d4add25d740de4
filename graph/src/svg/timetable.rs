//! Opening hours beside the picture.

use super::paint::Paint;
use crate::flow::Timetable;
use crate::layout::{HEADER, HOURS_LANE, Rect};
use crate::measure::{fit, width};

/// A timetable: its name and zone, then a line for each of its entries.
pub(super) fn draw(paint: &mut Paint, timetable: &Timetable, place: Rect) {
    let Rect { x, y, width: wide, height } = place;
    paint.line("<g class=\"timetable\">");
    paint.title(&format!("the schedule {}", timetable.name));
    paint.rect("hours", (x, y), (wide, height), 3);
    let room = wide - 36 - width(&timetable.zone, 11);
    paint.words("hoursname", (x + 14, y + 22), &fit(&timetable.name, 14, room));
    paint.words("timing", (x + wide - 10, y + 22), &timetable.zone);
    paint.path("rule", &format!("M{} {}h{}", x + 1, y + HEADER - 2, wide - 2));
    for (line, hours) in (0..).zip(&timetable.hours) {
        let y = y + HEADER + 16 + line * HOURS_LANE;
        let (class, word) = if hours.opens { ("opens", "open") } else { ("closes", "closed") };
        paint.words(class, (x + 14, y), word);
        let room = wide - 74 - width(&hours.times, 12);
        paint.words("", (x + 62, y), &fit(&hours.days, 12, room));
        paint.words("times", (x + wide - 10, y), &hours.times);
    }
    paint.line("</g>");
}
