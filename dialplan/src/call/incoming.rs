//! The beginning of a call: its route, its first variables.

use super::{Call, Turn, Visit, clock};
use crate::ask::Callback;
use crate::event::Incoming;
use crate::order::{EndCause, Order, Report};
use crate::plan::AnswerMode;
use crate::time::Instant;

impl Call {
    /// An INVITE. There is one; another changes nothing.
    pub(super) fn incoming(&mut self, incoming: &Incoming, turn: &mut Turn<'_>) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        self.state.incoming = incoming.clone();
        self.state.caller_number = incoming.from.clone();
        self.state.caller_name = incoming.from_name.clone();
        self.state.unsettled = true;
        self.lifetime = self.plan.lifetime.map(|length| Instant::START + length);
        let place = self.plan.find_route(&incoming.to, &incoming.from);
        if let Some(place) = place {
            self.visit(|| Visit::Route(place));
        }
        let route = place.map(|place| self.plan.routes[place].clone());
        if let Some(route) = &route {
            self.manual = route.answer == AnswerMode::Manual;
            self.state.extension = route.extension.clone();
            self.state.extension_id = route.extension_id.clone();
        }
        self.set_built_ins(turn.now);
        let Some(route) = route else {
            let text = "no route takes this number; the call is refused".to_owned();
            turn.orders.push(Order::Report(Report::Warning { text }));
            return self.end(EndCause::NoRoute, None, turn);
        };
        if let Some(element) = &route.callback {
            let callback = self.with_context(turn, |cx| Callback::of(element, "statusCallback", "completed", cx));
            self.state.callback = callback;
        }
        self.with_context(turn, |cx| cx.tell_progress("initiated"));
        turn.orders.push(Order::Report(Report::Routed { menu: self.plan.menu(route.menu).name.clone() }));
        self.enter(route.menu, turn);
        self.proceed(turn);
        // Whoever is not answered at once hears ringing.
        if self.ended.is_none() {
            self.with_context(turn, |cx| cx.ring());
        }
    }

    fn set_built_ins(&mut self, now: Instant) {
        let call = &self.state.incoming;
        let name = if call.from_name.is_empty() { &call.from } else { &call.from_name };
        let did = call.called_did.as_deref().unwrap_or_default();
        let values = [
            ("CallID", call.call_id.as_str()),
            ("CallAPIID", &call.call_id),
            ("CallerIDNum", &call.from),
            ("CallerIDName", name),
            ("CALLEDDID", did),
            ("CalledDID", did),
            ("CalledNumber", &call.to),
            ("CalledExtension", self.state.extension.as_deref().unwrap_or(&call.to)),
            ("CalledExtensionID", self.state.extension_id.as_deref().unwrap_or_default()),
            ("Language", &self.plan.language),
        ];
        for (name, value) in values {
            self.state.variables.set(name, value);
        }
        self.tell_time(now);
    }

    /// Keeps `${Now}` at the time of the event.
    pub(super) fn tell_time(&mut self, now: Instant) {
        if self.begun {
            let unix_ms = self.state.unix_ms(now);
            self.state.variables.set("Now", clock::rfc3339(unix_ms));
        }
    }
}
