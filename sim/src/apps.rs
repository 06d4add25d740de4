//! The script's applications: which answer a request gets.

use std::sync::Arc;

use url::Url;

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

    /// The same where only path and query are known, as on a server behind whatever address; with the whole URL.
    pub fn answer_path(&mut self, method: &str, path: &str) -> Option<(String, Answer)> {
        let (index, answer) = self.take(|app| takes_method(app, method) && path_matches(&app.url, path))?;
        Some((whole_url(&self.script.apps[index].url, path)?, answer))
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

fn path_matches(wanted: &str, path: &str) -> bool {
    whole_url(wanted, path).is_some_and(|asked| url_matches(wanted, &asked))
}

/// The URL of this path where the application is.
fn whole_url(app: &str, path: &str) -> Option<String> {
    Some(Url::parse(app).ok()?.join(path).ok()?.into())
}
