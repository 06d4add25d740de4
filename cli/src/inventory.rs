//! `dialtree prompts`: everything that callers of a dialplan hear, measured, and rendered for a studio.

use std::path::PathBuf;
use std::process::ExitCode;

use dialplan::inventory::inventory;
use dialplan::load::{Disk, load};
use engine::config::Config;
use prompts::{Options, Prompts, VoiceOptions};

use crate::output;
use fetch::Fetch;
use row::Row;

mod fetch;
mod list;
mod row;
mod sheet;

/// List everything that callers of a dialplan hear: where it stands, how long and how loud it is, what is missing.
///
/// Texts and ringing tones are measured as callers hear them, recordings as they are in their files. Audio of addresses is
/// fetched where `[egress]` of the configuration allows. A text with variables is another in every call: it is listed and
/// not spoken.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree prompts examples/clinic
  dialtree prompts plan.xml --format json | jq '.[] | select(.problem)'
  dialtree prompts plan.xml --voices voices/ --render studio/

With --render the folder gets a WAV file (16 kHz) for each text and recording, in a folder for each language, and
prompts.csv, which says what is said in each. Record over the files, name the folder in <Prompts dir=\"studio\"/>, and put
the <Play> of the sheet where its <Say> stands. Names depend on the text alone: another run adds what is new, and leaves
files that are there as they are.

Exit status: 0 all can be heard, 1 something cannot, 2 a file cannot be read or written.")]
pub struct Inventory {
    /// The dialplan: a file, or a folder of them.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// How it is written.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Write everything into this folder for a studio to record again.
    #[arg(long, value_name = "DIR")]
    render: Option<PathBuf>,
    /// The configuration: its voices speak.
    #[arg(long, value_name = "FILE", env = "DIALTREE_CONFIG")]
    config: Option<PathBuf>,
    /// The folder of Piper voices; wins over the configuration's.
    #[arg(long, value_name = "DIR")]
    voices: Option<PathBuf>,
    /// Leave audio of addresses where it is.
    #[arg(long)]
    no_fetch: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// A line for each.
    Text,
    /// A list.
    Json,
}

impl Inventory {
    /// Lists, and renders if asked to.
    pub fn run(self) -> ExitCode {
        match self.list() {
            Ok(all_well) if all_well => ExitCode::SUCCESS,
            Ok(_) => ExitCode::from(output::FOUND),
            Err(reason) => output::wrong(reason),
        }
    }

    /// Whether everything can be heard; else what cannot be read or written.
    fn list(&self) -> Result<bool, String> {
        if !self.path.exists() {
            return Err(format!("{}: no such file or folder", self.path.display()));
        }
        let config = self.config.as_deref().map(Config::load).transpose();
        let config = config.map_err(|errors| errors.render(output::color()))?.unwrap_or_default();
        let prompts = self.prompts(&config)?;
        let loaded = load(&self.path.to_string_lossy(), &Disk);
        let errors = loaded.errors();
        if errors > 0 {
            // What is missing is listed all the same.
            output::complain(&xml_schema::render(&loaded.diagnostics, &loaded.sources, output::color()));
        }
        let mut rows = Row::all(inventory(&loaded.draft), &loaded.sources);
        let fetches = !self.no_fetch && rows.iter().any(Row::is_elsewhere);
        let fetch = fetches.then(|| Fetch::new(&config)).transpose()?;
        for row in &mut rows {
            row.listen(&prompts, fetch.as_ref());
        }
        if let Some(folder) = &self.render {
            sheet::write(folder, &mut rows, &prompts)?;
        }
        output::print(&match self.format {
            Format::Text => list::text(&rows),
            Format::Json => list::json(&rows),
        });
        Ok(errors == 0 && rows.iter().all(|row| row.problem.is_none()))
    }

    fn prompts(&self, config: &Config) -> Result<Prompts, String> {
        let configured = config.speech.options();
        let folder = self.voices.clone().or_else(|| configured.folder.clone());
        let voices = VoiceOptions { folder, threads: 1, ..configured };
        let prompts = Prompts::new(Options { voices, wideband: self.render.is_some(), ..Options::default() });
        let prompts = prompts.map_err(|error| error.to_string())?;
        for remark in prompts.remarks() {
            output::complain(&format!("{remark}\n"));
        }
        Ok(prompts)
    }
}
