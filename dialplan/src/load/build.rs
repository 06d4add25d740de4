//! Builds a plan of the roots of its files.

use std::time::Duration;

use sha2::{Digest, Sha256};
use xml_schema::{Diagnostic, Dialect, Element, Source, Span, Tag, Value};

use super::sources::Root;
use super::{menus, messages, prompts, routes, schedules};
use crate::files::Files;
use crate::plan::{Block, Plan, PromptIndex};

/// A plan of everything that could be understood; what could not is reported.
pub(super) fn plan(roots: &[Root], sources: &[Source], files: &dyn Files, diagnostics: &mut Vec<Diagnostic>) -> Plan {
    let (menus, menu_index) = menus::menus(roots, diagnostics);
    let routes = routes::routes(roots, &menus, &menu_index, diagnostics);
    let mut prompts = PromptIndex::default();
    for (root, element) in children(roots, Tag::Prompts) {
        prompts::add(element, &root.path, files, &mut prompts, diagnostics);
    }
    let settings = settings(roots, diagnostics);
    let length = |name: &str| duration(settings.get(name).as_ref()).unwrap_or_default();
    Plan {
        language: settings.text("language").unwrap_or_else(|| "en".to_owned()),
        voice: settings.text("voice").filter(|voice| !voice.is_empty() && voice != "default"),
        voice_place: settings.span("voice"),
        base: settings.base(diagnostics),
        settle: length("settle"),
        lifetime: Some(length("lifetime")).filter(|length| !length.is_zero()),
        on_lifetime: actions(roots, Tag::OnLifetime),
        on_error: actions(roots, Tag::OnError),
        routes,
        menus,
        menu_index,
        schedules: schedules::schedules(roots, diagnostics),
        prompts,
        hash: hash(sources),
    }
}

/// The children of one kind of all roots, in order.
pub(super) fn children(roots: &[Root], tag: Tag) -> impl Iterator<Item = (&Root, &Element)> {
    roots.iter().flat_map(move |root| {
        let children = root.element.elements().filter(move |child| child.def.tag == tag);
        children.map(move |child| (root, child.as_ref()))
    })
}

fn actions(roots: &[Root], tag: Tag) -> Block {
    children(roots, tag).flat_map(|(_, element)| element.elements().cloned()).collect()
}

/// An element's attribute as a length of time, its default counted in.
pub(super) fn duration(value: Option<&Value>) -> Option<Duration> {
    value.and_then(Value::as_duration)
}

/// The attributes of the roots: each may be set in one file.
struct RootSettings<'a> {
    roots: &'a [Root],
}

fn settings<'a>(roots: &'a [Root], diagnostics: &mut Vec<Diagnostic>) -> RootSettings<'a> {
    for (place, root) in roots.iter().enumerate() {
        for attribute in &root.element.attributes {
            let earlier = roots[..place].iter().find_map(|root| root.element.attribute(attribute.name));
            if let Some(first) = earlier.filter(|first| first.value != attribute.value) {
                let found =
                    messages::conflict(attribute.value_span, first.value_span, attribute.name, &attribute.value);
                diagnostics.push(found);
            }
        }
    }
    RootSettings { roots }
}

impl RootSettings<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        let root = self.roots.iter().find(|root| root.element.attribute(name).is_some()).or(self.roots.first());
        root.and_then(|root| root.element.value(name, Dialect::CallApi))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(|value| value.as_text().map(str::to_owned))
    }

    fn span(&self, name: &str) -> Option<Span> {
        self.roots.iter().find_map(|root| root.element.attribute(name)).map(|attribute| attribute.value_span)
    }

    fn base(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<url::Url> {
        let written = self.text("base").filter(|base| !base.is_empty())?;
        match url::Url::parse(&written) {
            Ok(base) if matches!(base.scheme(), "http" | "https") => Some(base),
            _ => {
                diagnostics.extend(self.span("base").map(|span| messages::bad_base(span, &written)));
                // What is relative is so to something: one mistake, one finding.
                url::Url::parse("https://base.invalid/").ok()
            }
        }
    }
}

fn hash(sources: &[Source]) -> String {
    let mut hasher = Sha256::new();
    for source in sources {
        hasher.update(source.text.len().to_be_bytes());
        hasher.update(source.text.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
