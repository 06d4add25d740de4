//! Scripted sessions of an editor, at a server in the same thread.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

mod any_edit;
mod completing;
mod conversation;
mod looking;
mod plans;
#[path = "../support"]
mod support {
    mod editor;
    pub mod memory;
    pub mod session;

    pub use editor::*;
}

use lsp::State;
use support::memory::editor;
use support::session::{PLAN, a_morning};

#[test]
fn a_morning_at_the_desk() {
    let mut editor = editor(&[("plan.xml", PLAN)]);

    a_morning(&mut editor);

    assert_eq!(editor.line.server.state(), State::Gone { in_order: true });
}
