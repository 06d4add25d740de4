//! Where columns stand, and the wires between them: out to a track of their own, up or down on it, and in.

use std::collections::BTreeMap;

use super::{CARD_WIDTH, Layout, Origin, Target};

const MARGIN: i32 = 36;
/// Between two tracks, before the first, and behind the last, where arrows end.
const TRACK: i32 = 11;
const BEFORE: i32 = 22;
const BEHIND: i32 = 30;

/// Wires to one target: they share a track.
struct Net {
    to: Target,
    /// The heights at which its wires begin.
    starts: Vec<i32>,
    end: i32,
}

/// Gives everything its `x`, and wires their corners.
pub(super) fn horizontally(layout: &mut Layout, columns: &[Vec<usize>]) {
    let mut x = MARGIN;
    for pill in &mut layout.pills {
        pill.x = x;
    }
    for timetable in &mut layout.timetables {
        timetable.x = x;
    }
    let aside = layout.pills.iter().chain(&layout.timetables);
    let mut right = x + aside.map(|rect| rect.width).max().unwrap_or(0);
    for column in columns {
        let nets = in_order(nets(layout, column));
        x = right + BEFORE + TRACK * i32::try_from(nets.len()).unwrap_or(0) + BEHIND;
        draw(layout, &nets, right + BEFORE, x);
        right = x + CARD_WIDTH;
        for card in column {
            layout.cards[*card].rect.x = x;
        }
        let of_column = |from: Origin| matches!(from, Origin::Line { card, .. } if column.contains(&card));
        for chip in layout.chips.iter_mut().filter(|chip| of_column(chip.from)) {
            chip.x += x;
            right = right.max(chip.x + chip.width);
        }
    }
    layout.width = right + MARGIN;
}

fn nets(layout: &Layout, column: &[usize]) -> Vec<Net> {
    let mut by_target: BTreeMap<Target, Net> = BTreeMap::new();
    for wire in layout.wires.iter().filter(|wire| column.contains(&wire.to.card)) {
        let end = layout.cards[wire.to.card].entry(wire.to.row);
        let net = by_target.entry(wire.to).or_insert_with(|| Net { to: wire.to, starts: Vec::new(), end });
        net.starts.push(layout.start(wire.from));
    }
    by_target.into_values().collect()
}

/// Rounds of moving each net to its best place; nearly always the first one settles it.
const ROUNDS: usize = 3;

/// From left to right so that few wires cross: each net in turn is moved to where it crosses the others least.
fn in_order(mut nets: Vec<Net>) -> Vec<Net> {
    nets.sort_by_key(|net| net.end);
    for _ in 0..ROUNDS {
        for place in 0..nets.len() {
            let net = nets.remove(place);
            let best = best_place(&net, &nets, place);
            nets.insert(best, net);
        }
    }
    nets
}

/// Where among the others a net has the fewest crossings; where it is if that is as good.
fn best_place(net: &Net, others: &[Net], place: usize) -> usize {
    let mut cost = others.iter().map(|other| signed(crossings(net, other))).sum::<i64>();
    let mut costs = vec![cost];
    for other in others {
        cost += signed(crossings(other, net)) - signed(crossings(net, other));
        costs.push(cost);
    }
    let best = costs.iter().copied().enumerate().min_by_key(|(_, cost)| *cost);
    best.filter(|(_, cost)| costs.get(place).is_none_or(|stay| cost < stay)).map_or(place, |(best, _)| best)
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// How often two nets cross if one has the track left of the other's.
fn crossings(left: &Net, right: &Net) -> usize {
    let over_left = right.starts.iter().filter(|start| left.spans(**start)).count();
    let over_right = usize::from(right.spans(left.end));
    // The way out of the right one would run upon the way in of the left one.
    let upon = right.starts.iter().filter(|start| (**start - left.end).abs() < 4).count();
    over_left + over_right + 10 * upon
}

impl Net {
    fn spans(&self, y: i32) -> bool {
        let ends = || self.starts.iter().copied().chain([self.end]);
        ends().min().is_some_and(|top| top <= y) && ends().max().is_some_and(|bottom| y <= bottom)
    }
}

/// `track`: the first one; `end`: the left edge of the column.
fn draw(layout: &mut Layout, nets: &[Net], track: i32, end: i32) {
    for (track, net) in (0..).map(|number| track + number * TRACK).zip(nets) {
        let of_net: Vec<usize> = (0..layout.wires.len()).filter(|wire| layout.wires[*wire].to == net.to).collect();
        for wire in of_net {
            let from = layout.wires[wire].from;
            let y = layout.start(from);
            let start = match from {
                Origin::Entrance(entrance) => layout.pills[entrance].x + layout.pills[entrance].width,
                Origin::Line { card, .. } => layout.cards[card].rect.x + CARD_WIDTH,
            };
            layout.wires[wire].points = match y == net.end {
                true => vec![(start, y), (end, y)],
                false => vec![(start, y), (track, y), (track, net.end), (end, net.end)],
            };
        }
    }
}
