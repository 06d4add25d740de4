//! How diagnostics are written: for people and for programs.

mod support;

use insta::assert_snapshot;
use support::*;
use xml_schema::{Diagnostic, FileId, Source, Span, render, to_json};

#[test]
fn a_line_far_down_keeps_its_number() {
    let text = format!("<Response>{}\n  <Sya/>\n</Response>", "\n  <Hangup/>".repeat(900));

    assert_snapshot!(told(&text, TWIML), @r"
    warning[X010]: no element is called `Sya`
       --> doc.xml:902:4
        |
    902 |   <Sya/>
        |    ^^^ unknown element
        |
        = help: did you mean `Say`?

    1 warning
    twilio: [12200]
    ");
}

#[test]
fn a_long_line_is_shown_around_the_place() {
    let text = format!("<Response>{}<Sya/>{}</Response>", "<Hangup/>".repeat(100), "<Hangup/>".repeat(100));

    assert_snapshot!(told(&text, TWIML), @r"
    warning[X010]: no element is called `Sya`
     --> doc.xml:1:912
      |
    1 | ...<Hangup/><Hangup/><Hangup/><Hangup/><Hangup/><Hangup/><Sya/><Hangup/><Hangup/><Hangup/><Hangup/><Hangup/><Hangup/><Hangup/><Hangup...
      |                                                           ^^^ unknown element
      |
      = help: did you mean `Say`?

    1 warning
    twilio: [12200]
    ");
}

#[test]
fn a_place_in_another_file_is_shown() {
    let file = |name: &str, text: &str| Source { name: name.to_owned(), text: text.to_owned() };
    let sources = [file("main.xml", "one\ntwo\n"), file("other.xml", "three\nfour\n")];
    let first = Span { file: FileId(1), start: 6, end: 10 };
    let again = Span { file: FileId(0), start: 4, end: 7 };
    let found =
        Diagnostic::error("D001", again, "two menus are called `main`").label("again").also(first, "first here");

    assert_snapshot!(render(&[found], &sources, false), @r"
    error[D001]: two menus are called `main`
     --> main.xml:2:1
      |
    2 | two
      | ^^^ again
      |
     ::: other.xml:2:1
      |
    2 | four
      | ---- first here

    1 error
    ");
}

#[test]
fn programs_get_lines_and_columns_in_characters() {
    let text = "<Response>\n  <Say>Привет</Say><Sya/>\n</Response>";
    let source = [Source { name: "doc.xml".to_owned(), text: text.to_owned() }];

    let found = &to_json(&read(text, TWIML).diagnostics, &source)[0];

    assert_eq!((found.line, found.column, found.end_line, found.end_column), (2, 21, 2, 24));
    assert_eq!((found.code, found.twilio, found.file.as_str()), ("X010", Some(12200), "doc.xml"));
    assert_eq!(found.help.as_deref(), Some("did you mean `Say`?"));
}

#[test]
fn colours_are_only_in_when_asked_for() {
    let text = "<Response><Sya/></Response>";
    let source = [Source { name: "doc.xml".to_owned(), text: text.to_owned() }];
    let found = read(text, TWIML).diagnostics;

    assert!(render(&found, &source, true).contains('\u{1b}'));
    assert!(!render(&found, &source, false).contains('\u{1b}'));
}

#[test]
fn a_span_outside_of_its_text_is_no_harm() {
    let sources = [Source { name: "a.xml".to_owned(), text: "é".to_owned() }];
    let found = |file, start, end| Diagnostic::error("X999", Span { file: FileId(file), start, end }, "lost");

    let told = render(&[found(0, 1, 1), found(0, 7, 9), found(0, 2, 1), found(3, 0, 1)], &sources, false);

    assert_eq!(told.matches("error[X999]: lost").count(), 4);
}
