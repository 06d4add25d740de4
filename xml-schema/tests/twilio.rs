//! Documents that Twilio's helper library builds (tests/interop/twilio makes them): all of them are understood.

mod support;

use std::fs;
use std::path::PathBuf;

use support::{TWIML, read};
use xml_schema::{ElementDef, Severity, Status, Tag, lookup};

/// Planned, and not offered.
const ALLOWED: [&str; 2] = ["X017", "X018"];

fn documents() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/twilio");
    let paths = fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("a file").path());
    let read = |path: PathBuf| (path.display().to_string(), fs::read_to_string(&path).expect("a text"));
    let documents: Vec<_> = paths.map(read).collect();
    assert!(documents.len() >= 60);
    documents
}

#[test]
fn nothing_is_told_but_what_does_not_work() {
    for (name, text) in documents() {
        for found in read(&text, TWIML).diagnostics {
            assert_eq!(found.severity, Severity::Warning, "{name}: {}", found.message);
            assert!(ALLOWED.contains(&found.code.0), "{name}: {}", found.message);
        }
    }
}

#[test]
fn every_value_is_taken_even_of_what_is_planned() {
    let mut wrong = Vec::new();
    for (name, text) in documents() {
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = lookup(None, "Response").expect("the table has it");
        children(document.root_element(), root, &mut |problem| wrong.push(format!("{name}: {problem}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The parser does not look into what is planned; this does.
fn children(node: roxmltree::Node<'_, '_>, def: &ElementDef, tell: &mut impl FnMut(String)) {
    for child in node.children().filter(roxmltree::Node::is_element) {
        let name = child.tag_name().name();
        match lookup(Some(def.tag), name) {
            None => tell(format!("no {name} in {}", def.name)),
            // What stands in it is nobody's business.
            Some(def) if def.tag == Tag::NotOffered => {}
            Some(def) => {
                attributes(child, def, tell);
                children(child, def, tell);
            }
        }
    }
}

fn attributes(node: roxmltree::Node<'_, '_>, def: &ElementDef, tell: &mut impl FnMut(String)) {
    for attribute in node.attributes() {
        let prefix = if attribute.namespace().is_some() { "xml:" } else { "" };
        let name = format!("{prefix}{}", attribute.name());
        match def.attribute(&name) {
            None => tell(format!("no {name} of {}", def.name)),
            Some(known) if known.status == Status::NotOffered => {}
            Some(known) => {
                if let Err(bad) = known.kind.read(attribute.value()) {
                    tell(format!("{name} of {}: {bad}", def.name));
                }
            }
        }
    }
}
