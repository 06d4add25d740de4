//! Words that are said in a way of their own, and what is kept of them.

#![cfg(feature = "espeak")]
#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::path::Path;

use prompts::{Lexicon, Options, Prompts, Request, VoiceOptions};

fn lexicon(lists: &[(&str, &str)]) -> Lexicon {
    let mut lexicon = Lexicon::default();
    for (language, list) in lists {
        assert_eq!(lexicon.add(language, list), []);
    }
    lexicon
}

/// Prompts with a lexicon; with voices from a folder, if there are any.
fn prompts(lists: &[(&str, &str)], cache: Option<&Path>, folder: Option<&Path>) -> Prompts {
    let voices = VoiceOptions {
        folder: folder.map(Path::to_owned),
        lexicon: lexicon(lists),
        threads: 1,
        ..VoiceOptions::default()
    };
    Prompts::new(Options { cache_dir: cache.map(Path::to_owned), voices, ..Options::default() }).unwrap()
}

fn kept(text: &str, language: &str) -> Request {
    let mut request = Request::speech(text, language);
    if let Request::Speech { keep, .. } = &mut request {
        *keep = true;
    }
    request
}

fn say(prompts: &Prompts, text: &str, language: &str) -> Vec<i16> {
    prompts.render(&kept(text, language)).unwrap().samples().to_vec()
}

/// The same for the built-in voices and for those of a folder.
fn words_are_said_as_listed(folder: Option<&Path>) {
    let plain = prompts(&[], None, folder);
    let own =
        prompts(&[("en", "SQL = sequel\ntomato = [ˈbʌtə]"), ("ru", "кафе = каф+е\nСНИЛС = сн+илс")], None, folder);

    assert_eq!(say(&own, "Use SQL.", "en-GB"), say(&plain, "Use sequel.", "en-GB"));
    assert_eq!(say(&own, "Use SQLite.", "en-GB"), say(&plain, "Use SQLite.", "en-GB"));
    assert_ne!(say(&own, "A tomato.", "en-GB"), say(&plain, "A tomato.", "en-GB"));
    assert_eq!(say(&own, "Это кафе.", "ru"), say(&plain, "Это каф+е.", "ru"));
    // Words of another language are looked up in its list.
    assert_eq!(say(&own, "Press 1. СНИЛС", "en-GB"), say(&plain, "Press 1. Сн+илс", "en-GB"));
}

/// What is played does not tell where it has come from.
fn fresh_remembered_and_stored_are_the_same(folder: Option<&Path>) {
    let cache = tempfile::tempdir().unwrap();
    for (text, language) in [("Your balance is £12.50. Goodbye.", "en-GB"), ("Ваш баланс 12 ₽. До свидания.", "ru")]
    {
        let made = prompts(&[], None, folder);
        let fresh = say(&made, text, language);
        assert_eq!(say(&made, text, language), fresh, "from memory: {text}");
        assert_eq!(say(&prompts(&[], Some(cache.path()), folder), text, language), fresh, "stored: {text}");
        assert_eq!(say(&prompts(&[], Some(cache.path()), folder), text, language), fresh, "from disk: {text}");
    }
    assert!(std::fs::read_dir(cache.path().join("speech")).unwrap().count() >= 2);
}

fn another_list_is_another_sound(folder: Option<&Path>) {
    let cache = tempfile::tempdir().unwrap();
    let of = |list: &str| say(&prompts(&[("en", list)], Some(cache.path()), folder), "Use SQL.", "en-GB");

    let first = of("SQL = sequel");
    let second = of("SQL = squirrel");

    assert_ne!(first, second);
    assert_eq!(of("SQL = sequel"), first);
}

#[test]
fn the_built_in_voices_say_words_as_listed() {
    words_are_said_as_listed(None);
}

#[test]
fn what_the_built_in_voices_have_said_is_the_same_from_everywhere() {
    fresh_remembered_and_stored_are_the_same(None);
}

#[test]
fn a_changed_list_is_not_answered_from_the_disk() {
    another_list_is_another_sound(None);
}

#[cfg(feature = "piper")]
mod piper {
    use super::*;

    fn voices() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../piper/tests/voices")
    }

    #[test]
    fn voices_of_a_folder_say_words_as_listed() {
        words_are_said_as_listed(Some(&voices()));
    }

    #[test]
    fn what_voices_of_a_folder_have_said_is_the_same_from_everywhere() {
        fresh_remembered_and_stored_are_the_same(Some(&voices()));
    }

    #[test]
    fn a_changed_list_is_not_answered_from_the_disk() {
        another_list_is_another_sound(Some(&voices()));
    }
}
