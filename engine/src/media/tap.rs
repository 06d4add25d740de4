//! The audio of a session for who wants to listen: a simulator, a recorder.

use std::time::Instant;

use prompts::Codec;
use tokio::sync::mpsc::Sender;

/// The audio of one packet, as it came. [`Voice`](super::Voice) decodes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What it is coded with.
    pub codec: Codec,
    /// The audio; [`Codec::span`] says how long it is.
    pub payload: Vec<u8>,
    /// Its number among the packets of audio: what is missing between two of them is lost.
    pub sequence: u16,
    /// The packet's RTP timestamp: gaps in it are silence or loss.
    pub timestamp: u32,
    /// The stream it belongs to: the timestamps of another one have nothing to do with it.
    pub ssrc: u32,
    /// When it was received.
    pub arrived: Instant,
}

/// Which way audio goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the peer.
    Received,
    /// To the peer: prompts, and what is relayed to it.
    Sent,
}

/// Packets a listener may be behind; what comes then is left out: 10 s of audio.
pub const QUEUED: usize = 512;

/// The listeners of one session and direction, each with a number its call has chosen.
#[derive(Default)]
pub struct Taps(Vec<(u32, Sender<Heard>)>);

impl Taps {
    /// Adds a listener, in the place of the one with its number.
    pub fn add(&mut self, number: u32, listener: Sender<Heard>) {
        self.remove(number);
        self.0.push((number, listener));
    }

    /// Takes a listener out; it gets what it was sent, and then the end.
    pub fn remove(&mut self, number: u32) {
        self.0.retain(|(other, listener)| *other != number && !listener.is_closed());
    }

    /// Gives a packet to all listeners; it is copied only if there are any.
    pub fn give(&mut self, heard: impl FnOnce() -> Heard) {
        self.0.retain(|(_, listener)| !listener.is_closed());
        let Some(((_, last), others)) = self.0.split_last() else { return };
        let heard = heard();
        for (_, listener) in others {
            listener.try_send(heard.clone()).ok();
        }
        last.try_send(heard).ok();
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    fn heard(timestamp: u32) -> Heard {
        Heard { codec: Codec::Pcmu, payload: vec![1], sequence: 1, timestamp, ssrc: 1, arrived: Instant::now() }
    }

    #[test]
    fn all_listeners_hear_until_they_leave() {
        let (one, mut first) = mpsc::channel(4);
        let (two, mut second) = mpsc::channel(4);
        let mut taps = Taps::default();
        taps.add(1, one);
        taps.add(2, two);
        taps.give(|| heard(10));
        taps.remove(1);
        taps.give(|| heard(20));

        assert_eq!(first.blocking_recv().map(|heard| heard.timestamp), Some(10));
        assert_eq!(first.blocking_recv(), None);
        assert_eq!(second.blocking_recv().map(|heard| heard.timestamp), Some(10));
        assert_eq!(second.blocking_recv().map(|heard| heard.timestamp), Some(20));
    }

    #[test]
    fn nothing_is_copied_for_nobody() {
        let (sender, receiver) = mpsc::channel(4);
        let mut taps = Taps::default();
        taps.add(1, sender);
        drop(receiver);

        taps.give(|| panic!("nobody listens"));
    }
}
