//! `dialtree check`: what is wrong with dialplans, scripts and saved answers of applications.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dialplan::load::{Disk, Files, Loaded, load};
use engine::config::{Config, ConfigErrors};
use prompts::VoiceOptions;
use xml_schema::{Diagnostic, Dialect, DocumentKind, FileId, Limits, Severity, Source};

use crate::output;
use voices::Speakers;

mod explaining;
mod github;
mod outside;
mod part;
mod sarif;
mod voices;

/// Say everything that is wrong with dialplans, scripts, or the saved answer of an application.
///
/// A folder is a dialplan made of its files; the scripts in it are checked, too.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree check examples/quickstart
  dialtree check --response answer.xml --dialect twiml
  dialtree check --format json --response answers/*.xml
  dialtree check --format json plans/ | jq '.[].code'
  dialtree check --format sarif --deny warnings plans/ > dialtree.sarif
  dialtree check --config dialtree.toml plans/
  dialtree check --voices voices/ plans/
  dialtree check --explain D035

Exit status: 0 it would run, 1 it has errors (or warnings, with --deny warnings), 2 a file cannot be read.")]
pub struct Check {
    /// Dialplans and scripts: files, or folders of them.
    #[arg(required_unless_present_any = ["response", "explain"], value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Saved answers of an application.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "paths")]
    response: Vec<PathBuf>,
    /// What the application was written for.
    #[arg(long, value_enum, default_value = "callapi")]
    dialect: WrittenFor,
    /// How findings are written.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Take warnings for errors, too.
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// The configuration: numbers that are called are looked up in its trunks, Piper voices in its folder.
    #[arg(long, value_name = "FILE", env = "DIALTREE_CONFIG")]
    config: Option<PathBuf>,
    /// The folder of Piper voices; wins over the configuration's.
    #[arg(long, value_name = "DIR")]
    voices: Option<PathBuf>,
    /// Say what a code means, with an example of the mistake and of the cure.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "response"])]
    explain: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum WrittenFor {
    /// Twilio, Telnyx, SignalWire.
    Twiml,
    /// VoipNow, Telphin.
    Callapi,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// With line, caret and hint.
    Text,
    /// A list of findings.
    Json,
    /// For code hosts and editors: SARIF 2.1.0.
    Sarif,
    /// For GitHub Actions: beside the lines of a change.
    Github,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Deny {
    Warnings,
}

/// Findings and the texts they point into.
struct Findings {
    diagnostics: Vec<Diagnostic>,
    sources: Vec<Source>,
    /// Whose trunks take numbers.
    config: Option<Config>,
    /// Who can speak.
    speakers: Speakers,
}

impl Check {
    /// Checks and reports.
    pub fn run(self) -> ExitCode {
        if let Some(code) = &self.explain {
            return explaining::run(code);
        }
        match self.findings() {
            Ok(findings) => self.report(&findings),
            Err(reason) => output::wrong(reason),
        }
    }

    /// Everything that was found; else which file cannot be read.
    fn findings(&self) -> Result<Findings, String> {
        if let Some(path) = self.paths.iter().find(|path| !path.exists()) {
            return Err(format!("{}: no such file or folder", path.display()));
        }
        let config = self.config.as_deref().map(Config::load_with_warnings).transpose();
        let (config, warnings) = config.map_err(|errors| errors.render(output::color()))?.unzip();
        let speakers = Speakers::new(self.voice_options(config.as_ref()));
        let mut findings = Findings { diagnostics: Vec::new(), sources: Vec::new(), config, speakers };
        if let Some((diagnostics, sources)) = warnings.flatten().map(ConfigErrors::into_parts) {
            findings.add(diagnostics, sources);
        }
        for file in &self.response {
            findings.response(file, self.dialect).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        for path in &self.paths {
            findings.path(path);
        }
        Ok(findings)
    }

    /// Where voices are, if anybody has said so.
    fn voice_options(&self, config: Option<&Config>) -> Option<VoiceOptions> {
        let configured = config.map(|config| config.speech.options());
        let Some(folder) = &self.voices else { return configured };
        Some(VoiceOptions { folder: Some(folder.clone()), ..configured.unwrap_or_default() })
    }

    fn report(&self, findings: &Findings) -> ExitCode {
        let Findings { diagnostics, sources, .. } = findings;
        match self.format {
            Format::Json => {
                let list = xml_schema::to_json(diagnostics, sources);
                // Strings and numbers always have a JSON form.
                output::print(&format!("{}\n", serde_json::to_string_pretty(&list).unwrap_or_default()));
            }
            Format::Sarif => {
                let log = sarif::log(diagnostics, sources);
                output::print(&format!("{}\n", serde_json::to_string_pretty(&log).unwrap_or_default()));
            }
            Format::Github => output::print(&github::render(&xml_schema::to_json(diagnostics, sources))),
            Format::Text if diagnostics.is_empty() => {
                let files = sources.len();
                let plural = if files == 1 { "" } else { "s" };
                output::print(&format!("{files} file{plural}, nothing to complain about\n"));
            }
            Format::Text => output::complain(&xml_schema::render(diagnostics, sources, output::color())),
        }
        let fails = |found: &Diagnostic| found.severity == Severity::Error || self.deny.is_some();
        if diagnostics.iter().any(fails) { ExitCode::from(output::FOUND) } else { ExitCode::SUCCESS }
    }
}

impl Findings {
    /// Reads and checks a saved answer.
    fn response(&mut self, file: &Path, dialect: WrittenFor) -> std::io::Result<()> {
        let text = xml_schema::decode(&std::fs::read(file)?).into_owned();
        let kind = DocumentKind::Response(match dialect {
            WrittenFor::Twiml => Dialect::Twiml,
            WrittenFor::Callapi => Dialect::CallApi,
        });
        let parsed = xml_schema::parse(&text, FileId(0), kind, Limits::for_kind(kind), false);
        self.add(parsed.diagnostics, vec![Source { name: file.to_string_lossy().into_owned(), text }]);
        Ok(())
    }

    fn path(&mut self, path: &Path) {
        let name = path.to_string_lossy();
        if path.is_dir() {
            let scripts = sim::script::load(&[&name], &Disk);
            let has_scripts = !scripts.sources.is_empty();
            self.add(scripts.diagnostics, scripts.sources);
            let plan = self.plan(&name);
            // A folder of nothing but scripts is a suite, and no dialplan that lacks something.
            let no_plan = plan.diagnostics.iter().any(|found| found.code.0 == "D002");
            if !(no_plan && has_scripts) {
                self.add(plan.diagnostics, plan.sources);
            }
        } else if Disk.read(&name).is_ok_and(|text| text.contains("<Script")) {
            let scripts = sim::script::load(&[&name], &Disk);
            self.add(scripts.diagnostics, scripts.sources);
        } else {
            let plan = self.plan(&name);
            self.add(plan.diagnostics, plan.sources);
        }
    }

    /// A plan, together with what can be said of its recordings, of who speaks, of who is called and who could call.
    fn plan(&mut self, path: &str) -> Loaded {
        let mut plan = load(path, &Disk);
        outside::add(&mut plan, path, self.config.as_ref(), &mut self.speakers);
        plan
    }

    /// Adds findings whose positions point into their own list of sources.
    fn add(&mut self, diagnostics: Vec<Diagnostic>, sources: Vec<Source>) {
        let first = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.extend(sources);
        for mut found in diagnostics {
            found.span.file.0 += first;
            for related in &mut found.related {
                related.span.file.0 += first;
            }
            self.diagnostics.push(found);
        }
    }
}
