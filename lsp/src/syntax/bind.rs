//! Looks the names of a text up in the table.

use xml_schema::{TABLE, Tag, lookup};

use super::Tree;

/// Gives every element its entry. One in the wrong place gets the first of its name: somebody is about to move it.
pub(super) fn bind(tree: &mut Tree, text: &str) {
    for place in 0..tree.elements.len() {
        let element = &tree.elements[place];
        let name = &text[element.name.clone()];
        let parent = element.parent.map(|parent| tree.elements[parent].def);
        let found = match parent {
            None => lookup(None, name),
            Some(Some(parent)) => lookup(Some(parent.tag), name),
            Some(None) => None,
        };
        // A script's answer may hold anything, and a root is nowhere but at the top.
        let is_root = |tag| matches!(tag, Tag::Dialplan | Tag::Script | Tag::Response);
        let anywhere = || TABLE.iter().copied().find(|def| def.names().any(|known| known == name) && !is_root(def.tag));
        tree.elements[place].def = found.or_else(anywhere);
    }
}
