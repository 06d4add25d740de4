//! Finds a prompt by its name, in the language nearest to the call's.

use crate::plan::{Plan, PromptFile};
use crate::sound::Sound;

impl PromptFile {
    /// What is played.
    pub fn sound(&self) -> Sound {
        Sound::Prompt { name: self.name.clone(), path: self.path.clone(), as_is: self.as_is }
    }
}

impl Plan {
    /// The file of a prompt: in this language, else in the language without its region, else in none.
    pub fn find_prompt(&self, name: &str, language: &str) -> Option<&PromptFile> {
        let base = language.split('-').next().unwrap_or(language);
        let in_language = |wanted: Option<&str>| {
            self.prompts.files.iter().find(|file| {
                file.name == name
                    && match (&file.language, wanted) {
                        (Some(language), Some(wanted)) => language.eq_ignore_ascii_case(wanted),
                        (None, None) => true,
                        _ => false,
                    }
            })
        };
        in_language(Some(language)).or_else(|| in_language(Some(base))).or_else(|| in_language(None))
    }
}
