//! What a `Say` or `Play` sounds like.

use std::borrow::Cow;
use std::sync::Arc;

use xml_schema::speech::{SpeechPart, flatten};
use xml_schema::{Dialect, Element, Node, Tag, Text};

use crate::call::context::Context;
use crate::sound::{Prosody, Sound};

/// The sounds of a `Say`; none if there is nothing to say.
pub(super) fn of_say(element: &Element, cx: &mut Context<'_>) -> Vec<Sound> {
    let language = cx.language(element);
    let voice = cx.string(element, "voice");
    let volume = cx.integer(element, "volume").unwrap_or(OWN_VOLUME);
    let element = expanded(element, cx);
    let mut sounds = Vec::new();
    for part in flatten(&element) {
        match part {
            SpeechPart::Break { length } => sounds.push(Sound::Silence { length }),
            SpeechPart::Text { text, language: own, marks, prosody } => {
                let language = own.unwrap_or_else(|| language.clone());
                let voice = voice.clone().or_else(|| voice_of(&language, cx));
                let prosody = louder(prosody, volume);
                sounds.push(Sound::Speech { text, language, voice, marks, prosody });
            }
        }
    }
    sounds
}

/// CallAPI's own loudness.
const OWN_VOLUME: i64 = 150;

/// Louder or softer by CallAPI's scale; at most four times.
fn louder(prosody: Prosody, volume: i64) -> Prosody {
    let volume = i64::from(prosody.volume).saturating_mul(volume) / OWN_VOLUME;
    Prosody { volume: u16::try_from(volume.clamp(0, 400)).unwrap_or(prosody.volume), ..prosody }
}

/// The plan's voice speaks the plan's language, and no other.
fn voice_of(language: &str, cx: &Context<'_>) -> Option<String> {
    cx.plan.voice.clone().filter(|_| language.eq_ignore_ascii_case(&cx.plan.language))
}

/// An element with the variables in its texts replaced before its markup is read: `say-as` spells the value, not the name.
fn expanded<'e>(element: &'e Element, cx: &Context<'_>) -> Cow<'e, Element> {
    if !has_variables(element) {
        return Cow::Borrowed(element);
    }
    let mut copy = element.clone();
    for child in &mut copy.children {
        match child {
            Node::Text(Text { value, .. }) => *value = cx.expand(value),
            Node::Element(child) => *child = Arc::new(expanded(child, cx).into_owned()),
        }
    }
    Cow::Owned(copy)
}

fn has_variables(element: &Element) -> bool {
    element.children.iter().any(|child| match child {
        Node::Text(text) => text.value.contains("${"),
        Node::Element(child) => has_variables(child),
    })
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
        return Ok(Some(file.sound()));
    }
    match audio_of_document(&name, cx) {
        Some(url) => Ok(Some(Sound::Url { url })),
        None => Err(format!("no prompt is called {prompt:?}")),
    }
}

/// Audio beside the document: in TwiML whatever is no prompt, in CallAPI what looks like a path, not like a name.
fn audio_of_document(name: &str, cx: &Context<'_>) -> Option<String> {
    let document = cx.document?;
    if cx.dialect() == Dialect::CallApi && !name.contains(['/', '.', '?']) {
        return None;
    }
    let url = url::Url::parse(&document.url).ok()?.join(name).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// What is spoken instead of a `Play` whose audio cannot be had.
pub(super) fn of_play_fallback(element: &Element, cx: &mut Context<'_>) -> Vec<Sound> {
    let says = element.elements().filter(|child| child.def.tag == Tag::Say);
    let mut sounds: Vec<Sound> = says.flat_map(|say| of_say(say, cx)).collect();
    if sounds.is_empty()
        && let Some(text) = cx.string(element, "fallback")
    {
        let language = cx.language(element);
        let voice = voice_of(&language, cx);
        sounds.push(Sound::Speech { text, language, voice, marks: Vec::new(), prosody: Prosody::default() });
    }
    sounds
}
