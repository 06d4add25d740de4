//! The XML schema, generated from the table: what editors complete and check with.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::elements::TABLE;
use crate::lookup::lookup;
use crate::table::{AttributeDef, DefaultValue, ElementDef, Status, TextContent, ValueKind};

/// Which documents a schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Dialplans and scripts, in the namespace `urn:dialtree:1`.
    Files,
    /// What applications answer: `Response` without a namespace.
    Responses,
}

/// The XML schema (XSD 1.0) of a kind of documents.
pub fn xsd(schema: Schema) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.push_str("<!-- Generated from the element table by `dialtree xsd`; changes belong there. -->\n");
    let (namespace, roots): (_, &[&str]) = match schema {
        Schema::Files => (
            " xmlns=\"urn:dialtree:1\" targetNamespace=\"urn:dialtree:1\" elementFormDefault=\"qualified\"",
            &["Dialplan", "Script"],
        ),
        Schema::Responses => ("", &["Response"]),
    };
    // Writing to a String cannot fail, here and below.
    writeln!(text, "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"{namespace}>").ok();
    let defs: Vec<&ElementDef> = roots.iter().filter_map(|name| lookup(None, name)).collect();
    for def in &defs {
        writeln!(text, "  <xs:element name=\"{}\" type=\"{}\"/>", def.name, type_name(def)).ok();
    }
    for def in reachable(&defs) {
        complex_type(def, &mut text);
    }
    text.push_str(VARIABLE);
    text.push_str("</xs:schema>\n");
    text
}

/// A value that a variable decides.
const VARIABLE: &str = "  <xs:simpleType name=\"variable\">
    <xs:annotation><xs:documentation>A value with ${name} in it, known when it runs.</xs:documentation></xs:annotation>
    <xs:restriction base=\"xs:string\"><xs:pattern value=\".*[$]\\{.*\"/></xs:restriction>
  </xs:simpleType>
";

/// The elements that can stand below the roots, in the order of the table.
fn reachable(roots: &[&'static ElementDef]) -> Vec<&'static ElementDef> {
    let mut reached: Vec<&ElementDef> = roots.to_vec();
    let mut next = 0;
    while let Some(def) = reached.get(next).copied() {
        for child in children(def) {
            if !reached.iter().any(|known| std::ptr::eq(*known, child)) {
                reached.push(child);
            }
        }
        next += 1;
    }
    reached
}

fn children(parent: &ElementDef) -> impl Iterator<Item = &'static ElementDef> {
    let tag = parent.tag;
    TABLE.iter().copied().filter(move |def| def.parents.contains(&tag) && def.status != Status::NotOffered)
}

/// Elements of one name in different parents have types of their own.
fn type_name(def: &ElementDef) -> String {
    if def.parents.is_empty() { format!("{}Root", def.name) } else { format!("{:?}", def.tag) }
}

fn complex_type(def: &ElementDef, text: &mut String) {
    let mixed = if def.text == TextContent::None { "" } else { " mixed=\"true\"" };
    writeln!(text, "  <xs:complexType name=\"{}\"{mixed}>", type_name(def)).ok();
    documentation("    ", &prose(def.prose, def.status), text);
    let mut names = BTreeSet::new();
    let children: Vec<_> = children(def).collect();
    if !children.is_empty() {
        text.push_str("    <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">\n");
        for child in children {
            for name in child.names().filter(|name| names.insert(*name)) {
                writeln!(text, "      <xs:element name=\"{name}\" type=\"{}\"/>", type_name(child)).ok();
            }
        }
        text.push_str("    </xs:choice>\n");
    }
    let offered = |attribute: &&AttributeDef| attribute.status != Status::NotOffered && !attribute.name.contains(':');
    for attribute in def.attributes.iter().filter(offered) {
        for name in std::iter::once(attribute.name).chain(attribute.aliases.iter().copied()) {
            attribute_of(name, attribute, text);
        }
    }
    text.push_str("    <xs:anyAttribute namespace=\"##other\" processContents=\"lax\"/>\n  </xs:complexType>\n");
}

fn attribute_of(name: &str, attribute: &AttributeDef, text: &mut String) {
    // With two spellings neither can be demanded.
    let required = attribute.required && attribute.aliases.is_empty();
    let required = if required { " use=\"required\"" } else { "" };
    writeln!(text, "    <xs:attribute name=\"{name}\"{required}>").ok();
    let mut prose = prose(attribute.prose, attribute.status);
    match attribute.default {
        DefaultValue::None => {}
        DefaultValue::Same(value) => prose.push_str(&format!(" Default: {value:?}.")),
        DefaultValue::Each { twiml, callapi } => {
            prose.push_str(&format!(" Default: {callapi:?}, in twiml {twiml:?}."));
        }
    }
    documentation("      ", &prose, text);
    match restriction(attribute.kind) {
        Some(restriction) => {
            writeln!(
                text,
                "      <xs:simpleType><xs:union memberTypes=\"variable\"><xs:simpleType>{restriction}</xs:simpleType></xs:union></xs:simpleType>"
            )
            .ok();
        }
        None => text.push_str("      <xs:simpleType><xs:restriction base=\"xs:string\"/></xs:simpleType>\n"),
    }
    text.push_str("    </xs:attribute>\n");
}

/// What a value is restricted to; `None`: any text.
fn restriction(kind: ValueKind) -> Option<String> {
    let pattern = |pattern: &str| {
        Some(format!("<xs:restriction base=\"xs:token\"><xs:pattern value=\"{}\"/></xs:restriction>", escaped(pattern)))
    };
    let range = |min: i64, max: i64| {
        let max = if max == i64::MAX { String::new() } else { format!("<xs:maxInclusive value=\"{max}\"/>") };
        format!("<xs:restriction base=\"xs:integer\"><xs:minInclusive value=\"{min}\"/>{max}</xs:restriction>")
    };
    match kind {
        ValueKind::Text | ValueKind::Url | ValueKind::Regex | ValueKind::Keywords(_) => None,
        ValueKind::Integer { min, max } => Some(range(min, max)),
        ValueKind::Seconds { .. } => pattern(r"\d+|\d+(\.\d+)?(ms|s|m|h|d)"),
        ValueKind::Duration => pattern(r"0|\d+(\.\d+)?(ms|s|m|h|d)"),
        ValueKind::Boolean => Some(words(&["true", "false"])),
        ValueKind::Keyword(list) => Some(words(list)),
        ValueKind::Method => Some(words(&["GET", "POST"])),
        ValueKind::Digits => pattern("[0-9*#A-DwWa-d]*"),
        ValueKind::Language => pattern("[A-Za-z0-9-]+"),
        ValueKind::Name => pattern("[A-Za-z_][A-Za-z0-9_]*"),
        ValueKind::Timestamp => pattern(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+\-]\d{2}:\d{2})"),
    }
}

fn words(list: &[&str]) -> String {
    let values: String = list.iter().map(|word| format!("<xs:enumeration value=\"{}\"/>", escaped(word))).collect();
    format!("<xs:restriction base=\"xs:token\">{values}</xs:restriction>")
}

fn prose(prose: &str, status: Status) -> String {
    match status {
        Status::Works => prose.to_owned(),
        Status::Planned => format!("{prose} Planned: does not work yet."),
        Status::NotOffered => format!("{prose} Not offered."),
    }
}

fn documentation(indent: &str, prose: &str, text: &mut String) {
    writeln!(text, "{indent}<xs:annotation><xs:documentation>{}</xs:documentation></xs:annotation>", escaped(prose))
        .ok();
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
