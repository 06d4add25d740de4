//! A text as nested pieces, each as it is written.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    pub has_bom: bool,
    pub pieces: Vec<Piece<'t>>,
}

/// A part of a file.
#[derive(Debug)]
pub(super) enum Piece<'t> {
    Element(RawElement<'t>),
    /// A comment, the declaration, a processing instruction: as it is.
    Aside(&'t str),
    /// White space.
    Blank(&'t str),
    /// Characters, references and CDATA.
    Text,
}

/// An element.
#[derive(Debug)]
pub(super) struct RawElement<'t> {
    pub name: &'t str,
    /// Name and value; the value with its entities.
    pub attributes: Vec<(&'t str, &'t str)>,
    pub pieces: Vec<Piece<'t>>,
    /// What stands between its tags.
    pub inner: &'t str,
}

/// An element whose end has not come, or the file itself.
#[derive(Default)]
struct Open<'t> {
    /// With where its content begins.
    element: Option<(RawElement<'t>, usize)>,
    pieces: Vec<Piece<'t>>,
}

/// The name of the first element, if one begins.
pub(super) fn root_name(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    loop {
        let before = position(&reader);
        match reader.read_event().ok()? {
            Event::Start(_) | Event::Empty(_) => {
                return names(text.get(before..position(&reader))?).map(|(name, _)| name);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Reads a well-formed text; `None`, if it is none after all.
pub(super) fn read(text: &str) -> Option<Document<'_>> {
    let has_bom = text.starts_with('\u{feff}');
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut open = vec![Open::default()];
    loop {
        let before = position(&reader);
        let event = reader.read_event().ok()?;
        let (after, raw) = (position(&reader), text.get(before..position(&reader))?);
        let pieces = &mut open.last_mut()?.pieces;
        match event {
            Event::Start(start) => {
                open.push(Open { element: Some((element(raw, &start)?, after)), pieces: Vec::new() });
            }
            Event::Empty(start) => pieces.push(Piece::Element(element(raw, &start)?)),
            Event::End(_) => {
                let Open { element, pieces } = open.pop()?;
                let (mut closed, began) = element?;
                closed.pieces = pieces;
                closed.inner = text.get(began..before)?;
                open.last_mut()?.pieces.push(Piece::Element(closed));
            }
            Event::Text(_) if raw.trim().is_empty() => pieces.push(Piece::Blank(raw)),
            Event::Text(_) | Event::GeneralRef(_) | Event::CData(_) => pieces.push(Piece::Text),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => pieces.push(Piece::Aside(raw)),
            Event::Eof => break,
        }
    }
    let last = open.pop()?;
    (last.element.is_none() && open.is_empty()).then_some(Document { has_bom, pieces: last.pieces })
}

fn element<'t>(raw: &'t str, start: &BytesStart<'_>) -> Option<RawElement<'t>> {
    let (name, behind) = names(raw)?;
    let mut attributes = Vec::new();
    let mut rest = behind;
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let key: &str = attribute.key.as_ref();
        let value: &str = &attribute.value;
        // The same words in the text, which outlives the event.
        let at = rest.find(key)?;
        let key = rest.get(at..at + key.len())?;
        rest = rest.get(at + key.len()..)?;
        let at = rest.find(['"', '\''])? + 1;
        let written = rest.get(at..at + value.len()).filter(|written| *written == value)?;
        rest = rest.get(at + value.len() + 1..)?;
        attributes.push((key, written));
    }
    Some(RawElement { name, attributes, pieces: Vec::new(), inner: "" })
}

/// The name in a start tag, and what stands behind it.
fn names(tag: &str) -> Option<(&str, &str)> {
    let inside = tag.strip_prefix('<')?;
    let end = inside.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
    Some(inside.split_at(end))
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}
