//! Documents of public TwiML examples: all of them parse.

use std::fs;

use xml_schema::{Dialect, DocumentKind, FileId, Limits, Severity, parse};

#[test]
fn every_scenario_is_a_document() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/twiml-scenarios");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|suffix| suffix != "xml") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let kind = DocumentKind::Response(Dialect::Twiml);

        let parsed = parse(&text, FileId(0), kind, Limits::for_kind(kind), false);

        assert!(!parsed.refused(), "{}: {:#?}", path.display(), parsed.diagnostics);
        for found in &parsed.diagnostics {
            assert_eq!(found.severity, Severity::Warning);
            eprintln!("{}: {} {}", path.file_name().unwrap().to_string_lossy(), found.code.0, found.message);
        }
        count += 1;
    }
    assert_eq!(count, 23);
}
