//! What the editor can do and wants, read out of its `initialize` request.
//!
//! Read by name and not as a whole: an editor that is newer than this server says things nobody here knows.

use gen_lsp_types::PositionEncodingKind;
use serde_json::Value;
use url::Url;
use xml_schema::Dialect;

use crate::paths;
use crate::position::Encoding;

/// What the editor can do and wants.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// What its columns count.
    pub encoding: Encoding,
    /// Whether completions may have places to fill in.
    pub snippets: bool,
    /// Whether findings may point at second places.
    pub related: bool,
    /// Whether an outline may have levels.
    pub nested_symbols: bool,
    /// Whether it can be asked to watch files.
    pub watches: bool,
    /// The folders it works in.
    pub folders: Vec<String>,
    /// `dialect` of its settings: what saved answers were written for.
    pub dialect: Dialect,
    /// `plan` of its settings: the dialplan's file or folder, when it does not follow from the files.
    pub plan: Option<String>,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub fn of(parameters: &Value) -> Self {
        let can = |pointer: &str| {
            let value = parameters.pointer(&format!("/capabilities/{pointer}"));
            value.and_then(Value::as_bool).unwrap_or(false)
        };
        let setting =
            |name: &str| parameters.pointer(&format!("/initializationOptions/{name}")).and_then(Value::as_str);
        let folders = folders(parameters);
        let plan = setting("plan").filter(|plan| !plan.is_empty()).map(|plan| match folders.first() {
            Some(folder) => dialplan::load::beside(&format!("{folder}/."), plan),
            None => plan.to_owned(),
        });
        Self {
            encoding: encoding(parameters),
            snippets: can("textDocument/completion/completionItem/snippetSupport"),
            related: can("textDocument/publishDiagnostics/relatedInformation"),
            nested_symbols: can("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            watches: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
            dialect: if setting("dialect") == Some("twiml") { Dialect::Twiml } else { Dialect::CallApi },
            folders,
            plan,
        }
    }

    /// How it is told what its columns count.
    pub fn encoding_kind(&self) -> PositionEncodingKind {
        match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

/// Bytes, if the editor knows how to count them: they cost nothing here.
fn encoding(parameters: &Value) -> Encoding {
    let offered = parameters.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
    let knows = |name: &str| offered.is_some_and(|list| list.iter().any(|kind| kind == name));
    match () {
        () if knows("utf-8") => Encoding::Utf8,
        () if knows("utf-32") && !knows("utf-16") => Encoding::Utf32,
        () => Encoding::Utf16,
    }
}

fn folders(parameters: &Value) -> Vec<String> {
    let folder = |uri: &Value| uri.as_str().and_then(|uri| Url::parse(uri).ok()).map(|uri| paths::path(&uri));
    let several = parameters.get("workspaceFolders").and_then(Value::as_array);
    let several: Vec<String> = several.into_iter().flatten().filter_map(|entry| folder(entry.get("uri")?)).collect();
    match several.is_empty() {
        false => several,
        true => parameters.get("rootUri").and_then(folder).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_editor_that_says_nothing_is_an_old_one() {
        let client = Client::of(&json!({ "capabilities": {} }));

        assert_eq!(client.encoding, Encoding::Utf16);
        assert!(!client.snippets && client.folders.is_empty() && client.plan.is_none());
    }

    #[test]
    fn bytes_are_counted_where_the_editor_can() {
        let offered = |list: Value| json!({ "capabilities": { "general": { "positionEncodings": list } } });

        assert_eq!(Client::of(&offered(json!(["utf-16", "utf-8"]))).encoding, Encoding::Utf8);
        assert_eq!(Client::of(&offered(json!(["utf-32", "utf-16"]))).encoding, Encoding::Utf16);
        assert_eq!(Client::of(&offered(json!(["utf-32"]))).encoding, Encoding::Utf32);
    }

    #[test]
    fn a_plan_is_named_from_the_first_folder() {
        let parameters = json!({
            "rootUri": "file:///old",
            "workspaceFolders": [{ "uri": "file:///srv/plans/", "name": "plans" }],
            "initializationOptions": { "plan": "clinic/main.xml", "dialect": "twiml" },
        });

        let client = Client::of(&parameters);

        assert_eq!(client.folders, ["/srv/plans"]);
        assert_eq!(client.plan.as_deref(), Some("/srv/plans/clinic/main.xml"));
        assert_eq!(client.dialect, Dialect::Twiml);
    }
}
