//! A server in the same thread: it is idle whenever the editor listens.

use std::collections::VecDeque;

use dialplan::load::{Disk, Files};
use lsp::Server;
use lsp_server::Message;
use xml_schema::{Diagnostic, Source};

use crate::support::{Editor, Line};

pub struct Memory {
    pub server: Server,
    heard: VecDeque<Message>,
}

impl Memory {
    pub fn new() -> Self {
        Self { server: Server::new(Box::new(Disk), scripts), heard: VecDeque::new() }
    }
}

impl Line for Memory {
    fn say(&mut self, message: Message) {
        let mut out = Vec::new();
        self.server.handle(message, &mut out);
        self.heard.extend(out);
    }

    fn hear(&mut self) -> Message {
        if self.heard.is_empty() {
            let mut out = Vec::new();
            self.server.idle(&mut out);
            self.heard.extend(out);
        }
        self.heard.pop_front().expect("the server has something to say")
    }
}

/// An editor at a server in memory.
pub fn editor(files: &[(&str, &str)]) -> Editor<Memory> {
    Editor::start(Memory::new(), files)
}

pub fn scripts(path: &str, files: &dyn Files) -> (Vec<Diagnostic>, Vec<Source>) {
    let loaded = sim::script::load(&[path], files);
    (loaded.diagnostics, loaded.sources)
}
