//! What is offered where.

use serde_json::json;

use crate::support::Editor;
use crate::support::memory::{Memory, editor};

const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1">
  <Prompts dir="prompts"/>
  <Route to="*" menu="main"/>
  <Schedule name="shop"><Open/></Schedule>
  <Menu name="main">
    <Option on="start">
      <SetVar name="tries">1</SetVar>
      <If schedule="shop" test="tries &lt; 3 &amp;&amp; Digits == 'x'"><Play>welcome</Play></If>
      <Gather var="pin" numDigits="4"><Say>Your ${tries} PIN.</Say></Gather>
      <Interactive url="http://a.example/?p=$pin" method="GET"/>
    </Option>
    <Option on="9"><Jump menu="main" option="start"/></Option>
  </Menu>
</Dialplan>
"#;

fn desk() -> Editor<Memory> {
    let mut editor = editor(&[("plan.xml", PLAN), ("prompts/welcome.wav", ""), ("prompts/ru/music/rain.mp3", "")]);
    editor.open("plan.xml");
    editor
}

/// What is offered at the bar after something was typed between the bars of a place.
fn after(place: &str, typed: &str, at: &str) -> Vec<String> {
    let mut editor = desk();
    editor.type_over("plan.xml", place, typed);
    editor.offers("plan.xml", at)
}

#[test]
fn elements_that_may_stand_here_are_offered() {
    let in_option = after("<Option on=\"start\">||", "<", "<Option on=\"start\"><|");
    assert!(in_option.iter().any(|name| name == "Say") && in_option.iter().any(|name| name == "SimpleTransfer"));
    assert!(!in_option.iter().any(|name| name == "Menu" || name == "Number"), "{in_option:?}");
    // What does not run yet is an error in a dialplan.
    assert!(!in_option.iter().any(|name| name == "Enqueue"));

    let in_menu = after("<Menu name=\"main\">||", "<", "<Menu name=\"main\"><|");
    assert_eq!(in_menu, ["Option"]);
    let in_say = after("Your |${tries}|", "<", "Your <|");
    assert!(in_say.iter().any(|name| name == "say-as"), "{in_say:?}");
    // Without a bracket, too.
    assert_eq!(desk().offers("plan.xml", "<Menu name=\"main\">|\n"), ["Option"]);
}

#[test]
fn an_element_comes_with_what_it_needs() {
    let mut editor = desk();

    let bracketed = editor.accept("plan.xml", "<Menu name=\"main\">|\n", "Option");
    assert!(bracketed.contains("<Menu name=\"main\"><Option on=\"$1\">\n\t$0\n</Option>\n"), "{bracketed}");
    // One that has its attributes changes its name only.
    let other = editor.accept("plan.xml", "<Gath|er var", "Record");
    assert!(other.contains("<Record var=\"pin\""), "{other}");
}

#[test]
fn an_editor_without_snippets_gets_none() {
    let plain = json!({ "textDocument": {} });
    let mut editor = Editor::start_with(Memory::new(), &[("plan.xml", PLAN)], &plain, &json!({}));
    editor.open("plan.xml");

    let text = editor.accept("plan.xml", "<Option on=\"start\">|\n", "Jump");

    assert!(text.contains("<Option on=\"start\"><Jump menu=\"\"/>"), "{text}");
    assert!(
        editor.offered("plan.xml", "<Option on=\"start\">|\n").iter().all(|item| item["insertTextFormat"].is_null())
    );
}

#[test]
fn an_end_tag_ends_what_is_open() {
    let mut editor = desk();
    editor.type_over("plan.xml", "<Menu name=\"main\">||", "</");

    assert_eq!(editor.offers("plan.xml", "<Menu name=\"main\"></|"), ["Menu", "Dialplan"]);
    assert!(editor.accept("plan.xml", "<Menu name=\"main\"></|", "Menu").contains("<Menu name=\"main\"></Menu>\n"));
}

#[test]
fn attributes_that_are_not_there_are_offered_with_their_text() {
    let mut editor = desk();
    editor.type_over("plan.xml", "numDigits=\"4\"||>", " ");

    let offers = editor.offered("plan.xml", "numDigits=\"4\" |>");

    let labels: Vec<_> = offers.iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"timeout") && !labels.contains(&"numDigits") && !labels.contains(&"hints"), "{labels:?}");
    let timeout = offers.iter().find(|item| item["label"] == "timeout").unwrap();
    assert!(timeout["documentation"]["value"].as_str().unwrap().contains("counted from the end of the prompts"));
    assert_eq!(timeout["textEdit"]["newText"], "timeout=\"$1\"");
    // What must be there stands first.
    assert_eq!(after("|<Jump menu=\"main\" option=\"start\"/>|", "<Jump />", "<Jump |/>")[0], "menu");
}

#[test]
fn values_come_from_the_table_and_from_the_plan() {
    let mut editor = desk();

    assert_eq!(editor.offers("plan.xml", "method=\"|GET"), ["GET", "POST"]);
    assert_eq!(editor.offers("plan.xml", "<Jump menu=\"mai|n\""), ["main"]);
    assert_eq!(editor.offers("plan.xml", "<Route to=\"*\" menu=\"|main"), ["main"]);
    assert_eq!(editor.offers("plan.xml", "schedule=\"sh|op"), ["shop"]);
    assert_eq!(editor.offers("plan.xml", "option=\"|start"), ["start", "9"]);
    assert_eq!(editor.offers("plan.xml", "<Play>wel|come"), ["music/rain", "welcome"]);
    assert!(editor.offers("plan.xml", "<Option on=\"|9").contains(&"exhausted".to_owned()));
    assert_eq!(editor.offers("plan.xml", "<Prompts dir=\"|prompts"), ["prompts", "prompts/ru/music"]);
    assert_eq!(editor.offers("plan.xml", "<SetVar name=\"|tries"), ["pin", "tries"]);
}

#[test]
fn a_value_replaces_the_one_before() {
    let mut editor = desk();
    editor.type_over("plan.xml", "<Jump menu=\"|main|\"", "ma in");

    assert!(editor.accept("plan.xml", "<Jump menu=\"ma| in", "main").contains("<Jump menu=\"main\" option"));
    editor.type_over("plan.xml", "<Jump menu=|\"ma in\"|", "");
    assert!(editor.accept("plan.xml", "<Jump menu=| option", "main").contains("<Jump menu=\"main\" option"));
}

#[test]
fn variables_are_offered_where_they_are_replaced() {
    let mut editor = desk();

    let text = editor.offers("plan.xml", "Your ${tr|ies}");
    assert!(text.starts_with(&["pin".to_owned(), "tries".to_owned(), "Digits".to_owned()]), "{text:?}");
    assert!(editor.accept("plan.xml", "Your ${tr|ies}", "pin").contains("Your ${pin} PIN"));
    assert!(editor.accept("plan.xml", "?p=$pi|n", "tries").contains("?p=$triesn"));
    assert!(editor.accept("plan.xml", "test=\"tri|es", "pin").contains("test=\"pines &lt;"));
    // Not inside of a text of the condition.
    assert_eq!(editor.offers("plan.xml", "== '|x'"), Vec::<String>::new());
}

#[test]
fn an_unfinished_value_is_completed() {
    let at = after("|<Jump menu=\"main\" option=\"start\"/>|", "<Jump menu=\"", "<Jump menu=\"|");
    assert_eq!(at, ["main"]);

    let mut editor = desk();
    editor.type_over("plan.xml", "|<Jump menu=\"main\" option=\"start\"/>|", "<Jump menu=\"m/>\n");
    assert!(editor.accept("plan.xml", "<Jump menu=\"m|/>", "main").contains("<Jump menu=\"main/>\n"));
}

#[test]
fn an_empty_file_gets_a_root() {
    let mut editor = editor(&[]);
    editor.open_text("new.xml", "");
    editor.open_text("typed.xml", "<Di");

    assert_eq!(editor.ask_about_start("new.xml"), ["Dialplan", "Script", "Response"]);
    let begun = editor.accept("typed.xml", "<Di|", "Dialplan");
    assert!(
        begun.starts_with("<Dialplan xmlns=\"urn:dialtree:1\">\n\t<Route to=\"*\" menu=\"${1:main}\"/>"),
        "{begun}"
    );
}

#[test]
fn nothing_is_said_about_documents_of_others() {
    let mut editor = editor(&[]);
    editor.open_text("pom.xml", "<project><Say></project>");
    editor.open_text("page.xml", "<Response xmlns=\"urn:other\"><Data/></Response>");

    assert!(editor.offers("pom.xml", "<project>|<").is_empty());
    assert_eq!(editor.hover("pom.xml", "<S|ay"), "");
    assert!(editor.raw_findings("page.xml").is_empty());
}
