//! Any bytes, read as every kind of document: the parser returns, and what it says can be shown.

#![no_main]

#[path = "../../xml-schema/tests/support/holds.rs"]
mod holds;

use libfuzzer_sys::fuzz_target;
use xml_schema::{Dialect, DocumentKind, FileId, Limits, decode, parse};

fuzz_target!(|bytes: &[u8]| {
    let text = decode(bytes);
    let kinds = [
        (DocumentKind::Response(Dialect::Twiml), false),
        (DocumentKind::Response(Dialect::CallApi), false),
        (DocumentKind::Dialplan, false),
        (DocumentKind::Script, false),
    ];
    for (kind, strict) in kinds {
        holds::holds(&text, &parse(&text, FileId(0), kind, Limits::for_kind(kind), strict));
    }
});
