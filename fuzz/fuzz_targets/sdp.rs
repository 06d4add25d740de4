//! Any text, as a session description: offers get an answer of ours that can be read, or a refusal.

#![no_main]

use engine::sip::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| probe::description(&String::from_utf8_lossy(bytes)));
