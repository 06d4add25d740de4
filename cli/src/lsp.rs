//! `dialtree lsp`: the language server that editors start.

use std::io::{BufReader, IsTerminal};
use std::process::ExitCode;

use dialplan::load::{Disk, Files};
use xml_schema::{Diagnostic, Source};

use crate::output;

/// Speak with an editor: findings while you type, completion, documentation, and the way to every menu.
///
/// Your editor starts it and speaks the Language Server Protocol over its standard input and output;
/// docs/editors.md says how, for VS Code, Neovim, Helix and Emacs.
#[derive(clap::Args)]
#[command(after_help = "Exit status: 0 the editor said goodbye, 1 it did not, or is no editor.")]
pub struct Lsp {
    /// Taken for the sake of editors that always say it; there is no other way.
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// Speaks until the editor says `exit`.
    pub fn run(self) -> ExitCode {
        let input = std::io::stdin();
        if input.is_terminal() {
            output::complain(
                "this is for editors, which speak the Language Server Protocol with it; see docs/editors.md\n",
            );
        }
        let result = ::lsp::serve(BufReader::new(input), &mut std::io::stdout().lock(), Box::new(Disk), scripts);
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                output::complain(&format!("dialtree lsp: {error}\n"));
                ExitCode::from(output::FOUND)
            }
        }
    }
}

/// What `dialtree check` says of a script.
fn scripts(path: &str, files: &dyn Files) -> (Vec<Diagnostic>, Vec<Source>) {
    let loaded = sim::script::load(&[path], files);
    (loaded.diagnostics, loaded.sources)
}
