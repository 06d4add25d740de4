//! Every mistake that a document can have: a file named after it in bad/, the same without it in good/, and what is told.

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use support::{CALLAPI, DIALPLAN, TWIML, written};
use xml_schema::{DocumentKind, FileId, Limits, Parsed, Source, decode, parse, render};

fn folder(kind: &str, which: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mistakes").join(kind).join(which)
}

/// The documents of a folder by the names of their files. Bytes that are no UTF-8 become what the engine makes of them.
fn documents(kind: &str, which: &str) -> Vec<(String, String)> {
    let paths = fs::read_dir(folder(kind, which)).expect("fixtures").map(|entry| entry.expect("a file").path());
    let name = |path: &Path| path.file_stem().expect("it has a name").to_string_lossy().into_owned();
    let text = |path: &Path| decode(&fs::read(path).expect("a file")).into_owned();
    let mut documents: Vec<_> = paths.map(|path| (name(&path), text(&path))).collect();
    documents.sort();
    documents
}

fn read(text: &str, kind: DocumentKind, strict: bool) -> Parsed {
    parse(text, FileId(0), kind, Limits::for_kind(kind), strict)
}

/// What runs of a text, and what is told about it.
fn told(text: &str, kind: DocumentKind, strict: bool) -> String {
    let parsed = read(text, kind, strict);
    let mut told = match &parsed.root {
        Some(root) if !parsed.refused() => format!("runs {}\n", written(root).replace('\n', "\\n")),
        _ => "refused\n".to_owned(),
    };
    let source = [Source { name: "answer.xml".to_owned(), text: text.to_owned() }];
    told.push_str(&render(&parsed.diagnostics, &source, false));
    let codes: Vec<_> = parsed.diagnostics.iter().filter_map(|found| found.twilio).collect();
    writeln!(told, "twilio: {codes:?}").expect("a String takes everything");
    told
}

/// What is told of an answer under each way of reading it; a way that tells the same as the first is only named.
fn told_by_all(text: &str) -> String {
    let first = told(text, TWIML, false);
    let mut all = format!("== twiml: {first}");
    for (name, strict) in [("callapi", false), ("callapi, strict", true)] {
        let told = told(text, CALLAPI, strict);
        let told = if told == first { "as twiml\n".to_owned() } else { told };
        write!(all, "\n== {name}: {told}").expect("a String takes everything");
    }
    all
}

#[test]
fn every_mistake_in_an_answer_is_told() {
    for (name, text) in documents("answer", "bad") {
        insta::assert_snapshot!(format!("answer-{name}"), told_by_all(&text));
    }
}

#[test]
fn every_mistake_in_a_dialplan_is_told() {
    for (name, text) in documents("dialplan", "bad") {
        insta::assert_snapshot!(format!("dialplan-{name}"), told(&text, DIALPLAN, false));
    }
}

#[test]
fn a_document_without_the_mistake_is_taken_without_a_word() {
    for (kind, readings) in
        [("answer", vec![(TWIML, false), (CALLAPI, false), (CALLAPI, true)]), ("dialplan", vec![(DIALPLAN, true)])]
    {
        let good = documents(kind, "good");
        let names = |documents: &[(String, String)]| documents.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&good), names(&documents(kind, "bad")));
        for (name, text) in good {
            for (kind, strict) in &readings {
                assert_eq!(read(&text, *kind, *strict).diagnostics, [], "{name}");
            }
        }
    }
}

#[test]
fn what_is_too_much_is_told() {
    let verbs = format!("<Response>{}</Response>", "<Hangup/>\n".repeat(20_000));
    let deep = format!("<Response>{}{}</Response>", "<Gather>\n".repeat(40), "</Gather>\n".repeat(40));
    let text = format!("<Response>\n<Say>{}</Say>\n</Response>", "x".repeat(128 << 10));

    insta::assert_snapshot!("answer-20000-verbs", told_by_all(&verbs));
    insta::assert_snapshot!(
        "answer-5000-verbs",
        told_by_all(&verbs.replace("\n", "").replace(&"<Hangup/>".repeat(15_000), ""))
    );
    insta::assert_snapshot!("answer-deep", told_by_all(&deep));
    insta::assert_snapshot!("answer-128-kib-of-text", told_by_all(&text));
}
