//! Whom a `Transfer` or `Dial` calls, and how.

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Dialect, Element, Tag, Value};

use crate::call::context::Context;
use crate::ids::LegId;
use crate::order::{Credentials, Dial, Record, RecordSource};

/// Somebody to call.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub dial: Dial,
    /// Where it stands, if that is an element of its own.
    pub noun: Option<Arc<Element>>,
    /// The document it hears before being connected, as written.
    pub url: Option<String>,
    /// Keys for the callee, once connected.
    pub send_digits: Option<String>,
}

/// What the attributes say, read when it starts.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Everybody, in order.
    pub parties: Vec<Party>,
    pub sequential: bool,
    /// The caller's phone is asked to take over the call to whoever answers.
    pub attended: bool,
    pub hangup_on_star: bool,
    pub time_limit: Duration,
    /// The country whose ringing tone the caller hears.
    pub ring_tone: String,
    pub record: Conversation,
    /// Who is asked when the callee sends the caller elsewhere, as written.
    pub refer_url: Option<String>,
    /// Where the result is told, as written; empty: the URL of the document. `None`: nowhere.
    pub action: Option<String>,
}

fn refer_url(element: &Element) -> Option<String> {
    element.attribute("referUrl").map(|url| url.value.trim().to_owned()).filter(|url| !url.is_empty())
}

/// Whether and how the conversation is recorded.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    wanted: bool,
    pub from_ringing: bool,
    dual: bool,
    track: Track,
    trim: bool,
}

/// Whose voice. <https://www.twilio.com/docs/voice/twiml/dial#recordingtrack>
#[derive(Debug, Default, Clone, Copy)]
enum Track {
    #[default]
    Both,
    /// What comes from the caller.
    Inbound,
    /// What goes to the caller: the callee.
    Outbound,
}

impl Conversation {
    /// Reads Twilio's words for it. <https://www.twilio.com/docs/voice/twiml/dial#record>
    fn of(element: &Element, cx: &mut Context<'_>) -> Self {
        let word = cx.keyword(element, "record").unwrap_or("do-not-record");
        Self {
            wanted: !matches!(word, "do-not-record" | "false"),
            from_ringing: word.starts_with("record-from-ringing"),
            dual: word.ends_with("-dual"),
            track: match cx.keyword(element, "recordingTrack") {
                Some("inbound") => Track::Inbound,
                Some("outbound") => Track::Outbound,
                _ => Track::Both,
            },
            trim: cx.keyword(element, "trim") == Some("trim-silence"),
        }
    }

    /// The recording of a conversation with this leg, if one is wanted.
    pub fn of_leg(&self, leg: LegId) -> Option<Record> {
        let source = match self.track {
            Track::Both => RecordSource::Conversation { leg, dual: self.dual },
            Track::Inbound => RecordSource::Caller,
            Track::Outbound => RecordSource::Leg { leg },
        };
        let record = Record { sid: String::new(), source, silence: None, max_length: None, trim: self.trim };
        self.wanted.then_some(record)
    }
}

/// Whether the caller is answered only with the callee.
pub(crate) fn answers_late(element: &Element) -> bool {
    matches!(element.value("answerOnBridge", Dialect::CallApi), Some(Value::Boolean(true)))
}

impl Rules {
    pub fn of(element: &Element, cx: &mut Context<'_>) -> Self {
        let action = element.attribute("action").map(|url| url.value.trim().to_owned());
        Self {
            parties: parties(element, cx),
            sequential: cx.boolean(element, "sequential"),
            attended: cx.keyword(element, "mode") == Some("attended"),
            hangup_on_star: cx.boolean(element, "hangupOnStar"),
            time_limit: cx.duration(element, "timeLimit").unwrap_or(Duration::from_secs(14_400)),
            refer_url: refer_url(element),
            record: Conversation::of(element, cx),
            ring_tone: cx.string(element, "ringTone").unwrap_or_else(|| country_of(&cx.plan.language)),
            // In a dialplan there is no current URL.
            action: action.filter(|action| !action.is_empty() || cx.document.is_some()),
        }
    }
}

fn parties(element: &Element, cx: &mut Context<'_>) -> Vec<Party> {
    let caller_number = cx.string(element, "callerId").map(|number| address(&number));
    let caller_number = caller_number.unwrap_or_else(|| cx.state.caller_number.clone());
    let timeout = cx.duration(element, "timeout").unwrap_or(Duration::from_secs(30));
    let caller_name = cx.state.caller_name.clone();
    let (refers, extension) = (refer_url(element).is_some(), cx.to_extension);
    let dial = |target: &str, credentials| {
        let (caller_number, caller_name) = (caller_number.clone(), caller_name.clone());
        Dial { target: address(target), caller_number, caller_name, credentials, refers, extension, timeout }
    };
    let mut parties = Vec::new();
    for child in element.elements().filter(|child| matches!(child.def.tag, Tag::Number | Tag::Sip | Tag::Target)) {
        let target = cx.text(child);
        let credentials = cx.string(child, "username").map(|username| {
            let password = cx.string(child, "password").unwrap_or_default();
            Credentials { username, password }
        });
        let url = child.attribute("url").map(|url| url.value.trim().to_owned()).filter(|url| !url.is_empty());
        parties.push(Party {
            dial: dial(&target, credentials),
            noun: Some(Arc::clone(child)),
            url,
            send_digits: cx.string(child, "sendDigits"),
        });
    }
    if parties.is_empty() {
        let target = cx.string(element, "to").unwrap_or_else(|| cx.text(element));
        parties.push(Party { dial: dial(&target, None), noun: None, url: None, send_digits: None });
    }
    parties.retain(|party| !party.dial.target.is_empty());
    parties
}

/// A number without the white space, dots, dashes and brackets people write into it; a URI as it is.
pub(crate) fn address(written: &str) -> String {
    let written = written.trim();
    if written.contains(':') || written.contains('@') {
        return written.to_owned();
    }
    written.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '(' | ')' | '/')).collect()
}

/// The country whose ringing tone suits a language tag: its region, else the language's largest here.
pub(crate) fn country_of(language: &str) -> String {
    match language.split_once('-') {
        Some((_, region)) => region.to_ascii_lowercase(),
        None if language == "en" => "gb".to_owned(),
        None => language.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_loses_what_people_write_into_it() {
        assert_eq!(address(" +44 (1632) 960-000 "), "+441632960000");
        assert_eq!(address(" sip:a-b@pbx.example "), "sip:a-b@pbx.example");
        assert_eq!(address("*98"), "*98");
    }

    #[test]
    fn the_ringing_tone_follows_the_language() {
        assert_eq!(country_of("en-GB"), "gb");
        assert_eq!(country_of("ru"), "ru");
    }
}
