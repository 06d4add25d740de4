//! `dialtree lsp` as an editor starts it: over the standard input and output of a process.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

#[path = "../../lsp/tests/support/editor.rs"]
#[allow(dead_code)] // Other sessions need more of it.
mod editor;
#[path = "../../lsp/tests/support/session.rs"]
mod session;

mod support {
    pub use crate::editor::*;
}

use std::io::{BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use lsp_server::Message;

use editor::{Editor, Line};
use session::{PLAN, a_morning};

/// A server in a process of its own.
struct Process {
    child: Child,
    input: ChildStdin,
    heard: Receiver<Message>,
}

impl Process {
    fn start() -> Self {
        let mut child = command().spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, heard) = channel();
        std::thread::spawn(move || {
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self { child, input, heard }
    }
}

impl Line for Process {
    fn say(&mut self, message: Message) {
        message.write(&mut self.input).unwrap();
    }

    fn hear(&mut self) -> Message {
        self.heard.recv_timeout(Duration::from_secs(60)).expect("the server says something")
    }
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dialtree"));
    command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What becomes of a process that reads this, its status and what it complains of.
fn told(input: &[u8]) -> (Option<i32>, String) {
    let mut child = command().spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).ok();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_morning_at_the_desk() {
    let mut editor = Editor::start(Process::start(), &[("plan.xml", PLAN)]);

    a_morning(&mut editor);

    assert_eq!(editor.line.child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_is_no_editor_is_told_so() {
    let garbage = told(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let binary = told(&[0, 255, 254, 10, 10]);
    let greedy = told(b"Content-Length: 99999999999999999999\r\n\r\n");
    let wrong = told(b"Content-Length: 4\r\n\r\nnull");

    for (status, complaint) in [&garbage, &binary, &greedy, &wrong] {
        assert_eq!(*status, Some(1));
        assert!(complaint.starts_with("dialtree lsp: ") && complaint.lines().count() == 1, "{complaint}");
    }
    assert!(garbage.1.contains("\"GET / HTTP/1.1\" is no header line"), "{}", garbage.1);
    assert!(wrong.1.contains("is no JSON-RPC request"), "{}", wrong.1);
}

#[test]
fn an_editor_that_goes_without_a_word_is_an_error() {
    let exit = br#"{"jsonrpc":"2.0","method":"exit"}"#;
    let hasty = [format!("Content-Length: {}\r\n\r\n", exit.len()).as_bytes(), exit].concat();

    assert_eq!(
        told(b""),
        (Some(1), "dialtree lsp: the editor is gone without a word; expected `shutdown` and `exit`\n".to_owned())
    );
    assert_eq!(told(&hasty), (Some(1), "dialtree lsp: `exit` came without `shutdown`\n".to_owned()));
}
