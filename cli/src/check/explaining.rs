//! `dialtree check --explain CODE`.

use std::process::ExitCode;

use dialplan::explain::{Explanation, explain};

use crate::output;

/// Says what a code means, with an example of the mistake and of the cure.
pub fn run(code: &str) -> ExitCode {
    match explain(code) {
        Some(explanation) => {
            output::print(&text(explanation));
            ExitCode::SUCCESS
        }
        None => output::wrong(format!(
            "{code}: only the codes of dialplans are explained, as D035; docs/writing-dialplans.md has a list"
        )),
    }
}

fn text(explanation: &Explanation) -> String {
    let Explanation { code, why, bad, good } = explanation;
    format!("{code}: {why}\n\nThe mistake:\n\n{}\nThe cure:\n\n{}", indented(bad), indented(good))
}

fn indented(example: &str) -> String {
    example.lines().map(|line| format!("  {line}\n")).collect()
}
