//! Puts pieces on lines.

use super::read::{Document, Piece, RawElement};
use crate::lookup::lookup;
use crate::table::{ElementDef, Tag, TextContent};

/// A step inwards.
const INDENT: usize = 2;
/// Attributes that have lines of their own.
const HANGING: usize = 4;
/// What stands on one line is at most so wide.
const WIDTH: usize = 120;

/// The text of a file.
pub(super) fn write(document: &Document<'_>) -> String {
    let mut text = String::new();
    if document.has_bom {
        text.push('\u{feff}');
    }
    text.push_str(&lines(&document.pieces, None, 0).join("\n"));
    text.push('\n');
    text
}

/// Whether white space between the words of an element is heard, or may be.
pub(crate) fn is_spoken(tag: Tag) -> bool {
    let sentences = matches!(tag, Tag::Say | Tag::P | Tag::S | Tag::W | Tag::Lang | Tag::Emphasis | Tag::Prosody);
    sentences || matches!(tag, Tag::Sub | Tag::SayAs | Tag::Phoneme)
}

/// Pieces on lines, in an element at this depth. At most one empty line stands between two of them.
fn lines(pieces: &[Piece<'_>], parent: Option<&'static ElementDef>, depth: usize) -> Vec<String> {
    let margin = " ".repeat(depth * INDENT);
    let mut lines: Vec<String> = Vec::new();
    // How many line ends stand before the next piece.
    let mut ends = 0;
    for piece in pieces {
        let written = match piece {
            Piece::Blank(blank) => {
                ends += blank.matches('\n').count();
                continue;
            }
            Piece::Text => continue,
            Piece::Aside(aside) => (*aside).to_owned(),
            Piece::Element(child) => element(child, parent, depth),
        };
        match lines.last_mut() {
            // A comment beside what it is about.
            Some(last) if ends == 0 && matches!(piece, Piece::Aside(_)) => *last = format!("{last} {written}"),
            Some(_) if ends > 1 => lines.extend([String::new(), format!("{margin}{written}")]),
            _ => lines.push(format!("{margin}{written}")),
        }
        ends = 0;
    }
    lines
}

/// An element, its first line without its margin.
fn element(raw: &RawElement<'_>, parent: Option<&'static ElementDef>, depth: usize) -> String {
    let def = lookup(parent.map(|parent| parent.tag), raw.name);
    let tag = start_tag(raw, depth);
    if is_copied(raw, def) {
        return match raw.inner {
            "" => format!("{tag}/>"),
            inner => format!("{tag}>{inner}</{}>", raw.name),
        };
    }
    if raw.pieces.iter().all(|piece| matches!(piece, Piece::Blank(_))) {
        return format!("{tag}/>");
    }
    let on_one_line = one_line(raw, &tag, def, depth);
    on_one_line.unwrap_or_else(|| {
        let inside = lines(&raw.pieces, def, depth + 1).join("\n");
        format!("{tag}>\n{inside}\n{}</{}>", " ".repeat(depth * INDENT), raw.name)
    })
}

/// All of it on one line, if the author wrote it so and there is room.
fn one_line(raw: &RawElement<'_>, tag: &str, def: Option<&'static ElementDef>, depth: usize) -> Option<String> {
    let mut line = format!("{tag}>");
    for piece in &raw.pieces {
        match piece {
            Piece::Blank(blank) if blank.contains('\n') => return None,
            Piece::Blank(_) | Piece::Text => {}
            Piece::Aside(aside) => line.push_str(aside),
            Piece::Element(child) => line.push_str(&element(child, def, depth + 1)),
        }
    }
    line.push_str(&format!("</{}>", raw.name));
    let fits = !line.contains('\n') && depth * INDENT + line.chars().count() <= WIDTH;
    fits.then_some(line)
}

/// Whether its content is copied: it has text, or is spoken, or says so itself.
fn is_copied(raw: &RawElement<'_>, def: Option<&'static ElementDef>) -> bool {
    let preserves = raw.attributes.iter().any(|(name, value)| *name == "xml:space" && *value == "preserve");
    let has_text = raw.pieces.iter().any(|piece| matches!(piece, Piece::Text));
    // White space alone may be a text, too, where one belongs.
    let only_blank = raw.pieces.iter().all(|piece| matches!(piece, Piece::Blank(_))) && !raw.inner.is_empty();
    let takes_text = def.is_none_or(|def| def.text != TextContent::None);
    preserves || has_text || (only_blank && takes_text) || def.is_some_and(|def| is_spoken(def.tag))
}

/// `<name a="1"`, without its end; the attributes below each other if they do not fit.
fn start_tag(raw: &RawElement<'_>, depth: usize) -> String {
    let attributes: Vec<String> =
        raw.attributes.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
    let mut tag = format!("<{}", raw.name);
    let width = tag.chars().count() + attributes.iter().map(|one| one.chars().count() + 1).sum::<usize>();
    // Two for what ends the tag.
    let fits = depth * INDENT + width + 2 <= WIDTH;
    let before = if fits { " ".to_owned() } else { format!("\n{}", " ".repeat(depth * INDENT + HANGING)) };
    for attribute in attributes {
        tag.push_str(&before);
        tag.push_str(&attribute);
    }
    tag
}

fn quoted(value: &str) -> String {
    if value.contains('"') { format!("'{value}'") } else { format!("\"{value}\"") }
}
