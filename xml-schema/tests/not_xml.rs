//! What is told about texts that are no XML documents: the start of a text, and its tags.

mod support;

use insta::assert_snapshot;
use support::*;

#[test]
fn an_empty_body_is_told() {
    assert_snapshot!(told("  \n", TWIML), @r#"
    error[X001]: the document is empty
     --> doc.xml:1:1
      |
    1 |   
      | ^ nothing here
      |
      = help: an application that has nothing to say answers 204, or `<Response/>`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn json_is_told() {
    assert_snapshot!(told(r#"{"say": "hello"}"#, TWIML), @r#"
    error[X002]: this is JSON, not XML
     --> doc.xml:1:1
      |
    1 | {"say": "hello"}
      | ^ JSON begins here
      |
      = help: answer with an XML document whose root is `<Response>`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn an_html_page_is_told() {
    assert_snapshot!(told(r#"<!DOCTYPE html>
<html><body>404</body></html>"#, TWIML), @r#"
    error[X003]: this is an HTML page, not a document of verbs
     --> doc.xml:1:1
      |
    1 | <!DOCTYPE html>
      | ^ HTML begins here
      |
      = help: it is often an error page: open the URL in a browser; the root must be `<Response>`

    1 error
    twilio: [12102]
    "#);
}

#[test]
fn an_html_page_in_xml_has_the_wrong_root() {
    assert_snapshot!(told(r#"<?xml version="1.0"?>
<html><body>404</body></html>"#, TWIML), @r#"
    error[X009]: the root is `<html>`, expected `<Response>`
     --> doc.xml:2:2
      |
    2 | <html><body>404</body></html>
      |  ^^^^ root element
      |
      = help: put the verbs into one `<Response>`

    1 error
    twilio: [12102]
    "#);
}

#[test]
fn plain_text_has_no_root() {
    assert_snapshot!(told("Hello!", TWIML), @r#"
    error[X009]: no element at all, expected `<Response>`
     --> doc.xml:1:1
      |
    1 | Hello!
      | ^^^^^^ text without a root
      |
      = help: put the verbs into one `<Response>`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_document_type_is_refused() {
    assert_snapshot!(told(r#"<!DOCTYPE Dialplan [<!ENTITY a "b">]>
<Dialplan xmlns="urn:dialtree:1"/>"#, DIALPLAN), @r#"
    error[X004]: a DOCTYPE is refused: entities could reach files or grow without bound
     --> doc.xml:1:1
      |
    1 | <!DOCTYPE Dialplan [<!ENTITY a "b">]>
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ document type declaration
      |
      = help: leave it out

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn the_wrong_root_is_told() {
    assert_snapshot!(told("<response><Say>Hello</Say></response>", TWIML), @r#"
    error[X009]: the root is `<response>`, expected `<Response>`
     --> doc.xml:1:2
      |
    1 | <response><Say>Hello</Say></response>
      |  ^^^^^^^^ root element
      |
      = help: names are exact: write `<Response>`

    1 error
    twilio: [12102]
    "#);
}

#[test]
fn what_stands_behind_the_root_is_told() {
    assert_snapshot!(told(r#"<Response/>
<Response/>"#, TWIML), @r#"
    error[X005]: not well-formed: something stands behind the end of the root
     --> doc.xml:2:2
      |
    2 | <Response/>
      |  ^^^^^^^^ not part of the document
      |
      = help: a document has one root

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn what_stands_before_the_declaration_is_told() {
    assert_snapshot!(told(r#"

<?xml version="1.0"?><Response/>"#, TWIML), @r#"
    warning[X019]: something stands before the XML declaration; it is ignored
     --> doc.xml:1:1
      |
    1 | /
    2 | |
    3 | | <?xml version="1.0"?><Response/>
      | |_^ white space or a byte order mark
      |
      = help: begin the answer with `<?xml` or with the root

    1 warning
    twilio: [12100]
    "#);
}

#[test]
fn a_second_declaration_is_told() {
    assert_snapshot!(told(r#"<Response><?xml version="1.0"?></Response>"#, TWIML), @r#"
    error[X005]: not well-formed: an XML declaration stands only at the beginning
     --> doc.xml:1:11
      |
    1 | <Response><?xml version="1.0"?></Response>
      |           ^^^^^^^^^^^^^^^^^^^^^ something stands before it
      |
      = help: keep one declaration, as the first thing in the document

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn a_declaration_nobody_can_read_is_told() {
    assert_snapshot!(told(r#"<?xml encoding="UTF-8"?><Response/>"#, TWIML), @r#"
    error[X005]: not well-formed: this XML declaration cannot be read
     --> doc.xml:1:1
      |
    1 | <?xml encoding="UTF-8"?><Response/>
      | ^^^^^^^^^^^^^^^^^^^^^^^^ here
      |
      = help: write <?xml version="1.0" encoding="UTF-8"?>, or leave it out

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn an_instruction_without_a_name_is_told() {
    assert_snapshot!(told(r#"<Response>
  <? echo ?>
</Response>"#, TWIML), @r#"
    error[X005]: not well-formed: after `<?` comes a name
     --> doc.xml:2:3
      |
    2 |   <? echo ?>
      |   ^^^^^^^^^^ here
      |
      = help: write `<` in text as `&lt;`

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn an_element_that_is_not_closed_is_told() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Say>Hello</Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X020]: `Say` is not closed
     --> doc.xml:3:21
      |
    3 |     <Option on="1"><Say>Hello</Option>
      |                     ^^^      --------- should be closed before this
      |                     |
      |                     opened here
      |
      = help: write `</Say>`, or `<Say/>` if it has no content

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn what_is_wrong_before_the_text_breaks_off_is_told_too() {
    assert_snapshot!(told(r#"<Response>
  <Say>one</Play>
  <Say>a &oops; b</Say>
</Response>"#, TWIML), @r#"
    error[X020]: `</Play>` closes nothing
     --> doc.xml:2:11
      |
    2 |   <Say>one</Play>
      |           ^^^^^^^ no such element is open
      |
      = help: remove it, or open the element before

    error[X022]: "&oops;" holds a reference that XML does not know
     --> doc.xml:3:10
      |
    3 |   <Say>a &oops; b</Say>
      |          ^^^^^^ here
      |
      = help: XML knows &amp; &lt; &gt; &quot; &apos; and &#number;; write the character itself

    2 errors
    twilio: [12100, 12100]
    "#);
}

#[test]
fn elements_that_cross_are_told() {
    assert_snapshot!(told(r#"<Response>
  <Gather><Say>Hello</Gather></Say>
</Response>"#, TWIML), @r#"
    error[X020]: `Say` is not closed
     --> doc.xml:2:12
      |
    2 |   <Gather><Say>Hello</Gather></Say>
      |            ^^^      --------- should be closed before this
      |            |
      |            opened here
      |
      = help: write `</Say>`, or `<Say/>` if it has no content

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn an_end_without_a_start_is_told() {
    assert_snapshot!(told(r#"<Response>
  </Say>
</Response>"#, TWIML), @r#"
    error[X020]: `</Say>` closes nothing
     --> doc.xml:2:3
      |
    2 |   </Say>
      |   ^^^^^^ no such element is open
      |
      = help: remove it, or open the element before

    1 error
    twilio: [12100]
    "#);
}

#[test]
fn an_attribute_written_twice_is_told() {
    assert_snapshot!(told(r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="main">
    <Option on="1"><Pause length="1" length="2"/></Option>
  </Menu>
</Dialplan>"#, DIALPLAN), @r#"
    error[X021]: `length` is written twice
     --> doc.xml:3:38
      |
    3 |     <Option on="1"><Pause length="1" length="2"/></Option>
      |                           ------     ^^^^^^ again
      |                           |
      |                           first here
      |
      = help: keep one of them

    1 error
    twilio: [12100]
    "#);
}
