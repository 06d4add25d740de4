//! Where a name is given, and where it is used.

use gen_lsp_types::{Location, Range as EditorRange};

use crate::desk::{Desk, Spot};
use crate::names::{Index, Kind, Place};

/// Where the name here is given.
pub fn definition(desk: &Desk, spot: &Spot) -> Option<Vec<Location>> {
    let index = desk.index(&spot.path);
    let place = index.at(&spot.path, spot.offset)?;
    if place.name.kind == Kind::File {
        let uri = desk.shelf.text(&place.name.name).and_then(|_| desk.shelf.uri(&place.name.name))?;
        return Some(vec![Location { uri, range: EditorRange::default() }]);
    }
    let given = index.same(place).filter(|other| other.name.given);
    Some(given.filter_map(|other| location(desk, &index, other)).collect())
}

/// Every place where the name here is used; also where it is given, if that is wanted.
pub fn references(desk: &Desk, spot: &Spot, with_definition: bool) -> Option<Vec<Location>> {
    let index = desk.index(&spot.path);
    let place = index.at(&spot.path, spot.offset)?;
    let same = index.same(place).filter(|other| with_definition || !other.name.given);
    Some(same.filter_map(|other| location(desk, &index, other)).collect())
}

fn location(desk: &Desk, index: &Index, place: &Place) -> Option<Location> {
    desk.location(&index.files[place.file].0, index.text(place), &place.name.range)
}
