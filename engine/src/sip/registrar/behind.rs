//! Whose Contact leads nowhere.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use crate::sip::guard::Parts;
use crate::sip::text;

/// Where telephones behind NAT send from. What they answer says where they believe to be; the ACK and all that follows would
/// go there, so it is set right before anybody reads it.
#[derive(Clone, Default)]
pub(in crate::sip) struct Behind(Arc<RwLock<HashSet<SocketAddr>>>);

impl Behind {
    /// It is these from now on.
    pub(super) fn are(&self, addresses: impl Iterator<Item = SocketAddr>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = addresses.collect();
    }

    /// Writes into the Contact of an answer where it came from, if its sender is one of them.
    pub(in crate::sip) fn set_right(&self, answer: &mut Parts, source: SocketAddr) {
        if !self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&source) {
            return;
        }
        for (name, value) in &mut answer.headers {
            if name.eq_ignore_ascii_case("Contact")
                && let Some(right) = text::moved_to(value, source)
            {
                *value = right;
            }
        }
    }
}
