//! The language of Dialtree: one table of elements, from which the parser, the schema and the reference page come.
//!
//! No I/O, no async, no clock.

pub mod diagnostic;
pub mod dialect;
pub mod span;
pub mod table;
pub mod tree;

pub use diagnostic::{Code, Diagnostic, Related, Severity};
pub use dialect::{Dialect, DocumentKind};
pub use span::{FileId, Source, Span};
pub use table::{AttributeDef, ElementDef, Status, Tag, Value, ValueKind};
pub use tree::{Attribute, Element, Node, Text};
