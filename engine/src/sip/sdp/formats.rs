//! What the numbers of an m-line mean: its rtpmap and fmtp attributes.

use prompts::{Codec, OpusWishes};
use sdp_types::Media;

use super::read::values;

/// Opus under the number a peer has given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opus {
    pub(super) payload_type: u8,
    /// What the one wants who has written it.
    pub(super) wishes: OpusWishes,
}

/// telephone-event under the number a peer has given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) payload_type: u8,
    pub(super) clock_hz: u32,
}

/// The rtpmap and fmtp attributes of an m-line.
pub(super) struct Maps {
    names: Vec<(u8, String)>,
    parameters: Vec<(u8, String)>,
}

impl Maps {
    pub(super) fn read(media: &Media) -> Self {
        let numbered = |name| {
            let of = values(media, name).filter_map(|value| {
                let (format, rest) = value.split_once(' ')?;
                Some((format.trim().parse().ok()?, rest.trim().to_ascii_lowercase()))
            });
            of.collect()
        };
        Self { names: numbered("rtpmap"), parameters: numbered("fmtp") }
    }

    fn name(&self, format: u8) -> Option<&str> {
        of(&self.names, format)
    }

    /// Whether a static payload type still means what RFC 3551 says.
    pub(super) fn keeps(&self, codec: Codec) -> bool {
        let name = format!("{}/{}", codec.name(), codec.clock_hz());
        self.name(codec.payload_type())
            .is_none_or(|encoding| encoding.strip_suffix("/1").unwrap_or(encoding).eq_ignore_ascii_case(&name))
    }

    /// telephone-event, if that is what a format is, at a rate that one of our codecs has: that of G.722 is 8000, too (RFC
    /// 3551 §4.5.2).
    pub(super) fn keys(&self, payload_type: u8) -> Option<Keys> {
        let clock_hz = match self.name(payload_type).filter(|_| is_dynamic(payload_type))? {
            "telephone-event/8000" => 8000,
            "telephone-event/48000" => 48_000,
            _ => return None,
        };
        Some(Keys { payload_type, clock_hz })
    }

    /// Opus, if that is what a format is. RFC 7587 §7: always with two channels, whatever is sent.
    pub(super) fn opus(&self, payload_type: u8) -> Option<Opus> {
        let name = self.name(payload_type).filter(|_| is_dynamic(payload_type))?;
        (name == "opus/48000/2").then(|| Opus { payload_type, wishes: wishes(of(&self.parameters, payload_type)) })
    }
}

const fn is_dynamic(payload_type: u8) -> bool {
    matches!(payload_type, 96..=127)
}

fn of(attributes: &[(u8, String)], format: u8) -> Option<&str> {
    attributes.iter().find(|(number, _)| *number == format).map(|(_, value)| value.as_str())
}

/// The parameters of RFC 7587 §6.1 that a mono encoder follows. What makes no sense is as if it were not there.
fn wishes(parameters: Option<&str>) -> OpusWishes {
    let mut wishes = OpusWishes::default();
    for (name, value) in parameters.unwrap_or_default().split(';').filter_map(|parameter| parameter.split_once('=')) {
        let Ok(value) = value.trim().parse::<u32>() else { continue };
        match name.trim() {
            "maxplaybackrate" if value >= 8000 => wishes.playback_hz = value.min(48_000),
            "maxaveragebitrate" if value >= 6000 => wishes.bit_rate = value.min(510_000),
            "useinbandfec" => wishes.fec = value == 1,
            "cbr" => wishes.constant = value == 1,
            _ => {}
        }
    }
    wishes
}
