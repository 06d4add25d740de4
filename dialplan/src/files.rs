//! Where dialplans are read from.

use std::collections::BTreeMap;
use std::io::{self, Read};
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

    /// What tells one writing of a file from the next; `None`: it is not there, or never written to.
    fn writing(&self, path: &str) -> Option<Writing> {
        let _ = path;
        None
    }
}

/// When a file was last written, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// Nanoseconds since 1970.
    pub at: u128,
    /// Bytes.
    pub length: u64,
}

/// The machine's disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

/// A little more than any document may have: what is larger is cut, and then refused as too large.
const MAX_BYTES: u64 = 17 << 20;
/// A folder with more than this is not one of prompts or dialplans.
const MAX_FILES: usize = 100_000;
const MAX_DEPTH: usize = 16;

impl Files for Disk {
    fn read(&self, path: &str) -> io::Result<String> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == MAX_BYTES {
            return Ok(String::from_utf8_lossy(&bytes).into_owned());
        }
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
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

    fn writing(&self, path: &str) -> Option<Writing> {
        let about = std::fs::metadata(path).ok()?;
        let since = about.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Writing { at: since.as_nanos(), length: about.len() })
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
        let names: Vec<String> =
            self.files.keys().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect();
        // A folder is there by the files in it.
        if names.is_empty() { Err(io::Error::new(io::ErrorKind::NotFound, "no such folder")) } else { Ok(names) }
    }

    fn is_dir(&self, path: &str) -> bool {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        self.files.keys().any(|file| file.starts_with(&prefix))
    }
}

/// A path relative to the folder of a file, in its shortest form.
pub fn beside(file: &str, path: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => shortest(&format!("{folder}/{path}")),
        _ => shortest(path),
    }
}

/// A path without `.` and without `..` behind a folder, so that one file has one name.
pub fn shortest(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match (part, parts.last()) {
            ("" | ".", _) => {}
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            ("..", None) if path.starts_with('/') => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_name() {
        assert_eq!(beside("plans/main.xml", "./parts/../hours.xml"), "plans/hours.xml");
        assert_eq!(beside("plans/parts/a.xml", "../main.xml"), "plans/main.xml");
        assert_eq!(beside("main.xml", "../../main.xml"), "../../main.xml");
        assert_eq!(beside("/plans/main.xml", "../../../a.xml"), "/a.xml");
        assert_eq!(beside("plans/main.xml", "/srv/a.xml"), "/srv/a.xml");
        assert_eq!(shortest("./plan.xml"), "plan.xml");
    }
}
