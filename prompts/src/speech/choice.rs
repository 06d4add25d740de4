//! Which voices speak a text, best first.

use std::collections::BTreeMap;

use super::library::Library;
use super::speaker::Speaker;
use super::voice::Voice;

/// The voices for a language and the name somebody asked for.
///
/// The one asked for, the language's default, that of the exact locale, one of the language, espeak-ng. A name that
/// nobody has (`Polly.Amy`, `alice`) means the language's own. Asking for espeak-ng means it alone: it does not fail.
pub(super) fn speakers(
    library: &Library,
    default: &BTreeMap<String, String>,
    language: &str,
    voice: Option<&str>,
) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut push = |speaker: Speaker| {
        if speakers.iter().all(|known| known.name() != speaker.name()) {
            speakers.push(speaker);
        }
    };
    let asked = voice.and_then(|name| named(library, name));
    let configured = || {
        let exact = default.iter().find(|(tag, _)| locale(tag) == locale(language));
        let near = || default.iter().find(|(tag, _)| locale(tag) == primary(language));
        exact.or_else(near).and_then(|(_, name)| named(library, name))
    };
    for chosen in asked.into_iter().chain(configured()) {
        let last = !chosen.is_slow();
        push(chosen);
        if last {
            return speakers;
        }
    }
    library.of_language(language).into_iter().for_each(&mut push);
    if let Some(built_in) = Voice::choose(language, None) {
        push(Speaker::Espeak(built_in));
    }
    speakers
}

/// The voice of a name, if there is one.
pub(super) fn named(library: &Library, name: &str) -> Option<Speaker> {
    // Whatever the language: only the names of built-in voices are left to choose by.
    library.named(name).or_else(|| Voice::choose("", Some(name)).map(Speaker::Espeak))
}

/// A language tag to compare: `en_GB` is `en-gb`.
pub(super) fn locale(tag: &str) -> String {
    crate::lexicon::tag(tag)
}

/// The language of a tag, without its country.
pub(super) fn primary(tag: &str) -> String {
    locale(tag).split('-').next().unwrap_or_default().to_owned()
}
