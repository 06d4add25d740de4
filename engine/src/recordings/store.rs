//! Where recordings are on disk: a folder a day.

use std::fs::{DirBuilder, File, OpenOptions, ReadDir};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::RecordingSid;

/// The folder of recordings. All of this blocks.
#[derive(Debug, Clone)]
pub(super) struct Store {
    folder: PathBuf,
}

impl Store {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where a recording that begins now goes: `YYYY/MM/DD/<sid>.wav`, UTC.
    pub fn place(&self, sid: &RecordingSid, now: jiff::Timestamp) -> PathBuf {
        self.folder.join(now.strftime("%Y/%m/%d").to_string()).join(format!("{sid}.wav"))
    }

    /// Makes the file, and the folders it is in. Both are for their owner only.
    pub fn create(path: &Path) -> io::Result<File> {
        // The folder may be removed as empty before the file is in it.
        match Self::try_create(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::try_create(path),
            result => result,
        }
    }

    fn try_create(path: &Path) -> io::Result<File> {
        if let Some(folder) = path.parent() {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)
    }

    /// Finds a recording: links do not say of which day it is. The latest days are looked at first.
    pub fn find(&self, sid: &RecordingSid) -> Option<PathBuf> {
        let name = format!("{sid}.wav");
        let years = latest_first(&self.folder).into_iter();
        let mut days = years.flat_map(|year| latest_first(&year)).flat_map(|month| latest_first(&month));
        days.find_map(|day| Some(day.join(&name)).filter(|path| path.is_file()))
    }

    /// Removes recordings that were last written before a time, and folders that are empty then; says how many.
    ///
    /// # Errors
    /// The first file that cannot be removed; the others have been.
    pub fn remove_before(&self, time: SystemTime) -> io::Result<usize> {
        let (mut removed, mut failed) = (0, Ok(()));
        let folders = |folder: &Path| latest_first(folder);
        for year in folders(&self.folder) {
            for month in folders(&year) {
                for day in folders(&month) {
                    for file in recordings(&day).filter(|file| is_older(file, time)) {
                        match std::fs::remove_file(&file) {
                            Ok(()) => removed += 1,
                            Err(error) => failed = Err(error),
                        }
                    }
                    // Only what is empty goes.
                    std::fs::remove_dir(day).ok();
                }
                std::fs::remove_dir(month).ok();
            }
            std::fs::remove_dir(year).ok();
        }
        failed.map(|()| removed)
    }
}

/// The folders in a folder whose names are numbers: years, months, days.
fn latest_first(folder: &Path) -> Vec<PathBuf> {
    let is_number = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut found: Vec<_> = entries(folder).filter(is_number).collect();
    found.sort_unstable_by(|one, other| other.cmp(one));
    found
}

/// The recordings of a day; nothing else in its folder is ours.
fn recordings(day: &Path) -> impl Iterator<Item = PathBuf> {
    entries(day).filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.strip_suffix(".wav")).and_then(RecordingSid::parse).is_some()
    })
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let read: Option<ReadDir> = std::fs::read_dir(folder).ok();
    read.into_iter().flatten().flatten().map(|entry| entry.path())
}

fn is_older(file: &Path, time: SystemTime) -> bool {
    std::fs::symlink_metadata(file).and_then(|data| data.modified()).is_ok_and(|written| written < time)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sid(digit: char) -> RecordingSid {
        RecordingSid::parse(&format!("RE{}", digit.to_string().repeat(32))).unwrap()
    }

    #[test]
    fn what_is_made_is_found_and_never_made_twice() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("recordings"));
        let path = store.place(&sid('a'), "2026-03-09T23:59:59Z".parse().unwrap());
        assert!(path.ends_with(format!("recordings/2026/03/09/{}.wav", sid('a'))));

        Store::create(&path).unwrap();

        assert_eq!(store.find(&sid('a')), Some(path.clone()));
        assert_eq!(store.find(&sid('b')), None);
        assert_eq!(Store::create(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn old_recordings_go_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        let now = SystemTime::now();
        let make = |digit: char, day: &str, days_old: u64| {
            let path = store.place(&sid(digit), format!("{day}T12:00:00Z").parse().unwrap());
            let written = now - Duration::from_secs(days_old * 86_400);
            Store::create(&path).unwrap().set_modified(written).unwrap();
            path
        };
        let (old, young) = (make('a', "2026-01-02", 31), make('b', "2026-02-01", 29));
        let other = young.with_file_name("notes.txt");
        File::create(&other).unwrap().set_modified(now - Duration::from_secs(99 * 86_400)).unwrap();

        let removed = store.remove_before(now - Duration::from_secs(30 * 86_400)).unwrap();

        assert_eq!(removed, 1);
        assert!(young.exists() && other.exists());
        assert!(!old.exists() && !folder.path().join("2026/01").exists());
    }
}
