//! What sessions tell workers, and the queue it goes through.

use std::io;
use std::net::UdpSocket;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread::{self, Thread};
use std::time::Instant;

use prompts::{Codec, Prompt};
use tokio::sync::mpsc;

use super::ports::Port;
use super::statistics::Counters;
use super::tap::{Direction, Heard};
use super::{MediaEvent, Stream};

/// A session: its worker, and its number in all of media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionId {
    pub worker: usize,
    pub number: u64,
}

/// Something for a worker to do, for the session of that number.
pub enum Command {
    Open(u64, Box<Opening>),
    Close(u64),
    Stream(u64, Stream),
    Play(u64, u32, Arc<Prompt>),
    /// A list of prompts, so many times.
    Repeat(u64, u32, Arc<[Arc<Prompt>]>, u32),
    Finish(u64, u32),
    Stop(u64, u32),
    SendDigits(u64, String),
    InfoDigit(u64, char),
    /// A key that was heard in audio of the session on the other side of a bridge.
    PassTone(u64, char),
    Listen(u64, Direction, u32, mpsc::Sender<Heard>),
    /// Ends that listening in both directions, behind all that has come.
    Deafen(u64, u32),
    /// Whether the peer's audio goes straight back.
    Echo(u64, bool),
    Bridge(u64, SessionId),
    /// Ends the bridge to that session, if it is still the one.
    Unbridge(u64, SessionId),
    /// What is heard while the other end of the bridge has put this one on hold; `None`: no longer.
    Music(u64, Option<Music>),
    /// Audio of a session on another worker.
    Relay(u64, Box<RelayedAudio>),
    Shutdown,
}

impl Command {
    /// Whether somebody waits to hear it: audio begins now, and not at the next look.
    const fn is_urgent(&self) -> bool {
        matches!(self, Self::Play(..) | Self::Repeat(..) | Self::Music(..))
    }
}

/// Prompts that are played over and over.
pub type Music = Arc<[Arc<Prompt>]>;

/// All that a worker needs for a new session.
pub struct Opening {
    /// Before the port, so that the port is free only after its socket is closed.
    pub socket: UdpSocket,
    /// For RTCP.
    pub control: Option<UdpSocket>,
    pub port: Port,
    pub events: mpsc::Sender<MediaEvent>,
    pub counters: Arc<Counters>,
}

/// A packet on its way to another worker.
pub struct RelayedAudio {
    pub codec: Codec,
    pub marker: bool,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub payload: Vec<u8>,
}

/// The way to a worker.
///
/// The queue is bounded. Who finds it full waits: a worker empties it every 2 ms and waits for nothing itself.
/// Workers do not wait for one another: audio that finds the queue full is lost, like any packet.
#[derive(Clone)]
pub struct Mailbox {
    sender: SyncSender<Command>,
    shared: Arc<Shared>,
}

struct Shared {
    waker: mio::Waker,
    /// The worker has been woken and has not looked yet.
    woken: AtomicBool,
    /// The worker's, once it has slept.
    thread: OnceLock<Thread>,
    sessions: AtomicUsize,
}

/// The worker's end.
pub struct Inbox {
    receiver: Receiver<Command>,
    shared: Arc<Shared>,
}

/// The worker is gone, or too busy for audio.
pub struct NotTaken;

const QUEUED: usize = 4096;

/// A queue to a worker that waits in a poll.
pub fn mailbox(waker: mio::Waker) -> (Mailbox, Inbox) {
    let (sender, receiver) = sync_channel(QUEUED);
    let shared = Arc::new(Shared {
        waker,
        woken: AtomicBool::new(false),
        thread: OnceLock::new(),
        sessions: AtomicUsize::new(0),
    });
    (Mailbox { sender, shared: Arc::clone(&shared) }, Inbox { receiver, shared })
}

impl Mailbox {
    /// Sends a command.
    ///
    /// # Errors
    /// [`NotTaken`] after a shutdown.
    pub fn send(&self, command: Command) -> Result<(), NotTaken> {
        let urgent = command.is_urgent();
        match self.sender.try_send(command) {
            Ok(()) => {}
            Err(TrySendError::Full(command)) => {
                self.wake();
                self.sender.send(command).map_err(|_| NotTaken)?;
            }
            Err(TrySendError::Disconnected(_)) => return Err(NotTaken),
        }
        self.wake();
        if urgent {
            if let Some(thread) = self.shared.thread.get() {
                thread.unpark();
            }
            // Where both are on one core the worker has its turn now, and not when all else is done that has come in.
            thread::yield_now();
        }
        Ok(())
    }

    /// Sends audio of another worker's session, or loses it.
    pub fn relay(&self, session: u64, audio: Box<RelayedAudio>) {
        self.try_send(Command::Relay(session, audio));
    }

    /// Sends a relayed key, or loses it.
    pub fn relay_key(&self, session: u64, key: char) {
        self.try_send(Command::SendDigits(session, key.into()));
    }

    /// Sends a key that was heard in relayed audio, or loses it.
    pub fn relay_tone(&self, session: u64, key: char) {
        self.try_send(Command::PassTone(session, key));
    }

    /// How many sessions the worker has or is about to get.
    pub fn sessions(&self) -> &AtomicUsize {
        &self.shared.sessions
    }

    fn try_send(&self, command: Command) {
        if self.sender.try_send(command).is_ok() {
            self.wake();
        }
    }

    fn wake(&self) {
        if !self.shared.woken.swap(true, Ordering::AcqRel) {
            // It fails only when the system is out of memory for a counter; the worker looks within 2 ms or so anyway.
            let _: io::Result<()> = self.shared.waker.wake();
        }
    }
}

impl Inbox {
    /// Sleeps until then, or until something urgent comes.
    pub fn sleep(&self, until: Instant) {
        self.shared.thread.get_or_init(thread::current);
        let left = until.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            thread::park_timeout(left);
        }
    }

    /// The next command; those that come after the last one wake the poll again.
    pub fn next(&self) -> Option<Command> {
        self.receiver.try_recv().ok().or_else(|| {
            self.shared.woken.swap(false, Ordering::AcqRel);
            // One that came between the look and this has woken nobody.
            self.receiver.try_recv().ok()
        })
    }

    /// A session is gone.
    pub fn closed(&self) {
        self.shared.sessions.fetch_sub(1, Ordering::Relaxed);
    }
}
