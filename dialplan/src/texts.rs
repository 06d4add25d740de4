//! What a plan says to every caller alike: the texts without variables.

use xml_schema::speech::{SpeechPart, flatten};
use xml_schema::{Element, Tag};

use crate::plan::Plan;
use crate::sound::Sound;

impl Plan {
    /// Every text that is spoken as it stands in the plan, each once.
    pub fn texts(&self) -> Vec<Sound> {
        let options = self.menus.iter().flat_map(|menu| &menu.options).map(|option| &option.actions);
        let blocks = options.chain([&self.on_lifetime, &self.on_error]);
        let mut sounds = Vec::new();
        for element in blocks.flat_map(|block| block.iter()) {
            collect(element, self, &mut sounds);
        }
        let mut seen = std::collections::HashSet::new();
        sounds.retain(|sound| seen.insert(sound.clone()));
        sounds
    }
}

fn collect(element: &Element, plan: &Plan, sounds: &mut Vec<Sound>) {
    if element.def.tag != Tag::Say {
        element.elements().for_each(|child| collect(child, plan, sounds));
        return;
    }
    let written = |name: &str| element.attribute(name).map(|attribute| attribute.value.clone());
    for part in flatten(element) {
        let SpeechPart::Text { text, language, marks, prosody } = part else { continue };
        if text.is_empty() || text.contains("${") {
            continue;
        }
        let language = language.or_else(|| written("language")).unwrap_or_else(|| plan.language.clone());
        let own = || plan.voice.clone().filter(|_| language.eq_ignore_ascii_case(&plan.language));
        let voice = written("voice").filter(|voice| !voice.is_empty()).or_else(own);
        sounds.push(Sound::Speech { text, language, voice, marks, prosody });
    }
}

#[cfg(test)]
mod tests {
    use crate::load::{MemoryFiles, load};
    use crate::sound::Sound;

    #[test]
    fn texts_without_variables_are_found_wherever_they_stand() {
        let text = r#"<Dialplan xmlns="urn:dialtree:1" language="en-GB" voice="piper:x"><Route to="*" menu="main"/>
            <Menu name="main"><Option on="start"><Say>Welcome.</Say><Say language="ru">Привет.</Say></Option>
            <Option on="1"><Gather numDigits="1"><Say>Your pin.</Say></Gather><Say>You are ${From}.</Say></Option>
            <Option on="timeout"><Say>Welcome.</Say><Hangup/></Option><Option on="invalid"><Hangup/></Option>
            </Menu></Dialplan>"#;
        let loaded = load("plan.xml", &MemoryFiles::new([("plan.xml", text.to_owned())]));

        let texts = loaded.plan.expect("it is right").texts();
        let found: Vec<_> = texts
            .iter()
            .map(|sound| match sound {
                Sound::Speech { text, language, voice, .. } => (text.as_str(), language.as_str(), voice.as_deref()),
                other => panic!("{other:?}"),
            })
            .collect();

        let expected =
            [("Welcome.", "en-GB", Some("piper:x")), ("Привет.", "ru", None), ("Your pin.", "en-GB", Some("piper:x"))];
        assert_eq!(found, expected);
    }
}
