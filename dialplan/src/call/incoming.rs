//! The beginning of a call: its route, its first variables.

use std::collections::VecDeque;

use super::context::{CallerLeg, Ids, State};
use super::variables::Variables;
use super::{Call, Turn};
use crate::event::Incoming;
use crate::order::{EndCause, Order, Report};
use crate::time::Instant;

impl Default for State {
    fn default() -> Self {
        Self {
            incoming: Incoming::default(),
            variables: Variables::default(),
            leg: CallerLeg::Ringing,
            caller_number: String::new(),
            caller_name: String::new(),
            extension: None,
            extension_id: None,
            typed: VecDeque::new(),
            documents: 0,
            ids: Ids::default(),
        }
    }
}

impl Call {
    pub(super) fn incoming(&mut self, incoming: &Incoming, turn: &mut Turn<'_>) {
        self.state.incoming = incoming.clone();
        self.state.caller_number = incoming.from.clone();
        self.state.caller_name = incoming.from_name.clone();
        self.set_built_ins(incoming);
        self.lifetime = self.plan.lifetime.map(|length| Instant::START + length);
        let Some(route) = self.plan.route(&incoming.to, &incoming.from) else {
            return self.end(EndCause::NoRoute, None, turn);
        };
        let (menu, extension, extension_id) = (route.menu, route.extension.clone(), route.extension_id.clone());
        self.manual = route.answer == crate::plan::AnswerMode::Manual;
        self.state.extension = extension;
        self.state.extension_id = extension_id;
        turn.orders.push(Order::Report(Report::Routed { menu: self.plan.menu(menu).name.clone() }));
        self.enter(menu, turn);
        self.proceed(turn);
        // Whoever is not answered at once hears ringing.
        if self.state.leg == CallerLeg::Ringing && self.ended.is_none() && !turn.orders.contains(&Order::Ring) {
            turn.orders.push(Order::Ring);
        }
    }

    fn set_built_ins(&mut self, incoming: &Incoming) {
        let name = if incoming.from_name.is_empty() { &incoming.from } else { &incoming.from_name };
        let did = incoming.called_did.clone().unwrap_or_default();
        let values = [
            ("CallID", incoming.call_id.as_str()),
            ("CallAPIID", incoming.call_id.as_str()),
            ("CallerIDNum", incoming.from.as_str()),
            ("CallerIDName", name.as_str()),
            ("CALLEDDID", did.as_str()),
            ("CalledDID", did.as_str()),
            ("CalledNumber", incoming.to.as_str()),
            ("Language", self.plan.language.as_str()),
        ];
        for (name, value) in values {
            self.state.variables.set(name, value);
        }
    }
}
