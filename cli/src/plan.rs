//! Loads a dialplan for a command, and says what is wrong with it.

use std::path::Path;
use std::sync::Arc;

use dialplan::load::{Files, load};
use dialplan::plan::Plan;

use crate::output;

/// The plan at `path`; its findings go to standard error. `None`: it has errors.
pub fn read(path: &Path, files: &dyn Files) -> Option<Arc<Plan>> {
    let loaded = load(&path.to_string_lossy(), files);
    if !loaded.diagnostics.is_empty() {
        output::complain(&xml_schema::render(&loaded.diagnostics, &loaded.sources, output::color()));
    }
    loaded.plan
}
