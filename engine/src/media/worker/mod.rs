//! A media thread: paces the packets of its sessions and reads what their peers send.

mod bridge;
mod wheel;

use std::collections::HashMap;
use std::io;
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token};

use self::wheel::Wheel;
use super::clock::{Clock, STEP, Step};
use super::command::{Command, Inbox, Mailbox, Opening};
use super::config::Inband;
use super::flow::{Flow, Now};

/// The token of the queue's waker; sessions have their number.
pub const WAKER: Token = Token(usize::MAX);

/// What holds for all sessions.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub timeout: Option<Duration>,
    pub inband: Inband,
}

/// Everything a media thread owns. It waits for nothing but the clock and its sockets.
pub struct Worker {
    index: usize,
    poll: Poll,
    inbox: Inbox,
    /// The queues of all workers, for audio of sessions that are bridged across.
    mailboxes: Vec<Mailbox>,
    settings: Settings,
    flows: HashMap<u64, Flow>,
    wheel: Wheel,
    clock: Clock,
    swept: Step,
    datagram: Box<[u8; DATAGRAM]>,
    /// Sessions that had more to read than one visit allows.
    unread: Vec<u64>,
}

/// In a token: the session's port for reports.
const REPORTS: usize = 1 << (usize::BITS - 2);
/// Larger datagrams are nothing we have agreed on.
const DATAGRAM: usize = 2048;
/// Datagrams read from a session before the others have their turn.
const VISIT: usize = 32;
/// Socket events of one poll; more come with the next.
const EVENTS: usize = 1024;
/// Up to so many sessions a packet may wake the thread at once. With more of them it looks every 2 ms: a waking costs
/// as much as the reading of dozens of packets. What is to be played wakes it all the same.
const FEW: usize = 8;
/// Steps between two looks at what has a timeout: 100 ms.
const SWEEP: u64 = 50;

impl Worker {
    pub fn new(index: usize, poll: Poll, inbox: Inbox, mailboxes: Vec<Mailbox>, settings: Settings) -> Self {
        Self {
            index,
            poll,
            inbox,
            mailboxes,
            settings,
            flows: HashMap::new(),
            wheel: Wheel::new(),
            clock: Clock::new(Instant::now()),
            swept: Step(0),
            datagram: Box::new([0; DATAGRAM]),
            unread: Vec::new(),
        }
    }

    /// Works until it is told to shut down.
    pub fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        let mut due = Vec::new();
        loop {
            if let Err(error) = self.wait(&mut events) {
                tracing::error!(%error, worker = self.index, "media cannot wait for its sockets");
                return;
            }
            // The wheel stands still while nothing is played. What is planned on a stale one would be woken too early, and
            // never again: it is brought to now before anybody plans anything.
            self.send(&mut due);
            if self.obey() {
                return;
            }
            self.read(&events);
            self.send(&mut due);
            self.sweep();
        }
    }

    /// Sleeps until something is to be done.
    fn wait(&mut self, events: &mut Events) -> io::Result<()> {
        if !self.unread.is_empty() {
            return poll(&mut self.poll, events, Some(Duration::ZERO));
        }
        let deadline = self.deadline();
        if self.flows.len() > FEW {
            let look = self.clock.instant(Now::read(self.clock).step.plus(1));
            self.inbox.sleep(deadline.map_or(look, |deadline| deadline.min(look)));
            return poll(&mut self.poll, events, Some(Duration::ZERO));
        }
        // A poll knows whole milliseconds only and rounds them up; the rest is slept.
        let timeout = deadline.map(|deadline| {
            let left = deadline.saturating_duration_since(Instant::now());
            Duration::from_millis(u64::try_from(left.as_millis()).unwrap_or(u64::MAX))
        });
        poll(&mut self.poll, events, timeout)?;
        if let (true, Some(deadline)) = (events.is_empty(), deadline) {
            sleep_until(deadline);
        }
        Ok(())
    }

    /// When the next packet or sweep is due; nothing is while there are no sessions.
    fn deadline(&self) -> Option<Instant> {
        if self.flows.is_empty() {
            return None;
        }
        let sweep = self.swept.plus(SWEEP);
        Some(self.clock.instant(self.wheel.next().map_or(sweep, |next| next.min(sweep))))
    }

    /// Does what sessions have asked for; `true`: to shut down.
    fn obey(&mut self) -> bool {
        while let Some(command) = self.inbox.next() {
            if matches!(command, Command::Shutdown) {
                return true;
            }
            self.perform(command);
        }
        false
    }

    fn perform(&mut self, command: Command) {
        let now = Now::read(self.clock);
        match command {
            Command::Open(number, opening) => self.open(number, *opening, now),
            Command::Close(number) => self.close(number, now),
            Command::Relay(number, audio) => self.take_relayed(number, &audio, now),
            Command::InfoDigit(number, key) => self.info_digit(number, key, now),
            Command::PassTone(number, key) => self.change(number, now, |flow| flow.pass_tone(key)),
            Command::Stream(number, stream) => self.change(number, now, |flow| flow.set_stream(stream, now.instant)),
            Command::Play(number, play, prompt) => {
                self.change(number, now, |flow| flow.change(|list| list.play(play, prompt)));
            }
            Command::Repeat(number, play, prompts, times) => {
                self.change(number, now, |flow| flow.change(|list| list.repeat(play, prompts, times)));
            }
            Command::Finish(number, play) => self.change(number, now, |flow| flow.change(|list| list.finish(play))),
            Command::Stop(number, play) => self.change(number, now, |flow| flow.stop(play)),
            Command::SendDigits(number, digits) => self.change(number, now, |flow| flow.send_digits(&digits)),
            Command::Listen(number, direction, tap, listener) => {
                self.change(number, now, |flow| flow.taps(direction).add(tap, listener));
            }
            Command::Deafen(number, tap) => self.deafen(number, tap, now),
            Command::Echo(number, on) => self.change(number, now, |flow| flow.echo = on),
            Command::Music(number, music) => self.change(number, now, |flow| flow.set_music(music)),
            Command::Bridge(number, peer) => self.change(number, now, |flow| flow.bridge = Some(peer)),
            Command::Unbridge(number, peer) => self.change(number, now, |flow| {
                flow.bridge.take_if(|bridged| *bridged == peer);
            }),
            Command::Shutdown => {}
        }
    }

    fn open(&mut self, number: u64, opening: Opening, now: Now) {
        let mut flow = Flow::new(opening, self.settings.inband, now.instant);
        if self.flows.is_empty() {
            self.swept = now.step;
        }
        let registered = self.poll.registry().register(&mut flow.socket, token(number), Interest::READABLE);
        if let Err(error) = registered {
            // Prompts still go out; keys cannot be heard.
            tracing::error!(%error, "an RTP socket cannot be watched");
        }
        if let Some(control) = &mut flow.control {
            // Without it the peer's reports are not heard, which is no loss to the call.
            self.poll.registry().register(control, Token(token(number).0 | REPORTS), Interest::READABLE).ok();
        }
        self.flows.insert(number, flow);
    }

    fn close(&mut self, number: u64, now: Now) {
        if let Some(mut flow) = self.flows.remove(&number) {
            flow.say_goodbye(now);
            // Closing would do; this only spares the poll a look.
            self.poll.registry().deregister(&mut flow.socket).ok();
            if let Some(control) = &mut flow.control {
                self.poll.registry().deregister(control).ok();
            }
            self.inbox.closed();
        }
    }

    /// Changes a session, and sends at once if it has something to say now.
    fn change(&mut self, number: u64, now: Now, change: impl FnOnce(&mut Flow)) {
        let Some(flow) = self.flows.get_mut(&number) else { return };
        change(flow);
        if let Some(wake) = flow.begin(now) {
            self.wheel.insert(wake, number);
        }
    }

    /// Sends all packets that are due.
    fn send(&mut self, due: &mut Vec<u64>) {
        self.wheel.expire(Now::read(self.clock).step, due);
        for number in due.drain(..) {
            let Some(flow) = self.flows.get_mut(&number) else { continue };
            if let Some(wake) = flow.turn(Now::read(self.clock)) {
                self.wheel.insert(wake, number);
            }
        }
    }

    fn sweep(&mut self) {
        let now = Now::read(self.clock);
        if now.step.since(self.swept) < SWEEP {
            return;
        }
        self.swept = now.step;
        for flow in self.flows.values_mut() {
            flow.sweep(self.settings.timeout, now);
        }
    }
}

const fn token(number: u64) -> Token {
    Token(number as usize)
}

fn sleep_until(deadline: Instant) {
    let left = deadline.saturating_duration_since(Instant::now());
    if left > Duration::ZERO {
        std::thread::sleep(left.min(STEP.max(Duration::from_millis(1))));
    }
}

fn poll(poll: &mut Poll, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
    match poll.poll(events, timeout) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
        result => result,
    }
}
