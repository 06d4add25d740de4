//! `dialtree say`: what a text sounds like to a caller.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use prompts::{Notice, Options, Prompts, Request, VoiceOptions};

use crate::output;

/// Speak a text into a WAV file, exactly as a caller would hear it.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dialtree say \"For sales press one.\" -o sales.wav\n  dialtree say \"Здравствуйте!\" --language ru-RU -o hello.wav\n  dialtree say \"Hello.\" --voices voices/ --voice piper:en_GB-alan-medium -o hello.wav"
)]
pub struct Say {
    /// What is said.
    text: String,
    /// The WAV file to write: 8 kHz, mono, 16 bit.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Language tag (BCP 47).
    #[arg(short, long, default_value = "en-GB")]
    language: String,
    /// A voice, as in a Say's `voice`: piper:NAME, piper:NAME#SPEAKER, espeak:en-us; default: the language's own.
    #[arg(short, long)]
    voice: Option<String>,
    /// The folder of Piper voices: NAME.onnx and NAME.onnx.json.
    #[arg(long, value_name = "DIR")]
    voices: Option<PathBuf>,
    /// The folder of words that are said in a way of their own: en.txt, ru.txt, en-GB.txt.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
}

impl Say {
    /// Speaks and writes.
    pub fn run(self) -> ExitCode {
        let lexicon = match self.lexicon.as_deref().map(engine::config::lexicon).transpose() {
            Ok(lexicon) => lexicon.unwrap_or_default(),
            Err(errors) => return output::wrong(errors.render(output::color())),
        };
        let voices = VoiceOptions { folder: self.voices, lexicon, threads: 1, ..VoiceOptions::default() };
        let prompts = match Prompts::new(Options { voices, ..Options::default() }) {
            Ok(prompts) => prompts.on_notice(Arc::new(tell)),
            Err(error) => return output::wrong(error),
        };
        for remark in prompts.remarks() {
            output::complain(&format!("{remark}\n"));
        }
        for voice in prompts.voices() {
            if let Err(reason) = &voice.state {
                output::complain(&format!("the voice piper:{} cannot be used: {reason}\n", voice.name));
            }
        }
        // In a call an unknown name means the language's own voice; whoever names one here wants to hear it.
        if let Some(name) = self.voice.as_deref().filter(|name| !prompts.has_voice(name)) {
            return output::wrong(format!("there is no voice {name:?}; `dialtree voices DIR` says which there are"));
        }
        let mut request = Request::speech(self.text, self.language);
        if let Request::Speech { voice, .. } = &mut request {
            *voice = self.voice;
        }
        let prompt = match prompts.render(&request) {
            Ok(prompt) => prompt,
            Err(error) => return output::wrong(error),
        };
        match write(&self.output, prompt.samples()) {
            Ok(()) => {
                let seconds = prompt.duration().as_secs_f64();
                output::print(&format!("{}: {seconds:.2} s\n", self.output.display()));
                ExitCode::SUCCESS
            }
            Err(error) => output::wrong(format!("{}: {error}", self.output.display())),
        }
    }
}

fn tell(notice: &Notice) {
    output::complain(&match notice {
        Notice::Passed { voice, reason } => format!("{voice} does not speak, the next voice does: {reason}\n"),
        Notice::Unheard { voice, symbols, count } => {
            format!("piper:{voice} has no sound for {count} phonemes, which are not heard: {symbols}\n")
        }
        Notice::Unkept { path, reason } => {
            format!("the folder {} cannot be used, another one is: {reason}\n", path.display())
        }
    });
}

fn write(path: &std::path::Path, samples: &[i16]) -> Result<(), hound::Error> {
    let spec =
        hound::WavSpec { channels: 1, sample_rate: 8000, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for sample in samples {
        writer.write_sample(*sample)?;
    }
    writer.finalize()
}
