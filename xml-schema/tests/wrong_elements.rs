//! What is told about elements that are unknown, misplaced or not to be had.

mod support;

use insta::assert_snapshot;
use support::*;

#[test]
fn an_unknown_element_is_an_error_in_a_dialplan() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Sya>Hello</Sya></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X010]: no element is called `Sya`
     --> doc.xml:3:21
      |
    3 |     <Option on="1"><Sya>Hello</Sya></Option>
      |                     ^^^ unknown element
      |
      = help: did you mean `Say`?

    1 error
    twilio: [12200]
    "#);
}

#[test]
fn an_unknown_element_is_left_out_of_a_response() {
    assert_snapshot!(told(r#"<Response>
  <say-hi/>
</Response>"#, TWIML), @r#"
    warning[X010]: no element is called `say-hi`
     --> doc.xml:2:4
      |
    2 |   <say-hi/>
      |    ^^^^^^ unknown element

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn the_case_of_a_name_matters() {
    assert_snapshot!(told(r#"<Response>
  <say>Hello</say>
</Response>"#, TWIML), @r#"
    warning[X010]: no element is called `say`
     --> doc.xml:2:4
      |
    2 |   <say>Hello</say>
      |    ^^^ unknown element
      |
      = help: did you mean `Say`?

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn an_element_in_the_wrong_place_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Number>+441632960111</Number>
</Response>"#, TWIML), @r#"
    warning[X011]: `Number` may not stand in `Response`
     --> doc.xml:2:4
      |
    2 |   <Number>+441632960111</Number>
      |    ^^^^^^ not here
      |
      = help: it stands in `Dial`

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn a_verb_that_may_not_be_nested_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Gather><Hangup/></Gather>
</Response>"#, TWIML), @r#"
    warning[X011]: `Hangup` may not stand in `Gather`
     --> doc.xml:2:12
      |
    2 |   <Gather><Hangup/></Gather>
      |            ^^^^^^ not here
      |
      = help: it stands in `Response`, `Option` and `Fallback`

    1 warning
    twilio: [13320]
    "#);
}

#[test]
fn interactive_stands_only_in_dialplans() {
    assert_snapshot!(told(r#"<Response>
  <Interactive url="https://crm.example/"/>
</Response>"#, CALLAPI), @r#"
    warning[X011]: `Interactive` may not stand in what an application answers
     --> doc.xml:2:4
      |
    2 |   <Interactive url="https://crm.example/"/>
      |    ^^^^^^^^^^^ not here
      |
      = help: to have another document run, write `Redirect`

    1 warning
    twilio: [12200]
    "#);
}

#[test]
fn missing_text_is_told() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Dial><Number> </Number></Dial></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X016]: `Number` is empty
     --> doc.xml:3:27
      |
    3 |     <Option on="1"><Dial><Number> </Number></Dial></Option>
      |                           ^^^^^^ it needs text
      |
      = help: write it as <Number>…</Number>

    1 error
    twilio: [12200]
    "#);
}

#[test]
fn a_planned_element_is_an_error_in_a_dialplan() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Leave/></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X017]: `Leave` does not work yet
     --> doc.xml:3:21
      |
    3 |     <Option on="1"><Leave/></Option>
      |                     ^^^^^ planned
      |
      = help: docs/verbs.md lists what works

    1 error
    "#);
}

#[test]
fn a_planned_element_is_left_out_of_a_response() {
    assert_snapshot!(told(r#"<Response>
  <Leave/>
</Response>"#, TWIML), @r#"
    warning[X017]: `Leave` does not work yet; it is skipped
     --> doc.xml:2:4
      |
    2 |   <Leave/>
      |    ^^^^^ planned
      |
      = help: docs/verbs.md lists what works

    1 warning
    "#);
}

#[test]
fn an_element_that_is_not_offered_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Pay/>
</Response>"#, TWIML), @r#"
    warning[X018]: `Pay` is not offered here; it is skipped
     --> doc.xml:2:4
      |
    2 |   <Pay/>
      |    ^^^ not offered
      |
      = help: docs/verbs.md lists what works

    1 warning
    twilio: [12200]
    "#);
}
