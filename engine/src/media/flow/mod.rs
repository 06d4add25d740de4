//! One session on its worker: what it receives, what it sends, whom it is bridged to.

mod coding;
mod control;
mod events;
#[cfg(any(test, feature = "fuzz"))]
pub mod probe;
mod receive;
mod send;

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::net::UdpSocket;
use prompts::Codec;

use self::events::Events;
use self::receive::Receiver;
use self::send::{Ready, Sender};
use super::clock::{Clock, Step};
use super::command::{Music, Opening, SessionId};
use super::config::Inband;
use super::keys::arbiter::{Arbiter, KeySource};
use super::packet::Packet;
use super::playlist::Playlist;
use super::ports::Port;
use super::rtcp::Rtcp;
use super::srtp::{self, Protection};
use super::statistics::Counters;
use super::tap::{Direction, Taps};
use super::{MediaEvent, Stream};

/// A session's state. Only its worker touches it.
pub struct Flow {
    /// Before the port, so that the port is free only after its socket is closed.
    pub socket: UdpSocket,
    /// For reports, unless its port was taken.
    pub control: Option<UdpSocket>,
    _port: Port,
    stream: Option<Stream>,
    receiver: Receiver,
    sender: Sender,
    playlist: Playlist,
    /// Played where there is nothing else, in place of who is bridged.
    music: Playlist,
    arbiter: Arbiter,
    events: Events,
    rtcp: Rtcp,
    protection: Option<Box<Protection>>,
    counters: Arc<Counters>,
    /// Whom received audio and keys go to.
    pub bridge: Option<SessionId>,
    /// Whether received audio goes straight back.
    pub echo: bool,
}

/// What a received packet is to a bridged session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    Nothing,
    /// And the key that was heard in it.
    Audio(Codec, Option<char>),
    Key(char),
}

/// The time, as a worker sees it while it does one thing.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub clock: Clock,
    pub instant: Instant,
    pub step: Step,
}

impl Now {
    pub fn read(clock: Clock) -> Self {
        let instant = Instant::now();
        Self { clock, instant, step: clock.step(instant) }
    }
}

impl Flow {
    pub fn new(opening: Opening, inband: Inband, now: Instant) -> Self {
        let Opening { socket, control, port, events, counters } = opening;
        Self {
            socket: UdpSocket::from_std(socket),
            control: control.map(UdpSocket::from_std),
            _port: port,
            stream: None,
            receiver: Receiver::new(inband, now),
            sender: Sender::new(),
            playlist: Playlist::default(),
            music: Playlist::default(),
            arbiter: Arbiter::default(),
            events: Events::new(events, Arc::clone(&counters)),
            rtcp: Rtcp::new(now),
            protection: None,
            counters,
            bridge: None,
            echo: false,
        }
    }

    /// Takes over what was agreed on. Media moves at once; what plays goes on.
    pub fn set_stream(&mut self, stream: Stream, now: Instant) {
        self.receiver.agree(&stream, now);
        self.sender.agree(&stream);
        let before = self.protection.take().map(|before| *before);
        if let Some(agreed) = stream.srtp {
            let Some((protection, anew)) = Protection::agree(agreed, before) else {
                tracing::error!("the keys of an encrypted leg cannot be used, it stays silent");
                self.stream = None;
                return;
            };
            if anew {
                self.sender.begin_anew();
            }
            self.protection = Some(Box::new(protection));
        }
        self.stream = Some(stream);
    }

    /// A datagram as it is to be read; `None`: it is not, and was counted.
    pub fn open<'d>(&mut self, datagram: &'d [u8]) -> Option<Cow<'d, [u8]>> {
        let opened = srtp::opened(self.protection.as_deref_mut(), datagram);
        if opened.is_none() {
            self.counters.unsigned.add(1);
        }
        opened
    }

    /// Changes what is to be played.
    pub fn change(&mut self, change: impl FnOnce(&mut Playlist)) {
        change(&mut self.playlist);
        self.tell_ended();
    }

    /// Begins or ends music.
    pub fn set_music(&mut self, music: Option<Music>) {
        self.music = Playlist::default();
        if let Some(music) = music {
            self.music.repeat(0, music, u32::MAX);
        }
    }

    /// Cuts a play off.
    pub fn stop(&mut self, play: u32) {
        if self.playlist.stop(play) {
            self.sender.cut();
        }
        self.tell_ended();
    }

    /// Queues keys to send.
    pub fn send_digits(&mut self, digits: &str) {
        self.sender.keys.push(digits);
    }

    /// Takes a key that came by SIP INFO; `true` if it counts.
    pub fn info_digit(&mut self, key: char, now: Instant) -> bool {
        let counts = self.arbiter.admit(KeySource::Info, now);
        if counts {
            self.events.send(MediaEvent::Digit(key));
        }
        counts
    }

    /// Who listens.
    pub fn taps(&mut self, direction: Direction) -> &mut Taps {
        match direction {
            Direction::Received => &mut self.receiver.taps,
            Direction::Sent => &mut self.sender.taps,
        }
    }

    /// Takes a datagram, and puts it on our clock.
    pub fn receive(&mut self, packet: &mut Packet<'_>, from: SocketAddr, now: Instant) -> Passed {
        let Some(stream) = &self.stream else {
            self.counters.ignored.add(1);
            return Passed::Nothing;
        };
        let taken = self.receiver.take(packet, stream, from, now, &self.counters);
        if taken.first {
            self.events.send(MediaEvent::Started);
        }
        match taken.passed {
            Passed::Key(key) if self.arbiter.admit(KeySource::Rtp, now) => {
                self.events.send(MediaEvent::Digit(key));
                taken.passed
            }
            Passed::Audio(codec, tone) => {
                let tone = tone.filter(|_| self.arbiter.admit(KeySource::Tone, now));
                if let Some(key) = tone {
                    self.events.send(MediaEvent::Digit(key));
                }
                if stream.receive { Passed::Audio(codec, tone) } else { Passed::Nothing }
            }
            _ => Passed::Nothing,
        }
    }

    /// Passes on a key that was heard in relayed audio: a peer without telephone-event has heard it himself.
    pub fn pass_tone(&mut self, key: char) {
        if self.stream.is_some_and(|stream| stream.telephone_event.is_some()) {
            self.sender.keys.push(key.encode_utf8(&mut [0; 4]));
        }
    }

    /// Passes a packet of a bridged session on to this one's peer: at once, or when it is due if it has to be decoded. Gives
    /// the step to be woken at.
    pub fn relay(&mut self, codec: Codec, packet: &Packet<'_>, now: Now) -> Option<Step> {
        let stream = self.stream.filter(|stream| stream.send)?;
        let both_g711 = codec.law().is_some() && stream.codec.law().is_some();
        if codec != stream.codec && !both_g711 {
            self.sender.keep(codec, packet, now.step);
            return self.begin(now);
        }
        // Our own audio comes first: there is no mixer yet.
        if self.playlist.has_audio() || self.music.has_audio() || self.sender.keys.is_active() {
            return None;
        }
        let target = self.receiver.target(&stream);
        let mut ready = Ready::nothing();
        self.sender.relay(codec, packet, &stream, now.step, &mut ready);
        ready.deliver(&self.socket, target, self.protection.as_deref_mut(), &self.counters);
        None
    }

    /// Begins to send, if there is something to send and that is not going on already; gives the step to be woken at.
    pub fn begin(&mut self, now: Now) -> Option<Step> {
        match self.start(now.step) {
            Some(first) if first <= now.step => self.turn(now),
            wake => wake,
        }
    }

    /// The same without sending anything yet.
    pub fn start(&mut self, now: Step) -> Option<Step> {
        self.stream?;
        self.sender.start(now, self.has_audio(now))
    }

    fn has_audio(&self, now: Step) -> bool {
        self.music.has_audio() || self.sender.has_audio(now, &self.playlist)
    }

    /// Sends what is due; gives the step of the next packet.
    pub fn turn(&mut self, now: Now) -> Option<Step> {
        let stream = self.stream?;
        let turn = self.sender.take_turn(now.step)?;
        let timing = turn.take(now.step, send::interval(&stream));
        let list = if self.playlist.has_audio() { &mut self.playlist } else { &mut self.music };
        let mut ready = Ready::nothing();
        self.sender.packet(timing, &stream, list, &mut ready);
        // On hold the audio runs on unheard, as time does for the call.
        if stream.send {
            let target = self.receiver.target(&stream);
            ready.deliver(&self.socket, target, self.protection.as_deref_mut(), &self.counters);
            let late = now.instant.saturating_duration_since(now.clock.instant(turn.due));
            self.counters.max_late_us.raise(u64::try_from(late.as_micros()).unwrap_or(u64::MAX));
        } else {
            self.sender.hold_back(&ready);
        }
        self.tell_ended();
        self.sender.next_turn(timing, self.has_audio(now.step))
    }

    /// What is looked after now and then: the silence of the peer, events that wait, reports.
    pub fn sweep(&mut self, timeout: Option<Duration>, now: Now) {
        self.events.flush();
        self.report_if_due(now);
        if let (Some(timeout), Some(stream)) = (timeout, &self.stream)
            && self.receiver.has_fallen_silent(stream, timeout, now.instant)
        {
            self.events.send(MediaEvent::Timeout);
        }
    }

    fn tell_ended(&mut self) {
        for ended in self.playlist.ended() {
            self.events.send(MediaEvent::Played { play: ended.play, stopped: ended.stopped });
        }
    }
}
