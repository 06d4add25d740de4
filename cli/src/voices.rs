//! `dialtree voices`: which voices there are, and how fast they speak here.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use prompts::{Options, Prompts, Request, VoiceDetails, VoiceInfo, VoiceOptions};

use crate::output;

/// Say which voices can be used, why others cannot, and how fast each speaks on this machine.
///
/// Every voice says a sentence three times; the fastest counts. The speed is seconds of sound per second of work on one
/// core.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree voices voices/
  dialtree voices voices/ --onnxruntime vendor/ort/onnxruntime/capi

Exit status: 0 all can be used, 1 one cannot, 2 the folder cannot be read.")]
pub struct Voices {
    /// The folder of Piper voices: NAME.onnx and NAME.onnx.json.
    #[arg(value_name = "DIR", default_value = "voices")]
    folder: PathBuf,
    /// The library of ONNX Runtime or its folder; default: looked for.
    #[arg(long, value_name = "PATH")]
    onnxruntime: Option<PathBuf>,
}

impl Voices {
    /// Lists and measures.
    pub fn run(self) -> ExitCode {
        if let Err(error) = std::fs::read_dir(&self.folder) {
            return output::wrong(format!(
                "cannot look for voices in {}: {error}\n  = help: name the folder that holds NAME.onnx and NAME.onnx.json: dialtree voices DIR",
                self.folder.display()
            ));
        }
        let voices = VoiceOptions {
            folder: Some(self.folder.clone()),
            onnxruntime: self.onnxruntime,
            threads: 1,
            ..VoiceOptions::default()
        };
        // Nothing is kept: every sentence is made anew.
        let prompts = match Prompts::new(Options { voices, memory_bytes: 0, ..Options::default() }) {
            Ok(prompts) => prompts,
            Err(error) => return output::wrong(error),
        };
        for remark in prompts.remarks() {
            output::complain(&format!("{remark}\n"));
        }
        if prompts.voices().is_empty() {
            output::print(&format!("no voices in {}; the built-in ones speak en and ru\n", self.folder.display()));
            return ExitCode::SUCCESS;
        }
        let mut all = true;
        for voice in prompts.voices() {
            let line = match &voice.state {
                Ok(details) => usable(&prompts, voice, details),
                Err(reason) => {
                    all = false;
                    format!("piper:{}\n  cannot be used: {reason}\n", voice.name)
                }
            };
            output::print(&line);
        }
        if all { ExitCode::SUCCESS } else { ExitCode::from(output::FOUND) }
    }
}

fn usable(prompts: &Prompts, voice: &VoiceInfo, details: &VoiceDetails) -> String {
    let VoiceDetails { language, backend, rate_hz, quality, speakers, speaker_count } = details;
    let mut text = format!("piper:{}\n  {language}, {rate_hz} Hz", voice.name);
    if let Some(quality) = quality {
        write!(text, ", {quality}").ok();
    }
    text.push('\n');
    if *speaker_count > 1 {
        let names = if speakers.is_empty() { format!("#0 to #{}", speaker_count - 1) } else { listed(speakers) };
        writeln!(text, "  {speaker_count} speakers: {names}").ok();
    }
    match speed(prompts, &voice.name, language) {
        Ok(speed) => writeln!(text, "  {backend}, {speed:.1} times as fast as it is heard"),
        Err(reason) => writeln!(text, "  {backend}, but it does not speak: {reason}"),
    }
    .ok();
    text
}

/// The first of many names.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("#{name}")).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Seconds of sound per second of work.
fn speed(prompts: &Prompts, name: &str, language: &str) -> Result<f64, String> {
    let text = if language.starts_with("ru") {
        "Это предложение обычной длины, какое бывает в меню"
    } else {
        "This is a sentence of an ordinary length as in a menu"
    };
    let mut request = Request::speech(text, language);
    if let Request::Speech { voice, .. } = &mut request {
        *voice = Some(format!("piper:{name}"));
    }
    let sentences = prompts.sentences(&request).map_err(|error| error.to_string())?.unwrap_or_default();
    let sentence = sentences.first().ok_or("there is no sentence for it")?;
    let mut best = (Duration::MAX, Duration::ZERO);
    for _ in 0..3 {
        let begun = Instant::now();
        let prompt = prompts.speak(sentence, 0).map_err(|error| error.to_string())?;
        best = best.min((begun.elapsed(), prompt.duration()));
    }
    Ok(best.1.as_secs_f64() / best.0.as_secs_f64())
}
