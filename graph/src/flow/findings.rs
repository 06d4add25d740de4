//! Which card, row or entrance a finding belongs to.

use dialplan::plan::{Menu, Plan, Trigger};
use xml_schema::{Diagnostic, Span};

use super::{Finding, Flow, card};

/// Something that findings belong to.
#[derive(Clone, Copy)]
enum Place {
    Entrance(usize),
    Card(usize),
    Row(usize, usize),
}

/// Puts findings where they belong: to what begins last before them.
pub(super) fn attach(flow: &mut Flow, plan: &Plan, diagnostics: &[Diagnostic]) {
    let mut places: Vec<(Span, Place)> = Vec::new();
    places.extend(plan.routes.iter().enumerate().map(|(place, route)| (route.span, Place::Entrance(place))));
    for (number, menu) in plan.menus.iter().enumerate() {
        places.push((menu.span, Place::Card(number)));
        for option in &menu.options {
            places.push((option.span, of_option(number, menu, &option.on)));
        }
    }
    places.sort_by_key(|(span, _)| (span.file, span.start));
    for found in diagnostics {
        let before = |span: &Span| (span.file, span.start) <= (found.span.file, found.span.start);
        let place = places.iter().rev().find(|(span, _)| before(span));
        let list = match place.filter(|(span, _)| span.file == found.span.file && !WHOLE_PLAN.contains(&found.code.0)) {
            Some((_, Place::Entrance(entrance))) => {
                flow.entrances.get_mut(*entrance).map(|entrance| &mut entrance.findings)
            }
            Some((_, Place::Card(card))) => flow.cards.get_mut(*card).map(|card| &mut card.findings),
            Some((_, Place::Row(card, row))) => {
                flow.cards.get_mut(*card).and_then(|card| card.rows.get_mut(*row)).map(|row| &mut row.findings)
            }
            None => None,
        };
        list.unwrap_or(&mut flow.findings).push(Finding::of(found));
    }
}

fn of_option(number: usize, menu: &Menu, on: &Trigger) -> Place {
    card::row_of(menu, on).map_or(Place::Card(number), |row| Place::Row(number, row))
}

/// Findings about files and folders.
const WHOLE_PLAN: [&str; 8] = ["D001", "D002", "D003", "D004", "D009", "D011", "D012", "D013"];
