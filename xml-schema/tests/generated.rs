//! What is generated from the table is as it is in docs/.

use std::fs;
use std::path::Path;

use xml_schema::{Schema, reference, xsd};

fn is_current(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, text).expect("docs/ can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "docs/{name} is stale: run UPDATE_DOCS=1 cargo test -p xml-schema, and commit it");
}

#[test]
fn the_schema_of_dialplans_and_scripts_is_current() {
    is_current("dialtree.xsd", &xsd(Schema::Files));
}

#[test]
fn the_schema_of_responses_is_current() {
    is_current("response.xsd", &xsd(Schema::Responses));
}

#[test]
fn the_reference_is_current() {
    is_current("verbs.md", &reference());
}

#[test]
fn every_schema_is_xml() {
    for schema in [Schema::Files, Schema::Responses] {
        let text = xsd(schema);
        roxmltree::Document::parse(&text).expect("well-formed");
    }
}
