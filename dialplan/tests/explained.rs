//! Explanations of codes: each example of a mistake gives its code, each cure gives nothing.

use std::time::Duration;

use dialplan::explain::{explain, explanations};
use dialplan::load::{Loaded, MemoryFiles, load};
use dialplan::outside::{Heard, NoVoice, destinations, recordings, routes, voices};
use xml_schema::Diagnostic;

const GUIDE: &str = include_str!("../../docs/writing-dialplans.md");

/// A piece of a dialplan as a whole one.
fn completed(piece: &str) -> String {
    let first = piece.lines().find(|line| !line.starts_with("<!--")).unwrap_or_default();
    if first.is_empty() || first.starts_with("<Dialplan") {
        return piece.to_owned();
    }
    let is_top = ["<Route", "<Menu", "<Include", "<Prompts"].iter().any(|name| first.starts_with(name));
    let top = if is_top { piece } else { "" };
    let actions = if is_top { "<Hangup/>" } else { piece };
    let route = if top.contains("<Route") { "" } else { r#"<Route to="*" menu="main"/>"# };
    let menu = match top.contains(r#"<Menu name="main""#) {
        true => String::new(),
        false => format!(r#"<Menu name="main"><Option on="start">{actions}</Option></Menu>"#),
    };
    format!(r#"<Dialplan xmlns="urn:dialtree:1" language="en-GB">{route}{top}{menu}</Dialplan>"#)
}

fn checked(piece: &str) -> Loaded {
    let part = r#"<Dialplan xmlns="urn:dialtree:1"></Dialplan>"#;
    let other = r#"<Dialplan xmlns="urn:dialtree:1" language="ru-RU"></Dialplan>"#;
    let sounds = ["welcome", "broken", "silent", "clipped", "long"].map(|name| format!("sounds/{name}.wav"));
    let recordings = sounds.into_iter().chain(["twice/welcome.wav".into(), "twice/welcome.mp3".into()]);
    let files = [("plan/plan.xml", completed(piece)), ("plan/part.xml", part.into()), ("plan/other.xml", other.into())];
    let recordings = recordings.map(|path| (format!("plan/{path}"), String::new()));
    let files = files.map(|(path, text)| (path.to_owned(), text));
    let mut loaded = load("plan/plan.xml", &MemoryFiles::new(files.into_iter().chain(recordings)));
    loaded.diagnostics.extend(recordings_of(&loaded));
    let is_address = |target: &str| if target.contains(':') { Ok(()) } else { Err("no trunk takes it".to_owned()) };
    loaded.diagnostics.extend(destinations(&loaded.draft, is_address));
    let speaks = |name: &str| match name {
        "espeak:en-gb" => Ok(()),
        _ => Err(NoVoice { why: "there is none of that name".into(), help: "take another".into() }),
    };
    loaded.diagnostics.extend(voices(&loaded.draft, speaks));
    loaded.diagnostics.extend(routes(&loaded));
    loaded
}

/// What is found of recordings that are like their names.
fn recordings_of(loaded: &Loaded) -> Vec<Diagnostic> {
    recordings(&loaded.draft, |file| {
        let length = Duration::from_secs(if file.name == "long" { 61 } else { 60 });
        let heard = Heard { length, silent: file.name == "silent", clipped: file.name == "clipped" };
        if file.name == "broken" { Err(format!("{} cannot be decoded", file.path)) } else { Ok(heard) }
    })
}

/// What needs a folder of the disk; fixtures of their own show these.
const OF_FOLDERS: [&str; 2] = ["D002", "D011"];

#[test]
fn every_mistake_gives_its_code_and_every_cure_gives_nothing() {
    let mut wrong = String::new();
    for explanation in explanations() {
        let bad = checked(explanation.bad);
        let is_given = bad.diagnostics.iter().any(|found| found.code.0 == explanation.code);
        if !is_given && !OF_FOLDERS.contains(&explanation.code) {
            wrong += &format!("{} is not given:\n", explanation.code);
            wrong += &xml_schema::render(&bad.diagnostics, &bad.sources, false);
        }
        let good = checked(explanation.good);
        if !good.diagnostics.is_empty() {
            wrong += &format!("the cure of {}:\n", explanation.code);
            wrong += &xml_schema::render(&good.diagnostics, &good.sources, false);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_code_of_the_guide_is_explained_in_order() {
    let rows = GUIDE.lines().filter_map(|line| line.strip_prefix("| D"));
    let codes: Vec<String> = rows.filter_map(|row| Some(format!("D{}", row.split_once(' ')?.0))).collect();

    assert_eq!(explanations().map(|explanation| explanation.code).collect::<Vec<_>>(), codes);
    assert!(explain("d035").is_some_and(|explanation| explanation.code == "D035"));
    assert_eq!(explain("D999"), None);
}
