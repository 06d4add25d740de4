//! The conversation with an editor: takes messages in, appends what is to be sent.
//!
//! Language Server Protocol 3.17, §"Server lifecycle".

mod capabilities;
mod requests;
mod sync;

use std::collections::BTreeSet;

use dialplan::load::Files;
use gen_lsp_types::PublishDiagnosticsParams;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::client::Client;
use crate::desk::{Desk, Scripts};
use crate::findings::{Findings, findings};

/// A language server: as pure as the disk that it is given.
pub struct Server {
    desk: Desk,
    state: State,
    /// A text has changed since findings were told.
    stale: bool,
    findings: Findings,
    /// The files that the editor shows findings in.
    told: BTreeSet<String>,
}

/// How far the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// `initialize` has not come.
    New,
    /// It goes on.
    Open,
    /// `shutdown` has come; nothing but `exit` may follow.
    Shut,
    /// `exit` has come, behind a `shutdown` or not.
    Gone {
        /// Whether `shutdown` came before.
        in_order: bool,
    },
}

/// Why a request is not answered.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    code: ErrorCode,
    message: String,
}

impl Server {
    /// A server that waits for `initialize`.
    pub fn new(disk: Box<dyn Files>, scripts: Scripts) -> Self {
        let (findings, told) = (Findings::new(), BTreeSet::new());
        Self { desk: Desk::new(disk, scripts), state: State::New, stale: false, findings, told }
    }

    /// How far the conversation is.
    pub fn state(&self) -> State {
        self.state
    }

    /// Takes a message in. Every request is answered at once; findings are told by [`Server::idle`].
    pub fn handle(&mut self, message: Message, out: &mut Vec<Message>) {
        match message {
            Message::Request(request) => {
                let id = request.id.clone();
                let response = match self.request(request) {
                    Ok(result) => Response::new_ok(id, result),
                    Err(refusal) => Response::new_err(id, refusal.code as i32, refusal.message),
                };
                out.push(response.into());
            }
            Message::Notification(notification) => self.notification(notification, out),
            // To the one request that the server makes: whether files are watched is the editor's business.
            Message::Response(_) => {}
        }
    }

    /// Tells what is found in the texts, if they have changed. To be called when no message waits: whoever types fast is
    /// checked once.
    pub fn idle(&mut self, out: &mut Vec<Message>) {
        if !self.stale || self.state != State::Open {
            return;
        }
        self.stale = false;
        self.desk.look();
        let findings = findings(&self.desk);
        let files: BTreeSet<String> = self.told.iter().chain(findings.keys()).cloned().collect();
        for path in files {
            let list = findings.get(&path).map_or(&[][..], Vec::as_slice);
            let open = self.desk.shelf.document(&path);
            // A file that is not open is told about when there is something to tell.
            if open.is_none() && list.is_empty() && !self.told.contains(&path) {
                continue;
            }
            let Some(uri) = self.desk.shelf.uri(&path) else { continue };
            let diagnostics = list.iter().map(|finding| finding.shown.clone()).collect();
            let version = open.map(|document| document.version);
            let parameters = PublishDiagnosticsParams { uri, version, diagnostics };
            out.push(Notification::new("textDocument/publishDiagnostics".to_owned(), parameters).into());
            if list.is_empty() {
                self.told.remove(&path);
            } else {
                self.told.insert(path);
            }
        }
        self.findings = findings;
    }

    fn request(&mut self, request: Request) -> Result<Value, Refusal> {
        match (self.state, request.method.as_str()) {
            (State::New, "initialize") => Ok(self.initialize(&request.params)),
            (State::New, method) => {
                Err(Refusal::new(ErrorCode::ServerNotInitialized, format!("{method} came before initialize")))
            }
            (State::Open, "initialize") => {
                Err(Refusal::new(ErrorCode::InvalidRequest, "initialize came a second time"))
            }
            (State::Open, "shutdown") => {
                self.state = State::Shut;
                Ok(Value::Null)
            }
            (State::Open, _) => {
                // What is asked is meant of the texts as they are now.
                if self.stale {
                    self.desk.look();
                }
                requests::answer(&self.desk, &self.findings, request)
            }
            (State::Shut | State::Gone { .. }, method) => {
                Err(Refusal::new(ErrorCode::InvalidRequest, format!("{method} came after shutdown")))
            }
        }
    }

    fn initialize(&mut self, parameters: &Value) -> Value {
        self.desk.client = Client::of(parameters);
        self.state = State::Open;
        self.stale = true;
        capabilities::capabilities(&self.desk.client)
    }

    /// Asks the editor to tell of files that change beside it.
    fn watch() -> Message {
        let registration = json!({ "registrations": [{
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": [{ "globPattern": "**/*.xml" }] },
        }] });
        Request::new(RequestId::from("watch".to_owned()), "client/registerCapability".to_owned(), registration).into()
    }
}

impl Refusal {
    /// A refusal, and what whoever asked is told.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Something that cannot be done with what was asked for.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::RequestFailed, message)
    }
}
