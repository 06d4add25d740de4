//! Keeps the texts as the editor has them.

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
};
use lsp_server::{Message, Notification};
use serde::de::DeserializeOwned;

use super::{Server, State};
use crate::document::changed;
use crate::paths;

impl Server {
    /// Takes a notification in. One that cannot be read, or that nobody knows, is left alone: there is no answer to it.
    pub(super) fn notification(&mut self, notification: Notification, out: &mut Vec<Message>) {
        if notification.method == "exit" {
            self.state = State::Gone { in_order: self.state == State::Shut };
        }
        if self.state != State::Open {
            return;
        }
        match notification.method.as_str() {
            "initialized" if self.desk.client.watches => out.push(Self::watch()),
            "textDocument/didOpen" => self.take(notification, Self::open),
            "textDocument/didChange" => self.take(notification, Self::change),
            "textDocument/didClose" => self.take(notification, Self::close),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.desk.shelf.forget();
                self.stale = true;
            }
            "workspace/didChangeWorkspaceFolders" => self.take(notification, Self::folders),
            _ => {}
        }
    }

    fn take<P: DeserializeOwned>(&mut self, notification: Notification, act: fn(&mut Self, &P)) {
        if let Ok(parameters) = serde_json::from_value(notification.params) {
            act(self, &parameters);
            self.stale = true;
        }
    }

    fn open(&mut self, parameters: &DidOpenTextDocumentParams) {
        let document = &parameters.text_document;
        self.desk.shelf.put(document.uri.clone(), document.version, document.text.clone());
        // What lies around it on the disk may be new since the last time anybody looked.
        self.desk.shelf.forget();
    }

    fn change(&mut self, parameters: &DidChangeTextDocumentParams) {
        let document = &parameters.text_document;
        let uri = &document.text_document_identifier.uri;
        // A text that was never opened is not known, and cannot be changed.
        let Some(before) = self.desk.shelf.document(&paths::path(uri)) else { return };
        let (uri, text) = (before.uri.clone(), before.text.text.clone());
        let text = changed(text, &parameters.content_changes, self.desk.client.encoding);
        self.desk.shelf.put(uri, document.version, text);
    }

    fn close(&mut self, parameters: &DidCloseTextDocumentParams) {
        self.desk.shelf.take(&paths::path(&parameters.text_document.uri));
    }

    fn folders(&mut self, parameters: &DidChangeWorkspaceFoldersParams) {
        let (added, removed) = (&parameters.event.added, &parameters.event.removed);
        let gone: Vec<String> = removed.iter().map(|folder| paths::path(&folder.uri)).collect();
        let folders = &mut self.desk.client.folders;
        folders.retain(|folder| !gone.contains(folder));
        folders.extend(added.iter().map(|folder| paths::path(&folder.uri)));
        self.desk.shelf.forget();
    }
}
