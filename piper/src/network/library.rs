//! Where the library of ONNX Runtime is looked for.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::onnxruntime::Library;

/// A process has one library and one environment.
static OPEN: Mutex<Option<Arc<Library>>> = Mutex::new(None);

/// The library, if there is one; and why one that is there, or was asked for, cannot be used.
pub(super) fn find(place: Option<&Path>) -> (Option<Arc<Library>>, Option<String>) {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(library) = open.as_ref() {
        return (Some(Arc::clone(library)), None);
    }
    let mut reason = None;
    for candidate in candidates(place) {
        match Library::open(&candidate) {
            Ok(library) => {
                let library = Arc::new(library);
                *open = Some(Arc::clone(&library));
                return (Some(library), reason);
            }
            // That the system does not know it is the usual case, and no news.
            Err(_) if candidate == Path::new(NAME) => {}
            Err(error) => reason = reason.or(Some(format!("{}: {error}", candidate.display()))),
        }
    }
    if let (None, Some(place)) = (&reason, place) {
        reason = Some(format!("there is no {NAME} in {}", place.display()));
    }
    (None, reason)
}

/// Where to look, best first.
fn candidates(place: Option<&Path>) -> Vec<PathBuf> {
    if let Some(place) = place {
        return if place.is_dir() { libraries(place) } else { vec![place.to_owned()] };
    }
    let mut candidates = Vec::new();
    if let Some(path) = std::env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        candidates.extend(if path.is_dir() { libraries(&path) } else { vec![path] });
    }
    let program = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
    let vendor = Path::new("vendor/ort/onnxruntime/capi");
    for folder in program.iter().flat_map(|folder| [folder.clone(), folder.join(vendor)]).chain([vendor.to_owned()]) {
        candidates.extend(libraries(&folder));
    }
    // A bare name is looked for by the system's loader.
    candidates.push(PathBuf::from(NAME));
    candidates
}

/// The libraries of a folder. The ones from PyPI have their version in the name: `libonnxruntime.so.1.31.1`.
fn libraries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_library = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name == NAME || name.starts_with(&format!("{NAME}.")) || is_versioned(name)
    };
    let paths = entries.filter_map(|entry| std::path::absolute(entry.ok()?.path()).ok());
    let mut found: Vec<PathBuf> = paths.filter(is_library).collect();
    found.sort();
    found
}

/// As macOS has it: `libonnxruntime.1.31.1.dylib`.
fn is_versioned(name: &str) -> bool {
    let rest = name.strip_prefix("libonnxruntime.").and_then(|rest| rest.strip_suffix(".dylib"));
    rest.is_some_and(|version| version.chars().all(|character| character.is_ascii_digit() || character == '.'))
}

const NAME: &str = if cfg!(target_os = "windows") {
    "onnxruntime.dll"
} else if cfg!(target_os = "macos") {
    "libonnxruntime.dylib"
} else {
    "libonnxruntime.so"
};

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_has_libraries_with_versions_and_others_that_are_none() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["libonnxruntime.so.1.31.1", "libonnxruntime_providers_shared.so", "libother.so"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }

        assert_eq!(candidates(Some(folder.path())), [folder.path().join("libonnxruntime.so.1.31.1")]);
    }

    #[test]
    fn what_is_no_library_is_told_of_and_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("libonnxruntime.so");
        let reason = |place: &Path| find(Some(place)).1.unwrap_or_default();
        if OPEN.lock().unwrap().is_some() {
            return;
        }

        assert!(reason(folder.path()).contains("there is no"), "{}", reason(folder.path()));
        std::fs::write(&file, "not a library").unwrap();
        assert!(reason(&file).contains("libonnxruntime.so: "), "{}", reason(&file));
    }
}
