//! A WAV file that can be played at any time while it is written.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// 8 kHz, 16 bit, one or two channels. Its header is made right after each write, so a crash costs no more than the last.
#[derive(Debug)]
pub(super) struct Wav {
    file: File,
    channels: u16,
    /// Bytes of sound.
    length: u32,
}

const HEADER: u32 = 44;
const RATE_HZ: u32 = 8000;

impl Wav {
    /// Begins an empty one.
    pub fn begin(file: File, channels: u16) -> io::Result<Self> {
        let mut wav = Self { file, channels, length: 0 };
        wav.write_header()?;
        Ok(wav)
    }

    /// Puts interleaved samples behind the others.
    pub fn append(&mut self, samples: &[i16]) -> io::Result<()> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        self.file.seek(SeekFrom::Start(u64::from(HEADER + self.length)))?;
        self.file.write_all(&bytes)?;
        let longer = u32::try_from(bytes.len()).ok().and_then(|bytes| self.length.checked_add(bytes));
        let fits = longer.filter(|length| *length <= u32::MAX - HEADER);
        self.length = fits.ok_or_else(|| io::Error::other("a WAV file holds no more than 4 GB"))?;
        self.write_header()
    }

    /// Ends it: keeps so many samples of each channel, and sees to it that the disk has them.
    pub fn finish(mut self, keep: u64) -> io::Result<()> {
        let bytes = keep.saturating_mul(u64::from(self.frame()));
        self.length = self.length.min(u32::try_from(bytes).unwrap_or(u32::MAX));
        self.file.set_len(u64::from(HEADER + self.length))?;
        self.write_header()?;
        self.file.sync_all()
    }

    /// Bytes of a sample of all channels.
    fn frame(&self) -> u16 {
        self.channels * 2
    }

    fn write_header(&mut self) -> io::Result<()> {
        let mut header = Vec::with_capacity(HEADER as usize);
        header.extend(b"RIFF");
        header.extend((HEADER - 8 + self.length).to_le_bytes());
        header.extend(b"WAVEfmt ");
        header.extend(16_u32.to_le_bytes());
        // PCM.
        header.extend(1_u16.to_le_bytes());
        header.extend(self.channels.to_le_bytes());
        header.extend(RATE_HZ.to_le_bytes());
        header.extend((RATE_HZ * u32::from(self.frame())).to_le_bytes());
        header.extend(self.frame().to_le_bytes());
        header.extend(16_u16.to_le_bytes());
        header.extend(b"data");
        header.extend(self.length.to_le_bytes());
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_can_be_played_after_every_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let played = || -> Vec<i16> { hound::WavReader::open(&path).unwrap().samples().map(Result::unwrap).collect() };
        let mut wav = Wav::begin(File::create(&path).unwrap(), 1).unwrap();
        assert!(played().is_empty());

        wav.append(&[1, -2]).unwrap();
        assert_eq!(played(), [1, -2]);
        wav.append(&[i16::MAX, i16::MIN]).unwrap();
        assert_eq!(played(), [1, -2, i16::MAX, i16::MIN]);

        wav.finish(3).unwrap();
        assert_eq!(played(), [1, -2, i16::MAX]);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 44 + 6);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_an_error() {
        let full = File::options().write(true).open("/dev/full").unwrap();

        assert_eq!(Wav::begin(full, 1).unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn two_channels_are_cut_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let mut wav = Wav::begin(File::create(&path).unwrap(), 2).unwrap();
        wav.append(&[1, 2, 3, 4]).unwrap();
        wav.finish(1).unwrap();

        let mut reader = hound::WavReader::open(&path).unwrap();
        assert_eq!((reader.spec().channels, reader.spec().sample_rate, reader.spec().bits_per_sample), (2, 8000, 16));
        assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), [1, 2]);
    }
}
