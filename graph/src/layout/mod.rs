//! Where everything stands: columns by how many choices it takes to come there, with the wires between them.
//!
//! ```text
//! numbers │ wires │ menus one choice away, their chips │ wires │ menus two choices away …
//! ```
//!
//! A menu stands one column behind the nearest one that leads to it, so a wire never crosses a column: a choice that
//! leads back, aside or far ahead becomes a chip with the menu's name. All numbers are whole pixels.

mod chip;
mod order;
mod place;
mod rank;
mod route;
mod size;

use crate::flow::{Exit, Flow, Line};

pub(crate) use chip::{Chip, ChipKind};
pub(crate) use size::{BADGE_WIDTH, CARD_WIDTH, CODE_WIDTH, COUNT_WIDTH, HEADER, HOURS_LANE, LANE, PILL, SAYS_LANE};

/// A finished layout.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub width: i32,
    pub height: i32,
    /// One for each entrance.
    pub pills: Vec<Rect>,
    /// One for each timetable, below the numbers.
    pub timetables: Vec<Rect>,
    /// One for each card.
    pub cards: Vec<CardBox>,
    pub chips: Vec<Chip>,
    pub wires: Vec<Wire>,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rect {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// Where a card stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct CardBox {
    pub rect: Rect,
    /// What it says, in lines.
    pub says: Vec<String>,
    /// For each row: the middle of each of its lines.
    pub lanes: Vec<Vec<i32>>,
    /// Which colour wires and chips that lead here have.
    pub hue: usize,
    /// Whether a number leads here.
    pub is_reached: bool,
    /// Whether it is no menu: it stands below those that numbers lead to.
    pub is_aside: bool,
}

/// A way from one thing to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wire {
    pub from: Origin,
    pub to: Target,
    /// Its corners.
    pub points: Vec<(i32, i32)>,
}

/// Where a wire begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Entrance(usize),
    Line { card: usize, row: usize, line: usize },
}

/// Where a wire ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub card: usize,
    pub row: Option<usize>,
}

/// Lays out a plan.
pub(crate) fn layout(flow: &Flow) -> Layout {
    let mut layout = Layout {
        pills: flow.entrances.iter().map(|entrance| size::pill(entrance, flow.calls.is_some())).collect(),
        timetables: flow.timetables.iter().map(size::timetable).collect(),
        cards: flow.cards.iter().map(size::card).collect(),
        ..Layout::default()
    };
    let ranks = rank::ranks(flow);
    for (card, reached) in layout.cards.iter_mut().zip(&ranks.reached) {
        card.is_reached = *reached;
    }
    layout.wires = wires(flow, &ranks);
    let columns = order::columns(&layout, &ranks);
    for (hue, card) in columns.iter().flatten().enumerate() {
        layout.cards[*card].hue = hue;
    }
    place::vertically(&mut layout, &columns);
    layout.chips = chip::chips(flow, &layout);
    route::horizontally(&mut layout, &columns);
    layout
}

impl CardBox {
    /// The middle of what a wire to it ends at.
    pub fn entry(&self, row: Option<usize>) -> i32 {
        let lane = row.and_then(|row| self.lanes.get(row)).and_then(|lanes| lanes.first());
        lane.copied().unwrap_or(self.rect.y + HEADER / 2)
    }

    fn shift(&mut self, down: i32) {
        self.rect.y += down;
        self.lanes.iter_mut().flatten().for_each(|lane| *lane += down);
    }
}

impl Layout {
    /// The height at which a wire begins.
    pub fn start(&self, from: Origin) -> i32 {
        match from {
            Origin::Entrance(entrance) => self.pills[entrance].y + PILL / 2,
            Origin::Line { card, row, line } => self.cards[card].lanes[row][line],
        }
    }

    /// Whether a wire begins at this line.
    pub fn is_wired(&self, from: Origin) -> bool {
        self.wires.iter().any(|wire| wire.from == from)
    }
}

/// Every line of every card.
pub(crate) fn lines(flow: &Flow) -> impl Iterator<Item = (Origin, &Line)> {
    flow.cards.iter().enumerate().flat_map(|(card, told)| {
        told.rows.iter().enumerate().flat_map(move |(row, told)| {
            told.lines.iter().enumerate().map(move |(line, told)| (Origin::Line { card, row, line }, told))
        })
    })
}

/// Those from column to next column.
fn wires(flow: &Flow, ranks: &rank::Ranks) -> Vec<Wire> {
    let entrances = flow.entrances.iter().enumerate().map(|(number, entrance)| {
        let to = Target { card: entrance.card, row: None };
        Wire { from: Origin::Entrance(number), to, points: Vec::new() }
    });
    let jumps = lines(flow).filter_map(|(from, line)| {
        let (Origin::Line { card: source, .. }, Some(Exit::Card { card, row })) = (from, &line.exit) else {
            return None;
        };
        let is_next = ranks.of_card[*card] == ranks.of_card[source] + 1;
        is_next.then(|| Wire { from, to: Target { card: *card, row: *row }, points: Vec::new() })
    });
    entrances.chain(jumps).collect()
}
