//! Finds menus by name and by `id`: a large plan has thousands, and every `Jump` asks.

use std::collections::BTreeMap;

use crate::plan::{Menu, MenuId};

/// The first menu of each name and of each `id`.
#[derive(Debug, Clone, Default)]
pub(crate) struct MenuIndex {
    names: BTreeMap<String, MenuId>,
    ids: BTreeMap<String, MenuId>,
}

impl MenuIndex {
    /// Enters a menu; one that has the name or `id` already stays the one that is found.
    pub(crate) fn add(&mut self, id: MenuId, menu: &Menu) {
        self.names.entry(menu.name.clone()).or_insert(id);
        if let Some(written) = &menu.id {
            self.ids.entry(written.clone()).or_insert(id);
        }
    }

    pub(crate) fn named(&self, name: &str) -> Option<MenuId> {
        self.names.get(name).copied()
    }

    pub(crate) fn with_id(&self, id: &str) -> Option<MenuId> {
        self.ids.get(id).copied()
    }
}
