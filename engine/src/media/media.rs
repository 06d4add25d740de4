//! The media threads of an engine, and the sessions on them.

use std::io;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use mio::{Poll, Waker};
use prompts::{Codec, Prompt};
use tokio::sync::mpsc;

use super::MediaEvent;
use super::command::{Command, Mailbox, Music, Opening, SessionId, mailbox};
use super::config::{MediaConfig, MediaError};
use super::ports::{Bound, Ports};
use super::session::Session;
use super::statistics::Counters;
use super::worker::{Settings, WAKER, Worker};

/// Media threads, started. Dropping it shuts them down.
pub struct Media {
    workers: Vec<Mailbox>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// One for each address.
    ports: Vec<Arc<Ports>>,
    next: AtomicU64,
    music: Option<Music>,
}

impl Media {
    /// Starts the threads.
    ///
    /// # Errors
    /// [`MediaError::NoPorts`], [`MediaError::Worker`].
    pub fn start(config: MediaConfig) -> Result<Self, MediaError> {
        let MediaConfig { address, ports, workers, timeout, inband } = config;
        let ports = vec![Arc::new(Ports::new(address, ports)?)];
        let count = match workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            count => count,
        };
        let parts: Result<Vec<_>, io::Error> = (0..count)
            .map(|_| {
                let poll = Poll::new()?;
                let waker = Waker::new(poll.registry(), WAKER)?;
                Ok((poll, mailbox(waker)))
            })
            .collect();
        let parts = parts.map_err(MediaError::Worker)?;
        let workers: Vec<_> = parts.iter().map(|(_, (mailbox, _))| mailbox.clone()).collect();
        // Made before the first thread: if one cannot be started, dropping this ends the others.
        let media = Self { workers, threads: Mutex::new(Vec::new()), ports, next: AtomicU64::new(0), music: None };
        for (index, (poll, (_, inbox))) in parts.into_iter().enumerate() {
            let mailboxes = media.workers.clone();
            let thread = std::thread::Builder::new()
                .name(format!("media-{index}"))
                .spawn(move || Worker::new(index, poll, inbox, mailboxes, Settings { timeout, inband }).run())
                .map_err(MediaError::Worker)?;
            media.threads().push(thread);
        }
        Ok(media)
    }

    /// Has sockets on a further address, for peers of the other family.
    ///
    /// # Errors
    /// [`MediaError::NoPorts`].
    pub fn add_address(&mut self, address: IpAddr, ports: RangeInclusive<u16>) -> Result<(), MediaError> {
        self.ports.push(Arc::new(Ports::new(address, ports)?));
        Ok(())
    }

    /// Has this played, over and over, to whoever is put on hold by the other end of a bridge; without it he hears what that
    /// end sends.
    pub fn set_hold_music(&mut self, music: Arc<Prompt>) {
        // Made ready here, so that no media thread has to.
        for codec in Codec::ALL {
            match codec.law() {
                Some(law) => drop(music.frames(law)),
                None => drop(music.wide_samples()),
            }
        }
        self.music = Some(Arc::new([music]));
    }

    /// Opens a session on the thread with the fewest, on the first address.
    ///
    /// When `events` is full they wait, up to 256 of them; what comes then is lost and counted in the statistics.
    ///
    /// # Errors
    /// [`MediaError::PortsTaken`], [`MediaError::Socket`], [`MediaError::Stopped`].
    pub fn open(&self, events: mpsc::Sender<MediaEvent>) -> Result<Session, MediaError> {
        self.open_towards(None, events)
    }

    /// The same, on the address of a peer's family if there is one.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_towards(&self, peer: Option<IpAddr>, events: mpsc::Sender<MediaEvent>) -> Result<Session, MediaError> {
        let sessions = |worker: &usize| self.workers[*worker].sessions().load(Ordering::Relaxed);
        let worker = (0..self.workers.len()).min_by_key(sessions).ok_or(MediaError::Stopped)?;
        self.open_on(worker, peer, events)
    }

    /// Opens a session on the thread of another one, which it will be bridged to: their audio then stays on one thread.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_beside(
        &self,
        other: &Session,
        peer: Option<IpAddr>,
        events: mpsc::Sender<MediaEvent>,
    ) -> Result<Session, MediaError> {
        self.open_on(other.worker(), peer, events)
    }

    fn open_on(
        &self,
        worker: usize,
        peer: Option<IpAddr>,
        events: mpsc::Sender<MediaEvent>,
    ) -> Result<Session, MediaError> {
        let mailbox = self.workers.get(worker).ok_or(MediaError::Stopped)?.clone();
        let same = |ports: &&Arc<Ports>| peer.is_some_and(|peer| peer.is_ipv4() == ports.address().is_ipv4());
        let ports = self.ports.iter().find(same).or(self.ports.first()).ok_or(MediaError::Stopped)?;
        let Bound { socket, control, port } = ports.bind()?;
        let local = socket.local_addr().map_err(|source| MediaError::Socket { address: ports.address(), source })?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let counters = Arc::new(Counters::default());
        mailbox.sessions().fetch_add(1, Ordering::Relaxed);
        let opening = Opening { socket, control, port, events, counters: Arc::clone(&counters) };
        mailbox.send(Command::Open(number, Box::new(opening))).map_err(|_| MediaError::Stopped)?;
        Ok(Session::new(SessionId { worker, number }, local, mailbox, counters, self.music.clone()))
    }

    /// How many sessions have a socket now.
    pub fn sessions(&self) -> usize {
        self.ports.iter().map(|ports| ports.count()).sum()
    }

    /// Ends all sessions and the threads, and waits for them.
    pub fn shutdown(&self) {
        let threads = std::mem::take(&mut *self.threads());
        for worker in &self.workers {
            worker.send(Command::Shutdown).ok();
        }
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a media thread had panicked");
            }
        }
    }

    fn threads(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Media {
    fn drop(&mut self) {
        self.shutdown();
    }
}
