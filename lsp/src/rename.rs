//! Gives a menu or a schedule another name, wherever it is named.

use std::collections::HashMap;

use gen_lsp_types::{PrepareRenamePlaceholder, TextEdit, WorkspaceEdit};

use crate::desk::{Desk, Spot};
use crate::names::{Index, Kind, Place};
use crate::server::Refusal;

/// What would be renamed.
///
/// # Errors
/// [`Refusal`], if nothing here can be.
pub fn prepare(desk: &Desk, spot: &Spot) -> Result<PrepareRenamePlaceholder, Refusal> {
    let index = desk.index(&spot.path);
    let place = renamed(&index, spot)?;
    let range = spot.text.range(&place.name.range, desk.client.encoding);
    Ok(PrepareRenamePlaceholder { range, placeholder: place.name.name.clone() })
}

/// The changes of all files of the plan.
///
/// # Errors
/// [`Refusal`], if nothing here can be renamed, or the new name is none, or is taken.
pub fn rename(desk: &Desk, spot: &Spot, new_name: &str) -> Result<WorkspaceEdit, Refusal> {
    let index = desk.index(&spot.path);
    let place = renamed(&index, spot)?;
    let new_name = new_name.trim();
    possible(new_name).map_err(Refusal::failed)?;
    if new_name != place.name.name {
        free(&index, place.name.kind, new_name).map_err(Refusal::failed)?;
    }
    let mut changes = HashMap::new();
    for other in index.same(place) {
        let (path, text) = &index.files[other.file];
        let Some(uri) = desk.shelf.uri(path) else { continue };
        let range = text.range(&other.name.range, desk.client.encoding);
        let edits: &mut Vec<TextEdit> = changes.entry(uri).or_default();
        edits.push(TextEdit { range, new_text: new_name.to_owned() });
    }
    Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

/// The name here, if it is one that can be changed.
fn renamed<'i>(index: &'i Index, spot: &Spot) -> Result<&'i Place, Refusal> {
    let nothing = || Refusal::failed("there is no name of a menu or a schedule here");
    let place = index.at(&spot.path, spot.offset).ok_or_else(nothing)?;
    let name = &place.name.name;
    match place.name.kind {
        Kind::Menu if index.is_id(place) => Err(Refusal::failed(format!(
            "{name:?} is the id of a menu here; rename the menu where it is called by its name"
        ))),
        Kind::MenuId => Err(Refusal::failed("applications know a menu's id: change it by hand, and tell them")),
        Kind::Variable => Err(Refusal::failed("applications may set and read a variable: change it by hand")),
        Kind::File => Err(Refusal::failed("a file is renamed on the disk")),
        kind if !index.is_given(kind, name) => Err(Refusal::failed(format!("nothing here is called {name:?}"))),
        Kind::Menu | Kind::Schedule => Ok(place),
    }
}

/// Whether a text can be a name.
fn possible(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("a name has at least one character".to_owned());
    }
    if name.contains("${") {
        return Err(format!("{name:?} holds a variable; write a name"));
    }
    match name.chars().find(|c| c.is_control() || matches!(c, '<' | '>' | '&' | '"' | '\'')) {
        Some(bad) => Err(format!("{name:?} holds {bad:?}, which would have to be written as an entity; leave it out")),
        None => Ok(()),
    }
}

/// Whether nobody else has the name; a `Jump` looks among the ids of menus, too.
fn free(index: &Index, kind: Kind, name: &str) -> Result<(), String> {
    let kinds: &[Kind] = if kind == Kind::Menu { &[Kind::Menu, Kind::MenuId] } else { &[Kind::Schedule] };
    let taken =
        index.names().find(|place| place.name.given && kinds.contains(&place.name.kind) && place.name.name == name);
    let Some(taken) = taken else { return Ok(()) };
    let file = crate::paths::below(&index.files[taken.file].0, crate::paths::folder(&index.files[taken.file].0));
    let line = index.text(taken).lines.line(taken.name.range.start) + 1;
    Err(format!("{name:?} is taken: {file}, line {line}"))
}
