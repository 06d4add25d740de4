//! The thread that writes traces: calls never wait for a disk.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// Lines that may wait for the disk; what comes beyond is counted and left out.
const WAITING: usize = 65_536;

/// A handle on the thread. The thread ends with the last handle.
#[derive(Clone)]
pub(super) struct Writer {
    work: SyncSender<Work>,
    lost: Arc<AtomicU64>,
}

enum Work {
    Line { name: String, text: String },
    Close { name: String },
    Flush(SyncSender<()>),
}

impl Writer {
    pub fn start(folder: &Path) -> io::Result<Self> {
        let (work, jobs) = sync_channel(WAITING);
        let folder = folder.to_owned();
        std::thread::Builder::new().name("traces".to_owned()).spawn(move || run(&folder, &jobs))?;
        Ok(Self { work, lost: Arc::default() })
    }

    pub fn line(&self, name: &str, text: String) {
        self.send(Work::Line { name: name.to_owned(), text });
    }

    pub fn close(&self, name: &str) {
        self.send(Work::Close { name: name.to_owned() });
    }

    pub fn flush(&self) {
        let (done, wait) = sync_channel(0);
        if self.work.send(Work::Flush(done)).is_ok() {
            wait.recv().ok();
        }
    }

    fn send(&self, work: Work) {
        if let Err(TrySendError::Full(_)) = self.work.try_send(work)
            && self.lost.fetch_add(1, Ordering::Relaxed).is_multiple_of(1000)
        {
            tracing::warn!("traces are written too slowly; lines are left out");
        }
    }
}

fn run(folder: &Path, jobs: &Receiver<Work>) {
    let mut files: HashMap<String, BufWriter<File>> = HashMap::new();
    for job in jobs {
        match job {
            Work::Line { name, text } => {
                let written = open(&mut files, folder, &name).and_then(|file| writeln!(file, "{text}"));
                if let Err(error) = written {
                    tracing::warn!(name, %error, "a trace cannot be written");
                    files.remove(&name);
                }
            }
            // Dropping a buffer writes it out, but says nothing of errors.
            Work::Close { name } => {
                if let Some(Err(error)) = files.remove(&name).map(|mut file| file.flush()) {
                    tracing::warn!(name, %error, "a trace cannot be written");
                }
            }
            Work::Flush(done) => {
                for file in files.values_mut() {
                    file.flush().ok();
                }
                done.send(()).ok();
            }
        }
    }
}

fn open<'f>(
    files: &'f mut HashMap<String, BufWriter<File>>,
    folder: &Path,
    name: &str,
) -> io::Result<&'f mut BufWriter<File>> {
    if !files.contains_key(name) {
        let path: PathBuf = folder.join(name);
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        files.insert(name.to_owned(), BufWriter::new(file));
    }
    files.get_mut(name).ok_or_else(|| io::Error::other("the file was just opened"))
}
