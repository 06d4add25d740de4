//! Makes an offer and reads the answer to it.

use crate::media::Stream;

use super::{Local, PTIME_MS, SdpError, read, stream, write};

/// The payload type we offer telephone-event with.
const TELEPHONE_EVENT: u8 = 101;

/// Offers one audio stream with all our codecs, best first, and telephone-event.
pub fn offer(local: &Local) -> String {
    let audio =
        write::audio(local, "RTP/AVP", &local.codecs, Some(TELEPHONE_EVENT), read::Direction::SendReceive, PTIME_MS);
    write::head(local) + &audio
}

/// Reads the answer to [`offer`].
///
/// # Errors
/// [`SdpError`] if the answer has no audio for us, or audio that we did not offer.
pub fn accept(answer: &str, local: &Local) -> Result<Stream, SdpError> {
    let session = read::session(answer)?;
    let audio = read::audio(&session)?;
    if audio.index != 0 {
        return Err(SdpError::Mismatch("it has more m-lines than we offered"));
    }
    let no_common = || local.no_common(&audio);
    let codec = audio.codecs.iter().copied().find(|codec| local.codecs.contains(codec)).ok_or_else(no_common)?;
    // RFC 3264 §5.1: each side receives with the number in its own description.
    stream(&audio, codec, local, audio.telephone_event.map(|_| TELEPHONE_EVENT))
}
