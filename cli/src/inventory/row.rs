//! One thing to be heard: what it is, where it is heard, and what it is like.

use std::path::Path;

use dialplan::inventory::{Entry, What};
use dialplan::sound::Sound;
use engine::sound;
use prompts::{Measured, Prompts, Request};
use serde::Serialize;
use xml_schema::{Source, Span};

use super::fetch::Fetch;

/// A line of the list. What is heard at several places is one.
#[derive(Serialize)]
pub struct Row {
    pub kind: Kind,
    /// Where the plan says so.
    pub places: Vec<Place>,
    /// What is said: a text as written, the name of a recording, an address, keys, the country of a ringing tone.
    pub what: String,
    /// Its language; `None`: it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// The file of a recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Whether it differs from call to call.
    pub varies: bool,
    #[serde(flatten)]
    pub measure: Option<Measure>,
    /// Why it cannot be heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Where it was rendered to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
    /// What the prompts are asked for; `None`: they cannot be.
    #[serde(skip)]
    pub request: Option<Request>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Text,
    Recording,
    Url,
    Keys,
    Ringing,
}

/// A place in a file.
#[derive(Clone, Serialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
}

/// What it is like.
#[derive(Serialize)]
pub struct Measure {
    pub seconds: f64,
    /// Its active speech level by ITU-T P.56, dBFS.
    pub level_dbfs: Option<f64>,
    pub peak_dbfs: Option<f64>,
    pub silent: bool,
    pub clipped: bool,
}

impl Row {
    /// The rows of an inventory, in its order.
    pub fn all(entries: Vec<Entry>, sources: &[Source]) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        for Entry { span, what } in entries {
            let place = span.and_then(|span| place(span, sources));
            for mut row in Self::of(what) {
                match rows.iter_mut().find(|known| known.is_as(&row)) {
                    Some(known) => known.places.extend(place.clone()),
                    None => {
                        row.places.extend(place.clone());
                        rows.push(row);
                    }
                }
            }
        }
        rows
    }

    fn of(what: What) -> Vec<Self> {
        match what {
            What::Text(sound) => {
                // A text of a plan says nothing of a caller, but nothing is kept here.
                let request = sound::request(&sound, false);
                let Sound::Speech { text, language, voice, .. } = sound else { return Vec::new() };
                vec![Self { language: Some(language), voice, request, ..Self::new(Kind::Text, text) }]
            }
            What::Recording { name, files } if files.is_empty() => {
                let problem = (!name.contains("${")).then(|| "missing".to_owned());
                vec![Self { problem, ..Self::new(Kind::Recording, name) }]
            }
            What::Recording { files, .. } => files
                .into_iter()
                .map(|file| {
                    let request = Request::File { path: (&file.path).into(), as_is: file.as_is };
                    let (language, path) = (file.language, Some(file.path));
                    Self { language, file: path, request: Some(request), ..Self::new(Kind::Recording, file.name) }
                })
                .collect(),
            What::Url(url) => vec![Self::new(Kind::Url, url)],
            What::Keys(keys) => vec![Self::new(Kind::Keys, keys)],
            What::Ringing(country) => {
                let request = Some(Request::Ringback { country: country.to_ascii_lowercase() });
                vec![Self { request, ..Self::new(Kind::Ringing, country) }]
            }
        }
    }

    fn new(kind: Kind, what: String) -> Self {
        Self {
            varies: what.contains("${"),
            kind,
            places: Vec::new(),
            what,
            language: None,
            voice: None,
            file: None,
            measure: None,
            problem: None,
            rendered: None,
            request: None,
        }
    }

    fn is_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.what == other.what && self.request == other.request
    }

    /// Whether it has to be fetched.
    pub fn is_elsewhere(&self) -> bool {
        self.kind == Kind::Url && !self.varies
    }

    /// Measures it: a text as it is spoken, a recording as it is in its file. Without `fetch` what is elsewhere stays there.
    pub fn listen(&mut self, prompts: &Prompts, fetch: Option<&Fetch>) {
        if let (Kind::Text, Some(language)) = (self.kind, &self.language) {
            self.voice = Some(prompts.voice_of(language, self.voice.as_deref()));
        }
        if self.varies {
            return;
        }
        match self.measured(prompts, fetch) {
            Some(Ok(measured)) => self.measure = Some(measured.into()),
            Some(Err(problem)) => self.problem = Some(problem),
            None => {}
        }
    }

    fn measured(&self, prompts: &Prompts, fetch: Option<&Fetch>) -> Option<Result<Measured, String>> {
        if self.kind == Kind::Url {
            let audio = match fetch?.get(&self.what) {
                Ok(audio) => audio,
                Err(reason) => return Some(Err(reason)),
            };
            let measured = prompts::measure_bytes(&self.what, audio.content_type.as_deref(), audio.bytes);
            return Some(measured.map_err(|error| error.to_string()));
        }
        let measured = match (&self.file, &self.request) {
            (Some(file), _) => prompts::measure(Path::new(file)),
            (None, Some(request)) => prompts.render(request).map(|prompt| prompt.measure()),
            (None, None) => return None,
        };
        Some(measured.map_err(|error| error.to_string()))
    }
}

impl From<Measured> for Measure {
    fn from(measured: Measured) -> Self {
        let tenths = |decibels: f32| (f64::from(decibels) * 10.0).round() / 10.0;
        Self {
            seconds: (measured.length.as_secs_f64() * 1000.0).round() / 1000.0,
            level_dbfs: measured.level_dbfs.map(tenths),
            peak_dbfs: measured.peak_dbfs.map(tenths),
            silent: measured.silent,
            clipped: measured.clipped,
        }
    }
}

fn place(span: Span, sources: &[Source]) -> Option<Place> {
    let source = sources.get(usize::try_from(span.file.0).ok()?)?;
    Some(Place { file: source.name.clone(), line: source.line_column(span.start).0 })
}
