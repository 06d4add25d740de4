//! `dialtree check --explain CODE`.

use std::process::ExitCode;

use xml_schema::Explanation;

use crate::output;

/// Says what a code means, with an example of the mistake and of the cure.
pub fn run(code: &str) -> ExitCode {
    match explain(code) {
        Some(explanation) => {
            output::print(&text(explanation));
            ExitCode::SUCCESS
        }
        None => output::wrong(format!(
            "{code}: no such code; they are those of dialplans, as D035, of the language, as X012, of test calls, as S004, and of the configuration, as C009"
        )),
    }
}

/// A code of whatever `check`, `sim` and `serve` report; case does not matter.
pub fn explain(code: &str) -> Option<&'static Explanation> {
    let language = xml_schema::explain::EXPLAINED.iter();
    let all = dialplan::explain::explanations().chain(language).chain(sim::script::EXPLAINED);
    all.chain(engine::config::EXPLAINED).find(|explanation| explanation.code.eq_ignore_ascii_case(code.trim()))
}

fn text(explanation: &Explanation) -> String {
    let Explanation { code, why, bad, good } = explanation;
    format!("{code}: {why}\n\nThe mistake:\n\n{}\nThe cure:\n\n{}", indented(bad), indented(good))
}

fn indented(example: &str) -> String {
    example.lines().map(|line| format!("  {line}\n")).collect()
}
