//! Answers an offer.

use crate::media::{Control, Stream};

use super::{Local, SdpError, read, stream, write};

/// Answers an offer with the first of the offerer's codecs that we have, and telephone-event if it was offered.
///
/// Every other m-line is refused with port 0, in its place (RFC 3264 §6). The direction is the mirror of the offer's.
///
/// # Errors
/// [`SdpError`]; its [`status`](SdpError::status) is what to answer to the INVITE.
pub fn answer(offer: &str, local: &Local) -> Result<(String, Stream), SdpError> {
    let session = read::session(offer)?;
    let audio = read::audio(&session, local.security.encryption)?;
    let no_common = || local.no_common(&audio);
    let codec = audio.codecs.iter().copied().find(|codec| local.codecs.contains(codec)).ok_or_else(no_common)?;
    let keys = audio.keys(codec);
    let stream = stream(&audio, codec, local, audio.opus, keys)?;
    let formats = write::Formats {
        // RFC 3264 §6.1: a number means the same in both descriptions, as far as that can be.
        codecs: vec![(stream.payload_type(), codec)],
        keys: keys.into_iter().collect(),
        ptime_ms: stream.ptime_ms,
    };

    let mut text = write::head(local);
    for (index, media) in session.medias.iter().enumerate() {
        if index == audio.index {
            let direction = audio.direction.mirrored();
            text += &write::audio(local, &media.proto, &formats, direction);
            if let Some(line) = &audio.key {
                text += &local.security.line(line.tag, line.suite);
            }
            if audio.control == Control::Shared {
                // RFC 5761 §5.1.1: agreed on only if both say so.
                text += "a=rtcp-mux\r\n";
            }
        } else {
            text += &write::refused(&session, index);
        }
    }
    Ok((text, stream))
}
