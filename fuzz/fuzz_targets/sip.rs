//! Any octets, as a SIP datagram and as a SIP connection: read, refused or taken for noise.

#![no_main]

use engine::sip::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The last byte, so that any message is a good beginning.
    let Some((piece, bytes)) = bytes.split_last() else { return };
    probe::message(bytes, false);
    probe::stream(bytes, usize::from(*piece) + 1);
});
