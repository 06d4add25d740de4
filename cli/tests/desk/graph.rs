//! `dialtree graph`: every format, with coverage and findings, and what it says when it cannot draw.

use std::path::Path;

use tempfile::tempdir;

use super::{dialtree, root};

fn coverage_of(plan: &str, file: &Path) {
    let ended = dialtree(root(), &["sim", plan, "--coverage", &file.to_string_lossy()]);
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
}

#[test]
fn opening_hours_are_drawn_with_their_branches_in_every_format() {
    for (format, hours, branch) in [
        ("svg", ">08:00–17:30<", "<tspan class=\"when\">workshop closed</tspan>"),
        ("dot", "open Mon–Fri 08:00–17:30\\l", "[label=\"workshop closed\"]"),
        ("mermaid", "<br/>open Mon–Fri 08:00–17:30", "start, workshop closed"),
    ] {
        let ended = dialtree(root(), &["graph", "examples/after-hours", "--format", format]);

        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{format}");
        assert!(ended.out.contains(hours), "{format}: {}", ended.out);
        assert!(ended.out.contains(branch), "{format}: {}", ended.out);
    }
}

#[test]
fn the_suffix_of_the_file_says_how_it_is_written() {
    let home = tempdir().unwrap();
    for (name, begins) in [("a.svg", "<svg "), ("a.dot", "digraph "), ("a.mmd", "flowchart "), ("a.txt", "<svg ")] {
        let file = home.path().join(name);

        let ended = dialtree(root(), &["graph", "examples/quickstart", "-o", &file.to_string_lossy()]);

        assert_eq!((ended.status, ended.out.as_str()), (0, ""));
        assert!(std::fs::read_to_string(file).unwrap().starts_with(begins), "{name}");
    }
}

#[test]
fn coverage_shades_what_no_call_came_to_in_every_format() {
    let home = tempdir().unwrap();
    let file = home.path().join("seen.json");
    coverage_of("examples/after-hours", &file);
    for (format, counted, missed) in [
        ("svg", ">7×</text>", "<rect class=\"unvisited\""),
        ("dot", "how often 11 test calls came here", "style=dashed, color=gray"),
        ("mermaid", "<b>closed</b> · 7×", " -.->|"),
    ] {
        let arguments = ["graph", "examples/after-hours", "--format", format, "--coverage", &file.to_string_lossy()];

        let ended = dialtree(root(), &arguments);

        assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{format}");
        assert!(ended.out.contains(counted) && ended.out.contains(missed), "{format}: {}", ended.out);
        let without = dialtree(root(), &arguments[..4]).out;
        assert!(!without.contains(counted) && !without.contains(missed), "{format}");
    }
}

#[test]
fn coverage_of_another_plan_is_refused_and_that_of_an_older_one_is_explained() {
    let home = tempdir().unwrap();
    let file = home.path().join("seen.json");
    coverage_of("examples/after-hours", &file);
    let file = file.to_string_lossy();
    let older = home.path().join("plan.xml");
    let plan = std::fs::read_to_string(root().join("examples/after-hours/plan.xml")).unwrap();
    std::fs::write(&older, plan.replace("on=\"9\"", "on=\"8\"")).unwrap();

    let other = dialtree(root(), &["graph", "examples/quickstart", "--coverage", &file]);
    let older = dialtree(root(), &["graph", &older.to_string_lossy(), "--coverage", &file]);
    let none = dialtree(root(), &["graph", "examples/quickstart", "--coverage", "Cargo.toml"]);

    assert_eq!(other.status, 2);
    assert!(
        other.err.contains("is the coverage of another plan: examples/after-hours with the menus"),
        "{}",
        other.err
    );
    assert_eq!(older.status, 0);
    assert!(older.err.contains("not in the plan any more: option \"closed, 9\", "), "{}", older.err);
    assert_eq!(none.status, 2);
    assert!(none.err.contains("is no coverage file"), "{}", none.err);
}

#[test]
fn findings_are_coloured_in_every_format() {
    let home = tempdir().unwrap();
    let plan = "<Dialplan xmlns=\"urn:dialtree:1\"><Route to=\"*\" menu=\"main\"/>
      <Menu name=\"main\"><Option on=\"start\"><Jump menu=\"mian\"/></Option></Menu></Dialplan>";
    std::fs::write(home.path().join("plan.xml"), plan).unwrap();
    for (format, colour) in [("svg", "class=\"inerror\""), ("dot", "color=red"), ("mermaid", "class m0 error")] {
        let ended = dialtree(home.path(), &["graph", "plan.xml", "--format", format]);

        assert_eq!(ended.status, 0, "{}", ended.err);
        assert!(ended.out.contains(colour), "{format}: {}", ended.out);
    }
}

#[test]
fn what_cannot_be_drawn_or_written_is_told() {
    for (arguments, told) in [
        (vec!["no/such/plan"], "no/such/plan: no such file or folder"),
        (vec!["Cargo.toml"], "no menu to draw"),
        (vec!["examples/quickstart", "--format", "png"], "invalid value 'png'"),
        (vec!["examples/quickstart", "-o", "no/such/folder/a.svg"], "no/such/folder/a.svg: "),
        (vec!["examples/quickstart", "--coverage", "no-such.json"], "no-such.json: "),
        (vec![], "required"),
    ] {
        let ended = dialtree(root(), &[&["graph"], arguments.as_slice()].concat());

        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ended.err.contains(told), "{}", ended.err);
    }
}
