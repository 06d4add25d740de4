//! Where the commands write: results to standard output, what is wrong to standard error, and how they end.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Something was found, or a test failed.
pub const FOUND: u8 = 1;
/// The command cannot be carried out as given.
pub const WRONG: u8 = 2;

/// Writes to standard output. A reader that has gone away (`| head`) is no error.
pub fn print(text: &str) {
    io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()).ok();
}

/// Writes to standard error.
pub fn complain(text: &str) {
    io::stderr().write_all(text.as_bytes()).ok();
}

/// Whether diagnostics on standard error are coloured: a terminal that has not asked otherwise (no-color.org).
pub fn color() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Says what is wrong with the command, and ends with status 2.
pub fn wrong(message: impl std::fmt::Display) -> ExitCode {
    complain(&format!("dialtree: {message}\n"));
    ExitCode::from(WRONG)
}
