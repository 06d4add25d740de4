//! `dialtree graph`: the menus of a dialplan as a picture.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use dialplan::coverage::Coverage;
use dialplan::load::{Disk, load};
use dialplan::plan::Plan;
use sim::coverage::CoverageFile;

use crate::output;

/// Draw the menus of a dialplan: what callers hear, what their keys do, and where they come to.
///
/// What `check` finds is coloured in the picture; a plan with errors is drawn as far as it can be understood.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree graph examples/quickstart -o clinic.svg
  dialtree graph examples/quickstart --format mermaid
  dialtree graph plans/ --format dot | dot -Tpdf > plans.pdf
  dialtree sim plans/ --coverage seen.json; dialtree graph plans/ --coverage seen.json -o plans.svg

Exit status: 0 drawn, 2 there is nothing to draw, or the file cannot be written.")]
pub struct Graph {
    /// A dialplan: a file, or a folder of them.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Where to write it; default: standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How it is written; default: what the file's suffix says, else svg.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Show what test calls came to, and what they did not: a file that `dialtree sim --coverage` wrote.
    #[arg(long, value_name = "FILE")]
    coverage: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// A picture.
    Svg,
    /// For Graphviz.
    Dot,
    /// For pages on GitHub and GitLab.
    Mermaid,
}

impl Graph {
    /// Draws it.
    pub fn run(self) -> ExitCode {
        if !self.path.exists() {
            return output::wrong(format!("{}: no such file or folder", self.path.display()));
        }
        let title = self.path.to_string_lossy();
        let loaded = load(&title, &Disk);
        let mut flow = graph::Flow::of(&title, &loaded.draft, &loaded.diagnostics);
        if flow.cards.is_empty() {
            output::complain(&xml_schema::render(&loaded.diagnostics, &loaded.sources, output::color()));
            return output::wrong(format!("{title}: no menu to draw"));
        }
        if let Some(file) = &self.coverage
            && let Err(message) = cover(&mut flow, file, &title, &loaded.draft)
        {
            return output::wrong(format!("{}: {message}", file.display()));
        }
        let drawn = match self.format() {
            Format::Svg => graph::svg(&flow),
            Format::Dot => graph::dot(&flow),
            Format::Mermaid => graph::mermaid(&flow),
        };
        match &self.output {
            None => output::print(&drawn),
            Some(file) => {
                if let Err(error) = std::fs::write(file, drawn) {
                    return output::wrong(format!("{}: {error}", file.display()));
                }
            }
        }
        ExitCode::SUCCESS
    }

    fn format(&self) -> Format {
        let suffix = self.output.as_deref().and_then(Path::extension).and_then(|suffix| suffix.to_str());
        match (self.format, suffix) {
            (Some(format), _) => format,
            (None, Some("dot" | "gv")) => Format::Dot,
            (None, Some("mmd" | "mermaid" | "md")) => Format::Mermaid,
            (None, _) => Format::Svg,
        }
    }
}

/// Puts the counts of a coverage file into the picture, and says which of them belong to nothing in it.
fn cover(flow: &mut graph::Flow, file: &Path, title: &str, plan: &Arc<Plan>) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let counted = CoverageFile::from_json(&text).map_err(|error| error.to_string())?;
    let known = counted.known(title, &Coverage::of(plan)).map_err(|error| error.to_string())?;
    if known.is_old {
        let shown: Vec<&str> = known.unknown.iter().take(MAX_NAMED).map(String::as_str).collect();
        let more = if known.unknown.len() > MAX_NAMED { ", …" } else { "" };
        let what = match known.unknown.len() {
            0 => "everything it names is still there".to_owned(),
            count => format!("{count} of its places are not in the plan any more: {}{more}", shown.join(", ")),
        };
        output::complain(&format!("{}: of an older version of this plan; {what}\n", file.display()));
    }
    flow.cover(known.calls, known.visits.iter().map(|(place, visits)| (place, *visits)));
    Ok(())
}

/// A longer list of names helps nobody.
const MAX_NAMED: usize = 20;
