//! What an editor calls a file, and what the loader calls it.

use dialplan::load::shortest;
use url::Url;

/// The path of a file by its URI, in the form that names one file one way; a document that is no file goes by its URI.
pub fn path(uri: &Url) -> String {
    match uri.to_file_path() {
        Ok(path) if uri.scheme() == "file" => shortest(&path.to_string_lossy().replace('\\', "/")),
        _ => uri.as_str().to_owned(),
    }
}

/// The URI of a path; `None` if it is not an absolute one.
pub fn uri(path: &str) -> Option<Url> {
    Url::from_file_path(path).ok().or_else(|| Url::parse(path).ok())
}

/// The folder of a path; empty if it has none.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path relative to a folder; as it is if it is not below.
pub fn below<'p>(path: &'p str, folder: &str) -> &'p str {
    path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_every_spelling_of_its_uri() {
        let url = |uri: &str| Url::parse(uri).unwrap();

        assert_eq!(path(&url("file:///srv/my%20plans/./a.xml")), "/srv/my plans/a.xml");
        assert_eq!(path(&url("file:///srv/%D0%BF%D0%BB%D0%B0%D0%BD.xml")), "/srv/план.xml");
        assert_eq!(path(&url("untitled:Untitled-1")), "untitled:Untitled-1");
        assert_eq!(uri("/srv/my plans/a.xml").unwrap().as_str(), "file:///srv/my%20plans/a.xml");
    }
}
