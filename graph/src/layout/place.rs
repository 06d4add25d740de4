//! How high everything stands: beside what leads there, as far as there is room.

use super::size::{PILL, TOP};
use super::{Layout, Origin};

/// Between two cards, and between two numbers.
const GAP: i32 = 26;
const PILL_GAP: i32 = 10;
/// How much higher the picture may become than its highest column, for straight ways.
const SLACK: i32 = 90;

/// Gives everything its `y`.
pub(super) fn vertically(layout: &mut Layout, columns: &[Vec<usize>]) {
    for column in columns {
        stack(layout, column);
    }
    let room = SLACK + columns.iter().map(|column| height(layout, column)).max().unwrap_or(0);
    for column in columns.iter().skip(1) {
        settle(layout, column, room, sources);
    }
    for column in columns.iter().rev() {
        settle(layout, column, room, targets);
    }
    for column in columns.iter().skip(1) {
        settle(layout, column, room, sources);
    }
    pills(layout);
    lift(layout);
    timetables(layout);
}

fn stack(layout: &mut Layout, column: &[usize]) {
    let mut y = 0;
    for card in column {
        let card = &mut layout.cards[*card];
        let down = y - card.rect.y;
        card.shift(down);
        y += card.rect.height + GAP;
    }
}

fn height(layout: &Layout, column: &[usize]) -> i32 {
    column.iter().map(|card| layout.cards[*card].rect.height + GAP).sum()
}

/// Moves the cards of a column to where they would like to be, without changing their order. The highest column has no
/// more than its room, and the others stand beside it.
fn settle(layout: &mut Layout, column: &[usize], room: i32, wishes: fn(&Layout, usize) -> Vec<i32>) {
    let wished = |card: usize| {
        let rect = layout.cards[card].rect;
        let wish = mean(&wishes(layout, card)).unwrap_or(rect.y);
        (wish, rect.height + GAP)
    };
    let wished: Vec<(i32, i32)> = column.iter().map(|card| wished(*card)).collect();
    for (card, y) in column.iter().zip(apart(&wished, Some(room - height(layout, column)))) {
        let card = &mut layout.cards[*card];
        let down = y - card.rect.y;
        card.shift(down);
    }
}

/// Where a card would stand level with what leads to it.
fn sources(layout: &Layout, card: usize) -> Vec<i32> {
    let rect = layout.cards[card].rect;
    let wires = layout.wires.iter().filter(|wire| wire.to.card == card);
    let from_cards = wires.filter(|wire| matches!(wire.from, Origin::Line { .. }));
    from_cards.map(|wire| layout.start(wire.from) - (layout.cards[card].entry(wire.to.row) - rect.y)).collect()
}

/// Where it would stand level with what it leads to.
fn targets(layout: &Layout, card: usize) -> Vec<i32> {
    let rect = layout.cards[card].rect;
    let from_here = |from: Origin| matches!(from, Origin::Line { card: source, .. } if source == card);
    let wires = layout.wires.iter().filter(|wire| from_here(wire.from));
    wires.map(|wire| layout.cards[wire.to.card].entry(wire.to.row) - (layout.start(wire.from) - rect.y)).collect()
}

/// Each number stands beside its menu.
fn pills(layout: &mut Layout) {
    let mut order: Vec<usize> = (0..layout.pills.len()).collect();
    let card_of = |layout: &Layout, pill: usize| {
        let wire = layout.wires.iter().find(|wire| wire.from == Origin::Entrance(pill));
        wire.map_or(0, |wire| layout.cards[wire.to.card].entry(None) - PILL / 2)
    };
    order.sort_by_key(|pill| card_of(layout, *pill));
    let wished: Vec<(i32, i32)> = order.iter().map(|pill| (card_of(layout, *pill), PILL + PILL_GAP)).collect();
    for (pill, y) in order.into_iter().zip(apart(&wished, None)) {
        layout.pills[pill].y = y;
    }
}

/// Moves everything so that the highest stands at the top.
fn lift(layout: &mut Layout) {
    let tops = layout.cards.iter().map(|card| card.rect.y).chain(layout.pills.iter().map(|pill| pill.y));
    let up = TOP - tops.min().unwrap_or(TOP);
    layout.cards.iter_mut().for_each(|card| card.shift(up));
    layout.pills.iter_mut().for_each(|pill| pill.y += up);
    let bottoms = layout.cards.iter().map(|card| card.rect).chain(layout.pills.iter().copied());
    layout.height = bottoms.map(|rect| rect.y + rect.height).max().unwrap_or(TOP);
}

/// Opening hours stand below the numbers.
fn timetables(layout: &mut Layout) {
    let mut y = layout.pills.iter().map(|pill| pill.y + pill.height + GAP).max().unwrap_or(TOP);
    for timetable in &mut layout.timetables {
        timetable.y = y;
        y += timetable.height + GAP;
        layout.height = layout.height.max(timetable.y + timetable.height);
    }
}

fn mean(all: &[i32]) -> Option<i32> {
    let sum: i64 = all.iter().map(|one| i64::from(*one)).sum();
    let count = i64::try_from(all.len()).ok().filter(|count| *count > 0)?;
    i32::try_from(sum / count).ok()
}

/// The places nearest to the wished ones (least squares) of things that stand above one another, each with its room:
/// neighbours that would overlap are pooled and stand around their common mean. `slack`: how much of the height is free.
fn apart(wished: &[(i32, i32)], slack: Option<i32>) -> Vec<i32> {
    struct Pool {
        sum: i64,
        count: i64,
    }
    let mean = |pool: &Pool| pool.sum.div_euclid(pool.count);
    let mut offset = 0;
    let mut pools: Vec<Pool> = Vec::new();
    for (wish, room) in wished {
        let mut pool = Pool { sum: i64::from(*wish) - offset, count: 1 };
        while let Some(above) = pools.pop_if(|above| mean(above) >= mean(&pool)) {
            pool = Pool { sum: pool.sum + above.sum, count: pool.count + above.count };
        }
        pools.push(pool);
        offset += i64::from(*room);
    }
    let mut offset = 0;
    let bounded = |top: i64| slack.map_or(top, |slack| top.clamp(0, i64::from(slack.max(0))));
    let tops = pools.iter().flat_map(|pool| (0..pool.count).map(|_| bounded(mean(pool))));
    let placed = tops.zip(wished).map(|(top, (_, room))| {
        let y = top + offset;
        offset += i64::from(*room);
        i32::try_from(y).unwrap_or(i32::MAX)
    });
    placed.collect()
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn what_has_room_stands_where_it_likes_and_what_has_none_shares_the_way() {
        assert_eq!(apart(&[(0, 10), (100, 10)], None), [0, 100]);
        assert_eq!(apart(&[(50, 10), (50, 10)], None), [45, 55]);
        assert_eq!(apart(&[(50, 10), (0, 10), (200, 10)], None), [20, 30, 200]);
        assert_eq!(apart(&[(50, 10), (0, 10), (200, 10)], Some(70)), [20, 30, 90]);
        assert!(apart(&[], None).is_empty());
    }
}
