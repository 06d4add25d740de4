//! A `Say` with SSML, from the document to the samples a caller hears.
#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::time::Duration;

use dialplan::sound::Sound;
use prompts::{Options, Prompts};
use xml_schema::speech::{SpeechPart, flatten};
use xml_schema::{Dialect, DocumentKind, FileId, Limits, parse};

/// What a `Say` sounds like, one after another.
fn heard(prompts: &Prompts, say: &str, language: &str) -> Vec<i16> {
    let text = format!("<Response><Say>{say}</Say></Response>");
    let kind = DocumentKind::Response(Dialect::Twiml);
    let root = parse(&text, FileId(0), kind, Limits::for_kind(kind), false).root.unwrap();
    let sound = |part| match part {
        SpeechPart::Break { length } => Sound::Silence { length },
        SpeechPart::Text { text, language: own, marks, prosody } => {
            let language = own.unwrap_or_else(|| language.to_owned());
            Sound::Speech { text, language, voice: None, marks, prosody }
        }
    };
    let sounds = flatten(root.elements().next().unwrap()).into_iter().map(sound);
    let rendered = sounds.map(|sound| prompts.render(&engine::sound::request(&sound, false).unwrap()).unwrap());
    rendered.flat_map(|prompt| prompt.samples().to_vec()).collect()
}

#[test]
fn at_double_speed_it_takes_half_as_long() {
    let prompts = Prompts::new(Options::default()).unwrap();
    for (text, language) in [
        ("Please hold the line while we look for somebody who can help you.", "en-GB"),
        ("Пожалуйста, оставайтесь на линии, первый освободившийся оператор вам ответит.", "ru-RU"),
    ] {
        let own = heard(&prompts, text, language).len();
        let fast = heard(&prompts, &format!("<prosody rate='200%'>{text}</prosody>"), language).len();
        let ratio = fast as f64 / own as f64;
        assert!((0.45..0.57).contains(&ratio), "{text}: {ratio:.2}");
    }
}

#[test]
fn markup_sounds_like_its_words() {
    let prompts = Prompts::new(Options::default()).unwrap();
    let cases = [
        (
            "Due <say-as interpret-as='date' format='dmy'>3/5/26</say-as>.",
            "Due the third of May, twenty twenty-six.",
            "en",
        ),
        ("<say-as interpret-as='currency'>2 ₽</say-as>", "два рубля", "ru"),
        ("<sub alias='Doctor'>Dr</sub> Who", "Doctor Who", "en"),
        ("<p>Hello</p>you", "Hello. you", "en"),
    ];
    for (say, words, language) in cases {
        assert_eq!(heard(&prompts, say, language), heard(&prompts, words, language), "{say}");
    }
    let pause = heard(&prompts, "One <break time='2s'/> two", "en").len();
    let both = heard(&prompts, "One", "en").len() + heard(&prompts, "two", "en").len();
    assert_eq!(pause - both, Duration::from_secs(2).as_millis() as usize * 8);
}
