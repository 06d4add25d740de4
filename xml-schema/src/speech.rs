//! Takes the text of a `Say` apart: what is spoken in which language, and where there is a pause.

use std::time::Duration;

use crate::dialect::Dialect;
use crate::table::{Tag, Value};
use crate::tree::{Element, Node};

/// A part of a spoken text, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpeechPart {
    /// Plain text; `language` if the markup changes it.
    Text {
        /// What is said.
        text: String,
        /// Its language, if it is not the one around it.
        language: Option<String>,
    },
    /// Silence.
    Break {
        /// How long.
        length: Duration,
    },
}

/// Flattens a `Say` and its SSML. Neighbouring texts of one language are one part; white space is single spaces; a `Say`
/// without anything to say gives nothing.
///
/// <https://www.w3.org/TR/speech-synthesis11/>
pub fn flatten(element: &Element) -> Vec<SpeechPart> {
    let mut flat = Flat { parts: Vec::new(), text: String::new(), language: None };
    flat.children(element);
    flat.flush();
    flat.parts
}

struct Flat {
    parts: Vec<SpeechPart>,
    text: String,
    language: Option<String>,
}

impl Flat {
    fn children(&mut self, element: &Element) {
        for child in &element.children {
            match child {
                Node::Text(text) => self.text.push_str(&text.value),
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
            Tag::Sub => {
                let alias = element.attribute("alias").map(|alias| alias.value.clone());
                self.text.push_str(&alias.unwrap_or_else(|| element.text()));
            }
            Tag::SayAs => {
                let how = element.value("interpret-as", Dialect::Twiml);
                let how = how.as_ref().and_then(Value::as_keyword).unwrap_or("cardinal");
                self.text.push_str(&say_as(how, &all_text(element)));
            }
            // A sentence or paragraph ends with a stop, whatever its last character.
            Tag::P | Tag::S => {
                self.children(element);
                if !self.text.trim_end().ends_with(['.', '!', '?', ',', ';', ':']) && !self.text.trim().is_empty() {
                    let end = self.text.trim_end().len();
                    self.text.truncate(end);
                    self.text.push('.');
                }
                self.text.push(' ');
            }
            _ => self.children(element),
        }
    }

    fn flush(&mut self) {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.text.clear();
        if !text.is_empty() {
            self.parts.push(SpeechPart::Text { text, language: self.language.clone() });
        }
    }
}

fn all_text(element: &Element) -> String {
    let mut text = String::new();
    for child in &element.children {
        match child {
            Node::Text(part) => text.push_str(&part.value),
            Node::Element(child) => text.push_str(&all_text(child)),
        }
    }
    text.trim().to_owned()
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

/// Text for a voice that reads digits next to each other as one number.
fn say_as(how: &str, text: &str) -> String {
    match how {
        "digits" | "characters" | "spell-out" => spaced(text, |c| !c.is_whitespace()),
        // Groups as written are read digit by digit, with a comma's pause between them.
        "telephone" => text
            .split(|c: char| c.is_whitespace() || matches!(c, '-' | '(' | ')' | '.'))
            .filter(|group| !group.is_empty())
            .map(|group| spaced(group, |c| c.is_ascii_digit() || c == '+'))
            .collect::<Vec<_>>()
            .join(", "),
        "expletive" => String::new(),
        _ => text.to_owned(),
    }
}

fn spaced(text: &str, kept: impl Fn(char) -> bool) -> String {
    text.chars().filter(|c| kept(*c)).map(String::from).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DocumentKind;
    use crate::parse::{Limits, parse};
    use crate::span::FileId;

    fn spoken(say: &str) -> Vec<SpeechPart> {
        let text = format!("<Response><Say>{say}</Say></Response>");
        let kind = DocumentKind::Response(Dialect::Twiml);
        let root = parse(&text, FileId(0), kind, Limits::for_kind(kind), false).root.unwrap();
        flatten(root.elements().next().unwrap())
    }

    fn text(text: &str) -> SpeechPart {
        SpeechPart::Text { text: text.to_owned(), language: None }
    }

    #[test]
    fn a_break_parts_the_text() {
        let pause = SpeechPart::Break { length: Duration::from_millis(300) };

        assert_eq!(spoken("One <break time='300ms'/> two"), [text("One"), pause, text("two")]);
    }

    #[test]
    fn digits_are_read_one_by_one() {
        assert_eq!(spoken("Code <say-as interpret-as='digits'>4711</say-as>."), [text("Code 4 7 1 1.")]);
        assert_eq!(spoken("<say-as interpret-as='telephone'>020 79</say-as>"), [text("0 2 0, 7 9")]);
    }

    #[test]
    fn another_language_is_a_part_of_its_own() {
        let french = SpeechPart::Text { text: "bonjour".to_owned(), language: Some("fr-FR".to_owned()) };

        assert_eq!(spoken("Say <lang xml:lang='fr-FR'>bonjour</lang> now"), [text("Say"), french, text("now")]);
    }

    #[test]
    fn a_sentence_ends_with_a_stop() {
        assert_eq!(spoken("<p>Hello</p><p>World!</p>"), [text("Hello. World!")]);
    }
}
