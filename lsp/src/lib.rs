//! A language server: diagnostics, completion, hover, navigation and renaming for dialplans, scripts and saved answers.
//!
//! [`Server`] takes messages in and appends what is to be sent; [`serve`] joins it to a stream.

mod actions;
mod client;
mod complete;
mod desk;
mod document;
mod findings;
mod folding;
mod hover;
mod names;
mod paths;
mod places;
mod plans;
mod position;
mod prompts;
mod rename;
mod serve;
mod server;
mod shelf;
mod summary;
mod symbols;
mod syntax;
mod wire;

pub use desk::Scripts;
pub use serve::{ServeError, serve};
pub use server::{Server, State};
