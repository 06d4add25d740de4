//! `dialtree fmt`: files in their usual form.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dialplan::load::{Disk, Files};
use xml_schema::{Source, Unformatted};

use crate::output;

/// Indent dialplans, scripts and documents as everybody does.
///
/// Texts that are heard, comments, CDATA and entities stay as they are, and so does what a file means. A file that is not
/// well-formed is left alone.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree fmt examples/quickstart
  dialtree fmt --check .
  dialtree fmt --stdin < plan.xml

Exit status: 0 done, or nothing to do with --check; 1 something to do with --check, or a file is not well-formed;
2 a file cannot be read or written.")]
pub struct Fmt {
    /// Files, or folders of them; default: this folder. In folders only dialplans, scripts and documents are formatted.
    #[arg(value_name = "PATH", conflicts_with = "stdin")]
    paths: Vec<PathBuf>,
    /// Write nothing; name the files that would be changed.
    #[arg(long)]
    check: bool,
    /// Format standard input to standard output.
    #[arg(long)]
    stdin: bool,
}

/// What became of a file.
enum Fate {
    Same,
    Changed,
    /// It is not well-formed.
    Wrong,
}

impl Fmt {
    /// Formats them.
    pub fn run(self) -> ExitCode {
        if self.stdin {
            return self.run_stdin();
        }
        let paths = if self.paths.is_empty() { vec![PathBuf::from(".")] } else { self.paths.clone() };
        let (mut changed, mut wrong) = (0, 0);
        for path in &paths {
            let files = match files(path) {
                Ok(files) => files,
                Err(message) => return output::wrong(message),
            };
            for file in files {
                match self.file(&file) {
                    Ok(Fate::Same) => {}
                    Ok(Fate::Changed) => {
                        changed += 1;
                        output::print(&format!("{}\n", file.display()));
                    }
                    Ok(Fate::Wrong) => wrong += 1,
                    Err(message) => return output::wrong(message),
                }
            }
        }
        if wrong > 0 || (self.check && changed > 0) { ExitCode::from(output::FOUND) } else { ExitCode::SUCCESS }
    }

    fn run_stdin(&self) -> ExitCode {
        let mut bytes = Vec::new();
        if let Err(error) = std::io::stdin().read_to_end(&mut bytes) {
            return output::wrong(format!("standard input: {error}"));
        }
        let text = xml_schema::decode(&bytes);
        let Some(formatted) = formatted("standard input", &text) else { return ExitCode::from(output::FOUND) };
        if !self.check {
            output::print(&formatted);
        }
        if self.check && formatted != text { ExitCode::from(output::FOUND) } else { ExitCode::SUCCESS }
    }

    fn file(&self, file: &Path) -> Result<Fate, String> {
        let told = |error: std::io::Error| format!("{}: {error}", file.display());
        let bytes = std::fs::read(file).map_err(told)?;
        let text = xml_schema::decode(&bytes);
        let Some(formatted) = formatted(&file.to_string_lossy(), &text) else { return Ok(Fate::Wrong) };
        if formatted == text {
            return Ok(Fate::Same);
        }
        if !self.check {
            write(file, &formatted).map_err(told)?;
        }
        Ok(Fate::Changed)
    }
}

/// The text in its usual form; `None`: it has none, which is told.
fn formatted(name: &str, text: &str) -> Option<String> {
    match xml_schema::format(text) {
        Ok(formatted) => return Some(formatted),
        Err(Unformatted::Syntax(found)) => {
            let source = Source { name: name.to_owned(), text: text.to_owned() };
            output::complain(&xml_schema::render(&found, &[source], output::color()));
        }
        Err(Unformatted::Changed) => {
            output::complain(&format!(
                "{name}: formatting it would change what it means; it is left as it is. Please report this file.\n"
            ));
        }
    }
    None
}

/// Writes all of it or nothing: who reads the file meanwhile, such as `serve`, finds the old text or the new one.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    // A link stays one.
    let file = file.canonicalize()?;
    let mut written = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
    written.write_all(text.as_bytes())?;
    written.as_file().set_permissions(std::fs::metadata(&file)?.permissions())?;
    written.as_file().sync_all()?;
    written.persist(&file)?;
    Ok(())
}

/// The files meant by a path.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let names = Disk.list(&path.to_string_lossy()).map_err(|error| format!("{}: {error}", path.display()))?;
    let files = names.iter().filter(|name| name.ends_with(".xml")).map(|name| path.join(name));
    Ok(files.filter(|file| is_ours(file)).collect())
}

/// Whether a file has one of our roots. In a folder there may be other XML.
fn is_ours(file: &Path) -> bool {
    let text = std::fs::read(file).unwrap_or_default();
    let text = xml_schema::decode(&text);
    ["<Dialplan", "<Script", "<Response"].iter().any(|root| text.contains(root))
}
