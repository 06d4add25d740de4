//! The far end of a session: sends any packet, and says what came.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::media::{Control, Media, MediaConfig, MediaEvent, OpusTerms, Session, Stream};
use prompts::{Codec, Law, OpusWishes, Prompt};
use rtp_types::{RtpPacket, RtpPacketBuilder};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Nothing in these tests takes this long, unless it never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);
pub const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// telephone-event, as phones number it, and as the phone wants it from us: not the same, on purpose.
pub const EVENT: u8 = 101;
pub const EVENT_TO_PHONE: u8 = 96;
/// The same for Opus, with keys at its own rate.
pub const OPUS: u8 = 111;
pub const OPUS_TO_PHONE: u8 = 97;

/// One packet that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    pub payload_type: u8,
    pub marker: bool,
    pub ssrc: u32,
    pub sequence: u16,
    pub timestamp: u32,
    pub payload: Vec<u8>,
    pub at: Instant,
}

/// A phone, and the session it talks to.
pub struct Phone {
    socket: UdpSocket,
    pub session: Arc<Session>,
    pub events: mpsc::Receiver<MediaEvent>,
    pub ssrc: u32,
    pub sequence: u16,
    pub timestamp: u32,
}

pub fn media(workers: usize) -> Media {
    Media::start(MediaConfig { workers, ..MediaConfig::new(LOOPBACK) }).unwrap()
}

/// A prompt of whole packets, all of one sample.
pub fn prompt(packets: usize, sample: i16) -> Arc<Prompt> {
    Arc::new(Prompt::from_samples(vec![sample; packets * 160]))
}

/// The byte of a sample.
pub fn byte(law: Law, sample: i16) -> u8 {
    law.encode(&[sample])[0]
}

impl Phone {
    /// A phone that is in a session, without a stream yet.
    pub async fn silent(media: &Media) -> Self {
        let (sender, events) = mpsc::channel(16);
        let session = Arc::new(media.open(sender).unwrap());
        let socket = UdpSocket::bind((LOOPBACK, 0)).await.unwrap();
        Self { socket, session, events, ssrc: 1, sequence: 65_530, timestamp: u32::MAX - 400 }
    }

    /// A phone with µ-law and telephone-event agreed on.
    pub async fn new(media: &Media) -> Self {
        Self::with(media, Law::Mu).await
    }

    pub async fn with(media: &Media, codec: impl Into<Codec>) -> Self {
        let phone = Self::silent(media).await;
        phone.session.set_stream(Stream { codec: codec.into(), ..phone.stream() });
        phone
    }

    pub fn address(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    /// What the phone would like to have agreed on.
    pub fn stream(&self) -> Stream {
        Stream {
            remote: self.address(),
            control: Control::Port(9),
            codec: Codec::Pcmu,
            telephone_event: Some(EVENT_TO_PHONE),
            telephone_event_receive: Some(EVENT),
            send: true,
            receive: true,
            srtp: None,
            ptime_ms: 20,
            opus: Some(OpusTerms {
                send: OPUS_TO_PHONE,
                receive: OPUS,
                wishes: OpusWishes::default(),
                fast_keys: true,
            }),
        }
    }

    /// The next packet.
    pub async fn got(&self) -> Got {
        let mut datagram = [0; 2048];
        let length = timeout(PATIENCE, self.socket.recv(&mut datagram)).await.expect("no packet came").unwrap();
        let packet = RtpPacket::parse(&datagram[..length]).unwrap();
        Got {
            payload_type: packet.payload_type(),
            marker: packet.marker_bit(),
            ssrc: packet.ssrc(),
            sequence: packet.sequence_number(),
            timestamp: packet.timestamp(),
            payload: packet.payload().to_vec(),
            at: Instant::now(),
        }
    }

    /// The next datagram, whatever it is.
    pub async fn got_raw(&self) -> Vec<u8> {
        let mut datagram = vec![0; 2048];
        let length = timeout(PATIENCE, self.socket.recv(&mut datagram)).await.expect("nothing came").unwrap();
        datagram.truncate(length);
        datagram
    }

    pub async fn got_many(&self, count: usize) -> Vec<Got> {
        let mut packets = Vec::new();
        for _ in 0..count {
            packets.push(self.got().await);
        }
        packets
    }

    /// The next event.
    pub async fn event(&mut self) -> MediaEvent {
        timeout(PATIENCE, self.events.recv()).await.expect("no event came").expect("the session has ended")
    }

    /// The next events but `Started`.
    pub async fn events(&mut self, count: usize) -> Vec<MediaEvent> {
        let mut events = Vec::new();
        while events.len() < count {
            events.extend(Some(self.event().await).filter(|event| *event != MediaEvent::Started));
        }
        events
    }

    /// Sends a packet with the next sequence number.
    pub async fn send(&mut self, payload_type: u8, marker: bool, payload: &[u8]) {
        let mut datagram = [0; 1500];
        let length = RtpPacketBuilder::<&[u8], &[u8]>::new()
            .payload_type(payload_type)
            .marker_bit(marker)
            .sequence_number(self.sequence)
            .timestamp(self.timestamp)
            .ssrc(self.ssrc)
            .payload(payload)
            .write_into(&mut datagram)
            .unwrap();
        self.sequence = self.sequence.wrapping_add(1);
        self.send_raw(&datagram[..length]).await;
    }

    pub async fn send_raw(&self, datagram: &[u8]) {
        self.socket.send_to(datagram, self.session.local()).await.unwrap();
    }

    /// Sends a packet of audio.
    pub async fn talk(&mut self, law: Law, byte: u8) {
        self.send(law.payload_type(), false, &[byte; 160]).await;
        self.timestamp = self.timestamp.wrapping_add(160);
    }

    /// Presses a key: five packets and three ends.
    pub async fn press(&mut self, event: u8) {
        for step in 1..=8_u16 {
            let (flags, [high, low]) = (if step > 5 { 0x8a } else { 0x0a }, (step.min(5) * 160).to_be_bytes());
            self.send(EVENT, step == 1, &[event, flags, high, low]).await;
        }
        self.timestamp = self.timestamp.wrapping_add(1600);
    }

    /// Waits until the session has done all it was asked for so far.
    ///
    /// Commands are done in order, so a play that ends at once is behind all others.
    pub async fn settled(&mut self, marker: u32) -> Vec<MediaEvent> {
        self.session.stop(marker);
        let mut before = Vec::new();
        loop {
            match self.event().await {
                MediaEvent::Played { play, .. } if play == marker => return before,
                event => before.push(event),
            }
        }
    }
}
