//! A suite: scripts, the plans they are for, and their run in virtual time, on several threads if wanted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use dialplan::load::Files;
use dialplan::plan::Plan;
use xml_schema::{Diagnostic, FileId, Severity, Source, Span};

use crate::outcome::Outcome;
use crate::script::{self, Script};
use crate::virtual_run::{Options, run_virtual};

/// Scripts that can run, and everything that is wrong with the files.
#[derive(Debug, Default)]
pub struct Suite {
    /// In the order of the paths.
    pub cases: Vec<Case>,
    /// The plans they call, each once, in the order in which scripts first needed them.
    pub plans: Vec<SuitePlan>,
    /// The files read: what diagnostics and failures point into.
    pub sources: Vec<Source>,
    /// Every problem of every script and plan.
    pub diagnostics: Vec<Diagnostic>,
}

/// A script and the plan it calls.
#[derive(Debug, Clone)]
pub struct Case {
    /// The script.
    pub script: Arc<Script>,
    /// The plan.
    pub plan: Arc<Plan>,
}

/// A plan that scripts call.
#[derive(Debug, Clone)]
pub struct SuitePlan {
    /// Its file or folder.
    pub path: String,
    /// The plan.
    pub plan: Arc<Plan>,
    /// Which of the [`Suite::sources`] is its first one: the positions of a plan count from there.
    pub first_source: usize,
}

impl Suite {
    /// Reads scripts (files, or folders of them) and the plan of each: the one given, else the nearest dialplan in the
    /// script's folder or one of the three above it.
    pub fn open(paths: &[&str], plan: Option<&str>, files: &dyn Files) -> Self {
        let loaded = script::load(paths, files);
        let suite = Self { sources: loaded.sources, diagnostics: loaded.diagnostics, ..Self::default() };
        let mut opener = Opener { suite, files, plans: BTreeMap::new(), folders: BTreeMap::new() };
        for script in loaded.scripts {
            let place = plan.map(str::to_owned).or_else(|| opener.nearest_plan(&script.path));
            let Some(place) = place else {
                opener.suite.diagnostics.push(script::problem::no_plan(script.span));
                continue;
            };
            if let Some(plan) = opener.plan(&place) {
                opener.suite.cases.push(Case { script, plan });
            }
        }
        opener.suite
    }

    /// How many of the problems keep a script from running.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    /// Runs every script in virtual time, on this many threads. The outcomes come in the order of the scripts,
    /// each to `on_outcome` as soon as those before it are there.
    pub fn run(&self, options: &Options, threads: usize, mut on_outcome: impl FnMut(&Outcome)) -> Vec<Outcome> {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::channel();
        let mut outcomes = Vec::with_capacity(self.cases.len());
        std::thread::scope(|scope| {
            for _ in 0..threads.clamp(1, self.cases.len().max(1)) {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(case) = self.cases.get(index) else { return };
                        if sender.send((index, run_virtual(&case.plan, &case.script, options))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let mut early = BTreeMap::new();
            for (index, outcome) in receiver {
                early.insert(index, outcome);
                while let Some(outcome) = early.remove(&outcomes.len()) {
                    on_outcome(&outcome);
                    outcomes.push(outcome);
                }
            }
        });
        outcomes
    }
}

/// Reads plans, each once.
struct Opener<'f> {
    suite: Suite,
    files: &'f dyn Files,
    plans: BTreeMap<String, Option<Arc<Plan>>>,
    /// Folders looked into, and whether a dialplan stands there.
    folders: BTreeMap<String, bool>,
}

impl Opener<'_> {
    fn plan(&mut self, place: &str) -> Option<Arc<Plan>> {
        if let Some(plan) = self.plans.get(place) {
            return plan.clone();
        }
        let loaded = dialplan::load::load(place, self.files);
        let first_source = self.suite.sources.len();
        let first = u32::try_from(first_source).unwrap_or(u32::MAX);
        self.suite.sources.extend(loaded.sources);
        self.suite.diagnostics.extend(loaded.diagnostics.into_iter().map(|diagnostic| shifted(diagnostic, first)));
        if let Some(plan) = &loaded.plan {
            self.suite.plans.push(SuitePlan { path: place.to_owned(), plan: Arc::clone(plan), first_source });
        }
        self.plans.insert(place.to_owned(), loaded.plan.clone());
        loaded.plan
    }

    fn nearest_plan(&mut self, script: &str) -> Option<String> {
        let mut folder = folder_of(script);
        for _ in 0..4 {
            if self.has_plan(&folder) {
                return Some(folder);
            }
            folder = parent(&folder)?;
        }
        None
    }

    /// Whether a dialplan stands in the folder itself. Looked up once: a suite may have thousands of scripts beside each other.
    fn has_plan(&mut self, folder: &str) -> bool {
        if let Some(known) = self.folders.get(folder) {
            return *known;
        }
        let names = self.files.list(folder).unwrap_or_default();
        let here = names.iter().filter(|name| !name.contains('/') && name.ends_with(".xml"));
        let has = here.into_iter().any(|name| {
            let text = self.files.read(&format!("{folder}/{name}")).unwrap_or_default();
            script::root_name(&text) == Some("Dialplan")
        });
        self.folders.insert(folder.to_owned(), has);
        has
    }
}

/// The folder of a file, `.` for the current one.
fn folder_of(path: &str) -> String {
    path.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned()
}

fn parent(folder: &str) -> Option<String> {
    match folder.rsplit_once('/') {
        Some(("", _)) => None,
        Some((parent, _)) => Some(parent.to_owned()),
        None if folder == "." || folder == ".." => None,
        None => Some(".".into()),
    }
}

/// The same diagnostic, in a list of sources that has `first` others before its own.
fn shifted(mut diagnostic: Diagnostic, first: u32) -> Diagnostic {
    let shift = |span: &mut Span| span.file = FileId(span.file.0.saturating_add(first));
    shift(&mut diagnostic.span);
    diagnostic.related.iter_mut().for_each(|related| shift(&mut related.span));
    diagnostic
}
