//! What a `Say` with SSML is taken apart into.

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
    SpeechPart::Text { text: text.to_owned(), language: None, marks: Vec::new(), prosody: Prosody::default() }
}

/// The parts in words: `text [marked: how]`.
fn told(say: &str) -> String {
    let part = |part: &SpeechPart| match part {
        SpeechPart::Break { length } => format!("{} ms", length.as_millis()),
        SpeechPart::Text { text, language, marks, prosody } => {
            let mut told = format!("{text:?}");
            for Mark { start, end, how } in marks {
                told += &format!(" [{}: {how:?}]", text.get(*start..*end).unwrap());
            }
            if let Some(language) = language {
                told += &format!(" ({language})");
            }
            if !prosody.is_own() {
                told += &format!(" {}/{}/{}", prosody.rate, prosody.volume, prosody.pitch);
            }
            told
        }
    };
    spoken(say).iter().map(part).collect::<Vec<_>>().join(" | ")
}

#[test]
fn a_break_parts_the_text() {
    let pause = SpeechPart::Break { length: Duration::from_millis(300) };

    assert_eq!(spoken("One <break time='300ms'/> two"), [text("One"), pause, text("two")]);
    assert_eq!(told("a<break/>b<break strength='x-strong'/>c"), r#""a" | 500 ms | "b" | 1200 ms | "c""#);
    assert_eq!(spoken("<break strength='none'/>"), []);
}

#[test]
fn text_that_is_read_its_own_way_stays_as_written() {
    let cases = [
        ("Code <say-as interpret-as='digits'>4711</say-as>.", r#""Code 4711." [4711: Digits]"#),
        ("Call<say-as interpret-as='telephone'>  020  79 </say-as>now", r#""Call 020 79 now" [020 79: Telephone]"#),
        ("<say-as interpret-as='spell-out'>Ёж</say-as>и", r#""Ёжи" [Ёж: Characters]"#),
        ("<say-as interpret-as='date' format='mdy'>1/2</say-as>", r#""1/2" [1/2: Date(Mdy)]"#),
        ("<say-as interpret-as='date' format='?'>1/2</say-as>", r#""1/2" [1/2: Date(Usual)]"#),
        ("<say-as interpret-as='time' format='hms12'>21:05</say-as>", r#""21:05" [21:05: Time(Twelve)]"#),
        ("<say-as interpret-as='address'>5 Elm St</say-as>", r#""5 Elm St""#),
        ("<say-as interpret-as='cardinal'> </say-as>", ""),
        ("Say <sub alias='Doctor'>Dr</sub> <w>Who</w>", r#""Say Doctor Who""#),
        ("<phoneme alphabet='ipa' ph='təˈmɑːtəʊ'>tomato</phoneme>", r#""tomato" [tomato: Phoneme("təˈmɑːtəʊ")]"#),
        ("<phoneme alphabet='x-sampa' ph='t@'>tomato</phoneme>", r#""tomato""#),
        ("<emphasis level='none'>so</emphasis>", r#""so""#),
    ];
    for (say, expected) in cases {
        assert_eq!(told(say), expected, "{say}");
    }
}

#[test]
fn emphasis_has_other_marks_in_it_and_goes_on_behind_a_pause() {
    assert_eq!(
        told("<emphasis level='strong'>now <say-as interpret-as='digits'>12</say-as></emphasis>"),
        r#""now 12" [now 12: Emphasis(Strong)] [12: Digits]"#
    );
    assert_eq!(
        told("Oh <emphasis>one <break/> two</emphasis> three"),
        r#""Oh one" [one: Emphasis(Moderate)] | 500 ms | "two three" [two: Emphasis(Moderate)]"#
    );
}

#[test]
fn another_language_is_a_part_of_its_own() {
    assert_eq!(told("Say <lang xml:lang='fr-FR'>bonjour</lang> now"), r#""Say" | "bonjour" (fr-FR) | "now""#);
}

#[test]
fn another_speed_is_a_part_of_its_own() {
    assert_eq!(
        told("A <prosody rate='200%'>B <prosody rate='-50%' volume='soft'>C</prosody></prosody> D"),
        r#""A" | "B" 200/100/100 | "C" 100/50/100 | "D""#
    );
    assert_eq!(told("<prosody pitch='high' rate='?'>A</prosody>"), r#""A" 100/100/120"#);
    assert_eq!(spoken("A <prosody rate='100%'>B</prosody> C"), [text("A B C")]);
}

#[test]
fn a_sentence_ends_with_a_stop_and_begins_behind_one() {
    let cases = [
        ("<p>Hello</p><p>World!</p>", "Hello. World!"),
        ("Hello<p>World</p>again", "Hello. World. again"),
        ("Hello <s>(World.)</s><s> </s>", "Hello. (World.)"),
        ("<s>12</s>", "12."),
    ];
    for (say, expected) in cases {
        assert_eq!(spoken(say), [text(expected)], "{say}");
    }
}
