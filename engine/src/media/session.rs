//! A call's handle on the audio of one leg.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use prompts::{Codec, Prompt};
use tokio::sync::mpsc;

use super::Stream;
use super::command::{Command, Mailbox, Music, SessionId};
use super::statistics::{Counters, Statistics};
use super::tap::{self, Direction, Heard};

/// The audio of one leg: an RTP port, what is played to it, and what is heard from it.
///
/// All methods return at once; a media thread does the work, in the order of the calls. Prompts and keys wait until
/// [`set_stream`](Self::set_stream) has said where to. Dropping it closes the socket and frees the port.
pub struct Session {
    id: SessionId,
    local: SocketAddr,
    mailbox: Mailbox,
    counters: Arc<Counters>,
    /// The codec prompts will be sent with, by our payload type, so that they are encoded here and not on the media thread.
    codec: AtomicU8,
    encrypted: AtomicBool,
    /// The peer has wanted to hear us.
    talked: AtomicBool,
    /// It wants no longer.
    holds: AtomicBool,
    /// What the other end of the bridge hears then.
    music: Option<Music>,
    /// The other end of the bridge this session has joined last.
    peer: Mutex<Option<Peer>>,
}

struct Peer {
    id: SessionId,
    mailbox: Mailbox,
}

impl Session {
    pub(super) fn new(
        id: SessionId,
        local: SocketAddr,
        mailbox: Mailbox,
        counters: Arc<Counters>,
        music: Option<Music>,
    ) -> Self {
        Self {
            id,
            local,
            mailbox,
            counters,
            codec: AtomicU8::new(UNKNOWN),
            encrypted: AtomicBool::default(),
            talked: AtomicBool::default(),
            holds: AtomicBool::default(),
            music,
            peer: Mutex::default(),
        }
    }

    /// The address RTP is received on.
    pub const fn local(&self) -> SocketAddr {
        self.local
    }

    /// The codec that offer and answer have agreed on; `None` before that.
    pub fn codec(&self) -> Option<Codec> {
        let ours = self.codec.load(Ordering::Relaxed);
        Codec::ALL.into_iter().find(|codec| codec.payload_type() == ours)
    }

    /// Whether offer and answer have agreed on encryption.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted.load(Ordering::Relaxed)
    }

    /// Takes over what offer and answer have agreed on; later ones replace it, and media moves at once.
    ///
    /// Without `send` nothing goes out, and what plays runs on unheard; the other end of a bridge hears music, if there is any.
    pub fn set_stream(&self, stream: Stream) {
        self.codec.store(stream.codec.payload_type(), Ordering::Relaxed);
        self.encrypted.store(stream.srtp.is_some(), Ordering::Relaxed);
        self.send(Command::Stream(self.id.number, stream));
        // Announcements and ringing tones are one-way from the beginning: nobody is on hold who has not been heard.
        let holds = self.talked.fetch_or(stream.send, Ordering::Relaxed) && !stream.send;
        if self.holds.swap(holds, Ordering::Relaxed) != holds {
            let peer = self.peer.lock().unwrap_or_else(PoisonError::into_inner);
            peer.iter().for_each(|peer| self.entertain(peer));
        }
    }

    /// Plays music to the other end of the bridge while the peer has it on hold.
    fn entertain(&self, peer: &Peer) {
        if let Some(music) = &self.music {
            let music = self.holds.load(Ordering::Relaxed).then(|| Arc::clone(music));
            // As with all that is sent: after a shutdown there is nobody to tell.
            peer.mailbox.send(Command::Music(peer.id.number, music)).ok();
        }
    }

    /// Appends a prompt to the queue of a play, beginning it if it is new.
    ///
    /// Plays take turns in the order they were begun. Prompts for a play that has ended are ignored.
    pub fn play(&self, play: u32, prompt: Arc<Prompt>) {
        self.encode(&prompt);
        self.send(Command::Play(self.id.number, play, prompt));
    }

    /// Appends a list of prompts to the queue of a play, so many times; nothing may be appended to that play behind it.
    pub fn repeat(&self, play: u32, prompts: Arc<[Arc<Prompt>]>, times: u32) {
        prompts.iter().for_each(|prompt| self.encode(prompt));
        self.send(Command::Repeat(self.id.number, play, prompts, times));
    }

    /// Makes a prompt ready here, so that its worker need not.
    fn encode(&self, prompt: &Prompt) {
        match self.codec().map(Codec::law) {
            Some(Some(law)) => drop(prompt.frames(law)),
            // Each leg encodes for itself, what came before in mind; the samples are the same for all.
            Some(None) => drop(prompt.wide_samples()),
            None => {}
        }
    }

    /// No more prompts come for a play: [`MediaEvent::Played`](super::MediaEvent::Played) follows its last packet.
    pub fn finish(&self, play: u32) {
        self.send(Command::Finish(self.id.number, play));
    }

    /// Ends a play before its next packet; `Played` follows, unless it has ended by itself.
    pub fn stop(&self, play: u32) {
        self.send(Command::Stop(self.id.number, play));
    }

    /// Joins two sessions: audio both ways, keys relayed. Keys are still reported. Replaces the bridges they were in.
    ///
    /// While something is played to one of them, it hears that and not the other.
    pub fn bridge(&self, other: &Self) {
        self.unbridge();
        other.unbridge();
        for (one, two) in [(self, other), (other, self)] {
            let peer = Peer { id: two.id, mailbox: two.mailbox.clone() };
            one.entertain(&peer);
            *one.peer.lock().unwrap_or_else(PoisonError::into_inner) = Some(peer);
            one.send(Command::Bridge(one.id.number, two.id));
        }
    }

    /// Parts them again.
    pub fn unbridge(&self) {
        let peer = self.peer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(peer) = peer {
            self.send(Command::Unbridge(self.id.number, peer.id));
            peer.mailbox.send(Command::Unbridge(peer.id.number, self.id)).ok();
            if self.music.is_some() {
                self.send(Command::Music(self.id.number, None));
                peer.mailbox.send(Command::Music(peer.id.number, None)).ok();
            }
        }
    }

    /// Sends keys: `0`-`9 * # A`-`D`, `w` waits 0.5 s, `W` 1 s. By telephone-event if the peer takes it, else as tones.
    ///
    /// What plays waits while keys are sent.
    pub fn send_digits(&self, digits: &str) {
        self.send(Command::SendDigits(self.id.number, digits.to_owned()));
    }

    /// Takes a key that came by SIP INFO. It is reported as [`MediaEvent::Digit`](super::MediaEvent::Digit), unless the
    /// phone sends its keys by RTP, too.
    pub fn info_digit(&self, key: char) {
        self.send(Command::InfoDigit(self.id.number, key));
    }

    /// Gives what is heard from the peer from now on. A listener who is 10 s behind misses what comes then.
    pub fn listen(&self) -> mpsc::Receiver<Heard> {
        self.tap(0)
    }

    /// The same, for several listeners: each has a number of its own, and a second one with a number replaces the first.
    pub fn tap(&self, number: u32) -> mpsc::Receiver<Heard> {
        self.tap_of(Direction::Received, number)
    }

    /// The same for one direction of the session.
    pub fn tap_of(&self, direction: Direction, number: u32) -> mpsc::Receiver<Heard> {
        let (sender, receiver) = mpsc::channel(tap::QUEUED);
        self.send(Command::Listen(self.id.number, direction, number, sender));
        receiver
    }

    /// Ends the listening of that number, in both directions: what has come until now is still given, then the channel ends.
    pub fn untap(&self, number: u32) {
        self.send(Command::Deafen(self.id.number, number));
    }

    /// Sends the peer's audio straight back, or no longer. Keys are reported as ever; while something is played, that is
    /// what the peer hears.
    pub fn echo(&self, on: bool) {
        self.send(Command::Echo(self.id.number, on));
    }

    /// What was sent and received so far.
    pub fn statistics(&self) -> Statistics {
        self.counters.read()
    }

    pub(super) const fn worker(&self) -> usize {
        self.id.worker
    }

    fn send(&self, command: Command) {
        // After a shutdown there is nothing to tell: the session has ended with its worker.
        self.mailbox.send(command).ok();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.unbridge();
        let heard = self.statistics();
        crate::ops::audio::count(&heard);
        if heard.packets_unsigned > 0 && heard.packets_received == 0 {
            let unsigned = heard.packets_unsigned;
            tracing::warn!(unsigned, "all that came on an encrypted leg was signed with another key than agreed");
        }
        if heard.packets_sent > 0 || heard.packets_received > 0 {
            tracing::info!(
                port = self.local.port(),
                sent = heard.packets_sent,
                received = heard.packets_received,
                lost = heard.lost,
                unsigned = heard.packets_unsigned,
                jitter_ms = heard.jitter_us / 1000,
                reports = heard.reports,
                far_lost = heard.far_lost,
                far_jitter_ms = heard.far_jitter_us / 1000,
                round_trip_ms = heard.round_trip_us / 1000,
                "audio of a leg has ended"
            );
        }
        self.send(Command::Close(self.id.number));
    }
}

/// No stream yet.
const UNKNOWN: u8 = u8::MAX;
