//! Findings as SARIF 2.1.0, which code hosts and editors read.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use xml_schema::{Diagnostic, Severity, Source, Span};

use super::explaining::explain;

/// A log of one run, in the order of the findings. OASIS SARIF 2.1.0 §3.13.
pub fn log(diagnostics: &[Diagnostic], sources: &[Source]) -> Value {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|found| found.code.0).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code)).collect();
    let results: Vec<Value> = diagnostics.iter().map(|found| result(found, sources, &codes)).collect();
    let driver = json!({ "name": "dialtree", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        // Columns count characters, not UTF-16 units. §3.14.17
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    })
}

fn rule(code: &str) -> Value {
    match explain(code) {
        Some(explanation) => json!({ "id": code, "fullDescription": { "text": explanation.why } }),
        None => json!({ "id": code }),
    }
}

fn result(found: &Diagnostic, sources: &[Source], codes: &BTreeSet<&str>) -> Value {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let text = match &found.help {
        Some(help) => format!("{} ({help})", found.message),
        None => found.message.clone(),
    };
    let related = found.related.iter().map(|related| location(related.span, &related.label, sources));
    json!({
        "ruleId": found.code.0,
        "ruleIndex": codes.iter().position(|code| *code == found.code.0),
        "level": level,
        "message": { "text": text },
        "locations": [location(found.span, &found.label, sources)],
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn location(span: Span, label: &str, sources: &[Source]) -> Value {
    let source = sources.get(span.file.0 as usize);
    let place = |offset| source.map_or((1, 1), |source: &Source| source.line_column(offset));
    let ((line, column), (end_line, end_column)) = (place(span.start), place(span.end));
    let region = json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
    let file = json!({ "uri": uri(source.map_or("", |source| &source.name)) });
    let mut location = json!({ "physicalLocation": { "artifactLocation": file, "region": region } });
    if !label.is_empty() {
        location["message"] = json!({ "text": label });
    }
    location
}

/// A path as a URI reference. RFC 3986 §2.1.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use xml_schema::{Diagnostic, FileId, Source, Span};

    #[test]
    fn a_log_names_the_rule_the_place_and_the_related_places() {
        let span = |start| Span { file: FileId(0), start, end: start + 3 };
        let found = Diagnostic::error("D035", span(4), "round and round").label("here").also(span(0), "then here");
        let source = Source { name: "my plan.xml".into(), text: "one\ntwo\n".into() };

        let log = super::log(&[found], &[source]);

        let result = &log["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(
            (&result["ruleId"], &result["ruleIndex"], &result["level"]),
            (&"D035".into(), &0.into(), &"error".into())
        );
        assert_eq!(place["artifactLocation"]["uri"], "my%20plan.xml");
        assert_eq!((&place["region"]["startLine"], &place["region"]["endColumn"]), (&2.into(), &4.into()));
        assert_eq!(result["relatedLocations"][0]["message"]["text"], "then here");
        assert!(log["runs"][0]["tool"]["driver"]["rules"][0]["fullDescription"]["text"].is_string());
    }
}
