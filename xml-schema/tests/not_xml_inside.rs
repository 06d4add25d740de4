//! What is told about texts that are not XML: attributes, references, characters.

mod support;

use insta::assert_snapshot;
use support::*;

#[test]
fn an_unknown_entity_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Say>10&nbsp;pounds</Say>
</Response>"#, TWIML), @r#"
    error[X022]: "&nbsp;" holds a reference that XML does not know
     --> doc.xml:2:10
      |
    2 |   <Say>10&nbsp;pounds</Say>
      |          ^^^^^^ here
      |
      = help: XML knows &amp; &lt; &gt; &quot; &apos; and &#number;; write the character itself

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn an_unknown_entity_in_a_value_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Play loop="&one;">a</Play>
</Response>"#, TWIML), @r#"
    error[X022]: "&one;" holds a reference that XML does not know
     --> doc.xml:2:15
      |
    2 |   <Play loop="&one;">a</Play>
      |               ^^^^^ here
      |
      = help: XML knows &amp; &lt; &gt; &quot; &apos; and &#number;; write the character itself

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_bare_ampersand_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Say>Marks & Spencer</Say>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: a bare `&` is not XML
     --> doc.xml:2:14
      |
    2 |   <Say>Marks & Spencer</Say>
      |              ^ here
      |
      = help: write it as `&amp;`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_bare_bracket_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Say>5 < 6</Say>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: `<` begins a tag, and this is no name of one
     --> doc.xml:2:10
      |
    2 |   <Say>5 < 6</Say>
      |          ^ here
      |
      = help: write `<` in text as `&lt;`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_tag_without_an_end_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Say>Hello</Say>
  <Hangup"#, TWIML), @r#"
    error[X005]: not well-formed: a tag that begins here has no `>`
     --> doc.xml:3:3
      |
    3 |   <Hangup
      |   ^ here
      |
      = help: write `<` in text as `&lt;`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_value_without_quotes_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Pause length=1/>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: an attribute's value has no quotes
     --> doc.xml:2:17
      |
    2 |   <Pause length=1/>
      |                 ^ here
      |
      = help: write attributes as name="value"

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_value_without_its_closing_quote_is_told() {
    assert_snapshot!(told(r#"<Response><Play loop="2>menu</Play></Response>"#, TWIML), @r#"
    error[X005]: not well-formed: an attribute value has no closing quote
     --> doc.xml:1:11
      |
    1 | <Response><Play loop="2>menu</Play></Response>
      |           ^ here
      |
      = help: close it with the quote it began with

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn an_attribute_without_a_value_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Pause length/>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: after an attribute's name comes `=`
     --> doc.xml:2:16
      |
    2 |   <Pause length/>
      |                ^ here
      |
      = help: write attributes as name="value"

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_bracket_in_a_value_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Play digits="1<2"/>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: `<` in the value of `digits`
     --> doc.xml:2:17
      |
    2 |   <Play digits="1<2"/>
      |                 ^^^ here
      |
      = help: write it as `&lt;`; is a closing quote missing?

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn attributes_that_stick_together_are_told() {
    assert_snapshot!(told(r#"<Response>
  <Gather timeout="5"numDigits="1"/>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: no space before the attribute `numDigits`
     --> doc.xml:2:22
      |
    2 |   <Gather timeout="5"numDigits="1"/>
      |                      ^^^^^^^^^ here
      |
      = help: put a space between attributes

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_name_that_is_none_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Play 1loop="2">a</Play>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: `1loop` is no name of an attribute
     --> doc.xml:2:9
      |
    2 |   <Play 1loop="2">a</Play>
      |         ^^^^^ here
      |
      = help: write attributes as name="value"

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn the_end_of_a_section_in_text_is_told() {
    assert_snapshot!(told(r#"<Response>
  <Say>]]></Say>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: `]]>` ends nothing
     --> doc.xml:2:8
      |
    2 |   <Say>]]></Say>
      |        ^^^ here
      |
      = help: write it as `]]&gt;`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_comment_without_an_end_is_told() {
    assert_snapshot!(told("<Response><!-- later </Response>", TWIML), @r#"
    error[X005]: not well-formed: a comment that begins here has no `-->`
     --> doc.xml:1:11
      |
    1 | <Response><!-- later </Response>
      |           ^ here
      |
      = help: end it with `-->`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn two_hyphens_in_a_comment_are_told() {
    assert_snapshot!(told(r#"<Response>
  <!-- now -- later -->
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: `--` may not stand inside a comment
     --> doc.xml:2:12
      |
    2 |   <!-- now -- later -->
      |            ^ here
      |
      = help: write a single hyphen

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_character_that_xml_does_not_have_is_told() {
    assert_snapshot!(told("<Response>\n  <Say>bell \u{7}</Say>\n</Response>", TWIML), @r#"
    error[X005]: not well-formed: the character U+0007 is not allowed in XML
     --> doc.xml:2:13
      |
    2 |   <Say>bell ␇</Say>
      |             ^ here
      |
      = help: take it out

    1 error
    twilio: [12100]
    "#);
}
