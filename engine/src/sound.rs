//! What a call orders to be heard, as the prompts take it.

use std::path::PathBuf;

use dialplan::sound::{self, Sound};
use prompts::{Clock, DateOrder, InterpretAs, Level, Mark, Prosody, Request};

/// What to ask the prompts for; `None`: the sound has to be fetched first. `keep`: spoken texts may be kept on disk.
pub fn request(sound: &Sound, keep: bool) -> Option<Request> {
    Some(match sound {
        Sound::Speech { text, language, voice, marks, prosody } => Request::Speech {
            text: text.clone(),
            language: language.clone(),
            voice: voice.clone(),
            marks: marks.iter().map(mark).collect(),
            prosody: Prosody { rate: prosody.rate, volume: prosody.volume, pitch: prosody.pitch },
            keep,
        },
        Sound::Prompt { path, as_is, .. } => Request::File { path: PathBuf::from(path), as_is: *as_is },
        Sound::Silence { length } => Request::Silence { length: *length },
        Sound::Tone { hz, length } => Request::Tone { hz: *hz, length: *length },
        Sound::Ringback { country } => Request::Ringback { country: country.clone() },
        Sound::Url { .. } => return None,
    })
}

fn mark(mark: &sound::Mark) -> Mark {
    let how = match &mark.how {
        sound::InterpretAs::Characters => InterpretAs::Characters,
        sound::InterpretAs::Digits => InterpretAs::Digits,
        sound::InterpretAs::Telephone => InterpretAs::Telephone,
        sound::InterpretAs::Cardinal => InterpretAs::Cardinal,
        sound::InterpretAs::Ordinal => InterpretAs::Ordinal,
        sound::InterpretAs::Date(order) => InterpretAs::Date(date_order(*order)),
        sound::InterpretAs::Time(clock) => InterpretAs::Time(match clock {
            sound::Clock::Usual => Clock::Usual,
            sound::Clock::Twelve => Clock::Twelve,
            sound::Clock::TwentyFour => Clock::TwentyFour,
        }),
        sound::InterpretAs::Currency => InterpretAs::Currency,
        sound::InterpretAs::Fraction => InterpretAs::Fraction,
        sound::InterpretAs::Unit => InterpretAs::Unit,
        sound::InterpretAs::Expletive => InterpretAs::Expletive,
        sound::InterpretAs::Phoneme(ipa) => InterpretAs::Phoneme(ipa.clone()),
        sound::InterpretAs::Emphasis(level) => InterpretAs::Emphasis(match level {
            sound::Level::Strong => Level::Strong,
            sound::Level::Moderate => Level::Moderate,
            sound::Level::Reduced => Level::Reduced,
        }),
    };
    Mark { start: mark.start, end: mark.end, how }
}

fn date_order(order: sound::DateOrder) -> DateOrder {
    match order {
        sound::DateOrder::Usual => DateOrder::Usual,
        sound::DateOrder::Dmy => DateOrder::Dmy,
        sound::DateOrder::Mdy => DateOrder::Mdy,
        sound::DateOrder::Ymd => DateOrder::Ymd,
        sound::DateOrder::Ydm => DateOrder::Ydm,
        sound::DateOrder::Dm => DateOrder::Dm,
        sound::DateOrder::Md => DateOrder::Md,
        sound::DateOrder::My => DateOrder::My,
        sound::DateOrder::Ym => DateOrder::Ym,
        sound::DateOrder::D => DateOrder::D,
        sound::DateOrder::M => DateOrder::M,
        sound::DateOrder::Y => DateOrder::Y,
    }
}
