//! `dialtree say`: what a text sounds like to a caller.

use std::path::PathBuf;
use std::process::ExitCode;

use prompts::{Options, Prompts, Request};

use crate::output;

/// Speak a text into a WAV file, exactly as a caller would hear it.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dialtree say \"For sales press one.\" -o sales.wav\n  dialtree say \"Здравствуйте!\" --language ru-RU -o hello.wav"
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
    /// A voice, as in a Say's `voice`; default: the language's own.
    #[arg(short, long)]
    voice: Option<String>,
}

impl Say {
    /// Speaks and writes.
    pub fn run(self) -> ExitCode {
        let prompts = match Prompts::new(Options::default()) {
            Ok(prompts) => prompts,
            Err(error) => return output::wrong(error),
        };
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

fn write(path: &std::path::Path, samples: &[i16]) -> Result<(), hound::Error> {
    let spec =
        hound::WavSpec { channels: 1, sample_rate: 8000, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for sample in samples {
        writer.write_sample(*sample)?;
    }
    writer.finalize()
}
