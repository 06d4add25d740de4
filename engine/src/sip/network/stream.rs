//! TCP and TLS: connections accepted and opened, framed by us, written through a channel the stack knows.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::{SipAddr, SipConnection, TransportEvent};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use crate::sip::config::{SipLimits, Transport};
use crate::sip::convert::{self, Source};
use crate::sip::guard::{self, Frame, Framer, Refusal, Verdict};

use super::links::{Far, Link};
use super::tls::Tls;
use super::{Intake, Network, Target};

/// What the tasks of connections share.
#[derive(Clone)]
pub(in crate::sip) struct Streams {
    pub(in crate::sip) network: Arc<Network>,
    pub(in crate::sip) intake: Arc<Intake>,
    pub(in crate::sip) limits: SipLimits,
    pub(in crate::sip) tls: Tls,
    pub(in crate::sip) tasks: TaskTracker,
    pub(in crate::sip) stop: CancellationToken,
}

/// Accepts connections until the end.
pub(in crate::sip) async fn accept(listener: TcpListener, transport: Transport, streams: Streams) {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        let accepted = tokio::select! {
            biased;
            () = streams.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let (stream, remote) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely; give the others time to end.
                warn!(%error, "accepting SIP connections");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if streams.network.links.len() >= streams.limits.connections {
            warn!(%remote, "SIP connection refused: there are too many");
            continue;
        }
        let far = Far { transport, address: remote, name: None };
        if transport == Transport::Tls {
            // Each handshake in a task of its own: whoever dawdles holds up nobody.
            let Ok(permit) = Arc::clone(&handshakes).try_acquire_owned() else {
                warn!(%remote, "SIP connection refused: too many are in their TLS handshake");
                continue;
            };
            let streams = streams.clone();
            streams.tasks.clone().spawn(async move {
                greet(stream, far, &streams).await;
                drop(permit);
            });
        } else if let Err(error) = open(stream, far, &streams).await {
            debug!(%error, %remote, "SIP connection lost at once");
        }
    }
}

/// The TLS handshake with a client, and the connection if it succeeds.
async fn greet(stream: TcpStream, far: Far, streams: &Streams) {
    let source = Source { transport: far.transport, number: 0, address: far.address };
    let handshake = async {
        let end = End::of(&stream)?;
        let stream = streams.tls.accept(stream).await?;
        run(stream, end, far, streams, IDLE).await
    };
    let done = tokio::select! {
        biased;
        () = streams.stop.cancelled() => return,
        done = timeout(HANDSHAKE, handshake) => done.unwrap_or_else(|late| Err(late.into())),
    };
    if let Err(error) = done {
        streams.intake.complain(source, &format!("TLS handshake failed: {error}"), 0);
    }
}

/// Opens a connection, unless somebody else has just done so.
///
/// # Errors
/// If nobody answers there, or the certificate is not that of the target.
pub(in crate::sip) async fn connect(target: &Target, streams: &Streams) -> io::Result<Link> {
    let far = target.far();
    let turn = streams.network.links.turn(&far);
    let _turn = turn.lock().await;
    if let Some(link) = streams.network.links.to(&far) {
        return Ok(link);
    }
    let late = |_| io::Error::new(io::ErrorKind::TimedOut, "nobody answers");
    let stream = timeout(CONNECT, TcpStream::connect(far.address)).await.map_err(late)??;
    match &far.name {
        None => open(stream, far, streams).await,
        Some(name) => {
            let end = End::of(&stream)?;
            let late = |_| io::Error::new(io::ErrorKind::TimedOut, "the TLS handshake is not answered");
            let stream = timeout(HANDSHAKE, streams.tls.connect(stream, name)).await.map_err(late)??;
            run(stream, end, far, streams, IDLE).await
        }
    }
}

async fn open(stream: TcpStream, far: Far, streams: &Streams) -> io::Result<Link> {
    let end = End::of(&stream)?;
    run(stream, end, far, streams, IDLE).await
}

/// The connection to ourselves, within the process: what is sent over it comes in as everybody's does, whatever we listen with.
pub(in crate::sip) async fn inside(streams: &Streams) -> io::Result<Link> {
    let far = |address| Far { transport: Transport::Tcp, address, name: None };
    let [ours, theirs] = INSIDE;
    let turn = streams.network.links.turn(&far(theirs));
    let _turn = turn.lock().await;
    if let Some(link) = streams.network.links.to(&far(theirs)) {
        return Ok(link);
    }
    let (near, other) = tokio::io::duplex(ROOM);
    run(other, End(theirs), far(ours), streams, NEVER).await?;
    run(near, End(ours), far(theirs), streams, NEVER).await
}

/// Our end of a connection.
struct End(SocketAddr);

impl End {
    fn of(stream: &TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self(stream.local_addr()?))
    }
}

async fn run<S>(stream: S, End(local): End, far: Far, streams: &Streams, idle: Duration) -> io::Result<Link>
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let closed = streams.stop.child_token();
    let (outgoing, messages) = mpsc::channel(QUEUE);
    let (raw, answers) = mpsc::channel(QUEUE);
    // The stack would read from this channel; we hand messages in ourselves.
    let (_, nothing) = mpsc::unbounded_channel();
    let address = SipAddr { r#type: Some(convert::stack_transport(far.transport)), addr: far.address.into() };
    let connection =
        ChannelConnection::create_connection_bounded(nothing, outgoing, address, Some(closed.clone())).await;
    let connection = SipConnection::Channel(connection.map_err(io::Error::other)?);
    let link = Link { far: far.clone(), connection: connection.clone(), local, closed: closed.clone() };
    let number = streams.network.links.add(link.clone());

    let (reading, writing) = tokio::io::split(stream);
    streams.tasks.spawn(write(writing, messages, answers, closed.clone()));
    let source = Source { transport: far.transport, number, address: far.address };
    let reader = Reader { source, connection, raw, closed, idle, streams: streams.clone() };
    streams.tasks.spawn(reader.read(reading));
    Ok(link)
}

struct Reader {
    source: Source,
    connection: SipConnection,
    raw: mpsc::Sender<Vec<u8>>,
    closed: CancellationToken,
    /// How long it may be without messages.
    idle: Duration,
    streams: Streams,
}

impl Reader {
    async fn read(self, mut reading: ReadHalf<impl AsyncRead>) {
        let mut framer = Framer::new(self.streams.limits.message_bytes);
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let patience = if framer.inside() { PIECE } else { self.idle };
            let received = tokio::select! {
                biased;
                () = self.closed.cancelled() => break,
                received = timeout(patience, reading.read(&mut buffer)) => received,
            };
            let Ok(Ok(length @ 1..)) = received else { break };
            framer.push(&buffer[..length]);
            if !self.frames(&mut framer).await {
                break;
            }
        }
        self.closed.cancel();
        self.streams.network.links.remove(self.source.number);
        debug!(remote = %self.source.address, "SIP connection closed");
    }

    /// Deals with what is whole; false if the stream cannot be followed any more.
    async fn frames(&self, framer: &mut Framer) -> bool {
        let (source, intake) = (self.source, &self.streams.intake);
        while let Some(frame) = framer.next() {
            let (answer, go_on) = match frame {
                Frame::KeepAlive => (Some(b"\r\n".to_vec()), true),
                Frame::Message(octets) => (intake.take(&octets, source, &self.connection).await, true),
                Frame::Lost { head, status, reason } => {
                    intake.complain(source, reason, head.len());
                    let verdict = guard::refuse(&guard::scan(&head), Refusal { status, reason });
                    let Verdict::Refuse(_, answer) = verdict else { return false };
                    (intake.measured(source, answer), false)
                }
            };
            if let Some(answer) = answer
                && self.raw.send(answer).await.is_err()
            {
                return false;
            }
            if !go_on {
                return false;
            }
        }
        true
    }
}

/// Writes until the connection is closed, and what is queued then.
async fn write(
    mut writing: WriteHalf<impl AsyncWrite>,
    mut messages: mpsc::Receiver<TransportEvent>,
    mut answers: mpsc::Receiver<Vec<u8>>,
    closed: CancellationToken,
) {
    loop {
        let octets = tokio::select! {
            biased;
            Some(answer) = answers.recv() => answer,
            Some(event) = messages.recv() => match event {
                TransportEvent::Incoming(message, ..) => message.to_bytes(),
                TransportEvent::New(_) | TransportEvent::Closed(_) => continue,
            },
            () = closed.cancelled() => break,
            else => break,
        };
        let written = async {
            writing.write_all(&octets).await?;
            // TLS gathers what is written into records.
            writing.flush().await
        };
        if !matches!(timeout(WRITE, written).await, Ok(Ok(()))) {
            break;
        }
    }
    closed.cancel();
    // The peer may be gone already, or take nothing any more.
    let _ = timeout(WRITE, writing.shutdown()).await;
}

/// Messages that may wait for a slow reader; then the sender waits too.
const QUEUE: usize = 64;
/// A connection must be up by then.
const CONNECT: Duration = Duration::from_secs(5);
/// A TLS handshake must be done by then.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// TLS handshakes of clients at one time; each costs the CPU about a millisecond.
const HANDSHAKES: usize = 256;
/// A peer that takes no octets for so long is gone.
const WRITE: Duration = Duration::from_secs(10);
/// The rest of a message must come within this.
const PIECE: Duration = Duration::from_secs(20);
/// Both ends of the connection to ourselves, as addresses that no other peer has.
const INSIDE: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 255, 255, 254)), 1),
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 255, 255, 254)), 2),
];
/// Octets on their way to ourselves.
const ROOM: usize = 64 * 1024;
/// The connection to ourselves is not opened again by whoever has a dialog over it.
const NEVER: Duration = Duration::MAX;
/// A connection without messages is closed; longer than any session refresh.
const IDLE: Duration = Duration::from_secs(3_600);
