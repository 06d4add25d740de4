//! Takes the text of a `Say` apart: what is spoken in which language and how, and where there is a pause.

mod prosody;
mod spoken;

use std::time::Duration;

pub use spoken::{Clock, DateOrder, InterpretAs, Level, Mark, Prosody};

use crate::dialect::Dialect;
use crate::table::{Tag, Value};
use crate::tree::{Element, Node};

/// A part of a spoken text, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeechPart {
    /// Plain text.
    Text {
        /// What is said, as written.
        text: String,
        /// Its language, if it is not the one around it.
        language: Option<String>,
        /// What of it is read in a way of its own.
        marks: Vec<Mark>,
        /// How fast, loud and high it is said.
        prosody: Prosody,
    },
    /// Silence.
    Break {
        /// How long.
        length: Duration,
    },
}

/// Flattens a `Say` and its SSML. Neighbouring texts of one language and prosody are one part; white space is single
/// spaces; a `Say` without anything to say gives nothing.
///
/// <https://www.w3.org/TR/speech-synthesis11/>
pub fn flatten(element: &Element) -> Vec<SpeechPart> {
    let mut flat = Flat::default();
    flat.children(element);
    flat.flush();
    flat.parts
}

#[derive(Default)]
struct Flat {
    parts: Vec<SpeechPart>,
    /// The part that is being read, without white space at its ends.
    text: String,
    /// Whether there was white space behind it.
    space: bool,
    marks: Vec<Mark>,
    /// Where the marks begin that have not ended yet.
    open: Vec<(usize, InterpretAs)>,
    language: Option<String>,
    prosody: Prosody,
}

impl Flat {
    fn children(&mut self, element: &Element) {
        for child in &element.children {
            match child {
                Node::Text(text) => self.push(&text.value),
                Node::Element(child) => self.element(child),
            }
        }
    }

    fn element(&mut self, element: &Element) {
        match element.def.tag {
            Tag::Break => {
                self.flush();
                let length = pause(element);
                if !length.is_zero() {
                    self.parts.push(SpeechPart::Break { length });
                }
            }
            Tag::Lang => {
                let language = element.attribute("xml:lang").map(|attribute| attribute.value.trim().to_owned());
                self.flush();
                let outer = std::mem::replace(&mut self.language, language);
                self.children(element);
                self.flush();
                self.language = outer;
            }
            Tag::Prosody => {
                let outer = self.prosody;
                self.say_in(prosody::inside(element, outer));
                self.children(element);
                self.say_in(outer);
            }
            Tag::Sub => match element.attribute("alias") {
                Some(alias) => self.push(&alias.value),
                None => self.children(element),
            },
            Tag::SayAs | Tag::Phoneme | Tag::Emphasis => self.marked(element, how(element)),
            Tag::P | Tag::S => {
                self.end_sentence();
                self.children(element);
                self.end_sentence();
            }
            _ => self.children(element),
        }
    }

    fn marked(&mut self, element: &Element, how: Option<InterpretAs>) {
        let Some(how) = how else { return self.children(element) };
        self.open.push((self.text.len(), how));
        self.children(element);
        if let Some((start, how)) = self.open.pop() {
            self.mark(start, how);
        }
    }

    /// Marks what was read since `start`.
    fn mark(&mut self, start: usize, how: InterpretAs) {
        let space = self.text.get(start..).is_some_and(|text| text.starts_with(' '));
        let (start, end) = (start + usize::from(space), self.text.len());
        if start < end {
            self.marks.push(Mark { start, end, how });
        }
    }

    fn push(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_whitespace() {
                self.space = true;
                continue;
            }
            if std::mem::take(&mut self.space) && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push(character);
        }
    }

    /// Goes on in another prosody.
    fn say_in(&mut self, prosody: Prosody) {
        if prosody != self.prosody {
            self.flush();
            self.prosody = prosody;
        }
    }

    /// A sentence or paragraph ends with a stop, whatever its last character.
    fn end_sentence(&mut self) {
        let said = self.text.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
        if !said.is_empty() && !said.ends_with(['.', '!', '?', '…', ',', ';', ':']) {
            self.text.push('.');
        }
        self.space = true;
    }

    fn flush(&mut self) {
        // What is marked goes on behind a pause.
        for (start, how) in std::mem::take(&mut self.open) {
            self.mark(start, how.clone());
            self.open.push((0, how));
        }
        self.space = false;
        let (text, mut marks) = (std::mem::take(&mut self.text), std::mem::take(&mut self.marks));
        // In the order of the text, the outer before the inner.
        marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
        if !text.is_empty() {
            self.parts.push(SpeechPart::Text { text, language: self.language.clone(), marks, prosody: self.prosody });
        }
    }
}

/// How the text of an element is read; `None`: as any other.
fn how(element: &Element) -> Option<InterpretAs> {
    let format = || element.attribute("format").map_or("", |format| format.value.as_str());
    let keyword = |name: &str| {
        let value = element.value(name, Dialect::Twiml);
        value.as_ref().and_then(Value::as_keyword)
    };
    match element.def.tag {
        Tag::Emphasis => Some(InterpretAs::Emphasis(match keyword("level") {
            Some("strong") => Level::Strong,
            Some("reduced") => Level::Reduced,
            Some("none") => return None,
            _ => Level::Moderate,
        })),
        Tag::Phoneme => {
            let alphabet = element.attribute("alphabet").map_or("ipa", |alphabet| alphabet.value.trim());
            let phonemes = element.attribute("ph").map_or("", |phonemes| phonemes.value.trim());
            let known = alphabet.eq_ignore_ascii_case("ipa") && !phonemes.is_empty();
            known.then(|| InterpretAs::Phoneme(phonemes.to_owned()))
        }
        _ => Some(match keyword("interpret-as")? {
            "characters" | "spell-out" => InterpretAs::Characters,
            "digits" => InterpretAs::Digits,
            "telephone" => InterpretAs::Telephone,
            "cardinal" | "number" => InterpretAs::Cardinal,
            "ordinal" => InterpretAs::Ordinal,
            "date" => InterpretAs::Date(DateOrder::read(format())),
            "time" => InterpretAs::Time(Clock::read(format())),
            "currency" => InterpretAs::Currency,
            "fraction" => InterpretAs::Fraction,
            "unit" => InterpretAs::Unit,
            "expletive" => InterpretAs::Expletive,
            // An address or an interjection is read as any text.
            _ => return None,
        }),
    }
}

/// The lengths that SSML's words stand for, as the large platforms have them; at most ten seconds.
fn pause(element: &Element) -> Duration {
    if let Some(time) = element.value("time", Dialect::Twiml).as_ref().and_then(Value::as_duration) {
        return time.min(Duration::from_secs(10));
    }
    let strength = element.value("strength", Dialect::Twiml);
    Duration::from_millis(match strength.as_ref().and_then(Value::as_keyword) {
        Some("none") => 0,
        Some("x-weak") => 100,
        Some("weak") => 250,
        Some("strong") => 800,
        Some("x-strong") => 1200,
        _ => 500,
    })
}

#[cfg(test)]
mod tests;
