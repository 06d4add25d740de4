//! The files of voices in a folder.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::VoiceError;

/// A voice somebody has put into the folder, not yet looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name: that of its files, without `.onnx`.
    pub name: String,
    /// Its network.
    pub network: PathBuf,
}

/// The voices of a folder, in the order of their names. Folders in it are looked into, three deep, because that is how
/// collections of voices are laid out.
///
/// # Errors
/// The folder itself cannot be read.
pub fn find(folder: &Path) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    look(folder, DEPTH, &mut found)?;
    found.sort_by(|one, two| one.name.cmp(&two.name).then_with(|| one.network.cmp(&two.network)));
    // Of two with one name the first counts: a name means one voice.
    found.dedup_by(|later, first| later.name == first.name);
    Ok(found)
}

fn look(folder: &Path, depth: u32, found: &mut Vec<Found>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if depth > 0 {
                // One that may not be read is somebody else's.
                look(&path, depth - 1, found).ok();
            }
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".onnx")) {
            found.push(Found { name: name.to_owned(), network: path });
        }
    }
    Ok(())
}

const DEPTH: u32 = 3;

/// The description beside a network.
pub(crate) fn description(network: &Path) -> PathBuf {
    let mut name = network.as_os_str().to_owned();
    name.push(".json");
    PathBuf::from(name)
}

/// The whole of a regular file that is not too large.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, VoiceError> {
    let bad = |reason: String| VoiceError::File { path: path.to_owned(), reason };
    // Asked before it is opened: opening a pipe waits for who writes into it.
    let metadata = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?;
    if !metadata.is_file() {
        return Err(bad("it is not a regular file".to_owned()));
    }
    let bytes = metadata.len();
    if bytes > limit {
        return Err(VoiceError::TooLarge { path: path.to_owned(), bytes, limit });
    }
    let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    let file = File::open(path).map_err(|error| bad(error.to_string()))?;
    file.take(limit).read_to_end(&mut content).map_err(|error| bad(error.to_string()))?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_are_found_by_name_and_in_folders() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("ru/ru_RU");
        std::fs::create_dir_all(&deep).unwrap();
        for file in
            ["en_GB-alan-low.onnx", "en_GB-alan-low.onnx.json", "readme.txt", "ru/ru_RU/ru_RU-irina-medium.onnx"]
        {
            std::fs::write(folder.path().join(file), "").unwrap();
        }

        let found = find(folder.path()).unwrap();

        assert_eq!(
            found.iter().map(|voice| voice.name.as_str()).collect::<Vec<_>>(),
            ["en_GB-alan-low", "ru_RU-irina-medium"]
        );
        assert_eq!(description(&found[1].network), deep.join("ru_RU-irina-medium.onnx.json"));
        assert!(find(&folder.path().join("not there")).is_err());
    }
}
