//! The thread that has the audio of all calls.

use std::collections::HashMap;
use std::io;
use std::net::UdpSocket;
use std::os::fd::AsRawFd;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use engine::media::Stream;
use hdrhistogram::Histogram;
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use tokio::sync::oneshot;

use super::arrival::{self, Reader};
use super::line::{Heard, Line};

/// Hears the calls, and speaks for the callers.
pub struct Listener {
    orders: Sender<Order>,
    thread: Mutex<Option<JoinHandle<Histogram<u64>>>>,
}

/// A call on the thread: when it is dropped, its socket is closed.
pub struct Listening {
    number: usize,
    orders: Sender<Order>,
}

enum Order {
    Open(usize, UdpSocket, bool, oneshot::Sender<()>),
    Agree(usize, Stream),
    Press(usize, String),
    /// What has been heard so far.
    Tell(usize, oneshot::Sender<Heard>),
    Close(usize),
    Stop,
}

/// One call.
struct Place {
    socket: UdpSocket,
    line: Line,
    /// Told at the first packet.
    first: Option<oneshot::Sender<()>>,
    /// When the caller speaks next.
    next: Instant,
}

/// Between two looks at the sockets: what comes is timed by the kernel, what goes is that much off at most.
const LOOK: Duration = Duration::from_millis(2);
const PACKET: Duration = Duration::from_millis(20);
const EVENTS: usize = 1024;

/// For times of up to two minutes, to three digits.
fn deviations() -> io::Result<Histogram<u64>> {
    const TWO_MINUTES: u64 = 120_000_000;
    Histogram::new_with_bounds(1, TWO_MINUTES, 3).map_err(io::Error::other)
}

impl Listener {
    /// Starts the thread.
    ///
    /// # Errors
    /// Those of the system.
    pub fn start() -> io::Result<Self> {
        let (orders, queue) = channel();
        let poll = Poll::new()?;
        let deviations = deviations()?;
        let work = move || Work { poll, places: HashMap::new(), deviations }.run(&queue);
        let thread = std::thread::Builder::new().name("listener".into()).spawn(work)?;
        Ok(Self { orders, thread: Mutex::new(Some(thread)) })
    }

    /// Listens on a socket. What is given besides resolves at the first packet.
    ///
    /// # Errors
    /// Those of the system.
    pub fn open(&self, socket: UdpSocket, talk: bool) -> io::Result<(Listening, oneshot::Receiver<()>)> {
        arrival::note(&socket)?;
        socket.set_nonblocking(true)?;
        let (first, heard) = oneshot::channel();
        let number = usize::try_from(socket.as_raw_fd()).unwrap_or_default();
        self.orders.send(Order::Open(number, socket, talk, first)).ok();
        Ok((Listening { number, orders: self.orders.clone() }, heard))
    }

    /// Ends the thread: how far packets were from where they were expected, in microseconds. Only the first call has it.
    pub fn stop(&self) -> Option<Histogram<u64>> {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.orders.send(Order::Stop).ok();
        thread.and_then(|thread| thread.join().ok())
    }
}

impl Listening {
    /// What offer and answer have agreed on.
    pub fn agree(&self, stream: Stream) {
        self.orders.send(Order::Agree(self.number, stream)).ok();
    }

    /// Presses keys.
    pub fn press(&self, keys: &str) {
        self.orders.send(Order::Press(self.number, keys.to_owned())).ok();
    }

    /// What was heard.
    pub async fn heard(&self) -> Heard {
        let (reply, heard) = oneshot::channel();
        self.orders.send(Order::Tell(self.number, reply)).ok();
        heard.await.unwrap_or_default()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.orders.send(Order::Close(self.number)).ok();
    }
}

struct Work {
    poll: Poll,
    /// By the number of the socket, which is free for another call only when it is closed.
    places: HashMap<usize, Place>,
    deviations: Histogram<u64>,
}

impl Work {
    fn run(mut self, queue: &Receiver<Order>) -> Histogram<u64> {
        let mut events = Events::with_capacity(EVENTS);
        let mut reader = Reader::new();
        let mut packet = Vec::new();
        loop {
            loop {
                match queue.try_recv() {
                    Ok(Order::Stop) | Err(TryRecvError::Disconnected) => return self.deviations,
                    Ok(order) => self.obey(order, &mut reader),
                    Err(TryRecvError::Empty) => break,
                }
            }
            // A poll that fails is one of the next look.
            self.poll.poll(&mut events, Some(Duration::ZERO)).ok();
            for event in &events {
                self.read(event.token().0, &mut reader);
            }
            self.speak(&mut packet);
            std::thread::sleep(LOOK);
        }
    }

    fn obey(&mut self, order: Order, reader: &mut Reader) {
        match order {
            Order::Open(number, socket, talk, first) => {
                let descriptor = socket.as_raw_fd();
                // A call that cannot be listened to hears nothing, and is counted so.
                self.poll.registry().register(&mut SourceFd(&descriptor), Token(number), Interest::READABLE).ok();
                let place = Place { socket, line: Line::new(talk), first: Some(first), next: Instant::now() };
                self.places.insert(number, place);
            }
            Order::Agree(number, stream) => self.line(number, |line| line.agree(stream)),
            Order::Press(number, keys) => self.line(number, |line| line.press(&keys)),
            Order::Tell(number, reply) => {
                self.read(number, reader);
                self.line(number, |line| {
                    reply.send(line.heard).ok();
                });
            }
            Order::Close(number) => {
                self.places.remove(&number);
            }
            Order::Stop => {}
        }
    }

    fn line(&mut self, number: usize, change: impl FnOnce(&mut Line)) {
        if let Some(place) = self.places.get_mut(&number) {
            change(&mut place.line);
        }
    }

    /// Reads all that has come.
    fn read(&mut self, number: usize, reader: &mut Reader) {
        let Some(place) = self.places.get_mut(&number) else { return };
        loop {
            match reader.receive(&place.socket) {
                Ok((datagram, at)) => place.line.take(datagram, at, &mut self.deviations),
                // A server that is gone says so once for each packet it was sent.
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                Err(_) => break,
            }
        }
        let Some(first) = place.first.take_if(|_| place.line.heard.packets > 0) else { return };
        first.send(()).ok();
    }

    fn speak(&mut self, packet: &mut Vec<u8>) {
        let now = Instant::now();
        for place in self.places.values_mut().filter(|place| place.next <= now) {
            place.next += PACKET;
            if let (true, Some(remote)) = (place.line.speak(packet), place.line.remote()) {
                // What the network does not take is lost.
                place.socket.send_to(packet, remote).ok();
            }
        }
    }
}
