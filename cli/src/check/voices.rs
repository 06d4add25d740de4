//! Whether the voices that a plan asks for can speak.

use dialplan::outside::NoVoice;
use prompts::{Options, Prompts, VoiceOptions};
use xml_schema::suggest;

/// The built-in voices, as a plan asks for them.
const BUILT_IN: [&str; 3] = ["espeak:en-gb", "espeak:en-us", "espeak:ru"];

/// The voices of a folder, loaded when a plan asks for one: large ones take seconds.
pub struct Speakers {
    /// The folder and its engine; `None`: nobody has said which there are.
    options: Option<VoiceOptions>,
    loaded: Option<Result<Prompts, String>>,
}

impl Speakers {
    /// Voices of a folder.
    pub fn new(options: Option<VoiceOptions>) -> Self {
        Self { options, loaded: None }
    }

    /// Whether a voice can speak. A name without `piper:` or `espeak:` is another platform's, and means the language's
    /// own voice.
    pub fn speaks(&mut self, name: &str) -> Result<(), NoVoice> {
        if name.starts_with("espeak:") {
            return built_in(name);
        }
        match self.options.clone() {
            Some(options) if name.starts_with("piper:") => self.piper(name, options),
            _ => Ok(()),
        }
    }

    fn piper(&mut self, name: &str, options: VoiceOptions) -> Result<(), NoVoice> {
        let Some(folder) = options.folder.clone() else {
            let why = "the configuration has no folder of voices".to_owned();
            return Err(NoVoice { why, help: "name it: [speech] voices, or --voices DIR".to_owned() });
        };
        let load =
            || Prompts::new(Options { voices: options, ..Options::default() }).map_err(|error| error.to_string());
        let none = |why: String, help: String| Err(NoVoice { why, help });
        let prompts = match self.loaded.get_or_insert_with(load) {
            Ok(prompts) if prompts.has_voice(name) => return Ok(()),
            Ok(prompts) => prompts,
            Err(why) => return none(why.clone(), "the folder must be readable".to_owned()),
        };
        let own = &name["piper:".len()..];
        let (bare, speaker) = own.split_once('#').map_or((own, None), |(bare, speaker)| (bare, Some(speaker)));
        let same = prompts.voices().iter().find(|voice| voice.name.eq_ignore_ascii_case(bare));
        match (same.map(|voice| &voice.state), speaker) {
            (Some(Err(reason)), _) => none(format!("it cannot be used: {reason}"), LISTED.to_owned()),
            (Some(Ok(details)), Some(speaker)) => {
                let why = format!("it has no speaker {speaker:?}");
                let known = suggest(speaker, details.speakers.iter().map(String::as_str));
                none(
                    why,
                    known.map_or_else(|| LISTED.to_owned(), |known| format!("did you mean piper:{bare}#{known}?")),
                )
            }
            _ => {
                let why = format!("there is none of that name in {}", folder.display());
                let known = suggest(bare, prompts.voices().iter().map(|voice| voice.name.as_str()));
                none(why, known.map_or_else(|| LISTED.to_owned(), |known| format!("did you mean piper:{known}?")))
            }
        }
    }
}

fn built_in(name: &str) -> Result<(), NoVoice> {
    if prompts::is_built_in(name) {
        return Ok(());
    }
    let help = suggest(name, BUILT_IN).map(|known| format!("did you mean {known}?"));
    Err(NoVoice {
        why: "it is not built in".to_owned(),
        help: help.unwrap_or_else(|| format!("built in are {}", BUILT_IN.join(", "))),
    })
}

const LISTED: &str = "`dialtree voices DIR` says which there are";

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn other_platforms_names_are_fine_and_ours_must_be_there() {
        let mut nobody = Speakers::new(None);
        for name in ["alice", "Polly.Amy", "espeak:en-GB", "espeak:ru", "piper:anything"] {
            assert_eq!(nobody.speaks(name), Ok(()), "{name}");
        }
        let help = |found: Result<(), NoVoice>| found.unwrap_err().help;
        assert_eq!(help(nobody.speaks("espeak:en-bg")), "did you mean espeak:en-gb?");
        assert_eq!(help(nobody.speaks("espeak:klingon")), "built in are espeak:en-gb, espeak:en-us, espeak:ru");
        let mut no_folder = Speakers::new(Some(VoiceOptions::default()));
        assert_eq!(help(no_folder.speaks("piper:anything")), "name it: [speech] voices, or --voices DIR");
    }

    #[cfg(feature = "piper")]
    #[test]
    fn voices_and_speakers_of_a_folder_are_known_and_slips_are_guessed() {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../piper/tests/voices"));
        let mut speakers = Speakers::new(Some(VoiceOptions { folder: Some(folder), ..VoiceOptions::default() }));

        assert_eq!(speakers.speaks("piper:en_GB-tiny-low"), Ok(()));
        assert_eq!(speakers.speaks("piper:EN_gb-choir-low#1"), Ok(()));
        let help = |found: Result<(), NoVoice>| found.unwrap_err().help;
        assert_eq!(help(speakers.speaks("piper:en_GB-tiny-lov")), "did you mean piper:en_GB-tiny-low?");
        assert_eq!(help(speakers.speaks("piper:en_GB-choir-low#nobody")), LISTED);
        assert_eq!(help(speakers.speaks("piper:de_DE-thorsten-high")), LISTED);
    }

    #[cfg(feature = "piper")]
    #[test]
    fn a_voice_that_cannot_be_loaded_is_told_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("broken.onnx"), "no network").unwrap();
        std::fs::write(folder.path().join("broken.onnx.json"), "{").unwrap();
        let options = VoiceOptions { folder: Some(folder.path().to_owned()), ..VoiceOptions::default() };

        let refused = Speakers::new(Some(options)).speaks("piper:broken").unwrap_err();

        assert!(refused.why.starts_with("it cannot be used: "), "{}", refused.why);
    }
}
