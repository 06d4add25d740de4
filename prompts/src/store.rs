//! Rendered speech on disk: a WAV file per prompt and rate with a check sum behind it; the least recently used go first.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::decode::MAX_SAMPLES;
use crate::error::PromptError;
use crate::key::Key;
use crate::notices::Notices;
use crate::prompt::RATE_HZ;

pub(crate) struct Store {
    folder: PathBuf,
    limit: u64,
    /// Bytes in the folder, as far as we know: others may write into it, too.
    bytes: Mutex<u64>,
    written: AtomicU64,
    notices: Arc<Notices>,
}

impl Store {
    pub fn open(folder: &Path, limit: u64, notices: Arc<Notices>) -> Result<Self, PromptError> {
        let folder = folder.join("speech");
        fs::create_dir_all(&folder)
            .map_err(|error| PromptError::Storage { path: folder.clone(), reason: error.to_string() })?;
        let store = Self { folder, limit, bytes: Mutex::new(0), written: AtomicU64::new(0), notices };
        // The limit may have been larger at the last start.
        store.count(files(&store.folder).iter().map(|file| file.length).sum());
        Ok(store)
    }

    /// The samples of a key at a rate. A file that is not what we wrote is removed, and made again by who asked.
    pub fn get(&self, key: &Key, rate_hz: u32) -> Option<Vec<i16>> {
        let path = self.path(key, rate_hz);
        let length = fs::metadata(&path).ok()?.len();
        let whole = if length <= MAX_FILE { fs::read(&path).ok()? } else { Vec::new() };
        let samples = open(&whole, key, rate_hz);
        if samples.is_none() {
            fs::remove_file(&path).ok();
        }
        samples
    }

    /// Writes samples of a rate. A disk that is full or gone costs time later, not the call now.
    pub fn put(&self, key: &Key, rate_hz: u32, samples: &[i16]) {
        let Ok(whole) = seal(samples, key, rate_hz) else { return };
        if whole.len() as u64 > self.limit {
            return;
        }
        // Written beside and renamed: another process never sees half a file.
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let part = self.folder.join(format!("{}.{}.{number}.part", name(key, rate_hz), std::process::id()));
        let path = self.path(key, rate_hz);
        let old = fs::metadata(&path).map_or(0, |old| old.len());
        if let Err(error) = fs::write(&part, &whole).and_then(|()| fs::rename(&part, &path)) {
            fs::remove_file(&part).ok();
            self.notices.unkept(&self.folder, &error.to_string());
            return;
        }
        self.count((whole.len() as u64).saturating_sub(old));
    }

    /// Counts bytes that came, and makes room if they are too many.
    fn count(&self, came: u64) {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *bytes += came;
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

    fn path(&self, key: &Key, rate_hz: u32) -> PathBuf {
        self.folder.join(format!("{}.wav", name(key, rate_hz)))
    }
}

/// A file's name without its suffix.
fn name(key: &Key, rate_hz: u32) -> String {
    if rate_hz == RATE_HZ { key.hex() } else { format!("{}-{rate_hz}", key.hex()) }
}

/// A WAV file anybody can listen to, and behind it the SHA-256 of its name and the file: players leave alone what comes
/// after the sound.
fn seal(samples: &[i16], key: &Key, rate_hz: u32) -> Result<Vec<u8>, hound::Error> {
    let mut whole = Vec::with_capacity(samples.len() * 2 + 128);
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels: 1, sample_rate: rate_hz, bits_per_sample: 16, sample_format };
    let mut writer = hound::WavWriter::new(Cursor::new(&mut whole), spec)?;
    let mut block = writer.get_i16_writer(u32::try_from(samples.len()).unwrap_or(u32::MAX));
    for sample in samples {
        block.write_sample(*sample);
    }
    block.flush()?;
    writer.finalize()?;
    let sum = sum(&whole, key, rate_hz);
    whole.extend_from_slice(&sum);
    Ok(whole)
}

fn open(whole: &[u8], key: &Key, rate_hz: u32) -> Option<Vec<i16>> {
    let (wav, found) = whole.split_at_checked(whole.len().checked_sub(SUM)?)?;
    if found != sum(wav, key, rate_hz) {
        return None;
    }
    hound::WavReader::new(wav).ok()?.samples::<i16>().collect::<Result<_, _>>().ok()
}

fn sum(wav: &[u8], key: &Key, rate_hz: u32) -> [u8; SUM] {
    Sha256::new().chain_update(name(key, rate_hz)).chain_update(wav).finalize().into()
}

/// Bytes of a check sum.
const SUM: usize = 32;
/// No file of ours is larger.
const MAX_FILE: u64 = MAX_SAMPLES as u64 * 4 + 1024;

struct File {
    path: PathBuf,
    length: u64,
    used: SystemTime,
}

fn files(folder: &Path) -> Vec<File> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let file = |entry: fs::DirEntry| {
        let metadata = entry.metadata().ok()?;
        // Most systems note the first use after a write, and then one a day: enough to tell what is in use.
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let used = metadata.accessed().map_or(modified, |accessed| accessed.max(modified));
        Some(File { path: entry.path(), length: metadata.len(), used })
    };
    entries.filter_map(Result::ok).filter_map(file).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::prompt::WIDE_HZ;
    use crate::{Request, key};

    fn key_of(millis: u64) -> Key {
        key::of(&Request::Silence { length: Duration::from_millis(millis) }, |_, _| String::new()).unwrap()
    }

    fn bytes_in(store: &Store) -> u64 {
        files(&store.folder).iter().map(|file| file.length).sum()
    }

    #[test]
    fn what_was_written_comes_back_and_a_damaged_file_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, Arc::default()).unwrap();
        let path = store.path(&key_of(1), RATE_HZ);
        store.put(&key_of(1), RATE_HZ, &[1, -2, 3]);
        let whole = fs::read(&path).unwrap();
        assert_eq!(store.get(&key_of(1), RATE_HZ), Some(vec![1, -2, 3]));

        let mut flipped = whole.clone();
        flipped[46] ^= 1;
        for damaged in [&whole[..whole.len() - 1], &whole[..10], &[], &flipped] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(store.get(&key_of(1), RATE_HZ), None);
            assert!(!path.exists());
        }
    }

    #[test]
    fn a_file_under_the_name_of_another_is_not_played() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, Arc::default()).unwrap();
        store.put(&key_of(1), RATE_HZ, &[1, -2, 3]);

        fs::rename(store.path(&key_of(1), RATE_HZ), store.path(&key_of(2), RATE_HZ)).unwrap();

        assert_eq!(store.get(&key_of(2), RATE_HZ), None);
    }

    #[test]
    fn any_player_can_play_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, Arc::default()).unwrap();
        store.put(&key_of(1), RATE_HZ, &[5; 800]);

        let mut reader = hound::WavReader::open(store.path(&key_of(1), RATE_HZ)).unwrap();
        assert_eq!((reader.duration(), reader.samples::<i16>().count()), (800, 800));
    }

    #[test]
    fn the_folder_stays_below_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 10_000, Arc::default()).unwrap();
        for place in 0..20 {
            store.put(&key_of(place), RATE_HZ, &[0; 500]);
            assert!(bytes_in(&store) <= 10_000);
        }
        store.put(&key_of(99), RATE_HZ, &[0; 10_000]);
        assert!(bytes_in(&store) > 1000, "one that is too large must not drive out all others");

        let store = Store::open(folder.path(), 3_000, Arc::default()).unwrap();
        assert!(bytes_in(&store) <= 3_000);
    }

    #[test]
    fn a_folder_that_went_away_costs_nothing_but_the_work() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, Arc::default()).unwrap();
        fs::remove_dir_all(&store.folder).unwrap();

        store.put(&key_of(1), RATE_HZ, &[1]);

        assert_eq!(store.get(&key_of(1), RATE_HZ), None);
    }

    #[test]
    fn each_rate_has_a_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, Arc::default()).unwrap();
        store.put(&key_of(1), RATE_HZ, &[1, 2]);
        assert_eq!(store.get(&key_of(1), WIDE_HZ), None);
        store.put(&key_of(1), WIDE_HZ, &[1, 1, 2, 2]);

        assert_eq!(store.get(&key_of(1), RATE_HZ), Some(vec![1, 2]));
        assert_eq!(store.get(&key_of(1), WIDE_HZ), Some(vec![1, 1, 2, 2]));
        let reader = hound::WavReader::open(store.path(&key_of(1), WIDE_HZ)).unwrap();
        assert_eq!(reader.spec().sample_rate, WIDE_HZ);
    }
}
