//! Recordings that cannot be played, or should not be.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Diagnostic, Element, Span, Tag};

use super::messages;
use crate::check::recorded;
use crate::explain::Explanation;
use crate::plan::{Plan, PromptFile, blocks};

/// What a recording is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// How long it plays.
    pub length: Duration,
    /// Whether there is nothing to hear in it.
    pub silent: bool,
    /// Whether it was recorded too loud, and sounds harsh.
    pub clipped: bool,
}

/// Reports recordings of a plan, each where it is played first. `hear` listens to a file, or says why that cannot be done.
///
/// Those that nothing plays are not listened to.
pub fn recordings(plan: &Plan, mut hear: impl FnMut(&PromptFile) -> Result<Heard, String>) -> Vec<Diagnostic> {
    let mut uses = Uses::default();
    blocks(plan).for_each(|actions| uses.add(actions));
    let mut found = Vec::new();
    for file in &plan.prompts.files {
        let Some(place) = uses.named.get(&file.name).copied().or(uses.any) else { continue };
        match hear(file) {
            Err(why) => found.push(messages::unplayable(place.span, &why)),
            Ok(heard) if heard.silent => found.push(messages::silent(place.span, &file.path)),
            Ok(heard) => {
                if heard.clipped {
                    found.push(messages::clipped(place.span, &file.path));
                }
                if heard.length > LONGEST && place.said {
                    found.push(messages::long(place.span, &file.path, heard.length));
                }
            }
        }
    }
    found.sort_by_key(|found| (found.span.file, found.span.start));
    found
}

/// Longer than this nobody listens to a prompt.
const LONGEST: Duration = Duration::from_secs(60);

/// Where a prompt is played.
#[derive(Debug, Clone, Copy)]
struct Place {
    span: Span,
    /// Whether it says something; what is played to who waits may be long.
    said: bool,
}

#[derive(Default)]
struct Uses {
    /// By the name of the prompt.
    named: BTreeMap<String, Place>,
    /// One whose name a variable decides.
    any: Option<Place>,
}

impl Uses {
    fn add(&mut self, actions: &[Arc<Element>]) {
        for action in actions {
            if let Some((name, span)) = recorded(action) {
                self.note(name, Place { span, said: true });
            }
            if let (Tag::Interactive, Some(wait)) = (action.def.tag, action.attribute("waitPlay")) {
                self.note(wait.value.trim().to_owned(), Place { span: wait.value_span, said: false });
            }
            let parts: Vec<_> = action.elements().cloned().collect();
            self.add(&parts);
        }
    }

    fn note(&mut self, name: String, place: Place) {
        if name.contains("${") {
            self.any.get_or_insert(place);
        } else {
            self.named.entry(name).or_insert(place);
        }
    }
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "D043",
        why: "The recording is there, and cannot be played: it is cut off, empty, or in a format that is not understood.",
        bad: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>broken</Play></Option></Menu>"#,
        good: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>welcome</Play></Option></Menu>"#,
    },
    Explanation {
        code: "D044",
        why: "Nothing can be heard in the recording; callers take it for a dead line.",
        bad: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>silent</Play></Option></Menu>"#,
        good: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>welcome</Play></Option></Menu>"#,
    },
    Explanation {
        code: "D045",
        why: "The recording was made too loud, and its peaks are cut off: it sounds harsh, and turning it down does not help.",
        bad: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>clipped</Play></Option></Menu>"#,
        good: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>welcome</Play></Option></Menu>"#,
    },
    Explanation {
        code: "D046",
        why: "Nobody listens to a prompt for more than a minute. Make several menus of it, or let the caller ask for it.",
        bad: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>long</Play></Option></Menu>"#,
        good: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>welcome</Play></Option></Menu>"#,
    },
];
