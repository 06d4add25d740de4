//! What a caller goes through: the designer's plan and its checks, and the interpreter that runs action trees.
//!
//! No I/O, no async, no clock: a [`Call`](call::Call) takes events and gives orders. The engine, the simulator and a
//! replay are three worlds around the same code.

mod ask;
pub mod call;
pub mod changes;
mod check;
pub mod choice;
pub mod condition;
pub mod coverage;
pub mod event;
pub mod explain;
mod files;
pub mod ids;
pub mod inventory;
pub mod load;
mod menu_index;
pub mod order;
pub mod outside;
pub mod plan;
mod prompt_index;
mod prove;
mod recording;
mod request;
pub mod routing;
pub mod schedule;
pub mod sound;
mod texts;
pub mod time;
mod verbs;
