//! What can be known of a call beforehand: what will be said, and who will be called.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use dialplan::plan::Plan;
use dialplan::sound::Sound;
use prompts::{Prompt, Prompts};

use super::ear::Known;
use super::{LiveError, LiveOptions, voice};
use crate::lengths::request;
use crate::observation::SoundKind;
use crate::script::{Action, Script, What};
use crate::virtual_run::{self, Rehearsal};

/// What is known.
#[derive(Debug, Default)]
pub(super) struct Knowledge {
    /// Every sound the call may play, rendered.
    pub sounds: Vec<Known>,
    /// Everybody the call may be transferred to.
    pub targets: BTreeSet<String>,
    /// What the caller says.
    pub speech: BTreeMap<String, Arc<Prompt>>,
}

/// Runs the script in virtual time: that shows what is said with the variables and documents of this very call, and who is called.
/// Blocking.
///
/// Prompts of the plan that did not come up there are added, in case the real call takes another way.
pub(super) fn learn(script: &Arc<Script>, options: &LiveOptions) -> Knowledge {
    let language = options.plan.as_ref().map_or("en", |plan| plan.language.as_str());
    let speech = options.prompts.as_ref().map(|prompts| voice::rendered(script, prompts, language)).unwrap_or_default();
    let Some(plan) = &options.plan else { return Knowledge { speech, ..Knowledge::default() } };
    let virtual_options = virtual_run::Options { settings: Arc::clone(&options.settings), ..Default::default() };
    let Rehearsal { sounds, targets } = virtual_run::rehearse(plan, script, &virtual_options);
    let sounds = options.prompts.as_ref().map(|prompts| known(sounds, plan, prompts));
    Knowledge { sounds: sounds.unwrap_or_default(), targets, speech }
}

fn known(mut sounds: Vec<Sound>, plan: &Plan, prompts: &Prompts) -> Vec<Known> {
    sounds.extend(plan.texts());
    sounds.extend(plan.prompts.files.iter().map(|file| Sound::Prompt {
        name: file.name.clone(),
        path: file.path.clone(),
        as_is: file.as_is,
    }));
    let mut seen = HashSet::new();
    sounds.retain(|sound| seen.insert(sound.clone()));
    sounds.iter().filter_map(|sound| rendered(sound, prompts)).collect()
}

/// Refuses a script whose steps cannot be followed without the plan.
pub(super) fn check(script: &Script, options: &LiveOptions) -> Result<(), LiveError> {
    if options.plan.is_some() && options.prompts.is_some() {
        return Ok(());
    }
    for step in &script.steps {
        if let Action::Hear(hear) = &step.action
            && !matches!(hear.what, What::Any { .. } | What::Tone { .. })
        {
            let step = match &hear.what {
                What::Words(words) => format!("<Hear>{words}</Hear>"),
                What::Prompt(name) => format!("<Hear prompt=\"{name}\"/>"),
                _ => "<Hear regex=…/>".into(),
            };
            return Err(LiveError::NeedsPlan { step });
        }
    }
    Ok(())
}

fn rendered(sound: &Sound, prompts: &Prompts) -> Option<Known> {
    let (kind, text) = match sound {
        Sound::Speech { text, .. } => (SoundKind::Speech, text.clone()),
        Sound::Prompt { name, .. } => (SoundKind::Prompt, name.clone()),
        // A ringing tone is recognised as a sound, which is all that is asked of it.
        _ => return None,
    };
    // What cannot be rendered here cannot be heard either; the engine says so in its own log.
    let prompt = prompts.render(&request(sound)?).ok()?;
    Some(Known { kind, text, samples: prompt.samples().to_vec() })
}
