//! The parameters an application is sent, by dialect.

use xml_schema::Dialect;

use crate::call::Settings;
use crate::call::context::{CallerLeg, State};
use crate::order::Dial;

/// Everything that is sent always or when known, in the order of the documentation.
pub(super) fn standard(dialect: Dialect, state: &State, settings: &Settings) -> Vec<(String, String)> {
    match dialect {
        Dialect::CallApi => callapi(state),
        Dialect::Twiml => twiml(state, settings),
    }
}

fn callapi(state: &State) -> Vec<(String, String)> {
    let call = &state.incoming;
    let mut list = List::default();
    list.add("EventType", "call_interactive");
    list.add("CallID", &call.call_id);
    list.add("CallAPIID", &call.call_id);
    list.add("CallerIDNum", &call.from);
    list.add("CallerIDName", if call.from_name.is_empty() { &call.from } else { &call.from_name });
    list.known("CalledDID", call.called_did.as_deref());
    list.add("CalledNumber", &call.to);
    // The IVR's own extension, from the route; without one, what was called stands for it.
    list.add("CalledExtension", state.extension.as_deref().unwrap_or(&call.to));
    list.add("CalledExtensionID", state.extension_id.as_deref().unwrap_or_default());
    list.add("CallStatus", "ANSWER");
    list.add("CallFlow", "IN");
    list.known("Diversion", call.diversion.as_deref());
    list.0
}

fn twiml(state: &State, settings: &Settings) -> Vec<(String, String)> {
    let call = &state.incoming;
    let status = match state.leg {
        CallerLeg::Ringing => "ringing",
        CallerLeg::Answered => "in-progress",
        CallerLeg::Gone { answered: true } => "completed",
        CallerLeg::Gone { answered: false } => "canceled",
    };
    let mut list = List::default();
    list.add("CallSid", &format!("CA{}", call.call_id));
    list.add("AccountSid", &settings.account_sid);
    list.add("From", &call.from);
    list.add("To", &call.to);
    list.add("Caller", &call.from);
    list.add("Called", &call.to);
    list.add("CallStatus", status);
    list.add("ApiVersion", "2010-04-01");
    match &state.parent {
        Some(parent) => {
            list.add("Direction", "outbound-dial");
            list.add("ParentCallSid", &format!("CA{parent}"));
        }
        None => list.add("Direction", "inbound"),
    }
    list.known("ForwardedFrom", call.diversion.as_deref());
    list.known("CallerName", Some(call.from_name.as_str()).filter(|name| !name.is_empty()));
    for (name, value) in &call.sip_headers {
        list.add(&format!("SipHeader_{name}"), value);
    }
    list.known("SipCallId", Some(call.sip_call_id.as_str()).filter(|id| !id.is_empty()));
    list.known("SipSourceIp", Some(call.source_ip.as_str()).filter(|ip| !ip.is_empty()));
    list.known("SipDomain", Some(call.sip_domain.as_str()).filter(|domain| !domain.is_empty()));
    list.0
}

/// Which call a callback is about.
pub(crate) fn of_call(state: &State, settings: &Settings) -> Vec<(String, String)> {
    twiml(state, settings)
}

/// What a callback about a leg says of it: a call of its own, begun by ours.
pub(crate) fn of_leg(
    sid: &str,
    dial: &Dial,
    status: &str,
    state: &State,
    settings: &Settings,
) -> Vec<(String, String)> {
    let mut list = List::default();
    list.add("CallSid", sid);
    list.add("ParentCallSid", &format!("CA{}", state.incoming.call_id));
    list.add("AccountSid", &settings.account_sid);
    list.add("From", &dial.caller_number);
    list.add("To", &dial.target);
    list.add("Caller", &dial.caller_number);
    list.add("Called", &dial.target);
    list.add("CallStatus", status);
    list.add("ApiVersion", "2010-04-01");
    list.add("Direction", "outbound-dial");
    list.0
}

/// What is told after a `Dial` or `Transfer`: its result, and for how long they talked.
pub(crate) fn after_dial(dialect: Dialect, result: &str, seconds: u64, leg_sid: Option<&str>) -> Vec<(String, String)> {
    let mut list = List::default();
    match dialect {
        Dialect::CallApi => {
            list.add("TransferStatus", result);
            list.add("TransferDuration", &seconds.to_string());
        }
        Dialect::Twiml => {
            let connected = result == "completed";
            list.add("DialCallStatus", result);
            list.known("DialCallSid", leg_sid);
            list.known("DialCallDuration", connected.then(|| seconds.to_string()).as_deref());
            list.add("DialBridged", if connected { "true" } else { "false" });
        }
    }
    list.0
}

#[derive(Default)]
struct List(Vec<(String, String)>);

impl List {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    fn known(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }
}
