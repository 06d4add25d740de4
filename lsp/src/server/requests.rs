//! Finds who answers a request.

use gen_lsp_types::{Position, Range as EditorRange, RenameParams, TextDocumentIdentifier, TextDocumentPositionParams};
use lsp_server::{ErrorCode, Request};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Refusal;
use crate::desk::{Desk, Spot};
use crate::findings::Findings;
use crate::{actions, complete, folding, hover, paths, places, rename, symbols};

/// The answer to a request; nothing is the answer about a document that is not open.
pub(super) fn answer(desk: &Desk, findings: &Findings, request: Request) -> Result<Value, Refusal> {
    let Request { method, params, .. } = request;
    match method.as_str() {
        "textDocument/completion" => at(desk, params, |spot| Ok(complete::complete(desk, spot))),
        "textDocument/hover" => at(desk, params, |spot| Ok(hover::hover(desk, findings, spot))),
        "textDocument/definition" => at(desk, params, |spot| Ok(places::definition(desk, spot))),
        "textDocument/references" => {
            let with_definition = params.pointer("/context/includeDeclaration").and_then(Value::as_bool);
            at(desk, params, |spot| Ok(places::references(desk, spot, with_definition.unwrap_or(true))))
        }
        "textDocument/prepareRename" => at(desk, params, |spot| rename::prepare(desk, spot).map(Some)),
        "textDocument/rename" => {
            let new_name = read::<RenameParams>(params.clone())?.new_name;
            at(desk, params, |spot| rename::rename(desk, spot, &new_name).map(Some))
        }
        "textDocument/documentSymbol" => whole(desk, params, symbols::symbols),
        "textDocument/foldingRange" => whole(desk, params, folding::folding),
        "textDocument/codeAction" => {
            let Asked { text_document, range } = read(params)?;
            json(actions::actions(desk, findings, &paths::path(&text_document.uri), range))
        }
        _ => Err(Refusal::new(ErrorCode::MethodNotFound, format!("{method} is not offered"))),
    }
}

/// The parameters of a code action that matter.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    text_document: TextDocumentIdentifier,
    range: EditorRange,
}

/// Answers about a place.
fn at<R: Serialize>(
    desk: &Desk,
    params: Value,
    act: impl FnOnce(&Spot) -> Result<Option<R>, Refusal>,
) -> Result<Value, Refusal> {
    let TextDocumentPositionParams { text_document, position } = read(params)?;
    match desk.spot(paths::path(&text_document.uri), position) {
        Some(spot) => json(act(&spot)?),
        None => Ok(Value::Null),
    }
}

/// Answers about a document.
fn whole<R: Serialize>(desk: &Desk, params: Value, act: fn(&Desk, &Spot) -> R) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Asked {
        text_document: TextDocumentIdentifier,
    }
    let Asked { text_document } = read(params)?;
    match desk.spot(paths::path(&text_document.uri), Position::default()) {
        Some(spot) => json(act(desk, &spot)),
        None => Ok(Value::Null),
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, Refusal> {
    serde_json::from_value(params).map_err(|error| Refusal::new(ErrorCode::InvalidParams, error.to_string()))
}

fn json(result: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(result).map_err(|error| Refusal::new(ErrorCode::InternalError, error.to_string()))
}
