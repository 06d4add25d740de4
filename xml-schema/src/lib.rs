//! The language of Dialtree: one table of elements, from which the parser, the schema and the reference page come.
//!
//! No I/O, no async, no clock.

mod conformance;
mod decode;
mod describe;
pub mod diagnostic;
pub mod dialect;
mod elements;
pub mod explain;
mod format;
mod lookup;
mod messages;
mod parse;
mod reference;
mod render;
pub mod span;
pub mod speech;
mod suggest;
pub mod table;
pub mod tree;
mod twilio;
mod value;
mod xsd;

pub use conformance::conformance;
pub use decode::decode;
pub use diagnostic::{Code, Diagnostic, Related, Severity};
pub use dialect::{Dialect, DocumentKind};
pub use elements::TABLE;
pub use explain::Explanation;
pub use format::{Unformatted, format};
pub use lookup::lookup;
pub use parse::{Limits, Parsed, parse};
pub use reference::reference;
pub use render::{JsonDiagnostic, render, to_json};
pub use span::{FileId, Source, Span};
pub use suggest::suggest;
pub use table::{AttributeDef, ElementDef, Origin, Status, Tag, Value, ValueKind};
pub use tree::{Attribute, Element, Node, Text};
pub use value::BadValue;
pub use xsd::{Schema, xsd};
