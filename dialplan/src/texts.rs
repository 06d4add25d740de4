//! What a plan says to every caller alike: the texts without variables.

use crate::inventory::{What, inventory};
use crate::plan::Plan;
use crate::sound::Sound;

impl Plan {
    /// Every text that is spoken as it stands in the plan, each once.
    pub fn texts(&self) -> Vec<Sound> {
        let mut seen = std::collections::HashSet::new();
        let texts = inventory(self).into_iter().filter_map(|entry| match entry.what {
            What::Text(Sound::Speech { ref text, .. }) if text.contains("${") => None,
            What::Text(sound) => Some(sound),
            _ => None,
        });
        texts.filter(|sound| seen.insert(sound.clone())).collect()
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
