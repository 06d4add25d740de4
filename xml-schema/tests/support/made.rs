//! Documents made from the element table and a list of bytes: whatever the table has, they have; equal bytes give equal
//! documents. For tests with random bytes, and for the fuzzer.
#![allow(dead_code)] // Each of them uses a part of it.

use xml_schema::{AttributeDef, ElementDef, Status, TABLE, Tag, ValueKind, lookup};

/// Decisions, one byte each; when there are no more, always the first possibility.
pub struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// One of so many possibilities.
    pub fn below(&mut self, count: usize) -> usize {
        self.bytes.next().map_or(0, |byte| usize::from(*byte) % count.max(1))
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Whether nothing is decided any more.
    pub fn is_over(&self) -> bool {
        self.bytes.len() == 0
    }
}

/// How much a document keeps to the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Every attribute, value, child and text is one that the table takes.
    Careful,
    /// Some are not.
    Careless,
}

/// A response.
pub fn response(choices: &mut Choices<'_>, care: Care) -> String {
    let root = lookup(None, "Response").expect("the table has it");
    let mut text = String::new();
    Maker { care, left: ELEMENTS, text: &mut text }.element(root, root.name, choices, 0);
    text
}

/// More elements say nothing new.
const ELEMENTS: usize = 40;
const DEPTH: usize = 6;

struct Maker<'a> {
    care: Care,
    left: usize,
    text: &'a mut String,
}

impl Maker<'_> {
    fn element(&mut self, def: &'static ElementDef, name: &str, choices: &mut Choices<'_>, depth: usize) {
        self.text.push_str(&format!("<{name}"));
        self.attributes(def, choices);
        self.text.push('>');
        let children: Vec<_> =
            TABLE.iter().filter(|child| child.parents.contains(&def.tag) && answered(child)).collect();
        let most = if depth == 0 { 8 } else { 4 };
        if def.text != xml_schema::table::TextContent::None {
            self.text.push_str(choices.pick(WORDS));
        }
        for _ in 0..choices.below(most + 1) {
            if children.is_empty() || depth == DEPTH || self.left == 0 {
                break;
            }
            self.left -= 1;
            let strange = self.care == Care::Careless && choices.below(24) == 1;
            let child =
                if strange { TABLE[choices.below(TABLE.len())] } else { children[choices.below(children.len())] };
            let names: Vec<_> = child.names().collect();
            let name = choices.pick(&names);
            self.element(child, name, choices, depth + 1);
        }
        self.text.push_str(&format!("</{name}>"));
    }

    fn attributes(&mut self, def: &ElementDef, choices: &mut Choices<'_>) {
        let (mut first, count) = (0, choices.below(5));
        let optional: Vec<_> = def.attributes.iter().filter(|known| !known.required).collect();
        let mut chosen: Vec<&AttributeDef> = def.attributes.iter().filter(|known| known.required).collect();
        for _ in 0..count {
            // In the table's order, so that none comes twice.
            first += choices.below(6);
            chosen.extend(optional.get(first));
            first += 1;
        }
        for known in chosen {
            let wrong = self.care == Care::Careless && choices.below(8) == 1;
            let value = if wrong { choices.pick(WRONG).to_owned() } else { value(known.kind, choices) };
            self.text.push_str(&format!(" {}=\"{}\"", known.name, value.replace('&', "&amp;").replace('"', "&quot;")));
        }
    }
}

/// Whether an answer may hold it: Interactive is for files.
fn answered(def: &ElementDef) -> bool {
    def.status != Status::NotOffered && !matches!(def.tag, Tag::Interactive | Tag::Response)
}

/// A value of this kind.
fn value(kind: ValueKind, choices: &mut Choices<'_>) -> String {
    let words: &[&str] = match kind {
        ValueKind::Text => TEXTS,
        ValueKind::Integer { min, max } => return number(min, max, choices).to_string(),
        ValueKind::Seconds { min, max } => return number(min.into(), max.into(), choices).to_string(),
        ValueKind::Duration => &["1s", "0", "250ms", "2m"],
        ValueKind::Boolean => &["true", "false"],
        ValueKind::Keyword(words) => words,
        ValueKind::Keywords(words) => return format!("{} {}", choices.pick(words), choices.pick(words)),
        ValueKind::Url => &["", "/next?a=1&b=${Digits}", "./x", "?a=b", " http://c.example/d#tt=100&rc=5&rp=all "],
        ValueKind::Method => &["POST", "GET"],
        ValueKind::Digits => &["1", "12#", "*", "ww1", ""],
        ValueKind::Language => &["en-GB", "ru", "fr-FR"],
        ValueKind::Name => &["a", "pin", "_x1"],
        ValueKind::Timestamp => &["2026-11-23T10:00:00Z"],
        _ => &["1"],
    };
    choices.pick(words).to_owned()
}

/// The ends of the range and something near the lower one.
fn number(min: i64, max: i64, choices: &mut Choices<'_>) -> i64 {
    choices.pick(&[min, min.saturating_add(1).min(max), min.saturating_add(3).min(max), max])
}

const TEXTS: &[&str] = &[
    "main",
    "1",
    "start",
    "t",
    "100",
    "sip:a@b.example",
    "busy",
    "486",
    "${Digits}",
    "Digits == '1'",
    "true",
    "welcome",
];
const WORDS: &[&str] = &[
    "Hello.",
    "1",
    "100",
    "sip:a@b.example",
    "welcome",
    "http://c.example/d.mp3?a=1&amp;b=2",
    "/next",
    "${Digits} and ${",
    "main",
];
const WRONG: &[&str] =
    &["", "-1", "99999999999999999999", "soon", "${Digits}", "${", "\u{1f4a5}", "TRUE", " 1 ", "1e9"];
