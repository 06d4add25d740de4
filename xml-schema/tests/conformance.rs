//! docs/conformance.md and the parser agree: what the one lists the other takes, and nothing else.

mod support;

use std::collections::BTreeSet;

use support::{TWIML, read};
use xml_schema::{ElementDef, Status, TABLE, Tag, conformance, lookup};

/// No such element, not there, no such attribute.
const UNKNOWN: [&str; 3] = ["X010", "X011", "X012"];

/// What the page says of an element.
struct Entry {
    names: Vec<String>,
    parents: Vec<String>,
    attributes: BTreeSet<String>,
}

/// What the page lists, of all its parts together.
fn page() -> Vec<Entry> {
    let mut page: Vec<Entry> = Vec::new();
    let text = conformance();
    for row in text.lines().filter_map(|line| line.strip_prefix("| `")) {
        let cells: Vec<_> = row.split(" | ").map(|cell| cell.replace(['`', '|'], "").trim().to_owned()).collect();
        let [names, parents, attribute, _status] = &cells[..] else { panic!("four cells: {row}") };
        let list = |cell: &str| cell.split(", ").map(str::to_owned).collect::<Vec<_>>();
        if attribute.is_empty() {
            let same = page.iter().any(|entry| entry.names == list(names) && entry.parents == list(parents));
            if !same {
                page.push(Entry { names: list(names), parents: list(parents), attributes: BTreeSet::new() });
            }
            continue;
        }
        // Attributes of another origin than their element's stand in another part.
        let entry = page.iter_mut().rfind(|entry| entry.names == list(names));
        entry.unwrap_or_else(|| panic!("no element before {row}")).attributes.insert(attribute.clone());
    }
    page
}

/// What the page says of an element that stands in another. Blocks of ours hold what a Response holds.
fn entry<'p>(page: &'p [Entry], parent: &ElementDef, name: &str) -> Option<&'p Entry> {
    let block = lookup(Some(parent.tag), "Hangup").is_some();
    page.iter().find(|entry| {
        entry.names.iter().any(|known| known == name)
            && entry.parents.iter().any(|known| known == parent.name || block && known == "Response")
    })
}

/// Every element that an answer may hold and the parser looks at: the way to it, what it stands in, itself.
fn reachable() -> Vec<(Vec<&'static str>, &'static ElementDef, &'static ElementDef)> {
    let root = lookup(None, "Response").expect("the table has it");
    let mut places: Vec<(Vec<&str>, &ElementDef)> = vec![(vec![], root)];
    let mut found: Vec<(Vec<&str>, &ElementDef, &ElementDef)> = Vec::new();
    let mut next = 0;
    while next < places.len() {
        let (path, parent) = places[next].clone();
        for def in TABLE.iter().copied().filter(|def| def.parents.contains(&parent.tag) && def.tag != Tag::Interactive)
        {
            if !found.iter().any(|(_, _, known)| std::ptr::eq(*known, def)) && def.status == Status::Works {
                places.push(([&path[..], &[def.name]].concat(), def));
            }
            found.push((path.clone(), parent, def));
        }
        next += 1;
    }
    found
}

/// Which of the names the parser knows nothing of, each put into the place by `write`.
fn unknown<'n>(path: &[&str], names: &[&'n str], write: impl Fn(&str) -> String) -> BTreeSet<&'n str> {
    // Of more than 500 problems not all are told, and an empty element may have several.
    names.chunks(100).flat_map(|some| unknown_of(path, some, &write)).collect()
}

fn unknown_of<'n>(path: &[&str], names: &[&'n str], write: &impl Fn(&str) -> String) -> BTreeSet<&'n str> {
    let mut text = String::from("<Response>");
    text.extend(path.iter().map(|name| format!("<{name}>")));
    let mut places = Vec::new();
    for name in names {
        let start = text.len();
        text.push_str(&write(name));
        places.push((start..text.len(), *name));
    }
    text.extend(path.iter().rev().map(|name| format!("</{name}>")));
    text.push_str("</Response>");
    let told = read(&text, TWIML).diagnostics;
    assert!(!told.iter().any(|found| found.code.0 == "X024"), "some problems are not told");
    let unknown = told.iter().filter(|found| UNKNOWN.contains(&found.code.0)).map(|found| found.span.start as usize);
    unknown.filter_map(|at| places.iter().find(|(place, _)| place.contains(&at))).map(|(_, name)| *name).collect()
}

#[test]
fn every_attribute_is_taken_where_it_is_listed_and_nowhere_else() {
    let page = page();
    let all: BTreeSet<&str> = TABLE.iter().flat_map(|def| def.attributes).map(|known| known.name).collect();
    let all: Vec<&str> = all.into_iter().collect();
    for (path, parent, def) in reachable() {
        let name = def.name;
        let listed = &entry(&page, parent, name).unwrap_or_else(|| panic!("{name} is not listed")).attributes;

        let unknown = unknown(&path, &all, |attribute| format!("<{name} {attribute}='1'/>"));

        // The parser does not look into what does not work.
        for attribute in all.iter().filter(|_| def.status == Status::Works) {
            let taken = !unknown.contains(attribute);
            assert_eq!(taken, listed.contains(*attribute), "{attribute} of {name} in {path:?}");
        }
    }
}

#[test]
fn every_element_is_taken_where_it_is_listed_and_nowhere_else() {
    let page = page();
    let all: BTreeSet<&str> = TABLE.iter().flat_map(|def| def.names()).filter(|name| *name != "Interactive").collect();
    let all: Vec<&str> = all.into_iter().collect();
    let root = lookup(None, "Response").expect("the table has it");
    let inner = reachable().into_iter().filter(|(_, _, def)| def.status == Status::Works);
    let blocks = inner.map(|(path, _, def)| ([&path[..], &[def.name]].concat(), def));
    for (path, def) in blocks.chain([(vec![], root)]) {
        let unknown = unknown(&path, &all, |name| format!("<{name}/>"));

        for name in &all {
            let listed = entry(&page, def, name).is_some();
            assert_eq!(!unknown.contains(name), listed, "{name} in {path:?}");
        }
    }
}
