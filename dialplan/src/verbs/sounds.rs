//! What a `Say`, `Play` or `Pause` sounds like, and a play in progress.

use xml_schema::speech::{SpeechPart, flatten};
use xml_schema::{Dialect, Element, Tag};

use super::Step;
use crate::call::context::Context;
use crate::event::{Event, PlayOutcome};
use crate::ids::PlayId;
use crate::sound::Sound;

/// The sounds of a `Say`; none if there is nothing to say.
pub(super) fn of_say(element: &Element, cx: &mut Context<'_>) -> Vec<Sound> {
    let language = cx.language(element);
    let voice = cx.string(element, "voice").filter(|voice| !voice.is_empty()).or_else(|| cx.plan.voice.clone());
    let mut sounds = Vec::new();
    for part in flatten(element) {
        match part {
            SpeechPart::Break { length } => sounds.push(Sound::Silence { length }),
            SpeechPart::Text { text, language: own } => {
                let text = cx.expand(&text);
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !text.is_empty() {
                    let language = own.unwrap_or_else(|| language.clone());
                    sounds.push(Sound::Speech { text, language, voice: voice.clone() });
                }
            }
        }
    }
    sounds
}

/// The sound of a `Play`: a prompt by its name, else audio at a URL.
///
/// # Errors
/// What was looked for and not found.
pub(super) fn of_play(element: &Element, cx: &mut Context<'_>) -> Result<Option<Sound>, String> {
    let name = cx.text(element);
    if name.is_empty() {
        return Ok(None);
    }
    if name.contains("://") {
        return Ok(Some(Sound::Url { url: name }));
    }
    let folder = cx.string(element, "folder").unwrap_or_default();
    let folder = folder.trim_matches('/');
    let prompt = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
    let language = cx.language(element);
    if let Some(file) = cx.plan.find_prompt(&prompt, &language) {
        return Ok(Some(Sound::Prompt { name: file.name.clone(), path: file.path.clone(), as_is: file.as_is }));
    }
    let document = cx.document.filter(|document| document.node.dialect == Dialect::Twiml);
    let joined = document.and_then(|document| url::Url::parse(&document.url).ok()?.join(&name).ok());
    match joined {
        Some(url) => Ok(Some(Sound::Url { url: url.into() })),
        None => Err(format!("no prompt is called {prompt:?}")),
    }
}

/// What is spoken instead of a `Play` whose audio cannot be had.
pub(super) fn of_play_fallback(element: &Element, cx: &mut Context<'_>) -> Vec<Sound> {
    let says = element.elements().filter(|child| child.def.tag == Tag::Say);
    let mut sounds: Vec<Sound> = says.flat_map(|say| of_say(say, cx)).collect();
    if sounds.is_empty()
        && let Some(text) = cx.string(element, "fallback").filter(|text| !text.is_empty())
    {
        let language = cx.language(element);
        sounds.push(Sound::Speech { text, language, voice: cx.plan.voice.clone() });
    }
    sounds
}

/// `loop=` as the order has it: 0 is until stopped.
pub(super) fn times(element: &Element, cx: &mut Context<'_>) -> Option<u32> {
    match cx.integer(element, "loop").unwrap_or(1) {
        0 => None,
        count => Some(u32::try_from(count).unwrap_or(1)),
    }
}

/// Whether keys stop a sound: in the background, which is what a menu's options are unless they say otherwise.
pub(super) fn is_background(element: &Element, cx: &mut Context<'_>) -> bool {
    match cx.keyword(element, "where") {
        Some(place) => place == "background",
        None => cx.in_menu,
    }
}

/// A play in progress.
#[derive(Default)]
pub(super) struct Playing {
    play: Option<PlayId>,
    /// A sound of it could not be had.
    pub failed: bool,
}

impl Playing {
    pub fn start(&mut self, sounds: Vec<Sound>, times: Option<u32>, cx: &mut Context<'_>) -> Step {
        if sounds.is_empty() {
            return Step::Done;
        }
        self.play = Some(cx.play(sounds, times));
        Step::Wait
    }

    /// Whether this event ends it.
    pub fn ended(&mut self, event: &Event) -> bool {
        match event {
            Event::Played { play, outcome: PlayOutcome::Finished | PlayOutcome::Stopped }
                if Some(*play) == self.play =>
            {
                self.play = None;
                true
            }
            Event::SoundFailed { play, .. } if Some(*play) == self.play => {
                self.failed = true;
                false
            }
            _ => false,
        }
    }

    pub fn stop(&mut self, cx: &mut Context<'_>) {
        if let Some(play) = self.play.take() {
            cx.stop(play);
        }
    }
}
