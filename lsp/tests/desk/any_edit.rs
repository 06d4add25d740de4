//! Whatever is typed, the server answers.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::support::Line;
use crate::support::memory::{Memory, editor};

const QUESTIONS: [&str; 6] = [
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/prepareRename",
    "textDocument/rename",
];

/// Pieces that break a document in every way that somebody who types does.
const PIECES: [&str; 22] = [
    "",
    "<",
    ">",
    "/>",
    "</",
    "\"",
    "'",
    "=",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "${",
    "$",
    "&",
    "&amp;",
    "\r\n",
    "\r",
    "😀é",
    "<Menu name=\"main\" id=\"main\">",
    "<Include file=\"a.xml\"/>",
];

/// The example plans and scripts of this repository.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut waiting = vec![folder];
    let mut texts = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|suffix| suffix == "xml") {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
    texts.sort();
    assert!(texts.len() > 20);
    texts
}

/// A place of a text that a character begins at.
fn place(text: &str, index: Index) -> usize {
    let mut at = index.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_question_about_every_text_is_answered(
        example in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), 0_usize..60, prop::sample::select(&PIECES[..])), 1..8),
        cursor in any::<Index>(),
    ) {
        let examples = examples();
        let text = &examples[example.index(examples.len())];
        let mut editor = editor(&[]);
        editor.open_text("a.xml", text);
        for (at, removed, typed) in edits {
            let text = editor.text("a.xml").to_owned();
            let start = place(&text, at);
            let mut end = (start + removed).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            editor.change("a.xml", start, end, typed);
            let params = {
                let text = editor.text("a.xml");
                let offset = place(text, cursor);
                let before = text[..offset].rsplit('\n').next().unwrap();
                let line = text[..offset].matches('\n').count();
                json!({
                    "textDocument": { "uri": editor.uri("a.xml") },
                    "position": { "line": line, "character": before.encode_utf16().count() },
                    "newName": "other",
                    "range": { "start": { "line": 0, "character": 0 }, "end": { "line": line, "character": 9 } },
                })
            };
            for question in QUESTIONS {
                editor.ask(question, params.clone()).ok();
            }
            editor.ask("textDocument/codeAction", params).unwrap();
            editor.ask_about("textDocument/documentSymbol", "a.xml");
            editor.ask_about("textDocument/foldingRange", "a.xml");
        }
        editor.ask("shutdown", json!(null)).unwrap();
    }

    /// Somebody types a document from its first character to its last.
    #[test]
    fn every_beginning_of_an_example_is_checked_and_completed(example in any::<Index>(), cut in any::<Index>()) {
        let examples = examples();
        let text = &examples[example.index(examples.len())];
        let mut editor = editor(&[]);
        let beginning = &text[..place(text, cut)];
        editor.open_text("a.xml", beginning);

        let line = beginning.matches('\n').count();
        let position = json!({ "line": line, "character": 9999 });
        let params = json!({ "textDocument": { "uri": editor.uri("a.xml") }, "position": position });
        editor.ask("textDocument/completion", params).unwrap();
        // Nothing, or findings: but the server is there.
        let mut out = Vec::new();
        editor.line.server.idle(&mut out);
        prop_assert!(out.len() <= 1);
    }
}

#[test]
fn a_large_text_is_answered_too() {
    let mut line = Memory::new();
    line.say(
        lsp_server::Request { id: 1.into(), method: "initialize".to_owned(), params: json!({ "capabilities": {} }) }
            .into(),
    );
    line.hear();
    let menu = |number: usize| {
        format!("<Menu name=\"m{number}\"><Option on=\"start\"><Jump menu=\"m{}\"/></Option></Menu>\n", number + 1)
    };
    let menus: String = (0..1000).map(menu).collect();
    let text = format!("<Dialplan xmlns=\"urn:dialtree:1\"><Route to=\"*\" menu=\"m0\"/>\n{menus}</Dialplan>");
    let document = json!({ "uri": "untitled:1", "languageId": "xml", "version": 1, "text": text });
    line.say(
        lsp_server::Notification {
            method: "textDocument/didOpen".to_owned(),
            params: json!({ "textDocument": document }),
        }
        .into(),
    );

    let lsp_server::Message::Notification(told) = line.hear() else { panic!("findings") };
    let last = told.params["diagnostics"].as_array().unwrap().iter().find(|found| found["code"] == "D006").unwrap();
    assert_eq!(last["range"]["start"]["line"], 1000);
}
