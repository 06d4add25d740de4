//! The data files of espeak-ng: it reads them from a folder, so they are written out once and looked after.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::PromptError;
use crate::notices::Notices;

/// The data files, in the first place that has room for them.
pub(super) struct Data {
    /// Best first; never empty.
    places: Vec<Place>,
    /// The place where this process has seen the files whole.
    used: Mutex<Option<PathBuf>>,
    notices: Arc<Notices>,
}

/// A folder of data files.
struct Place {
    folder: PathBuf,
    /// In a folder where others may write.
    shared: bool,
}

impl Data {
    /// The data in a folder of ours; without one, or if it cannot be used, in the system's folder for temporary files, and
    /// then in memory.
    pub fn new(cache_dir: Option<&Path>, notices: Arc<Notices>) -> Self {
        let own = cache_dir.map(|folder| Place { folder: folder.join(NAME), shared: false });
        let others = [Some(std::env::temp_dir()), memory()].into_iter().flatten();
        let others = others.map(|folder| folder.join(format!("dialtree-{}-{NAME}", user())));
        let places = own.into_iter().chain(others.map(|folder| Place { folder, shared: true })).collect();
        Self { places, used: Mutex::new(None), notices }
    }

    /// The folder with the files in it; written if they are not there. A failure is not remembered: a disk may have room
    /// again later.
    pub fn folder(&self) -> Result<PathBuf, PromptError> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = &*used {
            return Ok(folder.clone());
        }
        let mut first = None;
        for place in &self.places {
            match place.install() {
                Ok(()) => {
                    if let Some(PromptError::Storage { path, reason }) = &first {
                        self.notices.unkept(path, reason);
                    }
                    *used = Some(place.folder.clone());
                    return Ok(place.folder.clone());
                }
                Err(error) => {
                    first.get_or_insert(place.bad(&error));
                }
            }
        }
        Err(first.unwrap_or_else(|| PromptError::Broken { reason: "there is no place for the data of voices".into() }))
    }

    /// The voice could not be used: looks again at the files before the next use, because cleaners of temporary folders
    /// remove files of running programs. Whether trying again makes sense.
    pub fn doubt(&self) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.take_if(|folder| !is_whole(folder));
        used.is_none()
    }
}

impl Place {
    fn install(&self) -> io::Result<()> {
        if !self.shared && is_whole(&self.folder) {
            return Ok(());
        }
        // Written beside and renamed, so that a second process never sees half of them.
        let part = Part::new(&self.folder)?;
        if self.shared && self.folder.symlink_metadata().is_ok() {
            self.owned_by_owner_of(&part.0)?;
        }
        if is_whole(&self.folder) {
            return Ok(());
        }
        espeak_ng::install_bundled_languages(&part.0, &["en", "ru"])?;
        let (files, bytes) = count(&part.0)?;
        fs::write(part.0.join(COMPLETE), format!("{files} files, {bytes} bytes\n"))?;
        if fs::rename(&part.0, &self.folder).is_err() && !is_whole(&self.folder) {
            // What an interrupted start or a cleaner has left is in the way. It is moved away first: who reads it now is
            // without files for an instant only.
            let old = Part::new(&self.folder)?;
            fs::remove_dir(&old.0)?;
            fs::rename(&self.folder, &old.0)?;
            fs::rename(&part.0, &self.folder)?;
        }
        Ok(())
    }

    /// In a folder where everybody may write, somebody else could have put data there for us to read.
    #[cfg(unix)]
    fn owned_by_owner_of(&self, ours: &Path) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt;
        let (found, ours) = (self.folder.symlink_metadata()?, ours.symlink_metadata()?);
        if found.is_dir() && found.uid() == ours.uid() && found.mode() & 0o022 == 0 {
            return Ok(());
        }
        Err(io::Error::other(
            "it belongs to somebody else or others may write into it; set a cache folder, or remove it",
        ))
    }

    #[cfg(not(unix))]
    #[allow(clippy::unused_self)]
    fn owned_by_owner_of(&self, _: &Path) -> io::Result<()> {
        // Temporary folders are a user's own there.
        Ok(())
    }

    fn bad(&self, error: &io::Error) -> PromptError {
        PromptError::Storage { path: self.folder.clone(), reason: error.to_string() }
    }
}

/// A new folder of ours, removed again unless it was renamed.
struct Part(PathBuf);

impl Part {
    fn new(beside: &Path) -> io::Result<Self> {
        fs::create_dir_all(beside.parent().unwrap_or(beside))?;
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let name = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut number = 0;
        loop {
            let path = beside.with_file_name(format!("{name}.{}-{number}.part", std::process::id()));
            match builder.create(&path) {
                Ok(()) => return Ok(Self(path)),
                // Another thread, or what a process of this number has left.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 100 => number += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Whether all that was written is still there.
fn is_whole(folder: &Path) -> bool {
    let Ok(noted) = fs::read_to_string(folder.join(COMPLETE)) else { return false };
    count(folder).is_ok_and(|(files, bytes)| noted == format!("{files} files, {bytes} bytes\n"))
}

/// Files and their bytes, without the note.
fn count(folder: &Path) -> io::Result<(u64, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let inner = count(&entry.path())?;
            (files, bytes) = (files + inner.0, bytes + inner.1);
        } else if entry.file_name() != COMPLETE {
            (files, bytes) = (files + 1, bytes + entry.metadata()?.len());
        }
    }
    Ok((files, bytes))
}

/// A folder that is kept in memory, where there is one: it has room when disks have none.
fn memory() -> Option<PathBuf> {
    cfg!(target_os = "linux").then(|| PathBuf::from("/dev/shm"))
}

fn user() -> String {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_else(|_| "nobody".to_owned());
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A version of the data has a folder of its own.
const NAME: &str = "espeak-ng-0.2.0";
/// Says what was written.
const COMPLETE: &str = "complete";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Notice;

    /// Files in one place, and no other.
    fn one_place(folder: &Path) -> Data {
        let place = Place { folder: folder.join(NAME), shared: false };
        Data { places: vec![place], used: Mutex::new(None), notices: Arc::default() }
    }

    #[test]
    fn files_that_were_lost_are_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let data = one_place(folder.path());
        let path = data.folder().unwrap().to_owned();
        assert!(!data.doubt());

        fs::remove_file(path.join("ru_dict")).unwrap();
        assert!(data.doubt());
        data.folder().unwrap();
        assert!(path.join("ru_dict").is_file());

        fs::write(path.join("phontab"), "").unwrap();
        one_place(folder.path()).folder().unwrap();
        assert!(fs::metadata(path.join("phontab")).unwrap().len() > 0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn two_that_install_at_once_both_find_whole_files() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert!(is_whole(&one_place(folder.path()).folder().unwrap())));
            }
        });
    }

    #[cfg(unix)]
    #[test]
    fn a_shared_folder_others_may_write_into_is_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();

        let place = Place { folder: path, shared: true };

        assert!(place.install().unwrap_err().to_string().contains("set a cache folder"));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_now_and_works_later() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("cache");
        fs::write(&place, "in the way").unwrap();
        let data = one_place(&place);
        assert!(matches!(data.folder(), Err(PromptError::Storage { .. })));

        fs::remove_file(&place).unwrap();
        assert!(data.folder().is_ok());
    }

    #[test]
    fn a_folder_that_cannot_be_made_has_the_files_elsewhere_and_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let (bad, good) = (folder.path().join("bad"), folder.path().join("good"));
        fs::write(&bad, "in the way").unwrap();
        let mut data = one_place(&bad);
        data.places.push(Place { folder: good.join(NAME), shared: true });
        let heard: Arc<Mutex<Vec<Notice>>> = Arc::default();
        let to = Arc::clone(&heard);
        data.notices.listen(Arc::new(move |notice| to.lock().unwrap().push(notice.clone())));

        assert_eq!(data.folder().unwrap(), good.join(NAME));
        assert!(is_whole(&good.join(NAME)));
        let told = heard.lock().unwrap();
        assert!(matches!(&told[..], [Notice::Unkept { path, .. }] if *path == bad.join(NAME)), "{told:?}");
    }
}
