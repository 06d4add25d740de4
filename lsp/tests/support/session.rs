//! A morning at the designer's desk, whatever the server runs in.

use serde_json::json;

use crate::support::{Editor, Line};

/// The plan of the morning: its `Jump` has a slip of the finger.
pub const PLAN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Dialplan xmlns="urn:dialtree:1" language="en-GB">
  <Route to="*" menu="main"/>
  <!-- Open at
       daytime. -->
  <Menu name="main">
    <Option on="start"><Say>Café “Grüße” 😀</Say><Jump menu="mian"/></Option>
    <Option on="1">
      <Say>Hours.</Say>
      <Hangup/>
    </Option>
    <Option on="timeout"><Hangup/></Option>
    <Option on="invalid"><Hangup/></Option>
  </Menu>
</Dialplan>
"#;

pub fn a_morning<L: Line>(editor: &mut Editor<L>) {
    // The mistake is told where it is, behind characters of every width.
    editor.open("plan.xml");
    let found = editor.findings("plan.xml");
    assert_eq!(found[0], "7:62 D006 no menu is called \"mian\"");
    let range = &editor.raw_findings("plan.xml")[0]["range"];
    assert_eq!(range["end"]["character"], 65, "{range}");

    // There is a quick fix; it would write what is typed below.
    let params = json!({
        "textDocument": { "uri": editor.uri("plan.xml") },
        "range": range,
        "context": { "diagnostics": [] },
    });
    let fixes = editor.ask("textDocument/codeAction", params).unwrap();
    assert_eq!(fixes[0]["title"], "Write `main`");
    let uri = editor.uri("plan.xml");
    let fixed = editor.edited("plan.xml", fixes[0]["edit"]["changes"][uri.as_str()].as_array().unwrap());
    assert_eq!(fixed, PLAN.replace("mian", "main"));

    // The menu is offered, with what it says.
    let menus = editor.offered("plan.xml", "<Jump menu=\"mi|an\"");
    assert_eq!(menus[0]["label"], "main");
    assert!(menus[0]["documentation"]["value"].as_str().unwrap().contains("“Hours.” Hangup"));

    // The fix is typed, and the mistake is gone: another one is behind it, a circle.
    editor.type_over("plan.xml", "menu=\"|mian|\"", "main");
    assert!(!editor.findings("plan.xml").iter().any(|found| found.contains("D006")));
    assert!(editor.findings("plan.xml").iter().any(|found| found.contains("D035")));
    editor.type_over("plan.xml", "|<Jump menu=\"main\"/>|", "");
    assert_eq!(editor.findings("plan.xml"), Vec::<String>::new());

    // A new option is typed; halfway the text is no XML, and still elements are offered.
    editor.type_over("plan.xml", "<Option on=\"timeout\">||", "<Ju");
    assert!(editor.findings("plan.xml").iter().any(|found| found.contains(" X0")));
    let done = editor.accept("plan.xml", "<Ju|<Hangup", "Jump");
    assert!(done.contains("<Jump menu=\"$1\"/>$0<Hangup/>"), "{done}");
    editor.type_over("plan.xml", "<Option on=\"timeout\">|<Ju|", "<Jump menu=\"main\"/>");
    // What stands behind a Jump never runs.
    assert!(editor.findings("plan.xml").iter().any(|found| found.starts_with("12:")));
    editor.type_over("plan.xml", "<Jump menu=\"main\"/>|<Hangup/>|", "");
    editor.findings("plan.xml");

    // What is this, where does it lead, who comes here?
    assert!(editor.hover("plan.xml", "<Ju|mp").contains("Goes on in the dialplan"));
    assert!(editor.hover("plan.xml", "<Jump menu=\"ma|in\"").contains("**menu \"main\"** · used in 2 places"));
    assert_eq!(editor.places("textDocument/definition", "plan.xml", "<Jump menu=\"ma|in\""), ["plan.xml:6:15"]);
    let uses = ["plan.xml:3:23", "plan.xml:6:15", "plan.xml:12:38"];
    let mut params = editor.at("plan.xml", "<Menu name=\"ma|in\"");
    params["context"] = json!({ "includeDeclaration": true });
    assert_eq!(editor.ask("textDocument/references", params).unwrap().as_array().unwrap().len(), uses.len());
    assert_eq!(editor.places("textDocument/references", "plan.xml", "<Menu name=\"ma|in\""), uses);

    // It gets a better name.
    let renamed = editor.rename("plan.xml", "<Jump menu=\"ma|in\"", "welcome").unwrap();
    assert_eq!(renamed["plan.xml"], editor.text("plan.xml").replace("\"main\"", "\"welcome\""));
    let refused = editor.rename("plan.xml", "<Jump menu=\"ma|in\"", "a\"b").unwrap_err();
    assert!(refused.contains("would have to be written as an entity"), "{refused}");

    // The outline, and what folds.
    let outline = editor.ask_about("textDocument/documentSymbol", "plan.xml");
    assert_eq!(outline[0]["detail"], "* → main");
    assert_eq!(outline[1]["name"], "main");
    let options: Vec<_> = outline[1]["children"].as_array().unwrap().iter().map(|option| &option["name"]).collect();
    assert_eq!(options, ["start", "1", "timeout", "invalid"]);
    let folds = editor.ask_about("textDocument/foldingRange", "plan.xml");
    let folds: Vec<_> = folds.as_array().unwrap().iter().map(|fold| (&fold["startLine"], &fold["endLine"])).collect();
    assert_eq!(
        folds,
        [(&json!(1), &json!(13)), (&json!(3), &json!(4)), (&json!(5), &json!(12)), (&json!(7), &json!(9))]
    );

    editor.leave();
}
