//! One call to a document, and what happened in it at what time.

use std::sync::Arc;

use dialplan::load::{MemoryFiles, load};
use sim::{Options, Outcome, run_virtual};

/// A line of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Milliseconds since the INVITE.
    pub at: u64,
    /// Who and what.
    pub text: String,
}

/// What happened in a call.
#[derive(Debug)]
pub struct Story {
    pub lines: Vec<Line>,
    pub outcome: Outcome,
}

impl Story {
    /// When the first line that holds this was written.
    #[track_caller]
    pub fn at(&self, what: &str) -> u64 {
        self.find(what).unwrap_or_else(|| panic!("{what:?} did not happen:\n{}", self.outcome.transcript)).at
    }

    pub fn find(&self, what: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.text.contains(what))
    }

    pub fn count(&self, what: &str) -> usize {
        self.lines.iter().filter(|line| line.text.contains(what)).count()
    }
}

/// The first document of an application, whose later answers are `after`; `steps` is what the caller does.
pub fn twiml(document: &str, after: &str, steps: &str) -> Story {
    run("twiml", document, after, steps)
}

pub fn callapi(document: &str, after: &str, steps: &str) -> Story {
    run("callapi", document, after, steps)
}

fn run(dialect: &str, document: &str, after: &str, steps: &str) -> Story {
    let interactive = format!("<Interactive url='https://app.example/start' dialect='{dialect}'/>");
    let apps =
        format!("<App url='https://app.example/start'><Answer><Response>{document}</Response></Answer></App>{after}");
    plan(&interactive, &apps, steps)
}

/// A call to a menu whose start has these actions.
pub fn plan(actions: &str, apps: &str, steps: &str) -> Story {
    let plan = format!(
        "<Dialplan xmlns='urn:dialtree:1'><Route to='100' menu='main'/>
           <Menu name='main'><Option on='start'>{actions}</Option></Menu></Dialplan>"
    );
    // A caller who is out of steps would hang up.
    let end = if steps.contains("<End") || steps.contains("<Hangup") { "" } else { "<End within='5m'/>" };
    let script = format!("<Script xmlns='urn:dialtree:1' name='edge' to='100'>{apps}{steps}{end}</Script>");
    let files = MemoryFiles::new([("plan.xml", plan), ("edge.xml", script)]);
    let loaded = load("plan.xml", &files);
    let plan =
        loaded.plan.unwrap_or_else(|| panic!("{}", xml_schema::render(&loaded.diagnostics, &loaded.sources, false)));
    let scripts = sim::script::load(&["edge.xml"], &files);
    assert_eq!(scripts.errors(), 0, "{}", xml_schema::render(&scripts.diagnostics, &scripts.sources, false));
    let outcome = run_virtual(&plan, &Arc::clone(&scripts.scripts[0]), &Options::default());
    Story { lines: lines(&outcome.transcript), outcome }
}

/// Lines begin with seconds and milliseconds; parameters of a request stand in lines of their own behind it.
fn lines(transcript: &str) -> Vec<Line> {
    let read = |line: &str| {
        let (time, text) = line.trim_start().split_once(' ')?;
        let (seconds, milliseconds) = time.split_once('.')?;
        let at = seconds.parse::<u64>().ok()? * 1000 + milliseconds.parse::<u64>().ok()?;
        let words: Vec<&str> = text.split_whitespace().skip(1).collect();
        Some(Line { at, text: words.join(" ") })
    };
    let mut lines: Vec<Line> = Vec::new();
    for line in transcript.lines() {
        match (read(line), lines.last_mut()) {
            (Some(line), _) => lines.push(line),
            (None, Some(last)) => last.text = format!("{} {}", last.text, line.trim()),
            (None, None) => {}
        }
    }
    lines
}
