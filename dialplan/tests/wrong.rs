//! Dialplans that are wrong, each in one way: what a designer reads about them.

use std::collections::BTreeSet;
use std::path::Path;

use dialplan::load::{Disk, MemoryFiles, load};

/// Every file and folder of `tests/fixtures/wrong`, in order.
fn fixtures() -> BTreeSet<String> {
    let entries = std::fs::read_dir("tests/fixtures/wrong").expect("the fixtures are there");
    let names = entries.map(|entry| entry.expect("a folder can be listed").file_name());
    names.map(|name| name.into_string().expect("fixtures have names in UTF-8")).collect()
}

#[test]
fn every_mistake_is_told_with_its_place_and_what_to_do() {
    for name in fixtures() {
        let loaded = load(&format!("tests/fixtures/wrong/{name}"), &Disk);

        assert!(!loaded.diagnostics.is_empty(), "{name}");
        assert_eq!(loaded.plan.is_none(), loaded.errors() > 0, "{name}");
        let text = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
        insta::assert_snapshot!(format!("wrong-{}", name.trim_end_matches(".xml")), text);
    }
}

#[test]
fn every_code_of_the_dialplan_has_a_fixture() {
    let mut shown = BTreeSet::new();
    for name in fixtures() {
        let loaded = load(&format!("tests/fixtures/wrong/{name}"), &Disk);
        shown.extend(loaded.diagnostics.iter().map(|found| found.code.0));
    }

    for file in ["src/load/messages.rs", "src/check/messages.rs", "src/prove/messages.rs"] {
        let source = std::fs::read_to_string(file).unwrap();
        for code in source.split('"').filter(|part| part.len() == 4 && part.starts_with('D')) {
            assert!(shown.contains(code), "{code} of {file} has no fixture");
        }
    }
}

#[test]
fn a_path_that_does_not_exist_is_told() {
    let loaded = load("nowhere/plan.xml", &Disk);

    assert!(loaded.plan.is_none() && !Path::new("nowhere").exists());
    insta::assert_snapshot!(xml_schema::render(&loaded.diagnostics, &loaded.sources, false));
}

#[test]
fn findings_come_file_by_file_in_the_order_of_the_text() {
    let main = r#"<Dialplan xmlns="urn:dialtree:1">
  <Route to="100" menu="nowhere"/>
  <Include file="part.xml"/>
  <Route to="200" menu="nowhere"/>
</Dialplan>"#;
    let part = r#"<Dialplan xmlns="urn:dialtree:1"><Route to="300" menu="nowhere"/></Dialplan>"#;

    let loaded = load("main.xml", &MemoryFiles::new([("main.xml", main), ("part.xml", part)]));

    let places: Vec<_> = loaded.diagnostics.iter().map(|found| (found.span.file.0, found.span.start)).collect();
    assert_eq!(places.len(), 3);
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(loaded.sources[1].name, "part.xml");
}
