//! The same scripts over real SIP, one call after another.

use std::process::ExitCode;
use std::sync::Arc;

use prompts::Prompts;
use sim::live::{LiveOptions, run};
use sim::{Outcome, Suite};

use super::Sim;
use crate::{log, output};

impl Sim {
    pub(super) fn run_live(&self, target: &str, suite: &Suite) -> ExitCode {
        if let Err(message) = log::start("error", log::Format::Text) {
            return output::wrong(message);
        }
        let tls = match self.tls() {
            Ok(tls) => tls,
            Err(message) => return output::wrong(message),
        };
        let prompts = match Prompts::new(prompts::Options::default()) {
            Ok(prompts) => Arc::new(prompts),
            Err(error) => return output::wrong(error),
        };
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return output::wrong(error),
        };
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(suite.cases.len());
        for case in &suite.cases {
            let options = LiveOptions {
                plan: Some(Arc::clone(&case.plan)),
                prompts: Some(Arc::clone(&prompts)),
                tls: tls.clone(),
                ..LiveOptions::new(target)
            };
            let called = runtime.block_on(run(&options, &case.script, |line| output::print(&format!("{line}\n"))));
            match called {
                Ok(called) => {
                    self.tell(&called.outcome, suite);
                    outcomes.push(called.outcome);
                }
                Err(error) => return output::wrong(format!("{}: {error}", case.script.name)),
            }
        }
        self.report(&outcomes, suite)
    }
}
