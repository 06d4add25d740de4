//! What a dialplan was made of: every file and folder its loader asked for, and how each was then.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use dialplan::load::{Disk, Files, Writing};

/// The disk, with a note of everything that is asked of it, whether it is there or not.
#[derive(Debug, Default)]
pub struct Stamped {
    asked: Mutex<BTreeMap<String, Stamp>>,
}

/// How files and folders were at some moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamps(BTreeMap<String, Stamp>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stamp {
    /// A file.
    File(Age),
    /// Every file below it; `None`: it cannot be listed.
    Folder(Option<Vec<(String, Age)>>),
}

/// When a file was last written, and its length; `None`: it is not there.
type Age = Option<(Option<SystemTime>, u64)>;

impl Stamped {
    /// What has been asked for, as it was when it was asked for: what is written meanwhile is a change.
    pub fn stamps(self) -> Stamps {
        Stamps(self.asked.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, path: &str, stamp: Stamp) {
        // A file that is read twice counts as it was first.
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).entry(path.to_owned()).or_insert(stamp);
    }
}

impl Files for Stamped {
    fn read(&self, path: &str) -> io::Result<String> {
        self.note(path, Stamp::File(state(Path::new(path))));
        Disk.read(path)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.note(&format!("{folder}/"), listing(folder));
        Disk.list(folder)
    }

    fn is_dir(&self, path: &str) -> bool {
        Disk.is_dir(path)
    }

    // Every file of the folder has been noted with it.
    fn writing(&self, path: &str) -> Option<Writing> {
        Disk.writing(path)
    }
}

impl Stamps {
    /// The same files and folders as they are now. Reads the disk.
    pub fn again(&self) -> Self {
        let now = self.0.iter().map(|(path, stamp)| {
            let stamp = match stamp {
                Stamp::File(_) => Stamp::File(state(Path::new(path))),
                Stamp::Folder(_) => listing(path.trim_end_matches('/')),
            };
            (path.clone(), stamp)
        });
        Self(now.collect())
    }
}

fn listing(folder: &str) -> Stamp {
    let names = Disk.list(folder).ok();
    Stamp::Folder(names.map(|names| {
        names
            .into_iter()
            .map(|name| {
                let state = state(&Path::new(folder).join(&name));
                (name, state)
            })
            .collect()
    }))
}

fn state(path: &Path) -> Age {
    let about = std::fs::metadata(path).ok()?;
    Some((about.modified().ok(), about.len()))
}
