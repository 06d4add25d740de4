//! The small shapes at the right of a row: where a call goes that follows no wire.

use super::{CARD_WIDTH, Layout, Origin, Target, lines};
use crate::flow::{Exit, Flow};
use crate::measure::{fit, width};

/// From a card to its chips.
const STUB: i32 = 18;
const MAX_TEXT: i32 = 210;

/// A small shape at the right of a row.
#[derive(Debug, Clone)]
pub(crate) struct Chip {
    pub from: Origin,
    pub kind: ChipKind,
    /// What is in it, cut to its width.
    pub text: String,
    /// All of it.
    pub title: String,
    /// Relative to the left edge of its card's column until the columns stand.
    pub x: i32,
    /// The middle.
    pub y: i32,
    pub width: i32,
}

/// What a chip stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChipKind {
    /// A menu that stands elsewhere in the picture.
    Menu(Target),
    /// A person.
    Transfer,
    /// A web application.
    Application,
    /// The end of the call.
    End,
    /// A menu that only the call knows.
    Unknown,
}

/// Those of every line that leads somewhere without a wire.
pub(super) fn chips(flow: &Flow, layout: &Layout) -> Vec<Chip> {
    let mut chips = Vec::new();
    for (from, line) in lines(flow) {
        let (Some(exit), false) = (&line.exit, layout.is_wired(from)) else { continue };
        let Origin::Line { card, .. } = from else { continue };
        let (kind, title) = describe(exit, card, flow);
        let text = if is_own(kind, card) { AGAIN.to_owned() } else { fit(&title, 12, MAX_TEXT) };
        let y = layout.start(from);
        let width = width(&text, 12) + 26;
        chips.push(Chip { from, kind, text, title, x: CARD_WIDTH + STUB, y, width });
    }
    chips
}

/// Whether a menu begins again.
fn is_own(kind: ChipKind, card: usize) -> bool {
    kind == ChipKind::Menu(Target { card, row: None })
}

/// What stands in the chip of a menu that begins again: its own name would be lost among the others.
const AGAIN: &str = "again";

fn describe(exit: &Exit, card: usize, flow: &Flow) -> (ChipKind, String) {
    match exit {
        Exit::Card { card, row } => {
            let target = &flow.cards[*card];
            let on = row.and_then(|row| target.rows.get(row)).map(|row| format!(" · {}", row.on));
            let kind = ChipKind::Menu(Target { card: *card, row: *row });
            (kind, format!("{}{}", target.name, on.unwrap_or_default()))
        }
        Exit::Again => (ChipKind::Menu(Target { card, row: None }), flow.cards[card].name.clone()),
        Exit::Transfer(person) => (ChipKind::Transfer, person.clone()),
        Exit::Application(address) => (ChipKind::Application, address.clone()),
        Exit::End(words) => (ChipKind::End, (*words).to_owned()),
        Exit::Unknown(menu) => (ChipKind::Unknown, menu.clone()),
    }
}
