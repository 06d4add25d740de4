//! A callapi answer that is not XML: what runs of it, and what is told.

mod support;

use insta::assert_snapshot;
use support::*;

#[test]
fn an_unclosed_last_verb_is_closed() {
    assert_snapshot!(repaired(r#"<Response><SimpleTransfer to="100"></Response>"#), @r#"
    <Response><SimpleTransfer to="100"></SimpleTransfer></Response>
    X020 `SimpleTransfer` is not closed; it was closed there
    "#);
}

#[test]
fn an_unclosed_verb_is_closed_before_the_next() {
    assert_snapshot!(repaired("<Response><PlaySound>hello<Hangup/></Response>"), @r#"
    <Response><PlaySound>hello</PlaySound><Hangup></Hangup></Response>
    X020 `PlaySound` is not closed; it was closed there
    "#);
}

#[test]
fn a_gather_keeps_the_prompts_in_it() {
    assert_snapshot!(repaired(r#"<Response><Gather numDigits="1"><Say>Press one.</Say><Hangup/></Response>"#), @r#"
    <Response><Gather numDigits="1"><Say>Press one.</Say></Gather><Hangup></Hangup></Response>
    X020 `Gather` is not closed; it was closed there
    "#);
}

#[test]
fn an_answer_that_breaks_off_runs_as_far_as_it_goes() {
    assert_snapshot!(repaired("<Response><Say>One.</Say><Say>Two."), @r#"
    <Response><Say>One.</Say><Say>Two.</Say></Response>
    X020 `Response` is not closed; it was closed there
    X020 `Say` is not closed; it was closed there
    "#);
}

#[test]
fn a_tag_that_breaks_off_is_left_out() {
    assert_snapshot!(repaired(r#"<Response><Say>One.</Say><SimpleTransfer to="10"#), @r#"
    <Response><Say>One.</Say></Response>
    X020 `Response` is not closed; it was closed there
    X005 not well-formed: a tag that begins here has no `>`; the document ends in the middle of a tag; was it cut off?
    "#);
}

#[test]
fn a_bare_ampersand_and_bracket_are_text() {
    assert_snapshot!(repaired("<Response><Say>Marks & Spencer < Co</Say></Response>"), @r#"
    <Response><Say>Marks &amp; Spencer &lt; Co</Say></Response>
    X005 not well-formed: a bare `&` is not XML; write it as `&amp;`
    X005 not well-formed: `<` begins a tag, and this is no name of one; write `<` in text as `&lt;`
    "#);
}

#[test]
fn values_need_no_quotes() {
    assert_snapshot!(repaired("<Response><Jump context=sales priority=2/></Response>"), @r#"
    <Response><Jump menu="sales" priority="2"></Jump></Response>
    X005 not well-formed: the value of `context` has no quotes; write attributes as name="value"
    X005 not well-formed: the value of `priority` has no quotes; write attributes as name="value"
    "#);
}

#[test]
fn an_end_without_a_start_is_ignored() {
    assert_snapshot!(repaired("<Response></Say><Hangup/></Response>"), @r#"
    <Response><Hangup></Hangup></Response>
    X020 `</Say>` closes nothing; it was ignored
    "#);
}

#[test]
fn the_first_of_two_equal_attributes_counts() {
    assert_snapshot!(repaired(r#"<Response><Pause length="1" length="2"/></Response>"#), @r#"
    <Response><Pause length="1"></Pause></Response>
    X021 `length` is written twice; the first one counts
    "#);
}

#[test]
fn a_foreign_entity_stays_as_it_is() {
    assert_snapshot!(repaired("<Response><Say>10&nbsp;pounds</Say></Response>"), @r#"
    <Response><Say>10&amp;nbsp;pounds</Say></Response>
    X022 "&nbsp;" holds a reference that XML does not know; XML knows &amp; &lt; &gt; &quot; &apos; and &#number;; write the character itself
    "#);
}

#[test]
fn a_character_that_xml_does_not_have_becomes_a_space() {
    assert_snapshot!(repaired("<Response><Say>one\u{7}two</Say></Response>"), @r#"
    <Response><Say>one two</Say></Response>
    X005 not well-formed: the character U+0007 is not allowed in XML; it was replaced by a space
    "#);
}
