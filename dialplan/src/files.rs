//! Where dialplans are read from.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Files and folders by path. Paths are text, parts separated by `/`.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    /// As the system has them; text that is not UTF-8 is `InvalidData`.
    fn read(&self, path: &str) -> io::Result<String>;

    /// Every file below a folder, relative to it, sorted.
    ///
    /// # Errors
    /// As the system has them.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;

    /// Whether a path is a folder.
    fn is_dir(&self, path: &str) -> bool;
}

/// The machine's disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

/// A folder with more than this is not one of prompts or dialplans.
const MAX_FILES: usize = 100_000;
const MAX_DEPTH: usize = 16;

impl Files for Disk {
    fn read(&self, path: &str) -> io::Result<String> {
        std::fs::read_to_string(path)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        list_into(Path::new(folder), "", 0, &mut names)?;
        names.sort();
        Ok(names)
    }

    fn is_dir(&self, path: &str) -> bool {
        Path::new(path).is_dir()
    }
}

fn list_into(folder: &Path, prefix: &str, depth: usize, names: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if depth < MAX_DEPTH {
                list_into(&entry.path(), &format!("{path}/"), depth + 1, names)?;
            }
        } else {
            names.push(path);
        }
        if names.len() > MAX_FILES {
            return Err(io::Error::other(format!("more than {MAX_FILES} files")));
        }
    }
    Ok(())
}

/// Files that exist in memory only: bundled examples, and tests.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, String>,
}

impl MemoryFiles {
    /// Files by path.
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> io::Result<String> {
        self.files.get(path).cloned().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        Ok(self.files.keys().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect())
    }

    fn is_dir(&self, path: &str) -> bool {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        self.files.keys().any(|file| file.starts_with(&prefix))
    }
}

/// A path relative to the folder of a file.
pub(crate) fn beside(file: &str, path: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => format!("{folder}/{path}"),
        _ => path.to_owned(),
    }
}
