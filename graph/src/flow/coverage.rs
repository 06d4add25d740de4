//! How often test calls came to what the picture shows.

use std::collections::BTreeMap;

use dialplan::coverage::{Kind, Place};
use xml_schema::Span;

use super::{Flow, Seen};

/// Gives everything its visits.
pub(super) fn attach<'p>(flow: &mut Flow, visits: impl IntoIterator<Item = (&'p Place, Option<u64>)>) {
    let mut counts: BTreeMap<(Kind, Span), u64> = BTreeMap::new();
    for (place, count) in visits {
        if let Some(count) = count {
            counts.insert((place.kind, place.span), count);
        }
    }
    let look = |seen: &mut Seen, kinds: &[Kind]| {
        let Some(span) = seen.span else { return };
        seen.visits = kinds.iter().find_map(|kind| counts.get(&(*kind, span)).copied());
    };
    for entrance in &mut flow.entrances {
        look(&mut entrance.seen, &[Kind::Route]);
    }
    for card in &mut flow.cards {
        let kind = if card.is_menu { Kind::Menu } else { Kind::Branch };
        look(&mut card.seen, &[kind]);
        for row in &mut card.rows {
            look(&mut row.seen, if card.is_menu { &[Kind::Option] } else { &[Kind::Branch] });
            let row_seen = row.seen;
            for line in &mut row.lines {
                look(&mut line.seen, &[Kind::Edge, Kind::Action]);
                // What stands for something unwritten happens in every row that nobody came to as little as the rest.
                if line.seen.visits.is_none() && row_seen.is_missed() {
                    line.seen.visits = Some(0);
                }
            }
        }
    }
}
