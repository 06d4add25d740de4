//! The thread that writes traces: calls never wait for a disk.

use std::collections::{HashMap, HashSet};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TryRecvError, channel, sync_channel};

use crate::ops::metrics::TRACE_LINES_LOST;

/// A handle on the thread. The thread ends with the last handle.
///
/// The channel has no bound of its own: the texts in it have one, and beside them each trace sends one `Close`.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
}

enum Job {
    Append { name: String, text: String },
    Close { name: String },
    Flush(SyncSender<()>),
}

impl Writer {
    /// Makes the folder and starts the thread.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        let (jobs, work) = channel();
        let waiting = Arc::<AtomicUsize>::default();
        let thread = Thread { folder: folder.to_owned(), waiting: Arc::clone(&waiting), files: HashMap::new() };
        std::thread::Builder::new().name("traces".to_owned()).spawn(move || thread.run(&work))?;
        Ok(Self { jobs, waiting })
    }

    /// Puts whole lines behind a file; `false` if too much waits for the disk.
    pub fn append(&self, name: &str, text: String) -> bool {
        let size = cost(&text);
        if self.waiting.fetch_add(size, Ordering::Relaxed) + size > WAITING_BYTES {
            self.waiting.fetch_sub(size, Ordering::Relaxed);
            metrics::counter!(TRACE_LINES_LOST).increment(1);
            return false;
        }
        self.send(Job::Append { name: name.to_owned(), text });
        true
    }

    /// Nothing more comes for a file.
    pub fn close(&self, name: &str) {
        self.send(Job::Close { name: name.to_owned() });
    }

    /// Waits until everything so far is written.
    pub fn flush(&self) {
        let (done, wait) = sync_channel(1);
        self.send(Job::Flush(done));
        wait.recv().ok();
    }

    fn send(&self, job: Job) {
        // The thread ends after its handles, and before only by a panic, which the log has.
        self.jobs.send(job).ok();
    }
}

struct Thread {
    folder: PathBuf,
    waiting: Arc<AtomicUsize>,
    files: HashMap<String, BufWriter<File>>,
}

impl Thread {
    fn run(mut self, work: &Receiver<Job>) {
        let mut dirty = HashSet::new();
        loop {
            let job = match work.try_recv() {
                Ok(job) => job,
                Err(TryRecvError::Disconnected) => return,
                // Nothing to do: what is buffered can be seen by whoever follows a call.
                Err(TryRecvError::Empty) => {
                    self.flush(&mut dirty);
                    let Ok(job) = work.recv() else { return };
                    job
                }
            };
            match job {
                Job::Append { name, text } => {
                    self.append(&name, &text);
                    self.waiting.fetch_sub(cost(&text), Ordering::Relaxed);
                    dirty.insert(name);
                }
                // Dropping a buffer writes it out, but says nothing of errors.
                Job::Close { name } => {
                    dirty.remove(&name);
                    if let Some(Err(error)) = self.files.remove(&name).map(|mut file| file.flush()) {
                        complain(&name, &error);
                    }
                }
                Job::Flush(done) => {
                    self.flush(&mut dirty);
                    done.send(()).ok();
                }
            }
        }
    }

    fn append(&mut self, name: &str, text: &str) {
        let written = self.open(name).and_then(|file| file.write_all(text.as_bytes()));
        if let Err(error) = written {
            complain(name, &error);
        }
    }

    fn open(&mut self, name: &str) -> io::Result<&mut BufWriter<File>> {
        if !self.files.contains_key(name) {
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(self.folder.join(name))?;
            self.files.insert(name.to_owned(), BufWriter::new(file));
        }
        self.files.get_mut(name).ok_or_else(|| io::Error::other("the file has just been opened"))
    }

    fn flush(&mut self, dirty: &mut HashSet<String>) {
        for name in dirty.drain() {
            if let Some(Err(error)) = self.files.get_mut(&name).map(Write::flush) {
                complain(&name, &error);
            }
        }
    }
}

fn complain(name: &str, error: &io::Error) {
    tracing::warn!(name, %error, "a trace cannot be written");
}

/// What a text counts for: itself and its place in the queue.
fn cost(text: &str) -> usize {
    text.len() + 128
}

/// How much may wait for the disk.
const WAITING_BYTES: usize = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    /// The thread is held up by a named pipe that nobody reads; then somebody does.
    #[test]
    #[cfg(unix)]
    fn what_is_too_much_for_the_disk_is_refused_and_does_not_wait() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("a.jsonl");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let writer = Writer::start(folder.path()).unwrap();
        let text = "x".repeat(1 << 20);

        let taken = (0..100).filter(|_| writer.append("a.jsonl", text.clone())).count();

        assert!((60..64).contains(&taken), "{taken}");
        let reader = std::thread::spawn(move || std::fs::read(pipe).unwrap().len());
        writer.close("a.jsonl");
        writer.flush();
        assert_eq!(reader.join().unwrap(), taken << 20);
        assert!(writer.append("b.jsonl", text));
    }
}
