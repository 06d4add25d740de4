//! `dialtree sim --coverage`: what is printed and written, and when too little fails.

use tempfile::tempdir;

use super::{dialtree, root};

#[test]
fn a_suite_tells_what_it_came_to_and_leaves_a_file() {
    let home = tempdir().unwrap();
    let file = home.path().join("seen.json");

    let ended = dialtree(root(), &["sim", "examples/after-hours", "--coverage", &file.to_string_lossy()]);

    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(ended.out.contains("coverage of examples/after-hours by 11 calls: routes 1 of 1 (100 %)"), "{}", ended.out);
    assert!(
        ended.out.contains("  not visited: option \"closed, invalid\"  examples/after-hours/plan.xml:"),
        "{}",
        ended.out
    );
    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(written["format"], "dialtree coverage 1");
    assert_eq!(written["plans"][0]["calls"], 11);
}

#[test]
fn too_little_fails() {
    let enough = dialtree(root(), &["sim", "examples/after-hours", "--fail-under", "90%"]);
    let little = dialtree(root(), &["sim", "examples/after-hours", "--fail-under", "99"]);

    assert_eq!(enough.status, 0, "{}", enough.err);
    assert_eq!(little.status, 1);
    assert!(little.err.contains("% visited, --fail-under wants 99 %"), "{}", little.err);
}

#[test]
fn what_cannot_be_counted_or_written_is_told() {
    for (arguments, told) in [
        (vec!["--fail-under", "101"], "expected a number from 0 to 100"),
        (vec!["--coverage", "no/such/folder/seen.json"], "no/such/folder/seen.json: "),
        (vec!["--sip", "sip:127.0.0.1", "--coverage", "seen.json"], "cannot be used with"),
    ] {
        let ended = dialtree(root(), &[&["sim", "examples/after-hours"], arguments.as_slice()].concat());

        assert_eq!(ended.status, 2, "{arguments:?}");
        assert!(ended.err.contains(told), "{}", ended.err);
    }
}
