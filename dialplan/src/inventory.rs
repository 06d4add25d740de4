//! Everything that a plan lets callers hear, and where it stands: what is looked over before it goes live, and what a
//! studio is to record.

use std::sync::Arc;

use xml_schema::speech::{SpeechPart, flatten};
use xml_schema::{Element, Span, Tag};

use crate::check::recorded;
use crate::plan::{Plan, PromptFile, blocks};
use crate::sound::Sound;
use crate::verbs::country_of;

/// Something to be heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the plan says so; `None`: nothing plays it.
    pub span: Option<Span>,
    /// What it is.
    pub what: What,
}

/// What is heard.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A text: a [`Sound::Speech`]. With `${` in it, it differs from call to call.
    Text(Sound),
    /// A recording of the `Prompts` folders.
    Recording {
        /// Its name; with `${` in it, a variable decides.
        name: String,
        /// Its files, one for each language; none: it is missing.
        files: Vec<PromptFile>,
    },
    /// Audio at an address.
    Url(String),
    /// Keys, as tones.
    Keys(String),
    /// The ringing tone of a country, heard while somebody is called.
    Ringing(String),
}

/// Lists a plan in the order of its menus; recordings that nothing plays come last.
pub fn inventory(plan: &Plan) -> Vec<Entry> {
    let mut entries = Vec::new();
    for actions in blocks(plan) {
        collect(actions, plan, &mut entries);
    }
    let named = |file: &PromptFile| {
        entries.iter().any(|entry| matches!(&entry.what, What::Recording { name, .. } if *name == file.name))
    };
    let mut unused: Vec<PromptFile> = plan.prompts.files.iter().filter(|file| !named(file)).cloned().collect();
    while let Some(file) = unused.first() {
        let name = file.name.clone();
        let (files, rest) = unused.into_iter().partition(|file| file.name == name);
        entries.push(Entry { span: None, what: What::Recording { name, files } });
        unused = rest;
    }
    entries
}

fn collect(actions: &[Arc<Element>], plan: &Plan, entries: &mut Vec<Entry>) {
    for action in actions {
        let mut add = |span, what| entries.push(Entry { span: Some(span), what });
        match action.def.tag {
            Tag::Say => said(action, plan).for_each(|sound| add(action.span, What::Text(sound))),
            Tag::Play => {
                let text = action.text();
                if let Some(keys) = action.attribute("digits") {
                    add(keys.value_span, What::Keys(keys.value.trim().to_owned()));
                } else if let Some((name, span)) = recorded(action) {
                    add(span, recording(name, plan));
                } else if !text.is_empty() {
                    add(action.span, What::Url(text));
                }
            }
            // A phone that calls by itself (blind) makes its own.
            Tag::Dial | Tag::Transfer if action.attribute("mode").is_none_or(|mode| mode.value.trim() != "blind") => {
                let tone = action.attribute("ringTone");
                let country = tone.map(|tone| tone.value.trim().to_owned()).filter(|country| !country.is_empty());
                let span = tone.map_or(action.span, |tone| tone.value_span);
                add(span, What::Ringing(country.unwrap_or_else(|| country_of(&plan.language))));
            }
            Tag::Interactive => {
                if let Some(wait) = action.attribute("waitPlay") {
                    add(wait.value_span, recording(wait.value.trim().to_owned(), plan));
                }
            }
            _ => {}
        }
        if action.def.tag != Tag::Say {
            let parts: Vec<_> = action.elements().cloned().collect();
            collect(&parts, plan, entries);
        }
    }
}

fn recording(name: String, plan: &Plan) -> What {
    let files = plan.prompts.files.iter().filter(|file| file.name == name).cloned().collect();
    What::Recording { name, files }
}

/// What a `Say` says, text by text.
pub(crate) fn said(element: &Element, plan: &Plan) -> impl Iterator<Item = Sound> {
    let written = |name: &str| element.attribute(name).map(|attribute| attribute.value.clone());
    flatten(element).into_iter().filter_map(move |part| {
        let SpeechPart::Text { text, language, marks, prosody } = part else { return None };
        if text.is_empty() {
            return None;
        }
        let language = language.or_else(|| written("language")).unwrap_or_else(|| plan.language.clone());
        let own = || plan.voice.clone().filter(|_| language.eq_ignore_ascii_case(&plan.language));
        let voice = written("voice").filter(|voice| !voice.is_empty()).or_else(own);
        Some(Sound::Speech { text, language, voice, marks, prosody })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{MemoryFiles, load};

    #[test]
    fn everything_that_is_heard_is_listed_with_its_place() {
        let text = "<Dialplan xmlns='urn:dialtree:1' language='en-GB'><Prompts dir='sounds'/><Route to='*' menu='main'/>\n\
            <Menu name='main'><Option on='start'><Say>Hello <break time='1s'/> ${From}.</Say>\n\
            <Play>welcome</Play>\n\
            <Gather numDigits='1'><Play>gone</Play></Gather>\n\
            <Play>https://a.example/b.wav</Play>\n\
            <Play digits='12'/>\n\
            <Dial><Number>1</Number></Dial><Dial ringTone='us'><Number>2</Number></Dial><Hangup/></Option></Menu></Dialplan>";
        let files = ["sounds/welcome.wav", "sounds/ru/welcome.wav", "sounds/old.wav"];
        let mut memory = vec![("plan.xml", text.to_owned())];
        memory.extend(files.map(|file| (file, "sound".to_owned())));
        let loaded = load("plan.xml", &MemoryFiles::new(memory));

        let found: Vec<String> = inventory(&loaded.draft)
            .into_iter()
            .map(|entry| {
                let line = entry.span.map_or(0, |span| loaded.sources[0].line_column(span.start).0);
                let what = match entry.what {
                    What::Text(Sound::Speech { text, .. }) => text,
                    What::Recording { name, files } => format!("{name} × {}", files.len()),
                    What::Url(url) => url,
                    What::Keys(keys) => format!("keys {keys}"),
                    What::Ringing(country) => format!("rings as in {country}"),
                    other => panic!("{other:?}"),
                };
                format!("{line}: {what}")
            })
            .collect();

        let expected = [
            "2: Hello",
            "2: ${From}.",
            "3: welcome × 2",
            "4: gone × 0",
            "5: https://a.example/b.wav",
            "6: keys 12",
            "7: rings as in gb",
            "7: rings as in us",
            "0: old × 1",
        ];
        assert_eq!(found, expected);
    }
}
