//! What is generated from the table is as it is in docs/.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use xml_schema::{Dialect, Schema, Status, TABLE, conformance, lookup, reference, xsd};

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
fn the_page_of_conformance_is_current() {
    is_current("conformance.md", &conformance());
}

#[test]
fn every_schema_is_xml() {
    for schema in [Schema::Files, Schema::Responses] {
        let text = xsd(schema);
        roxmltree::Document::parse(&text).expect("well-formed");
    }
}

/// The types of the elements that a schema declares, with the names of their attributes.
fn declared(schema: &str) -> Vec<(String, Vec<String>)> {
    let schema = roxmltree::Document::parse(schema).expect("well-formed");
    let of = |kind: roxmltree::Node<'_, '_>| {
        let attributes = kind.children().filter(|child| child.has_tag_name((XS, "attribute")));
        let names = attributes.filter_map(|child| child.attribute("name").map(str::to_owned)).collect();
        (kind.attribute("name").expect("a type has a name").to_owned(), names)
    };
    schema.root_element().children().filter(|node| node.has_tag_name((XS, "complexType"))).map(of).collect()
}

const XS: &str = "http://www.w3.org/2001/XMLSchema";

#[test]
fn what_is_offered_is_in_the_schema_and_on_the_page() {
    let page = reference();
    let types: Vec<_> = [Schema::Files, Schema::Responses].iter().flat_map(|schema| declared(&xsd(*schema))).collect();
    for def in TABLE.iter().filter(|def| def.status != Status::NotOffered) {
        let name = if def.parents.is_empty() { format!("{}Root", def.name) } else { format!("{:?}", def.tag) };
        let declared = types.iter().find(|(declared, _)| *declared == name);
        let (_, attributes) = declared.unwrap_or_else(|| panic!("no schema has {name}"));
        assert!(page.contains(&format!("### `{}`", def.name)), "{name} is not on the page");
        for attribute in def.attributes {
            assert!(page.contains(&format!("| `{}`", attribute.name)), "{} is not on the page", attribute.name);
            let expected = attribute.status != Status::NotOffered && !attribute.name.contains(':');
            assert_eq!(attributes.iter().any(|known| known == attribute.name), expected, "{name} {}", attribute.name);
        }
    }
}

#[test]
fn every_default_is_a_value_its_attribute_takes() {
    for def in TABLE.iter() {
        for attribute in def.attributes {
            for default in
                [Dialect::CallApi, Dialect::Twiml].iter().filter_map(|dialect| attribute.default.of(*dialect))
            {
                let read = attribute.kind.read(default);
                assert!(read.is_ok(), "{} {}: {read:?}", def.name, attribute.name);
            }
        }
    }
}

#[test]
fn no_name_is_in_the_table_twice() {
    for def in TABLE.iter() {
        for parent in def.parents {
            for name in def.names() {
                let found = lookup(Some(*parent), name).expect("it is in the table");
                assert!(std::ptr::eq(found, *def), "{name} in {parent:?} is two elements");
            }
        }
        let names = def.attributes.iter().flat_map(|known| [&[known.name], known.aliases].concat());
        assert!(def.attributes.len() <= 64, "the parser has one bit for each attribute of {}", def.name);
        let mut seen = HashSet::new();
        for name in names {
            assert!(seen.insert(name), "{} has {name} twice", def.name);
        }
    }
}
