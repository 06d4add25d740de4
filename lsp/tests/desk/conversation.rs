//! The order of the protocol.

use lsp::State;
use serde_json::{Value, json};

use crate::support::Line;
use crate::support::memory::{Memory, editor};
use crate::support::session::PLAN;

fn ask(line: &mut Memory, id: i32, method: &str) -> Result<Value, String> {
    line.say(lsp_server::Request { id: id.into(), method: method.to_owned(), params: json!({}) }.into());
    match line.hear() {
        lsp_server::Message::Response(response) => response.response_result.map_err(|error| error.message),
        other => panic!("an answer, not {other:?}"),
    }
}

#[test]
fn nothing_comes_before_initialize() {
    let mut line = Memory::new();

    assert_eq!(ask(&mut line, 1, "textDocument/hover"), Err("textDocument/hover came before initialize".to_owned()));
    let answer = ask(&mut line, 2, "initialize").unwrap();
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(answer["serverInfo"]["name"], "dialtree");
    assert_eq!(ask(&mut line, 3, "initialize"), Err("initialize came a second time".to_owned()));
}

#[test]
fn nothing_but_exit_comes_after_shutdown() {
    let mut line = Memory::new();
    ask(&mut line, 1, "initialize").unwrap();

    assert_eq!(ask(&mut line, 2, "shutdown"), Ok(Value::Null));
    assert_eq!(ask(&mut line, 3, "shutdown"), Err("shutdown came after shutdown".to_owned()));
    line.say(lsp_server::Notification { method: "exit".to_owned(), params: Value::Null }.into());
    assert_eq!(line.server.state(), State::Gone { in_order: true });
}

#[test]
fn a_question_nobody_knows_is_refused() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");

    assert_eq!(editor.ask("textDocument/sing", json!({})), Err("textDocument/sing is not offered".to_owned()));
    assert!(editor.ask("textDocument/hover", json!({ "position": "here" })).unwrap_err().contains("invalid type"));
    editor.tell("textDocument/didChange", json!({ "contentChanges": 7 }));
    editor.tell("$/whatever", json!(null));
    assert!(editor.findings("plan.xml")[0].contains("D006"));
}

#[test]
fn a_closed_file_is_not_asked_about() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");
    editor.findings("plan.xml");
    let at = editor.at("plan.xml", "menu=\"mi|an");

    editor.tell("textDocument/didClose", json!({ "textDocument": at["textDocument"] }));

    assert_eq!(editor.ask("textDocument/hover", at), Ok(Value::Null));
}

#[test]
fn whoever_types_fast_is_checked_once() {
    let mut editor = editor(&[("plan.xml", PLAN)]);
    editor.open("plan.xml");
    editor.type_over("plan.xml", "menu=\"|mian|\"", "mai");
    editor.type_over("plan.xml", "menu=\"|mai|\"", "mia");

    // The first findings are of the last text.
    assert_eq!(editor.findings("plan.xml")[0], "7:62 D006 no menu is called \"mia\"");
}

#[test]
fn the_editor_is_asked_to_watch_files() {
    let mut line = Memory::new();
    let can = json!({ "capabilities": { "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } } });
    line.say(lsp_server::Request { id: 1.into(), method: "initialize".to_owned(), params: can }.into());
    line.hear();

    line.say(lsp_server::Notification { method: "initialized".to_owned(), params: json!({}) }.into());

    let lsp_server::Message::Request(request) = line.hear() else { panic!("a request") };
    assert_eq!(request.method, "client/registerCapability");
}
