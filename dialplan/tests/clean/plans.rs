//! The plans of `tests/fixtures/clean`: files, and folders of files.

/// Their paths, in order.
pub fn plans() -> Vec<String> {
    let entries = std::fs::read_dir("tests/fixtures/clean").expect("the fixtures are there");
    let path = |entry: std::fs::DirEntry| entry.path().to_str().expect("fixtures have names in UTF-8").to_owned();
    let mut plans: Vec<String> = entries.map(|entry| path(entry.expect("a folder can be listed"))).collect();
    plans.sort();
    plans
}
