//! Makes an offer and reads the answer to it.

use crate::media::Stream;

use prompts::{Codec, OpusWishes};

use super::formats::{Keys, Opus};
use super::{Local, PTIME_MS, SdpError, read, stream, write};

/// How we offer telephone-event: at 8000 Hz, and for Opus at its own rate. RFC 4733 §2.1.
const KEYS: Keys = Keys { payload_type: 101, clock_hz: 8000 };
const FAST_KEYS: Keys = Keys { payload_type: 110, clock_hz: 48_000 };

/// Offers one audio stream with all our codecs, best first, and telephone-event.
pub fn offer(local: &Local) -> String {
    let (protocol, lines) = local.security.offer();
    let opus = local.codecs.contains(&Codec::Opus).then_some(FAST_KEYS);
    let formats = write::Formats {
        codecs: local.codecs.iter().map(|codec| (codec.payload_type(), *codec)).collect(),
        keys: [KEYS].into_iter().chain(opus).collect(),
        ptime_ms: PTIME_MS,
    };
    write::head(local) + &write::audio(local, protocol, &formats, read::Direction::SendReceive) + &lines
}

/// Reads the answer to [`offer`].
///
/// # Errors
/// [`SdpError`] if the answer has no audio for us, or audio that we did not offer.
pub fn accept(answer: &str, local: &Local) -> Result<Stream, SdpError> {
    let session = read::session(answer)?;
    let audio = read::audio(&session, local.security.expected())?;
    if audio.index != 0 {
        return Err(SdpError::Mismatch("it has more m-lines than we offered"));
    }
    if audio.key.is_some_and(|line| !local.security.has(line.tag, line.suite)) {
        return Err(SdpError::Mismatch("its a=crypto line is none of ours"));
    }
    let no_common = || local.no_common(&audio);
    let codec = audio.codecs.iter().copied().find(|codec| local.codecs.contains(codec)).ok_or_else(no_common)?;
    // RFC 3264 §5.1: each side receives with the number in its own description.
    let keys = audio.keys(codec).map(|keys| if keys.clock_hz == KEYS.clock_hz { KEYS } else { FAST_KEYS });
    let opus = Opus { payload_type: Codec::Opus.payload_type(), wishes: OpusWishes::default() };
    stream(&audio, codec, local, Some(opus), keys)
}
