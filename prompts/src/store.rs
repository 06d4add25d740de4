//! Rendered speech on disk: a WAV file per prompt, the least recently used go first.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use crate::error::PromptError;
use crate::key::Key;
use crate::prompt::RATE_HZ;

pub(crate) struct Store {
    folder: PathBuf,
    limit: u64,
    /// Bytes in the folder, as far as we know: others may write into it, too.
    bytes: Mutex<u64>,
    written: AtomicU64,
}

impl Store {
    pub fn open(folder: &Path, limit: u64) -> Result<Self, PromptError> {
        let folder = folder.join("speech");
        fs::create_dir_all(&folder)
            .map_err(|error| PromptError::Storage { path: folder.clone(), reason: error.to_string() })?;
        let bytes = files(&folder).iter().map(|file| file.length).sum();
        Ok(Self { folder, limit, bytes: Mutex::new(bytes), written: AtomicU64::new(0) })
    }

    /// The samples of a key. A file that cannot be read as what we wrote is removed, and made again by who asked.
    pub fn get(&self, key: &Key) -> Option<Vec<i16>> {
        let path = self.path(key);
        let mut reader = hound::WavReader::open(&path).ok()?;
        let spec = reader.spec();
        let ours = spec.channels == 1 && spec.sample_rate == RATE_HZ && spec.bits_per_sample == 16;
        let length = reader.duration() as usize;
        let samples: Vec<i16> = reader.samples::<i16>().map_while(Result::ok).collect();
        if !ours || samples.len() != length {
            fs::remove_file(&path).ok();
            return None;
        }
        Some(samples)
    }

    /// Writes samples. A disk that is full or gone costs time later, not the call now.
    pub fn put(&self, key: &Key, samples: &[i16]) {
        // Written beside and renamed: another process never sees half a file.
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let part = self.folder.join(format!("{}.{}.{number}.part", key.hex(), std::process::id()));
        if write(&part, samples).and_then(|()| Ok(fs::rename(&part, self.path(key))?)).is_err() {
            fs::remove_file(&part).ok();
            return;
        }
        let mut bytes = self.bytes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *bytes += samples.len() as u64 * 2 + 44;
        if *bytes > self.limit {
            *bytes = self.shrink();
        }
    }

    /// Removes the oldest files until a tenth of the room is free; returns what is left.
    fn shrink(&self) -> u64 {
        let mut files = files(&self.folder);
        files.sort_by_key(|file| file.used);
        let mut bytes: u64 = files.iter().map(|file| file.length).sum();
        for file in files {
            if bytes <= self.limit / 10 * 9 {
                break;
            }
            if fs::remove_file(&file.path).is_ok() {
                bytes -= file.length;
            }
        }
        bytes
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{}.wav", key.hex()))
    }
}

struct File {
    path: PathBuf,
    length: u64,
    used: SystemTime,
}

fn files(folder: &Path) -> Vec<File> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let file = |entry: fs::DirEntry| {
        let metadata = entry.metadata().ok()?;
        let used = metadata.accessed().or_else(|_| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        Some(File { path: entry.path(), length: metadata.len(), used })
    };
    entries.filter_map(Result::ok).filter_map(file).collect()
}

fn write(path: &Path, samples: &[i16]) -> Result<(), hound::Error> {
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels: 1, sample_rate: RATE_HZ, bits_per_sample: 16, sample_format };
    let mut writer = hound::WavWriter::create(path, spec)?;
    let mut block = writer.get_i16_writer(u32::try_from(samples.len()).unwrap_or(u32::MAX));
    for sample in samples {
        block.write_sample(*sample);
    }
    block.flush()?;
    writer.finalize()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Request, key};

    fn key_of(millis: u64) -> Key {
        key::of(&Request::Silence { length: Duration::from_millis(millis) }).unwrap()
    }

    #[test]
    fn what_was_written_comes_back_and_a_damaged_file_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20).unwrap();

        store.put(&key_of(1), &[1, -2, 3]);
        assert_eq!(store.get(&key_of(1)), Some(vec![1, -2, 3]));

        let path = store.path(&key_of(1));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(store.get(&key_of(1)), None);
        assert!(!path.exists());
    }

    #[test]
    fn the_folder_stays_below_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 10_000).unwrap();
        for place in 0..20 {
            store.put(&key_of(place), &[0; 500]);
        }
        let bytes: u64 = files(&store.folder).iter().map(|file| file.length).sum();
        assert!(bytes <= 10_000, "{bytes}");
    }
}
