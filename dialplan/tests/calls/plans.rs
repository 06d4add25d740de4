//! The dialplans and the caller of the tests.

use std::sync::Arc;

use dialplan::event::Incoming;
use dialplan::load::{MemoryFiles, load};
use dialplan::plan::Plan;

/// A dialplan of these menus, in English, with two prompts.
pub fn plan(menus: &str) -> Arc<Plan> {
    plan_with("", menus)
}

/// A dialplan with attributes or elements of its own.
pub fn plan_with(attributes: &str, menus: &str) -> Arc<Plan> {
    let text = format!(
        "<Dialplan xmlns='urn:dialtree:1' language='en-GB' {attributes}><Route to='*' menu='main'/>{menus}<Prompts dir='prompts'/></Dialplan>"
    );
    let files = [("plan.xml", text.as_str()), ("prompts/welcome.wav", ""), ("prompts/ru/welcome.wav", "")];
    let loaded = load("plan.xml", &MemoryFiles::new(files));
    let found = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
    loaded.plan.unwrap_or_else(|| panic!("{found}"))
}

pub fn incoming() -> Incoming {
    Incoming {
        call_id: "0123456789abcdef0123456789abcdef".into(),
        at_unix_ms: 1_795_428_000_000,
        from: "+441632960111".into(),
        from_name: "Ann".into(),
        to: "100".into(),
        sip_call_id: "a@b".into(),
        source_ip: "192.0.2.1".into(),
        sip_domain: "ivr.example".into(),
        sip_headers: vec![("X-Account".into(), "7".into())],
        ..Incoming::default()
    }
}
