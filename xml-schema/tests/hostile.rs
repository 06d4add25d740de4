//! Documents made to hurt: each is refused or read, in little time and memory, and says why.

mod support;

use std::time::Duration;

use support::{CALLAPI, TWIML, read};
use xml_schema::{Dialect, DocumentKind, Severity};

fn refused(text: &str, kind: DocumentKind) -> &'static str {
    let parsed = read(text, kind);
    assert!(parsed.refused(), "{:?}", parsed.diagnostics);
    let error = parsed.diagnostics.iter().find(|found| found.severity == Severity::Error);
    error.expect("a refusal has a reason").code.0
}

#[test]
fn a_large_answer_is_refused() {
    let text = format!("<Response><Say>{}</Say></Response>", "x".repeat(64 << 10));

    assert_eq!(refused(&text, TWIML), "X006");
    assert_eq!(refused(&text, CALLAPI), "X006");
}

#[test]
fn an_answer_of_just_64_kib_is_read() {
    let frame = "<Response><Say></Say></Response>".len();
    let text = format!("<Response><Say>{}</Say></Response>", "x".repeat((64 << 10) - frame));

    assert_eq!(read(&text, TWIML).diagnostics, []);
}

#[test]
fn a_thousand_verbs_are_read_and_one_more_is_refused() {
    let verbs = |count| format!("<Response>{}</Response>", "<Hangup/>".repeat(count));

    assert_eq!(read(&verbs(1000), TWIML).diagnostics, []);
    assert_eq!(refused(&verbs(1001), TWIML), "X008");
    assert_eq!(refused(&verbs(7000), CALLAPI), "X008");
}

#[test]
fn depth_is_bounded_before_a_tree_is_built() {
    let deep = |levels: usize| format!("<Response>{}{}</Response>", "<p>".repeat(levels), "</p>".repeat(levels));

    assert!(!read(&deep(31), TWIML).refused());
    assert_eq!(refused(&deep(32), TWIML), "X007");
    assert_eq!(refused(&format!("<Response>{}", "<a>".repeat(20_000)), TWIML), "X007");
    assert_eq!(refused(&format!("<Response>{}", "<a>".repeat(20_000)), CALLAPI), "X007");
    let plan = read(&"<Dialplan>".repeat(100_000), DocumentKind::Dialplan);
    assert!(plan.diagnostics.iter().any(|found| found.code.0 == "X007"));
}

#[test]
fn entities_are_refused() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Response><Say>&b;</Say></Response>";
    let file = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Response><Say>&a;</Say></Response>";

    for kind in [TWIML, CALLAPI] {
        assert_eq!(refused(laughs, kind), "X004");
        assert_eq!(refused(file, kind), "X004");
    }
}

#[test]
fn a_tag_with_a_thousand_attributes_is_refused() {
    let attributes: String = (0..1000).map(|number| format!(" a{number}=\"1\"")).collect();

    assert_eq!(refused(&format!("<Response><Say{attributes}/></Response>"), TWIML), "X008");
}

#[test]
fn a_flood_of_problems_is_cut() {
    let text = format!("<Response>{}</Response>", "<Say a='' b='' c='' d='' e='' f='' g=''/>".repeat(900));

    let parsed = read(&text, TWIML);

    assert!(!parsed.refused());
    assert_eq!(parsed.diagnostics.len(), 501);
    assert_eq!(parsed.diagnostics[500].message, "there are 5800 more problems like these");
}

#[test]
fn a_flood_of_problems_does_not_hide_the_error() {
    let text = format!("<Response>{}</Say></Response>", "<Say a='' b='' c='' d='' e='' f='' g=''/>".repeat(900));

    assert_eq!(refused(&text, TWIML), "X020");
}

#[test]
fn a_flood_of_brackets_ends() {
    let text = format!("<Response><Say>{}", "< ".repeat(30_000));

    assert_eq!(refused(&text, CALLAPI), "X005");
}

#[test]
fn a_message_repeats_only_the_beginning_of_a_long_name() {
    let name = "a".repeat(60_000);
    let parsed = read(&format!("<Response><{name} {name}=\"{name}\"/></Response>")[..], DocumentKind::Dialplan);
    assert!(parsed.diagnostics.iter().all(|found| found.message.len() < 300));

    let parsed = read(&format!("<Response><{name}/></Response>"), TWIML);

    assert!(parsed.diagnostics[0].message.len() < 300, "{}", parsed.diagnostics[0].message.len());
}

#[test]
fn a_length_beyond_all_bounds_is_a_bad_value() {
    let text = "<Response><Pause length=\"99999999999999999999\"/></Response>";
    let parsed = read(text, TWIML);

    assert_eq!(parsed.diagnostics[0].code.0, "X013");
    let root = parsed.root.expect("it is read without");
    let pause = root.elements().next().expect("a Pause");
    let length = pause.value("length", Dialect::Twiml).and_then(|value| value.as_duration());
    assert_eq!(length, Some(Duration::from_secs(1)));
}
