//! Finds the entry of the table for a name.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::dialect::DocumentKind;
use crate::elements::TABLE;
use crate::table::{AttributeDef, ElementDef, Status, Tag};

/// Only names of the table are keys, so nobody can choose ones that collide.
type Names = FxHashMap<(Tag, &'static str), &'static ElementDef>;

static BY_PARENT: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names::default();
    for def in TABLE.iter() {
        for parent in def.parents {
            for name in def.names() {
                names.insert((*parent, name), *def);
            }
        }
    }
    names
});

/// The element of this name inside of `parent`; `None` for the parent: a root.
pub fn lookup(parent: Option<Tag>, name: &str) -> Option<&'static ElementDef> {
    match parent {
        Some(parent) => BY_PARENT.get(&(parent, name)).copied(),
        None => TABLE.iter().copied().find(|def| def.parents.is_empty() && def.name == name),
    }
}

/// The root that a kind of document has.
pub(crate) fn root(kind: DocumentKind) -> &'static ElementDef {
    let name = match kind {
        DocumentKind::Response(_) => "Response",
        DocumentKind::Dialplan => "Dialplan",
        DocumentKind::Script => "Script",
    };
    lookup(None, name).expect("the table has the three roots")
}

/// What may stand in an element and runs, in the table's order.
pub(crate) fn children_names(parent: Tag) -> Vec<&'static str> {
    let children = TABLE.iter().filter(|def| def.parents.contains(&parent) && def.status == Status::Works);
    children.flat_map(|def| def.names()).collect()
}

/// The names of the elements in which an element of this name may stand; nothing for an unknown one. Long lists are cut.
pub(crate) fn parents_of(name: &str) -> Vec<&'static str> {
    let mut parents = Vec::new();
    for tag in TABLE.iter().filter(|def| def.names().any(|known| known == name)).flat_map(|def| def.parents) {
        let parent = TABLE.iter().find(|parent| parent.tag == *tag).map(|parent| parent.name);
        parents.extend(parent.filter(|parent| !parents.contains(parent)));
    }
    parents.truncate(PARENTS);
    parents
}

/// So many parents a message names; the first ones of the table are the usual ones.
const PARENTS: usize = 3;

/// Whether some element called `parent` may have one called `child` in it.
pub(crate) fn may_hold(parent: &str, child: &str) -> bool {
    TABLE.iter().any(|def| def.names().any(|name| name == parent) && lookup(Some(def.tag), child).is_some())
}

impl ElementDef {
    /// Its canonical name and its aliases.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// The attribute of this name or alias.
    pub fn attribute(&self, name: &str) -> Option<&'static AttributeDef> {
        self.find_attribute(name).map(|(_, known)| known)
    }

    /// The same, with its place in the table.
    pub(crate) fn find_attribute(&self, name: &str) -> Option<(usize, &'static AttributeDef)> {
        let attributes: &'static [AttributeDef] = self.attributes;
        attributes.iter().enumerate().find(|(_, known)| known.name == name || known.aliases.contains(&name))
    }
}
