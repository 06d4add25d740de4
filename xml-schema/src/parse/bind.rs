//! Gives names their meaning: binds raw elements to the table, and reports what it does not know.

use std::sync::Arc;

use super::raw::{RawAttribute, RawElement, RawNode, RawText};
use super::{PROBLEMS, Reading};
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::DocumentKind;
use crate::lookup as table;
use crate::messages;
use crate::span::Span;
use crate::suggest::suggest;
use crate::table::{AttributeDef, ElementDef, Status, Tag, TextContent};
use crate::tree::{Attribute, Element, Node, Text};

/// What only files may have: a document that wants another one has Redirect.
const INTERACTIVE: &str = "Interactive";

/// The one namespace of files.
const NAMESPACE: &str = "urn:dialtree:1";

/// Binds the top of a text to the root its kind asks for.
pub(super) fn bind(
    nodes: Vec<RawNode<'_>>,
    reading: Reading,
    end: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Arc<Element>> {
    let root = table::root(reading.kind);
    let (kind, most) = (reading.kind, reading.limits.verbs);
    let mut binder = Binder { kind, most, elements: 0, diagnostics };
    let mut nodes = nodes.into_iter().filter(|node| !is_blank(node));
    let first = nodes.next();
    let element = match first {
        Some(RawNode::Element(element)) => element,
        Some(RawNode::Text(text)) => {
            binder.diagnostics.push(messages::no_root(text.span, root.name));
            return None;
        }
        None => {
            // A text that stopped being XML before its first tag has been reported.
            if !binder.diagnostics.iter().any(|found| found.severity == Severity::Error) {
                binder.diagnostics.push(messages::no_root(Span { start: 0, ..end }, root.name));
            }
            return None;
        }
    };
    if let Some(more) = nodes.next() {
        binder.diagnostics.push(messages::behind_root(span_of(&more), reading.lenient));
    }
    if element.name != root.name {
        binder.diagnostics.push(messages::wrong_root(element.name_span, element.name, root.name));
        return None;
    }
    Some(Arc::new(binder.element(element, root)))
}

struct Binder<'a> {
    kind: DocumentKind,
    /// How many elements the document may have.
    most: usize,
    elements: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Binder<'_> {
    fn element(&mut self, raw: RawElement<'_>, def: &'static ElementDef) -> Element {
        let attributes = self.attributes(raw.attributes, (raw.name, raw.name_span), def);
        if def.tag == Tag::Gather {
            self.check_counts(&attributes, def);
        }
        let mut children = Vec::with_capacity(raw.children.len());
        for node in raw.children {
            match node {
                RawNode::Element(child) => {
                    if let Some(child) = self.child(child, def) {
                        children.push(Node::Element(Arc::new(child)));
                    }
                }
                RawNode::Text(text) => children.extend(self.text(text, def, raw.name)),
            }
        }
        let name = def.names().find(|name| *name == raw.name).unwrap_or(def.name);
        let element = Element { def, name, name_span: raw.name_span, span: raw.span, attributes, children };
        let blank = |node: &Node| matches!(node, Node::Text(text) if text.value.trim().is_empty());
        if def.text == TextContent::Required && element.children.iter().all(blank) {
            self.diagnostics.push(messages::missing_text(self.kind, element.name_span, element.name));
        }
        element
    }

    fn text(&mut self, text: RawText<'_>, def: &ElementDef, parent: &str) -> Option<Node> {
        let blank = text.value.trim().is_empty();
        match def.text {
            TextContent::None => {
                if !blank {
                    self.diagnostics.push(messages::stray_text(self.kind, trimmed(&text), parent));
                }
                None
            }
            // White space inside text is kept: it parts words around a child element.
            _ if text.value.is_empty() => None,
            _ => Some(Node::Text(Text { value: text.value.into_owned(), span: text.span })),
        }
    }

    fn child(&mut self, raw: RawElement<'_>, parent: &'static ElementDef) -> Option<Element> {
        // Unknown ones count: looking for what was meant costs the most.
        self.elements += 1;
        if self.elements > self.most {
            if self.elements == self.most + 1 {
                self.diagnostics.push(messages::too_many(raw.name_span, self.most));
            }
            return None;
        }
        if raw.name == INTERACTIVE && matches!(self.kind, DocumentKind::Response(_)) {
            self.diagnostics.push(messages::dialplan_only(self.kind, raw.name_span));
            return None;
        }
        let Some(def) = table::lookup(Some(parent.tag), raw.name) else {
            self.unknown_element(&raw, parent);
            return None;
        };
        match def.status {
            Status::NotOffered => {
                self.diagnostics.push(messages::not_offered(self.kind, raw.name_span, raw.name));
                None
            }
            Status::Planned => {
                self.diagnostics.push(messages::planned_element(self.kind, raw.name_span, raw.name));
                None
            }
            Status::Works => Some(self.element(raw, def)),
        }
    }

    fn unknown_element(&mut self, raw: &RawElement<'_>, parent: &ElementDef) {
        let allowed = table::children_names(parent.tag);
        let elsewhere = table::parents_of(raw.name);
        let suggestion = self.suggest(raw.name, &allowed);
        self.diagnostics.push(messages::unknown_element(
            self.kind,
            raw.name_span,
            raw.name,
            parent,
            suggestion,
            &elsewhere,
        ));
    }

    /// What was probably meant; not looked for when nobody will read it.
    fn suggest<'n>(&self, name: &str, known: &[&'n str]) -> Option<&'n str> {
        if self.diagnostics.len() > PROBLEMS { None } else { suggest(name, known.iter().copied()) }
    }

    /// `element`: its name as written, and where.
    fn attributes(
        &mut self,
        raw: Vec<RawAttribute<'_>>,
        element: (&str, Span),
        def: &'static ElementDef,
    ) -> Vec<Attribute> {
        // One bit for each attribute of the table.
        let mut written = 0_u64;
        let mut renamed: Vec<(&str, Span)> = Vec::new();
        // The memory of the raw ones is that of the bound ones.
        let bound: Vec<Attribute> = raw
            .into_iter()
            .filter_map(|attribute| {
                if self.is_namespace(&attribute, def) {
                    return None;
                }
                let Some((index, known)) = def.find_attribute(attribute.name) else {
                    self.unknown_attribute(&attribute, element.0, def);
                    return None;
                };
                // The same name twice has been reported.
                if !known.aliases.is_empty() {
                    if let Some((_, first)) = renamed.iter().find(|(name, _)| *name == known.name) {
                        let found = messages::two_spellings(self.kind, attribute.name_span, *first, known.name);
                        self.diagnostics.push(found);
                        return None;
                    }
                    renamed.push((known.name, attribute.name_span));
                }
                written |= 1 << index;
                self.check_value(&attribute, known, def, element.0);
                Some(Attribute {
                    name: known.name,
                    value: attribute.value.into_owned(),
                    name_span: attribute.name_span,
                    value_span: attribute.value_span,
                })
            })
            .collect();
        for (index, needed) in def.attributes.iter().enumerate() {
            if needed.required && written & (1 << index) == 0 {
                let (name, place) = element;
                self.diagnostics.push(messages::missing_attribute(self.kind, place, name, needed.name, needed.prose));
            }
        }
        bound
    }

    fn check_value(
        &mut self,
        attribute: &RawAttribute<'_>,
        known: &'static AttributeDef,
        def: &'static ElementDef,
        element: &str,
    ) {
        let (kind, place) = (self.kind, attribute.name_span);
        match known.status {
            Status::Works => {}
            Status::Planned => {
                return self.diagnostics.push(messages::planned_attribute(kind, place, element, known.name));
            }
            Status::NotOffered => {
                return self.diagnostics.push(messages::attribute_not_offered(kind, place, element, known.name));
            }
        }
        // What a variable will hold is known when it runs.
        if known.kind.takes(&attribute.value) || attribute.value.contains('$') && attribute.value.contains("${") {
            return;
        }
        if let Err(bad) = known.kind.read(&attribute.value) {
            let found = messages::bad_value(kind, attribute.value_span, (element, def), (attribute.name, known), &bad);
            self.diagnostics.push(found);
        }
    }

    /// How many keys an entry must have, and how many it may: what a variable will hold is known when it runs.
    fn check_counts(&mut self, attributes: &[Attribute], def: &'static ElementDef) {
        let written = |name: &str| {
            let attribute = attributes.iter().find(|attribute| attribute.name == name)?;
            let count = def.attribute(name)?.kind.read(&attribute.value).ok()?.as_integer()?;
            Some((count, attribute))
        };
        let (Some((least, min)), Some((most, max))) = (written("minDigits"), written("numDigits")) else { return };
        if least > most {
            let counts = (min.value.trim(), max.value.trim());
            self.diagnostics.push(messages::never_enough_keys(self.kind, min.value_span, max.value_span, counts));
        }
    }

    fn is_namespace(&mut self, attribute: &RawAttribute<'_>, def: &ElementDef) -> bool {
        if attribute.name == "xmlns" {
            if matches!(def.tag, Tag::Dialplan | Tag::Script) && attribute.value != NAMESPACE {
                let found = messages::wrong_namespace(self.kind, attribute.value_span, &attribute.value);
                self.diagnostics.push(found);
            }
            return true;
        }
        attribute.name.starts_with("xmlns:") || attribute.name.starts_with("xsi:") || attribute.name == "xml:space"
    }

    fn unknown_attribute(&mut self, attribute: &RawAttribute<'_>, element: &str, def: &'static ElementDef) {
        let known: Vec<&str> = def.attributes.iter().map(|known| known.name).collect();
        let suggestion = self.suggest(attribute.name, &known).and_then(|name| def.attribute(name));
        let found =
            messages::unknown_attribute(self.kind, attribute.name_span, element, attribute.name, suggestion, &known);
        self.diagnostics.push(found);
    }
}

fn is_blank(node: &RawNode<'_>) -> bool {
    matches!(node, RawNode::Text(text) if text.value.trim().is_empty())
}

fn span_of(node: &RawNode<'_>) -> Span {
    match node {
        RawNode::Element(element) => element.name_span,
        RawNode::Text(text) => text.span,
    }
}

/// The span of a text without the white space around it; entities make it an approximation that stays inside.
fn trimmed(text: &RawText<'_>) -> Span {
    let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
    let blank = length(&text.value) - length(text.value.trim_start());
    let start = text.span.start.saturating_add(blank).min(text.span.end);
    // With an entity in it the text in the file is longer: then its end is that of the whole.
    let written = text.span.end - text.span.start == length(&text.value);
    let end = if written { start + length(text.value.trim()) } else { text.span.end };
    Span { start, end, ..text.span }
}
