//! What holds for every text, however broken: the parser returns, and every position lies in the text.

#[path = "support/holds.rs"]
mod holds;
mod support;

use std::fs;

use holds::holds;
use proptest::prelude::*;
use proptest::sample::select;
use support::{read, written};
use xml_schema::{Dialect, DocumentKind, FileId, Limits, parse};

const KINDS: [(DocumentKind, bool); 5] = [
    (DocumentKind::Response(Dialect::Twiml), false),
    (DocumentKind::Response(Dialect::CallApi), false),
    (DocumentKind::Response(Dialect::CallApi), true),
    (DocumentKind::Dialplan, false),
    (DocumentKind::Script, false),
];

/// What documents are made of, and what breaks them.
const PIECES: &[&str] = &[
    "<Response>",
    "</Response>",
    "<Response/>",
    "<Say>",
    "</Say>",
    "<Say",
    "Hello",
    " ",
    "\n",
    "<Gather ",
    "numDigits=\"1\"",
    "numDigits='x'",
    " timout=5",
    ">",
    "/>",
    "</Gather>",
    "<Hangup/>",
    "<Play>menu.wav</Play>",
    "&amp;",
    "&",
    "&nbsp;",
    "&#0;",
    "&#65;",
    "<",
    "</",
    "<!--",
    "-->",
    "--",
    "<![CDATA[",
    "]]>",
    "<?xml version=\"1.0\"?>",
    "<?",
    "?>",
    "<!DOCTYPE x>",
    "\"",
    "'",
    "=",
    "é",
    "日本",
    "😀",
    "\u{feff}",
    "\0",
    "\u{1}",
    "\u{fffe}",
    "${name}",
    "<Dialplan xmlns=\"urn:dialtree:1\">",
    "</Dialplan>",
    "<Menu name=\"a\">",
    "</Menu>",
    "<Option on=\"1\">",
    "</Option>",
    "<Script to=\"1\">",
    "</Script>",
    "<Hear>",
    "a:b=\"1\"",
    "<a:b>",
    "<say>",
    "xmlns=\"x\"",
    "<W",
    "\r\n",
    "\t",
    "!",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn scenarios() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/twiml-scenarios");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let small = |text: &String| text.len() < 2000;
    let read = |path| fs::read_to_string(path).expect("a text").replace(DECLARATION, "");
    paths.iter().map(read).filter(small).collect()
}

/// A real document with a piece of it replaced.
fn mutated() -> impl Strategy<Value = String> {
    let cut = (select(scenarios()), any::<prop::sample::Index>(), 0usize..6, select(PIECES));
    cut.prop_map(|(text, at, length, piece)| {
        let characters: Vec<char> = text.chars().collect();
        let start = at.index(characters.len() + 1);
        let end = (start + length).min(characters.len());
        let (before, after) = (&characters[..start], &characters[end..]);
        before.iter().chain(piece.chars().collect::<Vec<_>>().iter()).chain(after).collect()
    })
}

fn check_all(text: &str) {
    for (kind, strict) in KINDS {
        let parsed = parse(text, FileId(0), kind, Limits::for_kind(kind), strict);
        holds(text, &parsed);
    }
}

/// Twilio's code for a text that is not XML; the limits on depth share it.
const NOT_XML: Option<u16> = Some(12100);

/// Whether we take a text for XML, and whether another parser does, where the two can be compared.
fn verdicts(text: &str) -> Option<(bool, bool)> {
    let parsed = read(text, support::TWIML);
    let ours = !parsed.diagnostics.iter().any(|found| found.twilio == NOT_XML && found.code.0 != "X019");
    // Declarations of other encodings and versions are forgiven, and what stands before one.
    if text.contains("<?xml") {
        return None;
    }
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    match roxmltree::Document::parse(trimmed) {
        Ok(_) => Some((ours, true)),
        // Prefixes are not resolved here; an answer that looks like HTML or JSON is not read at all.
        Err(roxmltree::Error::UnknownNamespace(..) | roxmltree::Error::UnexpectedXmlnsUri(_)) => None,
        Err(_) => Some((ours, false)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        check_all(&text);
    }

    #[test]
    fn any_mixture_of_markup_is_read(text in soup()) {
        check_all(&text);
    }

    #[test]
    fn any_damaged_document_is_read(text in mutated()) {
        check_all(&text);
    }

    #[test]
    fn what_was_understood_is_understood_again(text in mutated()) {
        for kind in [support::TWIML, support::CALLAPI] {
            if let Some(root) = read(&text, kind).root {
                let once = written(&root);
                let again = read(&once, support::TWIML).root.expect("a document was written");
                prop_assert_eq!(written(&again), once);
            }
        }
    }

    #[test]
    fn a_damaged_document_is_xml_when_another_parser_says_so(text in mutated()) {
        if let Some((ours, theirs)) = verdicts(&text) {
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn a_mixture_of_markup_is_xml_when_another_parser_says_so(text in soup()) {
        if let Some((ours, theirs)) = verdicts(&text) {
            prop_assert_eq!(ours, theirs);
        }
    }
}
