//! docs/sip.md names the tests that prove it: they are there, and every row has one.

use std::collections::HashSet;
use std::path::Path;

/// The names of all functions below a folder, in Rust and Python.
fn functions(folder: &Path, found: &mut HashSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.extension().and_then(|kind| kind.to_str());
        if path.is_dir() {
            functions(&path, found);
        } else if matches!(kind, Some("rs" | "py")) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(text.lines().filter_map(function));
        }
    }
}

/// The function that a line begins.
fn function(line: &str) -> Option<String> {
    let line = line.trim_start().trim_start_matches("async ");
    let name = line.strip_prefix("fn ").or_else(|| line.strip_prefix("def "))?;
    Some(name.split('(').next()?.to_owned())
}

/// The tests that a row names, in its last column.
fn named(row: &str) -> Vec<&str> {
    let last = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
    last.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_manual_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manual = std::fs::read_to_string(root.join("docs/sip.md")).unwrap();
    let mut known = HashSet::new();
    for folder in ["engine/src", "engine/tests", "dtmf/tests", "cli/tests", "tests/tests", "tests/interop"] {
        functions(&root.join(folder), &mut known);
    }

    let rows: Vec<&str> =
        manual.lines().filter(|line| line.starts_with("| ") && !line.ends_with("| tests |")).collect();
    assert!(rows.len() > 50, "{} rows", rows.len());
    for row in rows {
        let tests = named(row);
        assert!(!tests.is_empty(), "no test proves this row: {row}");
        for test in tests {
            assert!(known.contains(test), "docs/sip.md names `{test}`, and there is no such test");
        }
    }
}
