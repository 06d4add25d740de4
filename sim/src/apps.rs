//! The script's applications: which answer a request gets.

use std::sync::Arc;

use crate::address::url_matches;
use crate::script::{Answer, App, Script};

/// The applications of one call, and how often each was asked.
#[derive(Debug)]
pub(crate) struct Apps {
    script: Arc<Script>,
    asked: Vec<usize>,
}

impl Apps {
    pub fn new(script: Arc<Script>) -> Self {
        let asked = vec![0; script.apps.len()];
        Self { script, asked }
    }

    /// The next answer of the first application that takes this request; `None`: no application does.
    pub fn answer(&mut self, method: &str, url: &str) -> Option<Answer> {
        self.take(|app| takes_method(app, method) && url_matches(&app.url, url)).map(|(_, answer)| answer)
    }

    fn take(&mut self, matches: impl Fn(&App) -> bool) -> Option<(usize, Answer)> {
        let index = self.script.apps.iter().position(matches)?;
        let answers = &self.script.apps[index].answers;
        let turn = self.asked[index].min(answers.len().saturating_sub(1));
        self.asked[index] += 1;
        Some((index, answers.get(turn)?.clone()))
    }
}

fn takes_method(app: &App, method: &str) -> bool {
    app.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
}
