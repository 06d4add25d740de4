//! In which column a card stands: how many choices it takes at least to come there.

use std::collections::VecDeque;

use crate::flow::{Exit, Flow};

/// The columns of cards.
pub(super) struct Ranks {
    /// 1 for those that numbers lead to.
    pub of_card: Vec<usize>,
    /// Whether a number leads there, by whatever way.
    pub reached: Vec<bool>,
}

pub(super) fn ranks(flow: &Flow) -> Ranks {
    let mut ranks = Ranks { of_card: vec![0; flow.cards.len()], reached: vec![false; flow.cards.len()] };
    ranks.spread(flow, flow.entrances.iter().map(|entrance| entrance.card).collect());
    ranks.reached = ranks.of_card.iter().map(|rank| *rank > 0).collect();
    // What no number leads to stands where the numbers lead to, and has what only it leads to behind it.
    let entered = |card: usize| successors(flow, card).collect::<Vec<_>>();
    let mut is_entered = vec![false; flow.cards.len()];
    for card in 0..flow.cards.len() {
        entered(card).into_iter().filter(|next| *next != card).for_each(|next| is_entered[next] = true);
    }
    let roots = |wanted: bool| (0..flow.cards.len()).filter(|card| is_entered[*card] == wanted).collect::<Vec<_>>();
    for card in [roots(false), roots(true)].concat() {
        if ranks.of_card[card] == 0 {
            ranks.spread(flow, VecDeque::from([card]));
        }
    }
    for (card, told) in flow.cards.iter().enumerate() {
        // Nothing leads to what runs on a failure; it may come to pass anywhere.
        ranks.reached[card] |= !told.is_menu;
    }
    ranks
}

impl Ranks {
    /// Ranks what can be reached from here and has no rank yet.
    fn spread(&mut self, flow: &Flow, mut queue: VecDeque<usize>) {
        for card in &queue {
            self.of_card[*card] = 1;
        }
        while let Some(card) = queue.pop_front() {
            for next in successors(flow, card) {
                if self.of_card[next] == 0 {
                    self.of_card[next] = self.of_card[card] + 1;
                    queue.push_back(next);
                }
            }
        }
    }
}

fn successors(flow: &Flow, card: usize) -> impl Iterator<Item = usize> {
    let lines = flow.cards[card].rows.iter().flat_map(|row| &row.lines);
    lines.filter_map(|line| match line.exit {
        Some(Exit::Card { card, .. }) => Some(card),
        _ => None,
    })
}
