//! An editor to be scripted: it opens files of a folder, types, and asks.

use std::collections::BTreeMap;
use std::path::Path;

use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

/// The way to a server.
pub trait Line {
    /// Sends a message.
    fn say(&mut self, message: Message);
    /// The next message of the server.
    fn hear(&mut self) -> Message;
}

/// An editor with a folder of files.
pub struct Editor<L> {
    pub line: L,
    folder: TempDir,
    texts: BTreeMap<String, (i32, String)>,
    /// The last findings of each file, and the version they are about.
    found: BTreeMap<String, (Option<i64>, Vec<Value>)>,
    asked: i32,
}

impl<L: Line> Editor<L> {
    /// An editor that has said hello.
    pub fn start(line: L, files: &[(&str, &str)]) -> Self {
        Self::start_with(line, files, &json!({}), &json!({}))
    }

    /// As [`Editor::start`], with further capabilities and with settings.
    pub fn start_with(line: L, files: &[(&str, &str)], can: &Value, settings: &Value) -> Self {
        let folder = TempDir::new().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut editor = Self { line, folder, texts: BTreeMap::new(), found: BTreeMap::new(), asked: 0 };
        let mut capabilities = json!({ "textDocument": {
            "completion": { "completionItem": { "snippetSupport": true } },
            "publishDiagnostics": { "relatedInformation": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        } });
        for (name, value) in can.as_object().into_iter().flatten() {
            capabilities[name] = value.clone();
        }
        let hello = json!({
            "processId": null,
            "rootUri": Url::from_file_path(editor.folder.path()).unwrap(),
            "capabilities": capabilities,
            "initializationOptions": settings,
        });
        editor.ask("initialize", hello).unwrap();
        editor.tell("initialized", json!({}));
        editor
    }

    /// The text of a file as the editor has it.
    pub fn text(&self, file: &str) -> &str {
        &self.texts[file].1
    }

    /// The path of a file.
    pub fn path(&self, file: &str) -> std::path::PathBuf {
        self.folder.path().join(file)
    }

    pub fn uri(&self, file: &str) -> Url {
        Url::from_file_path(self.path(file)).unwrap()
    }

    /// Opens a file of the folder.
    pub fn open(&mut self, file: &str) {
        let text = std::fs::read_to_string(self.path(file)).unwrap();
        self.open_text(file, &text);
    }

    /// Opens a file that has, or is about to have, this text.
    pub fn open_text(&mut self, file: &str, text: &str) {
        let document = json!({ "uri": self.uri(file), "languageId": "xml", "version": 1, "text": text });
        self.texts.insert(file.to_owned(), (1, text.to_owned()));
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Types over what stands between the bars of `place`, as in `menu="|mian|"`.
    pub fn type_over(&mut self, file: &str, place: &str, typed: &str) {
        let (start, end) = self.bars(file, place);
        self.change(file, start, end, typed);
    }

    /// Replaces a range of bytes.
    pub fn change(&mut self, file: &str, start: usize, end: usize, typed: &str) {
        let range = json!({ "start": self.position(file, start), "end": self.position(file, end) });
        let (version, text) = self.texts.get_mut(file).unwrap();
        *version += 1;
        text.replace_range(start..end, typed);
        let version = *version;
        let document = json!({ "uri": self.uri(file), "version": version });
        let changes = json!([{ "range": range, "text": typed }]);
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The findings of an open file in its present state: `line:column CODE message`, counted from 1.
    pub fn findings(&mut self, file: &str) -> Vec<String> {
        let version = self.texts.get(file).map(|(version, _)| i64::from(*version));
        while self.found.get(&self.key(file)).is_none_or(|(known, _)| *known != version) {
            let message = self.line.hear();
            self.note(message);
        }
        self.raw_findings(file).iter().map(line).collect()
    }

    /// The findings of a file as they came.
    pub fn raw_findings(&self, file: &str) -> &[Value] {
        self.found.get(&self.key(file)).map_or(&[], |(_, found)| found)
    }

    /// The labels that are offered at the bar of `place`.
    pub fn offers(&mut self, file: &str, place: &str) -> Vec<String> {
        let offers = self.offered(file, place);
        offers.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    /// Everything offered at the bar of `place`.
    pub fn offered(&mut self, file: &str, place: &str) -> Vec<Value> {
        let list = self.ask_at("textDocument/completion", file, place).unwrap();
        list["items"].as_array().cloned().unwrap_or_default()
    }

    /// What the file would be with the offer of this label taken at the bar of `place`.
    pub fn accept(&mut self, file: &str, place: &str, label: &str) -> String {
        let offers = self.offered(file, place);
        let item =
            offers.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("no {label} in {offers:#?}"));
        self.edited(file, std::slice::from_ref(&item["textEdit"]))
    }

    /// What the pointer at the bar of `place` is told.
    pub fn hover(&mut self, file: &str, place: &str) -> String {
        let hover = self.ask_at("textDocument/hover", file, place).unwrap();
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// The places of an answer with locations: `file:line:column`.
    pub fn places(&mut self, method: &str, file: &str, place: &str) -> Vec<String> {
        let answer = self.ask_at(method, file, place).unwrap();
        let list = answer.as_array().cloned().unwrap_or_default();
        list.iter().map(|at| format!("{}:{}", self.name(&at["uri"]), start(at))).collect()
    }

    /// The files as a rename would leave them; else what is wrong with it.
    pub fn rename(&mut self, file: &str, place: &str, name: &str) -> Result<BTreeMap<String, String>, String> {
        let mut params = self.at(file, place);
        params["newName"] = json!(name);
        let answer = self.ask("textDocument/rename", params)?;
        let changes = answer["changes"].as_object().unwrap().clone();
        Ok(changes
            .iter()
            .map(|(uri, edits)| {
                let file = self.name(&json!(uri));
                let text = self.edited(&file, edits.as_array().unwrap());
                (file, text)
            })
            .collect())
    }

    /// The text of a file after edits.
    pub fn edited(&self, file: &str, edits: &[Value]) -> String {
        let mut text = match self.texts.get(file) {
            Some((_, text)) => text.clone(),
            None => std::fs::read_to_string(self.path(file)).unwrap(),
        };
        let mut edits: Vec<(usize, usize, &str)> = edits
            .iter()
            .map(|edit| {
                let at = |end: &str| offset(&text, &edit["range"][end]);
                (at("start"), at("end"), edit["newText"].as_str().unwrap())
            })
            .collect();
        edits.sort();
        for (start, end, new) in edits.into_iter().rev() {
            text.replace_range(start..end, new);
        }
        text
    }

    /// Asks about the bar of `place`.
    pub fn ask_at(&mut self, method: &str, file: &str, place: &str) -> Result<Value, String> {
        let params = self.at(file, place);
        self.ask(method, params)
    }

    /// Asks about a whole document.
    pub fn ask_about(&mut self, method: &str, file: &str) -> Value {
        let params = json!({ "textDocument": { "uri": self.uri(file) } });
        self.ask(method, params).unwrap()
    }

    /// Asks, and takes in whatever comes before the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.asked += 1;
        let request = Request { id: self.asked.into(), method: method.to_owned(), params };
        self.line.say(request.into());
        loop {
            match self.line.hear() {
                Message::Response(Response { id, response_result }) if id == self.asked.into() => {
                    return response_result.map_err(|error| error.message);
                }
                message => self.note(message),
            }
        }
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.line.say(Notification { method: method.to_owned(), params }.into());
    }

    /// The labels that are offered at the beginning of a document.
    pub fn ask_about_start(&mut self, file: &str) -> Vec<String> {
        let start = json!({ "line": 0, "character": 0 });
        let params = json!({ "textDocument": { "uri": self.uri(file) }, "position": start });
        let list = self.ask("textDocument/completion", params).unwrap();
        list["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    /// Says goodbye in the order of the protocol.
    pub fn leave(&mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        self.tell("exit", Value::Null);
    }

    /// The parameters of a question about the bar of `place`.
    pub fn at(&self, file: &str, place: &str) -> Value {
        let (offset, _) = self.bars(file, place);
        json!({ "textDocument": { "uri": self.uri(file) }, "position": self.position(file, offset) })
    }

    /// Where the bars of `place` are in a file; both are the same if there is one.
    pub fn bars(&self, file: &str, place: &str) -> (usize, usize) {
        let text = self.text(file);
        let plain = place.replace('|', "");
        let found = text.find(&plain).unwrap_or_else(|| panic!("no {plain:?} in {text}"));
        assert_eq!(text.matches(&plain).count(), 1, "{plain:?} stands in several places");
        let start = found + place.find('|').expect("a bar");
        let end = found + place.rfind('|').unwrap() - (place.matches('|').count() - 1);
        (start, end)
    }

    fn position(&self, file: &str, offset: usize) -> Value {
        let before = &self.text(file)[..offset];
        let line = before.rsplit('\n').next().unwrap();
        json!({ "line": before.matches('\n').count(), "character": line.encode_utf16().count() })
    }

    fn note(&mut self, message: Message) {
        if let Message::Notification(told) = message
            && told.method == "textDocument/publishDiagnostics"
        {
            let found = told.params["diagnostics"].as_array().unwrap().clone();
            let uri = told.params["uri"].as_str().unwrap().to_owned();
            self.found.insert(uri, (told.params["version"].as_i64(), found));
        }
    }

    fn key(&self, file: &str) -> String {
        self.uri(file).to_string()
    }

    fn name(&self, uri: &Value) -> String {
        let path = Url::parse(uri.as_str().unwrap()).unwrap().to_file_path().unwrap();
        let folder: &Path = self.folder.path();
        path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned()
    }
}

fn line(found: &Value) -> String {
    let code = found["code"].as_str().unwrap();
    format!("{} {code} {}", start(found), found["message"].as_str().unwrap().lines().next().unwrap())
}

/// The beginning of something's range, counted from 1.
fn start(found: &Value) -> String {
    let start = &found["range"]["start"];
    format!("{}:{}", start["line"].as_u64().unwrap() + 1, start["character"].as_u64().unwrap() + 1)
}

fn offset(text: &str, position: &Value) -> usize {
    let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
    let mut left = usize::try_from(position["character"].as_u64().unwrap()).unwrap();
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    for (at, character) in text[start..].char_indices() {
        if left == 0 {
            return start + at;
        }
        left -= character.len_utf16();
    }
    text.len()
}
