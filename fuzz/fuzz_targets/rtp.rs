//! Any datagrams on a media port: RTP, RTCP, keys, STUN and noise. Each begins with its length in one byte.

#![no_main]

use engine::media::probe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let datagrams = std::iter::from_fn(|| {
        let (length, behind) = rest.split_first()?;
        let (datagram, behind) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = behind;
        Some(datagram)
    });
    probe::datagrams(datagrams);
});
