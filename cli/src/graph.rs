//! `dialtree graph`: the menus of a dialplan as a picture.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dialplan::load::{Disk, load};

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
        let flow = graph::Flow::of(&title, &loaded.draft, &loaded.diagnostics);
        if flow.cards.is_empty() {
            output::complain(&xml_schema::render(&loaded.diagnostics, &loaded.sources, output::color()));
            return output::wrong(format!("{title}: no menu to draw"));
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
