//! The designer's commands as a designer runs them: what they print, what they leave, and how they end.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

mod coverage;
mod fmt;
mod graph;
mod load;
mod new;
mod prompts;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// How a command ended.
struct Ended {
    status: i32,
    out: String,
    err: String,
}

/// Runs `dialtree` in a folder.
fn dialtree(folder: &Path, arguments: &[&str]) -> Ended {
    ended(command(folder, arguments).output().unwrap())
}

/// The same, with something on standard input.
fn dialtree_with(folder: &Path, arguments: &[&str], input: &str) -> Ended {
    let mut child =
        command(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    ended(child.wait_with_output().unwrap())
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dialtree"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1");
    command
}

fn ended(output: Output) -> Ended {
    Ended {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The root of the repository: its examples are the plans here.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
