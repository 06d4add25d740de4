//! Keys: read from RTP events and tones, arbitrated with those of SIP, and sent.

pub mod arbiter;
pub mod presses;
pub mod sender;
pub mod tones;

/// The keys by RFC 4733 event number, §3.2.
const KEYS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

/// The key of an event number; `None` for what is not a key: a hook flash, a tone.
pub fn key_of(event: u8) -> Option<char> {
    KEYS.get(usize::from(event)).copied()
}

/// The event number of a key, in either case.
pub fn event_of(key: char) -> Option<u8> {
    let place = KEYS.iter().position(|known| known.eq_ignore_ascii_case(&key))?;
    u8::try_from(place).ok()
}
