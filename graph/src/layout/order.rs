//! Who stands above whom in a column: near what leads there, by barycentre sweeps.
//!
//! Sugiyama, Tagawa, Toda: Methods for visual understanding of hierarchical system structures, 1981.

use super::rank::Ranks;
use super::{Layout, Origin};

/// Sweeps to the right and back. The order is settled after two or three.
const SWEEPS: usize = 4;

/// The cards of each column from top to bottom, beginning with the one that numbers lead to. Orders the wires' ends too:
/// numbers stand as the files have them.
pub(super) fn columns(layout: &Layout, ranks: &Ranks) -> Vec<Vec<usize>> {
    let last = ranks.of_card.iter().copied().max().unwrap_or(0);
    let of_rank = |rank: usize| (0..ranks.of_card.len()).filter(|card| ranks.of_card[*card] == rank).collect();
    let mut columns: Vec<Vec<usize>> = (1..=last).map(of_rank).collect();
    for sweep in 0..SWEEPS {
        let mut places = places(layout, &columns);
        for column in &mut columns {
            sort(column, &mut places, |card, places| sources(layout, card, places));
        }
        if sweep + 1 < SWEEPS {
            for column in columns.iter_mut().rev() {
                sort(column, &mut places, |card, places| targets(layout, card, places));
            }
        }
    }
    if let Some(first) = columns.first_mut() {
        first.sort_by_key(|card| layout.cards[*card].is_aside);
    }
    columns
}

/// A step between neighbours in a column; rows are fractions of it.
const STEP: i64 = 1000;

fn places(layout: &Layout, columns: &[Vec<usize>]) -> Vec<i64> {
    let mut places = vec![0; layout.cards.len()];
    for column in columns {
        for (place, card) in (0..).zip(column) {
            places[*card] = place * STEP;
        }
    }
    places
}

/// Sorts a column by the mean of what it is connected to; what is connected to nothing stays where it is.
fn sort(column: &mut [usize], places: &mut [i64], connected: impl Fn(usize, &[i64]) -> Vec<i64>) {
    let mean = |card: usize| {
        let all = connected(card, places);
        let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
        if all.is_empty() { places[card] } else { all.iter().sum::<i64>() / count }
    };
    let mut keyed: Vec<(i64, usize)> = column.iter().map(|card| (mean(*card), *card)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    for ((place, slot), (_, card)) in (0..).zip(column.iter_mut()).zip(keyed) {
        *slot = card;
        places[card] = place * STEP;
    }
}

fn sources(layout: &Layout, card: usize, places: &[i64]) -> Vec<i64> {
    let wires = layout.wires.iter().filter(|wire| wire.to.card == card);
    wires.map(|wire| place_of(layout, wire.from, places)).collect()
}

fn targets(layout: &Layout, card: usize, places: &[i64]) -> Vec<i64> {
    let from_here = |from: Origin| matches!(from, Origin::Line { card: source, .. } if source == card);
    let wires = layout.wires.iter().filter(|wire| from_here(wire.from));
    wires.map(|wire| places[wire.to.card]).collect()
}

fn place_of(layout: &Layout, from: Origin, places: &[i64]) -> i64 {
    match from {
        Origin::Entrance(entrance) => i64::try_from(entrance).unwrap_or(i64::MAX / STEP) * STEP,
        Origin::Line { card, .. } => {
            let height = i64::from(layout.cards[card].rect.height.max(1));
            places[card] + i64::from(layout.start(from)) * STEP / height
        }
    }
}
