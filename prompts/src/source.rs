//! Where the bytes of a recording come from, and a repair of headers that the decoder would refuse.

use std::fs::File;
use std::io::{self, Cursor, Read, SeekFrom};
use std::sync::Arc;

use symphonia::core::io::{MediaSource, ReadOnlySource};

/// A recording to be decoded.
pub(crate) enum Source {
    File(File),
    Bytes(Arc<[u8]>),
}

impl Source {
    /// What the decoder reads.
    pub fn media(self) -> io::Result<Box<dyn MediaSource>> {
        match self {
            Self::File(file) => media(file),
            Self::Bytes(bytes) => media(Cursor::new(bytes)),
        }
    }

    /// The first bytes, as many as there are up to a limit.
    pub fn read(self, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::File(file) => file.take(limit as u64).read_to_end(&mut bytes)?,
            Self::Bytes(all) => Cursor::new(all).take(limit as u64).read_to_end(&mut bytes)?,
        };
        Ok(bytes)
    }
}

fn media<S: MediaSource + 'static>(mut source: S) -> io::Result<Box<dyn MediaSource>> {
    let mut head = Vec::with_capacity(SHORT_HEAD);
    source.by_ref().take(SHORT_HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is empty"));
    }
    if let Some(head) = widened(&head) {
        return Ok(Box::new(ReadOnlySource::new(Cursor::new(head).chain(source))));
    }
    source.seek(SeekFrom::Start(0))?;
    Ok(Box::new(source))
}

/// Many telephone systems write G.711 into WAV with a format chunk of 16 bytes, as PCM has it. The standard wants 18 for
/// all that is not PCM, and so does the decoder.
fn widened(head: &[u8]) -> Option<Vec<u8>> {
    let short = head.len() == SHORT_HEAD
        && head.starts_with(b"RIFF")
        && head[8..20] == *b"WAVEfmt \x10\0\0\0"
        && matches!(head[20..22], [6 | 7, 0]);
    if !short {
        return None;
    }
    let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]).saturating_add(2);
    let mut wide = head.to_vec();
    wide[4..8].copy_from_slice(&length.to_le_bytes());
    wide[16] = 18;
    wide.extend([0, 0]);
    Some(wide)
}

/// Up to the end of a format chunk of 16 bytes.
const SHORT_HEAD: usize = 36;
