//! What the server says it can do.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, InitializeResult, RenameOptions, ServerCapabilities,
    ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::Value;

use crate::client::Client;

/// The answer to `initialize`.
pub(super) fn capabilities(client: &Client) -> Value {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(true.into()),
        ..TextDocumentSyncOptions::default()
    };
    let triggers = ["<", "/", " ", "\"", "'", "{", "$"].map(str::to_owned).to_vec();
    let completion = CompletionOptions { trigger_characters: Some(triggers), ..CompletionOptions::default() };
    let actions =
        CodeActionOptions { code_action_kinds: Some(vec![CodeActionKind::QuickFix]), ..CodeActionOptions::default() };
    let folders = WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(true.into()) };
    let capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding_kind()),
        text_document_sync: Some(sync.into()),
        completion_provider: Some(completion),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        code_action_provider: Some(actions.into()),
        rename_provider: Some(RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() }.into()),
        workspace: Some(WorkspaceOptions { workspace_folders: Some(folders), ..WorkspaceOptions::default() }),
        ..ServerCapabilities::default()
    };
    let info = ServerInfo { name: "dialtree".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
    // Strings and numbers always have a JSON form.
    serde_json::to_value(InitializeResult { capabilities, server_info: Some(info) }).unwrap_or_default()
}
