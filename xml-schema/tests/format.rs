//! The usual form of files: nothing changes its meaning, and what has it already stays.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use xml_schema::{Dialect, DocumentKind, Element, FileId, Limits, Node, Unformatted, format, parse};

/// Every XML file of the examples and of the tests.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["examples", "dialplan/tests", "sim/tests", "xml-schema/tests"] {
        gather(&root.join(folder), &mut files);
    }
    files.sort();
    files
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|suffix| suffix == "xml") {
            files.push(path);
        }
    }
}

/// The elements of a text with their texts, written down without their places; `None`: there are none.
fn parsed(text: &str) -> Option<String> {
    let kind = match text {
        text if text.contains("<Script") => DocumentKind::Script,
        text if text.contains("<Dialplan") => DocumentKind::Dialplan,
        _ => DocumentKind::Response(Dialect::CallApi),
    };
    parse(text, FileId(0), kind, Limits::for_kind(kind), true).root.map(|root| told(&root))
}

/// White space between elements is left out where no words belong, and only there.
fn told(element: &Element) -> String {
    let speech = ["Say", "PlayTTS", "p", "s", "prosody", "emphasis", "lang", "w", "sub", "say-as", "phoneme"];
    let mut text =
        format!("{}{:?}[", element.name, element.attributes.iter().map(|a| (a.name, &a.value)).collect::<Vec<_>>());
    for child in &element.children {
        match child {
            Node::Element(child) => text.push_str(&told(child)),
            Node::Text(words) if words.value.trim().is_empty() && !speech.contains(&element.name) => {}
            Node::Text(words) => text.push_str(&format!("{:?}", words.value)),
        }
    }
    text + "]"
}

/// What must hold of every text.
fn assert_kept(text: &str, name: &str) {
    match format(text) {
        Ok(formatted) => {
            // XML 1.0 §2.11: a line end is one character, however it is written.
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            assert_eq!(parsed(&text), parsed(&formatted), "{name} means something else");
            assert_eq!(comments(&text), comments(&formatted), "{name} has lost a comment");
            assert_eq!(format(&formatted).as_ref(), Ok(&formatted), "{name} is formatted twice");
        }
        Err(Unformatted::Syntax(found)) => assert!(!found.is_empty(), "{name}"),
        Err(Unformatted::Changed) => panic!("{name} would mean something else:\n{text}"),
    }
}

fn comments(text: &str) -> Vec<String> {
    let parts = text.split("<!--").skip(1).map(|part| part.split("-->").next().unwrap_or_default().to_owned());
    parts.collect()
}

#[test]
fn every_file_keeps_its_meaning_and_is_formatted_once() {
    let files = files();
    assert!(files.len() > 100, "{}", files.len());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        assert_kept(&xml_schema::decode(&bytes), &file.to_string_lossy());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn a_file_that_was_tampered_with_keeps_its_meaning_too(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..SPLICES.len(), any::<bool>()), 1..5),
    ) {
        let files = files();
        let text = xml_schema::decode(&std::fs::read(file.get(&files)).unwrap()).into_owned();
        let mut text: Vec<char> = text.chars().take(6000).collect();
        for (at, splice, removes) in changes {
            let at = at.index(text.len() + 1);
            let end = if removes { text.len().min(at + 7) } else { at };
            text.splice(at..end, SPLICES[splice].chars());
        }
        assert_kept(&text.into_iter().collect::<String>(), "a tampered file");
    }
}

/// What is put into files: things whose places decide what they mean.
const SPLICES: [&str; 16] = [
    "",
    " ",
    "\n",
    "\r\n",
    "\n\n\n\n",
    "\t",
    "<!-- a\n  b -->",
    "<![CDATA[ <a> ]]>",
    "&amp;",
    "&#10;",
    "<Pause/>",
    "<Say> a <break/> b </Say>",
    "</Menu>",
    " a='\"'",
    "<?x y?>",
    "words",
];

#[track_caller]
fn assert_formats(written: &str, wanted: &str) {
    let formatted = format(written).unwrap();
    assert_eq!(formatted, wanted);
    assert_eq!(format(&formatted).unwrap(), wanted);
}

#[test]
fn elements_are_indented_and_empty_lines_are_kept_once() {
    assert_formats(
        "<Dialplan   xmlns='urn:dialtree:1'  >\r\n<Route to=\"*\"\n menu='m' ></Route>\r\n\r\n\r\n  <Menu name='m'>\n\n<Option on='start'>\n<Hangup />\n\n</Option>\n</Menu></Dialplan>\n\n",
        "<Dialplan xmlns=\"urn:dialtree:1\">\n  <Route to=\"*\" menu=\"m\"/>\n\n  <Menu name=\"m\">\n    <Option on=\"start\">\n      <Hangup/>\n    </Option>\n  </Menu>\n</Dialplan>\n",
    );
}

#[test]
fn what_is_on_one_line_stays_there_if_it_fits() {
    let short =
        "<Dialplan>\n  <Menu name=\"m\">\n    <Option on=\"1\"><Jump menu=\"m\"/></Option>\n  </Menu>\n</Dialplan>\n";
    assert_formats(short, short);
    let long = "a".repeat(100);
    assert_formats(
        &format!("<Response><Say>{long}</Say><Hangup/></Response>"),
        &format!("<Response>\n  <Say>{long}</Say>\n  <Hangup/>\n</Response>\n"),
    );
}

#[test]
fn attributes_that_do_not_fit_have_lines_of_their_own() {
    let (url, fallback) = (format!("https://a.example/{}", "b".repeat(60)), "https://c.example/dddddddddddddddd");
    assert_formats(
        &format!("<Response><Interactive url='{url}' fallbackUrl='{fallback}'/></Response>"),
        &format!("<Response>\n  <Interactive\n      url=\"{url}\"\n      fallbackUrl=\"{fallback}\"/>\n</Response>\n"),
    );
}

#[test]
fn words_comments_cdata_entities_quotes_and_the_declaration_stay_as_they_are() {
    let kept = "\u{feff}<?xml version='1.0' encoding=\"UTF-8\"?>\n<!-- one\n       two -->\n<Response>\n  <Say>  a &amp; b\n     <break/> <![CDATA[ <c> ]]></Say> <!-- beside it -->\n  <!-- above it -->\n  <SetVar name='say \"x\"'>&#10;</SetVar>\n</Response>\n<!-- the end -->\n";
    assert_formats(kept, kept);
}

#[test]
fn a_text_that_is_not_well_formed_is_refused_with_everything_wrong_in_it() {
    for wrong in [
        "",
        "<Response><Say></Response>",
        "<Dialplan a=1/>",
        "<!DOCTYPE a><Dialplan/>",
        "<Other/>",
        "{}",
        "<Dialplan/><Dialplan/>",
    ] {
        let Err(Unformatted::Syntax(found)) = format(wrong) else { panic!("{wrong:?} was formatted") };
        assert!(!found.is_empty(), "{wrong:?}");
    }
}

#[test]
fn unknown_names_are_formatted_like_others() {
    assert_formats(
        "<Dialplan><Mneu name='a'>\n<Option/>\n</Mneu></Dialplan>",
        "<Dialplan>\n  <Mneu name=\"a\">\n    <Option/>\n  </Mneu>\n</Dialplan>\n",
    );
}

#[test]
fn a_line_end_in_what_is_no_reference_is_a_line_end() {
    assert_kept("<Response><Say>&#1\r\n0;</Say></Response>", "a broken reference");
    assert_kept("&#1\n0;", "nothing but a broken reference");
    assert_kept("&am p;", "nothing but a broken reference");
}
