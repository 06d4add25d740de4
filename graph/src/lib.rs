//! Draws dialplans: what a caller can come to, as a picture for people and as text for other tools.
//!
//! [`Flow::of`] says what there is to see, the rest writes it down. No I/O, no clock; the same plan gives the same
//! picture, byte for byte.

mod dot;
pub mod flow;
mod layout;
mod measure;
mod mermaid;
mod svg;

pub use dot::dot;
pub use flow::Flow;
pub use mermaid::mermaid;
pub use svg::svg;
