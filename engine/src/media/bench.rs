//! A session without its thread, so that a benchmark can count what one packet costs. Only there with the feature `bench`.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Instant;

use prompts::{Codec, Law, Prompt};
use tokio::sync::mpsc;

use super::clock::{Clock, Step, steps};
use super::command::Opening;
use super::config::Inband;
use super::flow::{Flow, Now};
use super::packet::Packet;
use super::ports::{Bound, Ports};
use super::srtp::{Protection, Srtp, SrtpKey, Suite};
use super::statistics::Counters;
use super::stream::Control;
use super::{MediaError, MediaEvent, Stream};

/// A session that plays a prompt to a socket of this machine.
pub struct Bench {
    flow: Flow,
    clock: Clock,
    step: Step,
    peer: UdpSocket,
    from: SocketAddr,
    heard: mpsc::Receiver<MediaEvent>,
    /// The peer's, where the leg is encrypted.
    protection: Option<Protection>,
}

impl Bench {
    /// A session that plays a prompt of 20 s for ever, in A-law, to a peer with telephone-event as payload type 101.
    ///
    /// # Errors
    /// [`MediaError`] if this machine has no free port.
    pub fn new() -> Result<Self, MediaError> {
        Self::with(None)
    }

    /// The same, encrypted with the suite that all have: `AES_CM_128_HMAC_SHA1_80`.
    ///
    /// # Errors
    /// The same.
    pub fn encrypted() -> Result<Self, MediaError> {
        let suite = Suite::Sha1With80;
        Self::with(Some(Srtp { suite, send: SrtpKey::random(), receive: SrtpKey::random() }))
    }

    fn with(srtp: Option<Srtp>) -> Result<Self, MediaError> {
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let refused = |source: io::Error| MediaError::Socket { address, source };
        let peer = UdpSocket::bind((address, 0)).map_err(refused)?;
        let from = peer.local_addr().map_err(refused)?;
        let Bound { socket, control, port } = Arc::new(Ports::new(address, 0..=0)?).bind()?;
        let (events, heard) = mpsc::channel(64);
        let now = Instant::now();
        let opening = Opening { socket, control, port, events, counters: Arc::new(Counters::default()) };
        let mut flow = Flow::new(opening, Inband::default(), now);
        let stream = Stream {
            remote: from,
            control: Control::Shared,
            codec: Codec::Pcma,
            telephone_event: Some(101),
            telephone_event_receive: Some(101),
            srtp,
            ptime_ms: 20,
            opus: None,
            send: true,
            receive: true,
        };
        flow.set_stream(stream, now);
        let prompt = Arc::new(Prompt::from_samples(vec![1000; 20 * 8000]));
        prompt.frames(Law::A);
        flow.change(|list| list.repeat(1, [prompt].into(), u32::MAX));
        let protection = srtp.and_then(|ours| {
            let theirs = Srtp { send: ours.receive, receive: ours.send, ..ours };
            Protection::agree(theirs, None).map(|(protection, _)| protection)
        });
        let mut bench = Self { flow, clock: Clock::new(now), step: Step(0), peer, from, heard, protection };
        bench.flow.start(bench.step);
        Ok(bench)
    }

    /// Sends packets, each when it is due; the peer's socket takes as many as it has room for.
    pub fn send(&mut self, packets: usize) {
        for _ in 0..packets {
            let now = Now { clock: self.clock, instant: self.clock.instant(self.step), step: self.step };
            self.flow.turn(now);
            self.step = self.step.plus(steps(20));
        }
    }

    /// Empties the peer's socket: how many packets have come.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn arrived(&self) -> io::Result<usize> {
        self.peer.set_nonblocking(true)?;
        let mut datagram = [0; 2048];
        let mut count = 0;
        while self.peer.recv(&mut datagram).is_ok() {
            count += 1;
        }
        Ok(count)
    }

    /// A packet as the peer sends it.
    pub fn sealed(&mut self, packet: Vec<u8>) -> Vec<u8> {
        let sealed = self.protection.as_mut().and_then(|protection| protection.seal(&packet));
        sealed.map_or(packet, |sealed| sealed.as_ref().to_vec())
    }

    /// Takes datagrams as if the peer had sent them.
    pub fn receive(&mut self, datagrams: &[Vec<u8>]) {
        let now = self.clock.instant(self.step);
        for datagram in datagrams {
            let Some(datagram) = self.flow.open(datagram) else { continue };
            if let Some(mut packet) = Packet::read(&datagram) {
                self.flow.receive(&mut packet, self.from, now);
            }
        }
    }

    /// The next key that was heard.
    pub fn key(&mut self) -> Option<char> {
        while let Ok(event) = self.heard.try_recv() {
            if let MediaEvent::Digit(key) = event {
                return Some(key);
            }
        }
        None
    }
}
