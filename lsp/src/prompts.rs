//! The recordings of a plan, by the names that actions know them by.

use std::collections::BTreeMap;

use dialplan::load::load;
use xml_schema::Tag;

use crate::desk::Desk;
use crate::names::Index;

/// A prompt.
pub struct Prompt {
    /// What `Play` names it by.
    pub name: String,
    /// The languages it is there in; a file for all languages has none.
    pub languages: Vec<String>,
}

/// Every prompt of the plans that some files belong to.
pub fn prompts(desk: &Desk, index: &Index) -> Vec<Prompt> {
    let mut prompts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let has_prompts = |text: &crate::document::Text| {
        text.tree.elements.iter().any(|element| element.def.is_some_and(|def| def.tag == Tag::Prompts))
    };
    // The loader knows which files are recordings, and of which language.
    let mut roots: Vec<String> = Vec::new();
    for (path, _) in index.files.iter().filter(|(_, text)| has_prompts(text)) {
        roots.extend(desk.roots_of(path).into_iter().filter(|root| !roots.contains(root)).collect::<Vec<_>>());
    }
    for root in roots {
        for file in &load(&root, &desk.shelf).draft.prompts.files {
            let languages = prompts.entry(file.name.clone()).or_default();
            languages.extend(file.language.clone().filter(|language| !languages.contains(language)));
        }
    }
    prompts.into_iter().map(|(name, languages)| Prompt { name, languages }).collect()
}
