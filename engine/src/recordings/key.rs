//! The secret that links are signed with: made once per installation.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

/// 32 random bytes, in hex. Never logged.
#[derive(Clone)]
pub(super) struct Key(String);

impl Key {
    /// The one kept in the data folder; made there the first time.
    ///
    /// If it can be neither read nor made, links are signed with one that lasts as long as this process.
    pub fn of(data: &Path) -> Self {
        Self::kept(data).unwrap_or_else(|error| {
            let file = data.join(FILE);
            tracing::warn!(file = %file.display(), %error, "no key can be kept; links to recordings end with this process");
            Self::random()
        })
    }

    /// As bytes to sign with.
    pub fn reveal(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn kept(data: &Path) -> io::Result<Self> {
        let file = data.join(FILE);
        match std::fs::read_to_string(&file) {
            Ok(text) if text.trim().len() == 64 => return Ok(Self(text.trim().to_owned())),
            Ok(_) => return Err(io::Error::other("it does not hold 64 hex digits; remove it, and it is made again")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        std::fs::create_dir_all(data)?;
        let key = Self::random();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        writeln!(options.open(&file)?, "{}", key.0)?;
        Ok(key)
    }

    fn random() -> Self {
        Self(format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>()))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key(…)")
    }
}

const FILE: &str = "recording-key";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_keeps_its_key_to_itself() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");

        let first = Key::of(&data);

        assert_eq!(Key::of(&data).reveal(), first.reveal());
        assert!(!format!("{first:?}").contains(&first.0));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(data.join(FILE).metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn without_a_folder_there_is_a_key_for_the_time_being() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("data"), "a file").unwrap();

        assert_ne!(Key::of(&folder.path().join("data")).reveal(), Key::of(&folder.path().join("data")).reveal());
    }
}
