//! A dialplan as it is served: what is wrong with it, and what `check` and `serve` say alike of the world around it.

use std::path::Path;
use std::sync::Arc;

use dialplan::load::{Files, Loaded, load};
use dialplan::outside::{destinations, routes};
use dialplan::plan::Plan;
use engine::call::reaches;
use engine::config::Config;
use xml_schema::Diagnostic;

use crate::output;

/// The plan at `path`; its findings go to standard error. `None`: it has errors.
pub fn read(path: &Path, files: &dyn Files, config: &Config) -> Option<Arc<Plan>> {
    let mut loaded = load(&path.to_string_lossy(), files);
    place(&mut loaded, config);
    if !loaded.diagnostics.is_empty() {
        output::complain(&xml_schema::render(&loaded.diagnostics, &loaded.sources, output::color()));
    }
    loaded.plan
}

/// Adds what becomes of a whole plan under a configuration: numbers that nobody takes, calls that cannot come in.
pub fn place(loaded: &mut Loaded, config: &Config) {
    loaded.diagnostics.extend(unreached(&loaded.draft, Some(config)));
    loaded.diagnostics.extend(routes(loaded));
    sort(loaded);
}

/// Whom a plan calls and nobody could. Without a configuration nobody knows which numbers can be.
pub fn unreached(plan: &Plan, config: Option<&Config>) -> Vec<Diagnostic> {
    let none = Config::default();
    destinations(plan, |target| match config {
        None if is_number(target) => Ok(()),
        config => reaches(target, config.unwrap_or(&none)),
    })
}

/// Puts findings into the order of the text, file by file.
pub fn sort(loaded: &mut Loaded) {
    loaded.diagnostics.sort_by_key(|found| (found.span.file, found.span.start, found.span.end));
}

/// Whether a trunk must take it.
fn is_number(target: &str) -> bool {
    target.starts_with("tel:") || !target.contains([':', '@'])
}
