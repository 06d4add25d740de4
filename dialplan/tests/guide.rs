//! The guide for designers: every example in it is as it should be, and every code is explained.

use std::collections::BTreeSet;

use dialplan::call::BUILT_IN;
use dialplan::load::{MemoryFiles, load};
use xml_schema::{Dialect, DocumentKind, FileId, Limits, Source, parse, render};

const GUIDE: &str = include_str!("../../docs/writing-dialplans.md");

/// The examples in XML, with the line they begin at.
fn examples() -> Vec<(usize, String)> {
    let mut examples = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in GUIDE.lines().enumerate() {
        match &mut open {
            Some(_) if line == "```" => examples.extend(open.take()),
            Some((_, text)) => *text += &format!("{line}\n"),
            None if line == "```xml" => open = Some((number + 2, String::new())),
            None => {}
        }
    }
    examples
}

/// The name of the first element.
fn root(example: &str) -> &str {
    let start = example.match_indices('<').map(|(place, _)| &example[place + 1..]);
    let first = start.into_iter().find(|rest| !rest.starts_with(['?', '!'])).unwrap_or_default();
    first.split([' ', '>', '/']).next().unwrap_or_default()
}

/// A part of a dialplan as a whole one, its first line kept where it is.
fn completed(example: &str) -> String {
    let actions = match root(example) {
        "Dialplan" => return example.to_owned(),
        "Route" | "Menu" | "OnError" | "Schedule" => "<Hangup/>",
        _ => example,
    };
    let top = if actions == example { "" } else { example };
    let main = if top.contains("<Menu name=\"main\"") {
        String::new()
    } else {
        let specials = r#"<Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option>"#;
        let start = r#"<Option on="start"><Say>Press nine.</Say></Option><Option on="0"><Hangup/></Option>"#;
        let keys = r#"<Option on="9"><Jump menu="example"/></Option>"#;
        let menu = format!(r#"<Menu name="main">{keys}{start}{specials}</Menu>"#);
        format!(r#"<Menu name="example"><Option on="start">{actions}</Option></Menu>{menu}"#)
    };
    let route = if top.contains("<Route") { "" } else { r#"<Route to="*" menu="main"/>"# };
    format!(r#"<Dialplan xmlns="urn:dialtree:1">{top}{route}{main}</Dialplan>"#)
}

/// The files the examples speak of: those that name themselves, and recordings.
fn files() -> Vec<(String, String)> {
    let sounds = ["sounds/welcome.wav", "sounds/en-GB/welcome.wav", "sounds/hours/weekdays.mp3"];
    let mut files: Vec<_> = sounds.iter().map(|path| ((*path).to_owned(), String::new())).collect();
    for (_, example) in examples() {
        let name = example.strip_prefix("<!-- ").and_then(|rest| rest.split_once(" -->"));
        files.extend(name.map(|(name, _)| (name.to_owned(), example.clone())));
    }
    files
}

#[test]
fn nothing_is_wrong_with_any_example() {
    assert!(examples().len() > 15);
    for (line, example) in examples() {
        let found = match root(&example) {
            kind @ ("Script" | "Response") => {
                let kind = match kind {
                    "Script" => DocumentKind::Script,
                    _ => DocumentKind::Response(Dialect::CallApi),
                };
                let parsed = parse(&example, FileId(0), kind, Limits::for_kind(kind), true);
                render(&parsed.diagnostics, &[Source { name: "example".into(), text: example }], false)
            }
            _ if example.starts_with("<!-- parts/") => continue,
            _ => {
                let files = files().into_iter().chain([("example.xml".to_owned(), completed(&example))]);
                let loaded = load("example.xml", &MemoryFiles::new(files));
                render(&loaded.diagnostics, &loaded.sources, false)
            }
        };
        assert_eq!(found, "", "docs/writing-dialplans.md, line {line}");
    }
}

#[test]
fn the_error_it_shows_is_the_one_a_designer_gets() {
    let (_, first) = examples().into_iter().next().expect("the guide has examples");
    let wrong = first.split_once('\n').expect("it has lines").1.replace("menu=\"main\"", "menu=\"mian\"");

    let loaded = load("hello.xml", &MemoryFiles::new([("hello.xml", format!("\n{wrong}"))]));

    let shown = render(&loaded.diagnostics, &loaded.sources, false);
    assert!(GUIDE.contains(shown.trim_end()), "{shown}");
}

#[test]
fn every_code_is_explained() {
    let codes = |text: &str, quote: char| -> BTreeSet<String> {
        let words = text.split([quote, ' ']).filter(|word| word.len() == 4 && word.starts_with('D'));
        words.filter(|word| word[1..].bytes().all(|digit| digit.is_ascii_digit())).map(str::to_owned).collect()
    };
    let sources = [
        include_str!("../src/load/messages.rs"),
        include_str!("../src/check/messages.rs"),
        include_str!("../src/prove/messages.rs"),
        include_str!("../src/outside/messages.rs"),
    ];
    let given: BTreeSet<String> = sources.iter().flat_map(|source| codes(source, '"')).collect();

    let table: String = GUIDE.lines().filter(|line| line.starts_with("| D")).map(|line| format!("{line}\n")).collect();

    assert_eq!(codes(&table, '|'), given);
}

#[test]
fn every_variable_that_the_call_sets_is_named() {
    for name in BUILT_IN {
        assert!(GUIDE.contains(&format!("`{name}`")), "{name}");
    }
}
