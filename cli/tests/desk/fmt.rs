//! `dialtree fmt`: what it changes, what it leaves alone, and what it tells.

use std::os::unix::fs::PermissionsExt;

use tempfile::tempdir;

use super::{dialtree, dialtree_with, root};

const LOOSE: &str = "<Dialplan>\r\n<Route to='*' menu='m'/></Dialplan>";
const NEAT: &str = "<Dialplan>\n  <Route to=\"*\" menu=\"m\"/>\n</Dialplan>\n";

#[test]
fn a_folder_is_formatted_but_for_what_is_not_ours() {
    let home = tempdir().unwrap();
    let file = |name: &str| home.path().join(name);
    std::fs::create_dir(file("scripts")).unwrap();
    std::fs::write(file("plan.xml"), LOOSE).unwrap();
    std::fs::set_permissions(file("plan.xml"), PermissionsExt::from_mode(0o640)).unwrap();
    std::fs::write(file("scripts/neat.xml"), NEAT).unwrap();
    std::fs::write(file("other.xml"), "<html>\r\n<p>  </p></html>").unwrap();

    let checked = dialtree(home.path(), &["fmt", "--check"]);
    assert_eq!((checked.status, checked.out.as_str()), (1, "./plan.xml\n"));
    assert_eq!(std::fs::read_to_string(file("plan.xml")).unwrap(), LOOSE);
    let done = dialtree(home.path(), &["fmt"]);

    assert_eq!((done.status, done.out.as_str(), done.err.as_str()), (0, "./plan.xml\n", ""));
    assert_eq!(std::fs::read_to_string(file("plan.xml")).unwrap(), NEAT);
    assert_eq!(std::fs::metadata(file("plan.xml")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(std::fs::read_to_string(file("other.xml")).unwrap().contains('\r'));
    assert_eq!(dialtree(home.path(), &["fmt", "--check"]).status, 0);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 3, "nothing is left behind");
}

#[test]
fn a_file_that_is_not_well_formed_is_left_alone_and_the_others_are_formatted() {
    let home = tempdir().unwrap();
    std::fs::write(home.path().join("bad.xml"), "<Dialplan>\r\n<Menu></Dialplan>").unwrap();
    std::fs::write(home.path().join("plan.xml"), LOOSE).unwrap();

    let ended = dialtree(home.path(), &["fmt", "bad.xml", "plan.xml"]);

    assert_eq!((ended.status, ended.out.as_str()), (1, "plan.xml\n"));
    assert!(ended.err.contains("X020") && ended.err.contains("bad.xml:2:"), "{}", ended.err);
    assert_eq!(std::fs::read_to_string(home.path().join("bad.xml")).unwrap(), "<Dialplan>\r\n<Menu></Dialplan>");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let home = tempdir().unwrap();

    let done = dialtree_with(home.path(), &["fmt", "--stdin"], LOOSE);
    let wrong = dialtree_with(home.path(), &["fmt", "--stdin"], "<Dialplan>");

    assert_eq!((done.status, done.out.as_str()), (0, NEAT));
    assert_eq!((wrong.status, wrong.out.as_str()), (1, ""));
    assert!(wrong.err.contains("standard input:1:"), "{}", wrong.err);
    assert_eq!(dialtree_with(home.path(), &["fmt", "--stdin", "--check"], LOOSE).status, 1);
    assert_eq!(dialtree_with(home.path(), &["fmt", "--stdin", "--check"], NEAT).status, 0);
}

#[test]
fn a_link_stays_one() {
    let home = tempdir().unwrap();
    std::fs::write(home.path().join("real.xml"), LOOSE).unwrap();
    std::os::unix::fs::symlink("real.xml", home.path().join("link.xml")).unwrap();

    assert_eq!(dialtree(home.path(), &["fmt", "link.xml"]).status, 0);

    assert!(std::fs::symlink_metadata(home.path().join("link.xml")).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(home.path().join("real.xml")).unwrap(), NEAT);
}

#[test]
fn a_path_that_is_not_there_is_told() {
    let ended = dialtree(root(), &["fmt", "examples/no-such"]);

    assert_eq!(ended.status, 2);
    assert!(ended.err.starts_with("dialtree: examples/no-such: "), "{}", ended.err);
}

#[test]
fn the_examples_are_in_their_usual_form() {
    let ended = dialtree(root(), &["fmt", "--check", "examples"]);

    assert_eq!((ended.status, ended.out.as_str()), (0, ""), "run: dialtree fmt examples");
}
