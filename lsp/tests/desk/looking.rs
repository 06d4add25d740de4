//! What is shown of names, findings and codes.

use crate::support::memory::editor;

const PLAN: &str = "<Dialplan xmlns=\"urn:dialtree:1\">\r
  <Route to=\"*\" menu=\"главное\"/>\r
  <Menu name=\"главное\" id=\"7\">\r
    <Option on=\"start\"><Say voice=\"x\">😀</Say><Jump menu=\"7\" option=\"1\"/></Option>\r
    <Option on=\"1\"><SetVar name=\"next\">closed</SetVar><Jump menu=\"${next}\"/></Option>\r
    <Option on=\"2\"><Transfer to=\"${next}\"/><Jump menu=\"closd\"/></Option>\r
  </Menu>\r
  <Menu name=\"closed\"><Option on=\"start\"><Say>Closed.</Say><Hangup/></Option></Menu>\r
</Dialplan>\r
";

#[test]
fn columns_are_those_of_utf_16_behind_any_line_end() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");

    let found = editor.findings("plan.xml");

    assert!(found.iter().any(|found| found == "6:56 D006 no menu is called \"closd\""), "{found:#?}");
}

#[test]
fn an_editor_that_counts_bytes_gets_bytes() {
    let can = serde_json::json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } });
    let memory = crate::support::memory::Memory::new();
    let mut editor = crate::support::Editor::start_with(memory, &[], &can, &serde_json::json!({}));
    editor.open_text(
        "plan.xml",
        &PLAN.replace("<Say voice=\"x\">😀</Say>", "<Say voic=\"😀\">😀</Say>").replace("voic=", "a=\"😀\" voic="),
    );

    let found = editor.findings("plan.xml");

    // Behind a face of four bytes.
    assert!(found.iter().any(|found| found.starts_with("4:38 X012")), "{found:#?}");
}

#[test]
fn the_hover_of_a_finding_explains_its_code() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");
    editor.findings("plan.xml");

    let hover = editor.hover("plan.xml", "menu=\"clo|sd\"");

    assert!(hover.contains("`menu` of `Jump`"), "{hover}");
    assert!(hover.contains("**D006**") && hover.contains("better:"), "{hover}");
}

#[test]
fn the_hover_of_a_variable_says_what_sets_it() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");

    assert!(editor.hover("plan.xml", "to=\"${ne|xt}\"").contains("`SetVar` in plan.xml, line 5"));
}

#[test]
fn a_menu_is_found_by_its_id() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");

    assert_eq!(editor.places("textDocument/definition", "plan.xml", "<Jump menu=\"|7"), ["plan.xml:3:28"]);
    assert!(editor.hover("plan.xml", "<Jump menu=\"|7").contains("**menu \"главное\"**"));
    let refused = editor.rename("plan.xml", "<Jump menu=\"|7", "x").unwrap_err();
    assert!(refused.contains("\"7\" is the id of a menu"), "{refused}");
}

#[test]
fn a_rename_reaches_the_variable_that_a_jump_follows() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");

    let renamed = editor.rename("plan.xml", "<Menu name=\"clo|sed\"", "ночь").unwrap();

    let text = &renamed["plan.xml"];
    assert!(text.contains("<SetVar name=\"next\">ночь</SetVar>") && text.contains("<Menu name=\"ночь\">"), "{text}");
    assert!(text.contains("<Say>Closed.</Say>") && text.contains("\"closd\""), "{text}");
}

#[test]
fn a_name_that_is_none_or_taken_is_refused() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");
    let mut refused = |name: &str| editor.rename("plan.xml", "<Menu name=\"clo|sed\"", name).unwrap_err();

    assert_eq!(refused("главное"), "\"главное\" is taken: plan.xml, line 3");
    assert_eq!(refused("7"), "\"7\" is taken: plan.xml, line 3");
    assert_eq!(refused("  "), "a name has at least one character");
    assert_eq!(refused("${x}"), "\"${x}\" holds a variable; write a name");
    assert!(refused("a<b").contains("written as an entity"));
    let variable = editor.rename("plan.xml", "to=\"${ne|xt}\"", "x").unwrap_err();
    assert!(variable.contains("applications may set and read a variable"), "{variable}");
    let nothing = editor.rename("plan.xml", "<Hang|up/>", "x").unwrap_err();
    assert_eq!(nothing, "there is no name of a menu or a schedule here");
}

#[test]
fn a_quick_fix_mends_both_tags() {
    let mut editor = editor(&[]);
    let text = PLAN.replace("<Say>Closed.</Say>", "<Sya>Closed.</Sya>");
    editor.open_text("plan.xml", &text);
    editor.findings("plan.xml");

    let position = editor.at("plan.xml", "<Sy|a>")["position"].clone();
    let params = serde_json::json!({
        "textDocument": { "uri": editor.uri("plan.xml") },
        "range": { "start": position, "end": position },
        "context": { "diagnostics": [] },
    });
    let fixes = editor.ask("textDocument/codeAction", params).unwrap();

    let uri = editor.uri("plan.xml");
    let fixed = editor.edited("plan.xml", fixes[0]["edit"]["changes"][uri.as_str()].as_array().unwrap());
    assert_eq!(fixed, PLAN);
}
