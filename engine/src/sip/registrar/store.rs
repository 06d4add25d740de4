//! Keeps bindings over a restart, in an SQLite file. What is asked for is answered from memory.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Row, params};
use tracing::warn;

use super::bindings::Binding;
use crate::sip::config::Transport;
use crate::sip::convert::Source;
use crate::sip::text;

/// The file.
pub(super) struct Store {
    path: PathBuf,
    connection: Arc<Mutex<Connection>>,
    /// One at a time waits for the disk, whoever registers.
    turn: tokio::sync::Mutex<()>,
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("it was written by a newer version of dialtree (format {0})")]
    Newer(i64),
}

impl Store {
    /// Opens the file, makes it if need be, and gives what is in it.
    pub fn open(path: &Path) -> Result<(Self, Vec<(String, Binding)>), StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // SQLite makes its further files as this one is.
        let mut options = std::fs::OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)?;
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A power cut costs the last registrations, which are made again within the hour.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let format: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        match format {
            0 => connection.execute_batch(TABLES)?,
            1 => connection.execute_batch(FROM_1)?,
            FORMAT => {}
            newer => return Err(StoreError::Newer(newer)),
        }
        let mut rows = connection.prepare("SELECT * FROM binding ORDER BY rowid")?;
        let bindings = rows.query_map([], read)?.collect::<Result<_, _>>()?;
        drop(rows);
        let store =
            Self { path: path.to_owned(), connection: Arc::new(Mutex::new(connection)), turn: Default::default() };
        Ok((store, bindings))
    }

    /// Writes what a user has now. `current` is asked when it is written: of two that wait both write the latest.
    pub async fn keep(&self, user: &str, current: impl Fn() -> Vec<Binding>) {
        let _turn = self.turn.lock().await;
        let (connection, bindings, user) = (Arc::clone(&self.connection), current(), user.to_owned());
        let written = tokio::task::spawn_blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            write(&mut connection, &user, &bindings)
        });
        if let Ok(Err(error)) = written.await {
            warn!(%error, file = %self.path.display(), "a registration could not be written; it is lost with a restart");
        }
    }
}

fn write(connection: &mut Connection, user: &str, bindings: &[Binding]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute("DELETE FROM binding WHERE user = ?1", [user])?;
    for binding in bindings {
        let Source { transport, number, address } = binding.source;
        transaction.execute(
            "INSERT INTO binding VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                user,
                binding.uri,
                binding.instance,
                binding.call_id,
                binding.cseq,
                binding.expires,
                transport.name(),
                // Numbers of connections mean nothing to the next process.
                if transport.is_stream() { 0 } else { number as i64 },
                address.to_string(),
                binding.nat,
                binding.agent,
                binding.via.join(", "),
            ],
        )?;
    }
    transaction.commit()
}

fn read(row: &Row<'_>) -> rusqlite::Result<(String, Binding)> {
    let bad =
        |column, name: &str| rusqlite::Error::InvalidColumnType(column, name.to_owned(), rusqlite::types::Type::Text);
    let transport = match row.get::<_, String>(6)?.as_str() {
        "UDP" => Transport::Udp,
        "TCP" => Transport::Tcp,
        "TLS" => Transport::Tls,
        _ => return Err(bad(6, "transport")),
    };
    let address = row.get::<_, String>(8)?.parse().map_err(|_| bad(8, "source"))?;
    let number = usize::try_from(row.get::<_, i64>(7)?).unwrap_or_default();
    let binding = Binding {
        uri: row.get(1)?,
        instance: row.get(2)?,
        call_id: row.get(3)?,
        cseq: row.get(4)?,
        expires: row.get(5)?,
        source: Source { transport, number, address },
        nat: row.get(9)?,
        agent: row.get(10)?,
        via: text::list(&row.get::<_, String>(11)?).into_iter().map(str::to_owned).collect(),
    };
    Ok((row.get(0)?, binding))
}

const FORMAT: i64 = 2;
const TABLES: &str = "
    BEGIN;
    CREATE TABLE binding (
        user TEXT NOT NULL, uri TEXT NOT NULL, instance TEXT NOT NULL, call_id TEXT NOT NULL, cseq INTEGER NOT NULL,
        expires INTEGER NOT NULL, transport TEXT NOT NULL, socket INTEGER NOT NULL, source TEXT NOT NULL,
        nat INTEGER NOT NULL, agent TEXT NOT NULL, via TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX binding_user ON binding (user);
    PRAGMA user_version = 2;
    COMMIT;
";
/// Before there were proxies on the way to a telephone.
const FROM_1: &str = "
    BEGIN;
    ALTER TABLE binding ADD COLUMN via TEXT NOT NULL DEFAULT '';
    PRAGMA user_version = 2;
    COMMIT;
";

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(uri: &str) -> Binding {
        let source = Source { transport: Transport::Udp, number: 1, address: "[2001:db8::1]:5060".parse().unwrap() };
        Binding {
            uri: uri.to_owned(),
            instance: "(urn:uuid:1)".to_owned(),
            call_id: "c".to_owned(),
            cseq: u32::MAX,
            expires: 4_000_000_000,
            source,
            nat: true,
            agent: "phone \"x\"".to_owned(),
            via: vec!["<sip:near.example;lr>".to_owned(), "\"a, b\" <sip:far.example;lr>".to_owned()],
        }
    }

    #[tokio::test]
    async fn what_was_kept_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/registrations.sqlite");
        let (store, nothing) = Store::open(&path).unwrap();
        assert_eq!(nothing, []);
        store.keep("101", || vec![binding("sip:a@b"), binding("sip:a@c")]).await;
        store.keep("102", || vec![binding("sip:x@y")]).await;
        store.keep("102", Vec::new).await;
        drop(store);

        let (_store, kept) = Store::open(&path).unwrap();

        assert_eq!(kept, [("101".to_owned(), binding("sip:a@b")), ("101".to_owned(), binding("sip:a@c"))]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            for file in std::fs::read_dir(path.parent().unwrap()).unwrap() {
                assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }

    #[test]
    fn a_file_of_the_first_format_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrations.sqlite");
        let old = Connection::open(&path).unwrap();
        let first =
            TABLES.replace(", via TEXT NOT NULL DEFAULT ''", "").replace("user_version = 2", "user_version = 1");
        old.execute_batch(&first).unwrap();
        let row = "('101', 'sip:a@b', '', 'c', 1, 4000000000, 'UDP', 0, '192.0.2.1:5060', 0, 'phone')";
        old.execute(&format!("INSERT INTO binding VALUES {row}"), []).unwrap();
        drop(old);

        for _ in 0..2 {
            let (_store, kept) = Store::open(&path).unwrap();
            assert_eq!((kept.len(), kept[0].1.uri.as_str(), kept[0].1.via.len()), (1, "sip:a@b", 0));
        }
    }

    #[test]
    fn a_file_that_is_none_of_ours_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrations.sqlite");
        std::fs::write(&path, "this is not a database, but long enough to have a header, or is it? ".repeat(20))
            .unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Sqlite(_))));

        std::fs::remove_file(&path).unwrap();
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 7).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::Newer(7))));
    }
}
