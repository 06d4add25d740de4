//! The dialogs that live, so that requests find them and leaks can be counted.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc};

use super::Mail;

/// Dialogs by Call-ID and our own tag, which is random and so enough to tell them apart.
#[derive(Clone, Default)]
pub(in crate::sip) struct Table(Arc<Shared>);

#[derive(Default)]
struct Shared {
    entries: Mutex<Entries>,
    left: Notify,
}

#[derive(Default)]
struct Entries {
    dialogs: HashMap<Key, mpsc::Sender<Mail>>,
    invites: HashSet<Incoming>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    call_id: String,
    local_tag: String,
}

/// What makes an INVITE one: two with the same are two ways of one call (RFC 3261 §8.2.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::sip) struct Incoming {
    pub(in crate::sip) call_id: String,
    pub(in crate::sip) from_tag: String,
    pub(in crate::sip) cseq: u32,
}

/// A place in the table, given back when dropped.
pub(in crate::sip) struct Place {
    table: Table,
    key: Key,
    invite: Option<Incoming>,
}

impl Table {
    /// Files a dialog with the INVITE that came for it, if one came. None if that INVITE is here already.
    pub(in crate::sip) fn enter(
        &self,
        call_id: &str,
        local_tag: &str,
        mailbox: mpsc::Sender<Mail>,
        invite: Option<Incoming>,
    ) -> Option<Place> {
        let key = Key { call_id: call_id.to_owned(), local_tag: local_tag.to_owned() };
        let mut entries = self.lock();
        if let Some(invite) = &invite
            && !entries.invites.insert(invite.clone())
        {
            return None;
        }
        entries.dialogs.insert(key.clone(), mailbox);
        Some(Place { table: self.clone(), key, invite })
    }

    /// Who takes requests inside this dialog.
    pub(in crate::sip) fn find(&self, call_id: &str, local_tag: &str) -> Option<mpsc::Sender<Mail>> {
        let key = Key { call_id: call_id.to_owned(), local_tag: local_tag.to_owned() };
        self.lock().dialogs.get(&key).cloned()
    }

    /// How many there are.
    pub(in crate::sip) fn len(&self) -> usize {
        self.lock().dialogs.len()
    }

    /// Waits until there are none.
    pub(in crate::sip) async fn emptied(&self) {
        loop {
            let left = self.0.left.notified();
            if self.len() == 0 {
                return;
            }
            left.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut entries = self.table.lock();
        entries.dialogs.remove(&self.key);
        if let Some(invite) = &self.invite {
            entries.invites.remove(invite);
        }
        drop(entries);
        self.table.0.left.notify_waiters();
    }
}
