//! A call of its own for a callee who has answered and is not connected yet: runs the document of a noun's `url`.

use std::sync::Arc;

use super::context::CallerLeg;
use super::state::{Ids, State};
use super::variables::Variables;
use super::{Call, Settings, Turn};
use crate::ask::{Ask, Asking};
use crate::event::Incoming;
use crate::order::Order;
use crate::plan::Plan;
use crate::time::Instant;

/// What a callee's call begins with.
pub(crate) struct Answered {
    /// The leg, as a call: its own id, from the caller as shown, to the target.
    pub incoming: Incoming,
    /// The call that dialled it.
    pub parent: String,
    /// Copies: what the document sets stays with the callee.
    pub variables: Variables,
    /// Its orders are numbered from here on.
    pub first_id: u32,
    /// What is asked first.
    pub ask: Ask,
}

impl Call {
    /// Runs a document on a callee, beginning now. It ends with [`EndCause::EndOfActions`](crate::order::EndCause) when the
    /// callee is to be connected.
    pub(crate) fn of_callee(
        plan: Arc<Plan>,
        settings: Arc<Settings>,
        answered: Answered,
        now: Instant,
        orders: &mut Vec<Order>,
    ) -> Self {
        let Answered { incoming, parent, variables, first_id, ask } = answered;
        let mut call = Self::new(plan, settings);
        call.begun = true;
        call.state = State {
            caller_number: incoming.from.clone(),
            incoming,
            parent: Some(parent),
            variables,
            leg: CallerLeg::Answered,
            answered_at: Some(now),
            ids: Ids::from(first_id),
            ..State::default()
        };
        let mut turn = Turn { now, orders };
        call.begin(Box::new(Asking::new(ask)), &mut turn);
        call.proceed(&mut turn);
        call
    }

    /// Whether this is the call of a callee.
    pub(super) fn is_callee(&self) -> bool {
        self.state.parent.is_some()
    }
}
