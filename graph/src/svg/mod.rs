//! The picture as SVG: text stays text, and nothing is fetched.

mod card;
mod chip;
mod count;
mod frame;
mod mark;
mod paint;
mod style;
mod timetable;
mod wire;

use crate::flow::Flow;
use crate::layout::layout;
pub(crate) use count::words as visits;
use paint::Paint;

/// A plan as a picture.
pub fn svg(flow: &Flow) -> String {
    let mut layout = layout(flow);
    let mut paint = Paint::default();
    frame::open(&mut paint, flow, &mut layout);
    paint.line("<g class=\"wires\">");
    for drawn in &layout.wires {
        wire::draw(&mut paint, drawn, flow, &layout);
    }
    paint.line("</g>");
    for chip in &layout.chips {
        chip::draw(&mut paint, chip, flow, &layout);
    }
    for (hours, place) in flow.timetables.iter().zip(&layout.timetables) {
        timetable::draw(&mut paint, hours, *place);
    }
    for (entrance, pill) in flow.entrances.iter().zip(&layout.pills) {
        card::entrance(&mut paint, entrance, *pill);
    }
    for (number, (card, place)) in flow.cards.iter().zip(&layout.cards).enumerate() {
        card::draw(&mut paint, number, card, place);
    }
    frame::close(&mut paint, flow, &layout);
    paint.text
}
