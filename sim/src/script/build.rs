//! Makes a script of its element: the attributes of `Script`, and its children in order, includes put in their place.

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Element, Tag};

use super::load::{Reader, folder_of, join};
use super::{Script, part_app, part_callee, part_step, problem, read};

/// The script of a root element; what is wrong with it is reported.
pub(super) fn script(reader: &mut Reader<'_>, path: &str, root: &Element) -> Option<Script> {
    let mut script = Script {
        name: read::text(root, "name").unwrap_or_else(|| stem(path).to_owned()),
        path: path.to_owned(),
        span: root.name_span,
        to: read::text(root, "to")?,
        from: read::text(root, "from").unwrap_or_else(|| ANONYMOUS.into()),
        from_name: read::text(root, "fromName").unwrap_or_default(),
        at_unix_ms: at(root),
        headers: headers(reader, root),
        seed: read::integer(root, "seed").unwrap_or_default(),
        max_duration: read::duration(root, "maxDuration").unwrap_or(MAX_DURATION),
        apps: Vec::new(),
        callees: Vec::new(),
        steps: Vec::new(),
    };
    children(reader, &mut script, root, &mut vec![path.to_owned()]);
    Some(script)
}

/// Adds the children of a root; `files`: the files that lead to it.
fn children(reader: &mut Reader<'_>, script: &mut Script, root: &Element, files: &mut Vec<String>) {
    let folder = files.last().map_or("", |path| folder_of(path)).to_owned();
    for child in root.elements() {
        match child.def.tag {
            Tag::Include => include(reader, script, child, files),
            Tag::App => script.apps.extend(part_app::app(reader, &folder, child)),
            Tag::Callee => script.callees.extend(part_callee::callee(reader, child)),
            _ => script.steps.extend(part_step::step(reader, child)),
        }
    }
}

fn include(reader: &mut Reader<'_>, script: &mut Script, element: &Arc<Element>, files: &mut Vec<String>) {
    let Some(file) = read::text(element, "file") else { return };
    let path = join(files.last().map_or("", |path| folder_of(path)), &file);
    if files.contains(&path) {
        return reader.report(problem::include_loop(element.span, &path));
    }
    if let Some(root) = reader.parse(&path, Some(element.span)) {
        files.push(path);
        children(reader, script, &root, files);
        files.pop();
    }
}

/// When the call arrives; a working day's morning if the script does not care.
fn at(root: &Element) -> i64 {
    let written = read::text(root, "at").and_then(|at| at.parse::<jiff::Timestamp>().ok());
    written.map_or(DEFAULT_AT_UNIX_MS, jiff::Timestamp::as_millisecond)
}

/// `Name: value; Name: value`, and the caller's language.
fn headers(reader: &mut Reader<'_>, root: &Element) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    if let Some(written) = root.attribute("headers") {
        for header in written.value.split(';').map(str::trim).filter(|header| !header.is_empty()) {
            match header.split_once(':') {
                Some((name, value)) if !name.trim().is_empty() => {
                    headers.push((name.trim().to_owned(), value.trim().to_owned()));
                }
                _ => reader.report(problem::bad_header(written.value_span, header)),
            }
        }
    }
    headers.extend(read::text(root, "language").map(|language| ("Accept-Language".to_owned(), language)));
    headers
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".xml").unwrap_or(name)
}

/// A number that Ofcom keeps for drama.
const ANONYMOUS: &str = "+441632960999";
/// Monday, 2026-11-23T10:00:00Z.
const DEFAULT_AT_UNIX_MS: i64 = 1_795_428_000_000;
const MAX_DURATION: Duration = Duration::from_secs(600);
