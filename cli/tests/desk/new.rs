//! Every template checks without a finding, passes its own test calls, which come to everything, and is formatted.

use std::path::Path;

use tempfile::tempdir;

use super::dialtree;

#[test]
fn every_template_checks_passes_and_leaves_nothing_unvisited() {
    for template in ["minimal", "menu", "application"] {
        let home = tempdir().unwrap();
        let made = dialtree(home.path(), &["new", "my-clinic", "--template", template]);
        assert_eq!((made.status, made.err.as_str()), (0, ""), "{template}");

        let check = dialtree(home.path(), &["check", "--deny", "warnings", "my-clinic"]);
        assert_eq!((check.status, check.err.as_str()), (0, ""), "{template}");
        assert!(check.out.ends_with("nothing to complain about\n"), "{}", check.out);
        let sim = dialtree(home.path(), &["sim", "my-clinic", "--fail-under", "100"]);
        assert_eq!((sim.status, sim.err.as_str()), (0, ""), "{template}: {}", sim.out);
        assert!(sim.out.contains(" 0 failed") && !sim.out.contains("not visited"), "{}", sim.out);
        let fmt = dialtree(home.path(), &["fmt", "--check", "my-clinic"]);
        assert_eq!((fmt.status, fmt.out.as_str()), (0, ""), "{template}");
        assert_filled(&home.path().join("my-clinic"));
    }
}

/// The files beside the plan are there, and nothing in them is left to fill in.
fn assert_filled(folder: &Path) {
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    assert!(read("README.md").starts_with("# my-clinic\n"));
    assert!(read("dialtree.xsd").contains("targetNamespace=\"urn:dialtree:1\""));
    let settings: serde_json::Value = serde_json::from_str(&read(".vscode/settings.json")).unwrap();
    assert_eq!(settings["xml.fileAssociations"][0]["systemId"], "dialtree.xsd");
    assert!(read("plan.xml").contains("my-clinic") && !read("plan.xml").contains("{{"));
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let home = tempdir().unwrap();
    std::fs::create_dir(home.path().join("clinic")).unwrap();
    assert_eq!(dialtree(home.path(), &["new", "clinic"]).status, 0, "an empty folder may be filled");
    let before = std::fs::read_to_string(home.path().join("clinic/plan.xml")).unwrap();

    let again = dialtree(home.path(), &["new", "clinic", "--template", "minimal"]);

    assert_eq!(again.status, 2);
    assert!(again.err.contains("clinic is not empty; choose another name"), "{}", again.err);
    assert_eq!(std::fs::read_to_string(home.path().join("clinic/plan.xml")).unwrap(), before);
}

#[test]
fn a_name_that_is_none_is_refused_before_anything_is_made() {
    let home = tempdir().unwrap();
    for name in [".", "..", "../", "a b", "a&b", "-x", ".hidden", "<a>", "a.b"] {
        let ended = dialtree(home.path(), &["new", "--", name]);

        assert_eq!(ended.status, 2, "{name:?}: {}", ended.out);
        assert!(ended.err.contains("a name begins with a letter or digit"), "{name:?}: {}", ended.err);
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn what_is_no_folder_is_told() {
    let home = tempdir().unwrap();
    std::fs::write(home.path().join("clinic"), "a file").unwrap();

    let ended = dialtree(home.path(), &["new", "clinic"]);

    assert_eq!(ended.status, 2);
    assert!(ended.err.starts_with("dialtree: clinic: "), "{}", ended.err);
}
