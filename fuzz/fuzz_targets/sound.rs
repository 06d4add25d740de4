//! Any bytes, taken for a recording under a name that hints at one format or another: played or refused.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use prompts::{Options, PromptError, Prompts, Request};

/// Nothing is kept: every input is decoded.
static PROMPTS: LazyLock<Prompts> = LazyLock::new(|| {
    // The fuzzer's hook ends the run at the first panic. Those of the decoders under overflow checks are caught and refuse
    // the file; one that is not caught ends the run without a hook, too.
    std::panic::set_hook(Box::new(|_| {}));
    Prompts::new(Options { memory_bytes: 0, wideband: true, ..Options::default() }).expect("no folder")
});

fuzz_target!(|bytes: &[u8]| {
    // The last byte, so that a recording of any kind is a good beginning.
    let Some((name, bytes)) = bytes.split_last() else { return };
    let names = ["a.wav", "a.mp3", "a.ogg", "a.opus", "a.flac", "a.m4a", "a.aac", "a.aiff", "a.caf", "a.ulaw", "a"];
    let key = names[usize::from(*name) % names.len()].to_owned();
    let result = PROMPTS.render(&Request::Bytes { key, content_type: None, bytes: bytes.into() });
    // A panic of our own is caught and would be `Broken`.
    assert!(!matches!(result, Err(PromptError::Broken { .. })), "{result:?}");
});
