//! What an HTTP answer means: a document to run, nothing, or a failure with a name.

use std::sync::Arc;

use xml_schema::{Dialect, DocumentKind, Element, FileId, Limits, Severity, Source, parse};

use super::Node;
use crate::event::Response;

/// What became of a request.
#[derive(Debug)]
pub(super) enum Answer {
    /// A document that may run.
    Document { root: Arc<Element>, warnings: Vec<String> },
    /// Nothing to run: 204, or no body.
    Empty,
    /// `InteractiveStatus`, Twilio's number if a document was refused, and what was seen.
    Failed { status: String, code: Option<u16>, reason: String },
}

/// Understands an answer.
pub(super) fn understand(response: &Response, node: &Node, limits: Limits) -> Answer {
    if !(200..300).contains(&response.status) {
        let status = format!("http-{}", response.status);
        return Answer::Failed { status, code: None, reason: format!("it answered {}", response.status) };
    }
    let media = response.content_type.as_deref().unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // The body of audio is not here: it is fetched when it is played.
    if node.dialect == Dialect::Twiml && media.starts_with("audio/") && response.status != 204 {
        return document(&format!("<Response><Play>{}</Play></Response>", escaped(&response.url)), node, limits);
    }
    if response.status == 204 || response.body.trim().is_empty() {
        return Answer::Empty;
    }
    if node.dialect == Dialect::Twiml {
        if media == "text/plain" && !response.body.trim_start().starts_with('<') {
            return document(&format!("<Response><Say>{}</Say></Response>", escaped(&response.body)), node, limits);
        }
        let xml = media.is_empty() || media.starts_with("text/") || media.ends_with("/xml") || media.ends_with("+xml");
        if !xml {
            let reason = format!("its content type is {media:?}, expected text/xml");
            return Answer::Failed { status: "bad-document".into(), code: Some(12_300), reason };
        }
    }
    document(&response.body, node, limits)
}

fn document(text: &str, node: &Node, limits: Limits) -> Answer {
    let parsed = parse(text, FileId(0), DocumentKind::Response(node.dialect), limits, node.strict);
    let source = Source { name: String::new(), text: text.to_owned() };
    let line = |found: &xml_schema::Diagnostic| {
        let (line, column) = source.line_column(found.span.start);
        format!("{}:{line}:{column} {}", found.code.0, found.message)
    };
    let refused = parsed.refused();
    match parsed.root {
        Some(root) if !refused => Answer::Document { root, warnings: parsed.diagnostics.iter().map(line).collect() },
        _ => {
            let error = parsed.diagnostics.iter().find(|found| found.severity == Severity::Error);
            let too_large = error.is_some_and(|found| found.code.0 == "X006");
            Answer::Failed {
                status: if too_large { "too-large" } else { "bad-document" }.into(),
                code: error.and_then(|found| found.twilio).filter(|_| !too_large),
                reason: error.map_or_else(|| "it is no document".to_owned(), line),
            }
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(dialect: Dialect, content_type: &str, body: &str) -> Answer {
        let response = Response {
            status: 200,
            url: "http://app.example/a.mp3?x=1&y=2".into(),
            content_type: Some(content_type.into()),
            body: body.into(),
            ..Response::default()
        };
        let node = Node { dialect, ..Node::default() };
        understand(&response, &node, Limits::default())
    }

    fn failure(answer: Answer) -> String {
        match answer {
            Answer::Failed { status, .. } => status,
            other => panic!("expected a failure, got {other:?}"),
        }
    }

    #[test]
    fn plain_text_is_spoken_and_audio_is_played_under_twiml() {
        let Answer::Document { root, .. } = answer(Dialect::Twiml, "text/plain; charset=utf-8", "a < b") else {
            panic!("expected a document")
        };
        assert_eq!(root.elements().next().unwrap().text(), "a < b");

        let Answer::Document { root, .. } = answer(Dialect::Twiml, "audio/mpeg", "") else {
            panic!("expected a document")
        };
        assert_eq!(root.elements().next().unwrap().text(), "http://app.example/a.mp3?x=1&y=2");
    }

    #[test]
    fn what_is_no_document_has_a_name() {
        assert_eq!(failure(answer(Dialect::CallApi, "text/html", "<html><body>Oops</body></html>")), "bad-document");
        assert_eq!(failure(answer(Dialect::CallApi, "application/json", "{\"a\":1}")), "bad-document");
        assert_eq!(failure(answer(Dialect::Twiml, "application/json", "{}")), "bad-document");
        assert_eq!(failure(answer(Dialect::Twiml, "text/xml", "<Response><Say>")), "bad-document");
        let large = format!("<Response><Say>{}</Say></Response>", "a".repeat(70_000));
        assert_eq!(failure(answer(Dialect::CallApi, "text/xml", &large)), "too-large");
    }

    #[test]
    fn nothing_is_nothing_to_run() {
        assert!(matches!(answer(Dialect::Twiml, "text/html", "  \n"), Answer::Empty));
    }
}
