//! TCP: connections accepted and opened, framed by us, written through a channel the stack knows.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::{SipAddr, SipConnection, TransportEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use crate::sip::config::{SipLimits, Transport};
use crate::sip::convert::Source;
use crate::sip::guard::{self, Frame, Framer, Refusal, Verdict};

use super::{Intake, Network};

/// An open connection, as the rest of the network sees it.
#[derive(Clone)]
pub(in crate::sip) struct Link {
    pub(super) connection: SipConnection,
    pub(super) local: SocketAddr,
    pub(super) closed: CancellationToken,
}

/// What the tasks of connections share.
#[derive(Clone)]
pub(in crate::sip) struct Streams {
    pub(in crate::sip) network: Arc<Network>,
    pub(in crate::sip) intake: Arc<Intake>,
    pub(in crate::sip) limits: SipLimits,
    pub(in crate::sip) tasks: TaskTracker,
    pub(in crate::sip) stop: CancellationToken,
}

/// Accepts connections until the end.
pub(in crate::sip) async fn accept(listener: TcpListener, streams: Streams) {
    loop {
        let accepted = tokio::select! {
            biased;
            () = streams.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((_, remote)) if streams.network.link_count() >= streams.limits.connections => {
                warn!(%remote, "SIP connection refused: there are too many");
            }
            Ok((stream, remote)) => {
                if let Err(error) = run(stream, remote, &streams).await {
                    debug!(%error, %remote, "SIP connection lost at once");
                }
            }
            Err(error) => {
                // Out of file descriptors, most likely; give the others time to end.
                warn!(%error, "accepting SIP connections");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Opens a connection.
pub(in crate::sip) async fn connect(remote: SocketAddr, streams: &Streams) -> std::io::Result<()> {
    let stream = timeout(CONNECT, TcpStream::connect(remote)).await??;
    run(stream, remote, streams).await
}

async fn run(stream: TcpStream, remote: SocketAddr, streams: &Streams) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let local = stream.local_addr()?;
    let closed = streams.stop.child_token();
    let (outgoing, messages) = mpsc::channel(QUEUE);
    let (raw, answers) = mpsc::channel(QUEUE);
    // The stack would read from this channel; we hand messages in ourselves.
    let (_, nothing) = mpsc::unbounded_channel();
    let address = SipAddr { r#type: Some(rsipstack::sip::Transport::Tcp), addr: remote.into() };
    let connection =
        ChannelConnection::create_connection_bounded(nothing, outgoing, address, Some(closed.clone())).await;
    let connection = SipConnection::Channel(connection.map_err(std::io::Error::other)?);
    streams.network.add_link(remote, Link { connection: connection.clone(), local, closed: closed.clone() });

    let (reading, writing) = stream.into_split();
    streams.tasks.spawn(write(writing, messages, answers, closed.clone()));
    let link = Reader { remote, connection, raw, closed, streams: streams.clone() };
    streams.tasks.spawn(link.read(reading));
    Ok(())
}

struct Reader {
    remote: SocketAddr,
    connection: SipConnection,
    raw: mpsc::Sender<Vec<u8>>,
    closed: CancellationToken,
    streams: Streams,
}

impl Reader {
    async fn read(self, mut reading: OwnedReadHalf) {
        let mut framer = Framer::new(self.streams.limits.message_bytes);
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let patience = if framer.inside() { PIECE } else { IDLE };
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
        self.streams.network.remove_link(self.remote, &self.closed);
        debug!(remote = %self.remote, "SIP connection closed");
    }

    /// Deals with what is whole; false if the stream cannot be followed any more.
    async fn frames(&self, framer: &mut Framer) -> bool {
        let source = Source { transport: Transport::Tcp, listener: 0, address: self.remote };
        let intake = &self.streams.intake;
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
    mut writing: OwnedWriteHalf,
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
        if !matches!(timeout(WRITE, writing.write_all(&octets)).await, Ok(Ok(()))) {
            break;
        }
    }
    closed.cancel();
    // The peer may be gone already.
    let _ = writing.shutdown().await;
}

/// Messages that may wait for a slow reader; then the sender waits too.
const QUEUE: usize = 64;
/// A connection must be up by then.
const CONNECT: Duration = Duration::from_secs(5);
/// A peer that takes no octets for so long is gone.
const WRITE: Duration = Duration::from_secs(10);
/// The rest of a message must come within this.
const PIECE: Duration = Duration::from_secs(20);
/// A connection without messages is closed; longer than any session refresh.
const IDLE: Duration = Duration::from_secs(3_600);
