//! What is told about attributes, values and text that an element does not take.

mod support;

use insta::assert_snapshot;
use support::*;

#[test]
fn an_unknown_attribute_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Gather timout="5"/>
</Response>"#, TWIML), @r#"
    warning[X012]: `Gather` has no attribute `timout`
     --> doc.xml:2:11
      |
    2 |   <Gather timout="5"/>
      |           ^^^^^^ unknown attribute
      |
      = help: did you mean `timeout`? How long the caller has, in seconds, counted from the end of the prompts.

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn an_unknown_attribute_of_an_element_with_none_is_told() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Interactive url="https://a.example/"><Fallback now="1"/></Interactive></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X012]: `Fallback` has no attribute `now`
     --> doc.xml:3:68
      |
    3 |     <Option on="1"><Interactive url="https://a.example/"><Fallback now="1"/></Interactive></Option>
      |                                                                    ^^^ unknown attribute
      |
      = help: `Fallback` takes no attributes

    1 error
    twilio: [12200]
    "#);
}

#[test]
fn an_attribute_that_resembles_none_is_told() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Pause colour="red"/></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X012]: `Pause` has no attribute `colour`
     --> doc.xml:3:27
      |
    3 |     <Option on="1"><Pause colour="red"/></Option>
      |                           ^^^^^^ unknown attribute
      |
      = help: it takes `length`

    1 error
    twilio: [12200]
    "#);
}

#[test]
fn a_bad_value_takes_the_default_in_a_response() {
    assert_snapshot!(told(r#"<Response>
  <Gather numDigits="1" timeout="soon"/>
</Response>"#, TWIML), @r#"
    warning[X013]: `timeout` of `Gather` is "soon", expected seconds, 0 to 3600
     --> doc.xml:2:34
      |
    2 |   <Gather numDigits="1" timeout="soon"/>
      |                                  ^^^^ not taken
      |
      = help: its default "5" is used instead

    1 warning
    twilio: [13313]
    "#);
}

#[test]
fn a_bad_value_without_a_default_is_ignored_in_a_response() {
    assert_snapshot!(told(r#"<Response>
  <Gather numDigits="many"/>
</Response>"#, TWIML), @r#"
    warning[X013]: `numDigits` of `Gather` is "many", expected a whole number from 1
     --> doc.xml:2:22
      |
    2 |   <Gather numDigits="many"/>
      |                      ^^^^ not taken
      |
      = help: it is as if it were not written

    1 warning
    twilio: [13314]
    "#);
}

#[test]
fn a_bad_value_is_an_error_in_a_dialplan() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Transfer to="1" timeout="0"/></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X013]: `timeout` of `Transfer` is "0", expected seconds, 1 to 600
     --> doc.xml:3:46
      |
    3 |     <Option on="1"><Transfer to="1" timeout="0"/></Option>
      |                                              ^ not taken
      |
      = help: write seconds, 1 to 600; the default is "30"

    1 error
    twilio: [12200]
    "#);
}

#[test]
fn a_missing_attribute_is_told() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Jump/></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X014]: `Jump` needs the attribute `menu`
     --> doc.xml:3:21
      |
    3 |     <Option on="1"><Jump/></Option>
      |                     ^^^^ `menu` is missing
      |
      = help: menu: The menu, by its name, else by its id.

    1 error
    twilio: [12200]
    "#);
}

#[test]
fn two_spellings_of_an_attribute_are_told() {
    assert_snapshot!(told(r#"<Response>
  <Jump context="sales" menu="main"/>
</Response>"#, CALLAPI), @r#"
    warning[X021]: `menu` is written twice, under two names
     --> doc.xml:2:25
      |
    2 |   <Jump context="sales" menu="main"/>
      |         -------         ^^^^ again
      |         |
      |         first here
      |
      = help: the first one counts; keep one of them

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn stray_text_is_told() {
    assert_snapshot!(told("<Response>stray <Hangup/></Response>", TWIML), @r#"
    warning[X015]: `Response` has no text of its own
     --> doc.xml:1:11
      |
    1 | <Response>stray <Hangup/></Response>
      |           ^^^^^ stray text
      |
      = help: text that is to be spoken belongs into `<Say>`

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn a_planned_attribute_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Dial events="call">100</Dial>
</Response>"#, TWIML), @r#"
    warning[X017]: `events` of `Dial` does not work yet; it is ignored
     --> doc.xml:2:9
      |
    2 |   <Dial events="call">100</Dial>
      |         ^^^^^^ planned
      |
      = help: docs/verbs.md lists what works

    1 warning
    "#);
}

#[test]
fn an_attribute_that_is_not_offered_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Dial><Number byoc="BY1">100</Number></Dial>
</Response>"#, TWIML), @r#"
    warning[X018]: `byoc` of `Number` is not offered here; it is ignored
     --> doc.xml:2:17
      |
    2 |   <Dial><Number byoc="BY1">100</Number></Dial>
      |                 ^^^^ not offered
      |
      = help: docs/verbs.md lists what works

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn the_wrong_namespace_is_told() {
    assert_snapshot!(told(r#"<Script xmlns="urn:other:1" to="100"/>"#, SCRIPT), @r#"
    error[X023]: the namespace is "urn:other:1", expected "urn:dialtree:1"
     --> doc.xml:1:16
      |
    1 | <Script xmlns="urn:other:1" to="100"/>
      |                ^^^^^^^^^^^ namespace
      |
      = help: write xmlns="urn:dialtree:1"

    1 error
    "#);
}

#[test]
fn an_entry_that_could_never_count_is_told() {
    let gather = r#"<Gather minDigits="5" numDigits="4"/>"#;
    let plan = format!(
        "<Dialplan xmlns='urn:dialtree:1'><Menu name='main'><Option on='1'>\n{gather}\n</Option></Menu></Dialplan>"
    );

    assert_snapshot!(told(&format!("<Response>{gather}</Response>"), TWIML), @r#"
    warning[X025]: no entry could count: it needs 5 keys, and is complete after 4
     --> doc.xml:1:30
      |
    1 | <Response><Gather minDigits="5" numDigits="4"/></Response>
      |                              ^             - complete after so many
      |                              |
      |                              more than `numDigits`
      |
      = help: 4 are taken to be enough

    1 warning
    twilio: [13314]
    "#);
    assert_snapshot!(told(&plan, DIALPLAN), @r#"
    error[X025]: no entry could count: it needs 5 keys, and is complete after 4
     --> doc.xml:2:20
      |
    2 | <Gather minDigits="5" numDigits="4"/>
      |                    ^             - complete after so many
      |                    |
      |                    more than `numDigits`
      |
      = help: write `minDigits` up to `numDigits`

    1 error
    twilio: [13314]
    "#);
    assert_eq!(read(&format!("<Response>{gather}</Response>"), CALLAPI).diagnostics[0].code.0, "X025");
}

#[test]
fn counts_that_go_together_or_that_a_variable_decides_are_no_mistake() {
    for counts in [r#"minDigits="4" numDigits="4""#, r#"minDigits="${n}" numDigits="4""#, r#"minDigits="5""#] {
        let text = format!("<Response><Gather {counts}/></Response>");
        assert_eq!(told(&text, CALLAPI), "", "{counts}");
    }
}

#[test]
fn a_file_with_nothing_in_it_is_told_how_it_begins() {
    assert_snapshot!(told("", DIALPLAN), @r#"
    error[X001]: the file is empty
     --> doc.xml:1:1
      |
    1 |
      | ^ nothing here
      |
      = help: a dialplan begins with <Dialplan xmlns="urn:dialtree:1">

    1 error
    twilio: [12100]
    "#);
    let help = |text: &str, kind| read(text, kind).diagnostics[0].help.clone().unwrap_or_default();
    assert!(help("{}", DIALPLAN).contains("<Dialplan xmlns="), "{}", help("{}", DIALPLAN));
    assert!(help("<html>", SCRIPT).contains("<Script xmlns="), "{}", help("<html>", SCRIPT));
    assert!(help("", CALLAPI).contains("204"), "{}", help("", CALLAPI));
}
