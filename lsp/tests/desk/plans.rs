//! Dialplans of several files, scripts and answers.

use dialplan::load::Files;
use serde_json::json;

use crate::support::Editor;
use crate::support::memory::{Memory, editor};

const MAIN: &str = r#"<Dialplan xmlns="urn:dialtree:1">
  <Include file="parts/hours.xml"/>
  <Route to="*" menu="main"/>
  <Menu name="main"><Option on="start"><Say>Hello.</Say><Jump menu="hours"/></Option></Menu>
</Dialplan>
"#;
const HOURS: &str = r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="hours"><Option on="start"><Say>Nine to five.</Say><Hangup/></Option></Menu>
</Dialplan>
"#;
const SCRIPT: &str = r#"<Script xmlns="urn:dialtree:1" to="100">
  <Hear>Hello</Hear>
  <Expect menu="hours"/>
</Script>
"#;

fn desk() -> Editor<Memory> {
    editor(&[("plan/main.xml", MAIN), ("plan/parts/hours.xml", HOURS), ("plan/scripts/a.xml", SCRIPT)])
}

#[test]
fn a_part_is_checked_within_its_plan() {
    let mut editor = desk();
    editor.open("plan/parts/hours.xml");

    assert_eq!(editor.findings("plan/parts/hours.xml"), Vec::<String>::new());

    // What is typed into the part is a mistake of the file that leads to it, and is told there.
    editor.type_over("plan/parts/hours.xml", "name=\"|hours|\"", "times");
    editor.findings("plan/parts/hours.xml");
    // That file is not open: its findings have no version.
    assert_eq!(editor.findings("plan/main.xml"), ["4:69 D006 no menu is called \"hours\""]);
    editor.type_over("plan/parts/hours.xml", "name=\"|times|\"", "hours");
    editor.findings("plan/parts/hours.xml");
    assert!(editor.raw_findings("plan/main.xml").is_empty());
}

#[test]
fn a_finding_points_into_the_other_file() {
    let mut editor = desk();
    editor.open("plan/main.xml");
    editor.type_over("plan/main.xml", "<Menu name=\"|main|\"", "hours");
    editor.findings("plan/parts/hours.xml");

    // The included menu comes later, and is the second of its name.
    let found = editor.raw_findings("plan/parts/hours.xml");
    let twice = found.iter().find(|found| found["code"] == "D005").unwrap();
    let first = &twice["relatedInformation"][0]["location"]["uri"];
    assert_eq!(first, editor.uri("plan/main.xml").as_str());
}

#[test]
fn names_lead_through_all_files() {
    let mut editor = desk();
    editor.open("plan/main.xml");
    editor.open("plan/scripts/a.xml");

    assert_eq!(
        editor.places("textDocument/definition", "plan/main.xml", "<Jump menu=\"ho|urs"),
        ["plan/parts/hours.xml:2:15"]
    );
    assert_eq!(
        editor.places("textDocument/definition", "plan/main.xml", "file=\"par|ts"),
        ["plan/parts/hours.xml:1:1"]
    );
    let uses = ["plan/main.xml:4:69", "plan/parts/hours.xml:2:15", "plan/scripts/a.xml:3:17"];
    assert_eq!(editor.places("textDocument/references", "plan/scripts/a.xml", "<Expect menu=\"ho|urs"), uses);

    let renamed = editor.rename("plan/main.xml", "<Jump menu=\"ho|urs", "opening").unwrap();
    assert_eq!(renamed.len(), 3);
    assert_eq!(renamed["plan/parts/hours.xml"], HOURS.replace("name=\"hours\"", "name=\"opening\""));
    assert_eq!(renamed["plan/scripts/a.xml"], SCRIPT.replace("menu=\"hours\"", "menu=\"opening\""));
}

#[test]
fn the_files_beside_are_offered_to_an_include() {
    let mut editor = desk();
    editor.open("plan/main.xml");

    assert_eq!(editor.offers("plan/main.xml", "file=\"|parts"), ["parts/hours.xml"]);
}

#[test]
fn a_folder_of_parts_is_one_plan() {
    let main = MAIN.replace("  <Include file=\"parts/hours.xml\"/>\n", "");
    let mut editor = editor(&[("a/main.xml", &main), ("a/hours.xml", HOURS), ("b/alone.xml", MAIN)]);
    editor.open("a/main.xml");
    editor.open("b/alone.xml");

    assert_eq!(editor.findings("a/main.xml"), Vec::<String>::new());
    // The other folder is a plan of its own, whose part is not there.
    assert_eq!(editor.findings("b/alone.xml").len(), 2);
}

#[test]
fn a_setting_names_the_plan() {
    let main = MAIN.replace("  <Include file=\"parts/hours.xml\"/>\n", "");
    let hours = HOURS.replace("<Menu", "<Route to=\"1\" menu=\"hours\"/><Menu");
    let files = [("a/main.xml", main.as_str()), ("a/hours.xml", hours.as_str())];
    let mut alone = editor(&files);
    alone.open("a/main.xml");
    let mut told = Editor::start_with(Memory::new(), &files, &json!({}), &json!({ "plan": "a" }));
    told.open("a/main.xml");

    assert_eq!(alone.findings("a/main.xml").len(), 1);
    assert_eq!(told.findings("a/main.xml"), Vec::<String>::new());
}

#[test]
fn a_circle_of_includes_is_told_and_ends() {
    let circle = |other: &str| MAIN.replace("parts/hours.xml", other);
    let mut editor = editor(&[("a.xml", &circle("b.xml")), ("b.xml", &circle("a.xml"))]);
    editor.open("a.xml");

    let found = editor.findings("b.xml");
    assert!(found.iter().any(|found| found.contains("D003")), "{found:#?}");
}

#[test]
fn the_disk_counts_again_when_a_file_is_closed_or_changes() {
    let mut editor = desk();
    editor.open("plan/main.xml");
    assert_eq!(editor.findings("plan/main.xml"), Vec::<String>::new());

    std::fs::write(editor.path("plan/parts/hours.xml"), HOURS.replace("\"hours\"", "\"times\"")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    editor.type_over("plan/main.xml", "Hello|.|", "!");

    assert!(editor.findings("plan/main.xml")[0].contains("D006"));
}

#[test]
fn a_script_is_checked_as_the_simulator_does() {
    let mut editor = desk();
    editor.open_text("plan/scripts/a.xml", &SCRIPT.replace("<Expect menu=\"hours\"/>", "<Expect/><Pres>1</Pres>"));

    let found = editor.findings("plan/scripts/a.xml");

    assert!(
        found.iter().any(|found| found.contains("X010")) && found.iter().any(|found| found.contains(" S0")),
        "{found:#?}"
    );
}

#[test]
fn an_answer_is_checked_for_its_application() {
    let answer = "<Response>\n<Say>a & b</Say>\n<Pause length=\"x\"/></Response>\n";
    let mut lenient = editor(&[("answer.xml", answer)]);
    lenient.open("answer.xml");
    let mut strict =
        Editor::start_with(Memory::new(), &[("answer.xml", answer)], &json!({}), &json!({ "dialect": "twiml" }));
    strict.open("answer.xml");

    assert!(lenient.findings("answer.xml")[1].starts_with("3:16 X013"));
    assert!(strict.findings("answer.xml")[0].starts_with("2:8 X005"));
    assert!(lenient.hover("answer.xml", "<Pau|se").contains("Waits in silence"));
}

#[test]
fn the_editor_is_told_what_check_says() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../xml-schema/tests/fixtures/mistakes/dialplan/bad");
    let mut told = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let Ok(text) = std::fs::read_to_string(entry.unwrap().path()) else { continue };
        let mut editor = editor(&[("plan.xml", &text)]);
        editor.open("plan.xml");
        let path = editor.path("plan.xml").to_string_lossy().into_owned();
        let loaded = dialplan::load::load(&path, &dialplan::load::Disk);
        // An editor strips a byte order mark; and a root of another name is another's file.
        if text.starts_with('\u{feff}') || loaded.diagnostics.iter().any(|found| found.code.0 == "X009") {
            continue;
        }
        let checked: Vec<String> = xml_schema::to_json(&loaded.diagnostics, &loaded.sources)
            .iter()
            .map(|found| format!("{}:{} {} {}", found.line, found.column, found.code, found.message))
            .collect();

        assert_eq!(editor.findings("plan.xml"), checked, "{text}");
        told += checked.len();
    }
    assert!(told > 10, "{told}");
}

#[test]
fn plans_of_one_workspace_keep_out_of_each_other() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../dialplan/tests/fixtures/clean");
    let names = dialplan::load::Disk.list(folder).unwrap();
    // Of a recording only its name counts here.
    let text = |name: &String| std::fs::read_to_string(format!("{folder}/{name}")).unwrap_or_default();
    let files: Vec<(String, String)> = names.iter().map(|name| (name.clone(), text(name))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut editor = editor(&files);

    let plans = files.iter().filter(|(name, _)| name.ends_with(".xml"));
    let mut opened = 0;
    for (name, _) in plans {
        editor.open(name);
        assert_eq!(editor.findings(name), Vec::<String>::new(), "{name}");
        opened += 1;
    }
    assert!(opened > 30, "{opened}");
}
