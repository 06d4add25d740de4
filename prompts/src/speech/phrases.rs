//! Phrases as callers hear them: `prompts/tests/phrases/LANGUAGE.txt` has each as it is written, in words, and in sounds.
//!
//! `UPDATE_PHRASES=1 cargo test -p prompts phrases` writes the words and sounds anew. Read what has changed: a line that is
//! wrong in its language is a defect of the rules, not a new expectation.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::espeak::Espeak;
use super::text::signs::STRESS;
use super::text::{OwnWords, Way, write_out};
use super::voice::Voice;

/// What a file begins with.
const HEAD: &str = "# A phrase, how it is said, and its sounds. Made by `UPDATE_PHRASES=1 cargo test -p prompts phrases`; add a phrase at\n# the beginning of a line.\n";

fn check(language: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/phrases/{language}.txt"));
    let committed = fs::read_to_string(&path).unwrap();
    let phrases: Vec<&str> =
        committed.lines().filter(|line| !line.is_empty() && !line.starts_with([' ', '#'])).collect();
    assert!(phrases.len() >= 60, "{language} has {} phrases", phrases.len());

    let espeak = Espeak::new(None, Arc::default());
    let (own, rules) = (OwnWords::default(), Voice::choose(language, None).unwrap());
    let mut made = HEAD.to_owned();
    for phrase in phrases {
        let stretches = write_out(phrase, &[], &Way { rules, language, own: &own, sounds: true }).unwrap();
        write!(made, "\n{phrase}\n").unwrap();
        for stretch in stretches {
            let said = stretch.text.split_whitespace().collect::<Vec<_>>().join(" ").replace(STRESS, "+");
            assert!(!said.contains(|character: char| character.is_ascii_digit()), "{phrase}: {said}");
            let sounds = espeak.phonemes(stretch.voice, &stretch.text).unwrap();
            write!(made, "    {said}\n    {}\n", sounds.trim()).unwrap();
        }
    }

    if std::env::var_os("UPDATE_PHRASES").is_some() {
        fs::write(&path, &made).unwrap();
        return;
    }
    let changed = made.lines().zip(committed.lines()).find(|(made, committed)| made != committed);
    assert!(made == committed, "{language}: {changed:?}, made and committed; UPDATE_PHRASES=1 writes the file anew");
}

#[test]
fn british_phrases() {
    check("en-GB");
}

#[test]
fn american_phrases() {
    check("en-US");
}

#[test]
fn russian_phrases() {
    check("ru-RU");
}
