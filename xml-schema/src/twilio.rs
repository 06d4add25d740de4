//! Twilio's codes for values it does not take. <https://www.twilio.com/docs/api/errors>

use crate::table::Tag;

/// What Twilio answers to a document that has a wrong part.
pub(crate) const SCHEMA: u16 = 12200;

/// The code for a bad value of an attribute.
pub(crate) fn bad_value(element: Tag, attribute: &str) -> u16 {
    match (element, attribute) {
        (Tag::Dial, "method") => 13210,
        (Tag::Dial, "timeout") => 13212,
        (Tag::Dial, "hangupOnStar") => 13213,
        (Tag::Dial, "callerId") => 13214,
        (Tag::Dial, "timeLimit") => 13216,
        (Tag::Dial, "record") => 13217,
        (Tag::Number, "method") => 13221,
        (Tag::Number, "sendDigits") => 13222,
        (Tag::Conference, "muted") => 13230,
        (Tag::Conference, "endConferenceOnExit") => 13231,
        (Tag::Conference, "startConferenceOnEnter") => 13232,
        (Tag::Conference, "waitMethod") => 13234,
        (Tag::Conference, "beep") => 13235,
        (Tag::Sip, "method") => 13241,
        (Tag::Gather, "finishOnKey") => 13310,
        (Tag::Gather, "method") => 13312,
        (Tag::Gather, "timeout") => 13313,
        (Tag::Gather, "numDigits") => 13314,
        (Tag::Gather, "speechTimeout") => 13327,
        (Tag::Gather, "maxSpeechTime") => 13328,
        (Tag::Play, "loop") => 13410,
        (Tag::Say, "loop") => 13510,
        (Tag::Say, "voice") => 13511,
        (Tag::Record, "method") => 13610,
        (Tag::Record, "timeout") => 13611,
        (Tag::Record, "maxLength") => 13612,
        (Tag::Record, "finishOnKey") => 13613,
        (Tag::Record, "transcribe") => 13614,
        (Tag::Record, "playBeep") => 13616,
        (Tag::Redirect, "method") => 13710,
        (Tag::Pause, "length") => 13910,
        (Tag::Enqueue, "method") => 14201,
        (Tag::Enqueue, "waitUrlMethod") => 14206,
        _ => SCHEMA,
    }
}

/// The code for an element that may not stand in another.
pub(crate) fn bad_nesting(parent: Tag) -> u16 {
    match parent {
        Tag::Dial => 13215,
        Tag::Gather => 13320,
        _ => SCHEMA,
    }
}
