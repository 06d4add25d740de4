//! `App` and `Answer`: the remote applications of a script.

use std::time::Duration;

use url::Url;
use xml_schema::{Element, Node, Span, Tag};

use super::load::{Reader, join};
use super::{Answer, App, Drop, problem, read};

pub(super) fn app(reader: &mut Reader<'_>, folder: &str, element: &Element) -> Option<App> {
    let url = read::text(element, "url")?;
    if Url::parse(&url).is_err() {
        let span = element.attribute("url").map_or(element.name_span, |attribute| attribute.value_span);
        reader.report(problem::bad_url(span, &url));
    }
    let parts = element.elements().filter(|child| child.def.tag == Tag::AppAnswer);
    let answers: Vec<Answer> = parts.map(|child| answer(reader, folder, child)).collect();
    if answers.is_empty() {
        reader.report(problem::no_answer(element.name_span));
        return None;
    }
    Some(App { url, method: read::text(element, "method"), answers, span: element.span })
}

fn answer(reader: &mut Reader<'_>, folder: &str, element: &Element) -> Answer {
    let inline = inline_body(reader, element);
    let is_document = inline.as_ref().is_some_and(|body| body.starts_with('<'));
    let file = read::text(element, "file");
    if inline.is_some() && file.is_some() {
        reader.report(problem::body_twice(element.name_span));
    }
    let from_file = file.as_deref().and_then(|file| read_file(reader, folder, file, element.span));
    let content_type = read::text(element, "contentType").or_else(|| {
        let suffix_says = file.as_deref().is_some_and(|file| file.ends_with(".xml"));
        (is_document || suffix_says).then(|| "text/xml".to_owned())
    });
    Answer {
        after: read::duration(element, "after").unwrap_or(Duration::ZERO),
        status: read::integer(element, "status").unwrap_or(200),
        content_type: content_type.unwrap_or_else(|| "text/plain".into()),
        drop: read::text(element, "drop").and_then(|drop| match drop.as_str() {
            "connect" => Some(Drop::Connect),
            "mid-body" => Some(Drop::MidBody),
            "never" => Some(Drop::Never),
            _ => None,
        }),
        body: inline.or(from_file).unwrap_or_default(),
    }
}

/// What stands between the tags, as written: from the first child element to the last, else the text.
fn inline_body(reader: &Reader<'_>, element: &Element) -> Option<String> {
    let mut spans = element.children.iter().filter_map(|node| match node {
        Node::Element(child) => Some(child.span),
        Node::Text(_) => None,
    });
    if let Some(first) = spans.next() {
        let end = spans.next_back().map_or(first.end, |last| last.end);
        return Some(reader.slice(Span { end, ..first }).to_owned());
    }
    Some(element.text()).filter(|text| !text.is_empty())
}

fn read_file(reader: &mut Reader<'_>, folder: &str, file: &str, span: Span) -> Option<String> {
    let path = join(folder, file);
    match reader.files.read(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            reader.report(problem::unreadable(span, &path, &error));
            None
        }
    }
}
