//! What the engine says when a peer asks to be replaced by somebody else.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::core::Core;
use super::dialog::{self, Route};
use super::leg::{Leg, LegEvent, OutgoingInvite};

/// Who takes a peer's place.
#[derive(Debug, Clone)]
pub struct Transfer {
    /// The call to be made. Its offer is of the media session that the peer has now.
    pub order: OutgoingInvite,
    /// The way.
    pub through: Through,
}

/// How a call finds its callee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Through {
    /// The order's target leads there.
    Address,
    /// All telephones of a user of ours.
    User(String),
    /// A trunk.
    Trunk {
        /// Its name.
        name: String,
        /// The number as the dialplan would have it.
        number: String,
    },
}

/// Makes the call.
pub(super) fn call(core: &Arc<Core>, transfer: Transfer, events: mpsc::Sender<LegEvent>) -> Leg {
    let Transfer { order, through } = transfer;
    match through {
        Through::Address => dialog::call(core, order, Route::Direct, events),
        Through::User(user) => ring(core, &user, &order, events),
        Through::Trunk { name, number } => dialog::call(core, order, route(core, &name, &number), events),
    }
}

/// Calls all telephones of a user.
pub(super) fn ring(core: &Arc<Core>, user: &str, order: &OutgoingInvite, events: mpsc::Sender<LegEvent>) -> Leg {
    let devices = core.registrar.devices(user, &core.network);
    match devices.is_empty() {
        true => dialog::nobody(core, user, events),
        false => dialog::call_all(core, devices, order, events),
    }
}

/// The way through a trunk; that of the order's target if there is no such trunk.
pub(super) fn route(core: &Core, trunk: &str, number: &str) -> Route {
    let carrier = core.carriers.find(trunk);
    carrier.map_or(Route::Direct, |carrier| Route::Through(carrier, number.to_owned()))
}
