//! Orders in words.

use dialplan::order::EndCause;
use dialplan::sound::Sound;

/// What a caller hears.
pub fn heard(sounds: &[Sound], times: Option<u32>) -> String {
    let words: Vec<String> = sounds
        .iter()
        .map(|sound| match sound {
            Sound::Speech { text, language, marks, .. } => {
                let language = if language == "en-GB" { String::new() } else { format!("({language}) ") };
                let marks = marks.iter().map(|mark| format!(" {{{}: {:?}}}", &text[mark.start..mark.end], mark.how));
                format!("{language}{text}{}", marks.collect::<String>())
            }
            Sound::Prompt { name, .. } => format!("[{name}]"),
            Sound::Url { url } => format!("<{url}>"),
            Sound::Silence { length } => format!("{} ms", length.as_millis()),
            Sound::Tone { hz, .. } => format!("{hz} Hz"),
            Sound::Ringback { country } => format!("ringing of {country}"),
        })
        .collect();
    let times = match times {
        Some(1) => String::new(),
        Some(times) => format!(" x{times}"),
        None => " for ever".to_owned(),
    };
    format!("play {}{times}", words.join(" | "))
}

/// Why a call has ended.
pub fn cause_word(cause: &EndCause) -> String {
    match cause {
        EndCause::Limit { what } => format!("limit: {what}"),
        cause => format!("{cause:?}"),
    }
}
