//! What is received, and its way to the session on the other side of a bridge.

use std::io::ErrorKind;

use mio::{Events, Token};
use prompts::Codec;

use super::{REPORTS, VISIT, WAKER, Worker};
use crate::media::command::{RelayedAudio, SessionId};
use crate::media::flow::{Now, Passed};
use crate::media::packet::Packet;
use crate::media::tap::Direction;

/// Visits to a session whose listener leaves: with [`VISIT`] datagrams each, as many as a listener's queue holds.
const VISITS: usize = 16;

impl Worker {
    /// Reads from the sockets that have something.
    pub(super) fn read(&mut self, events: &Events) {
        for number in std::mem::take(&mut self.unread) {
            self.visit(number);
        }
        for event in events {
            match event.token() {
                WAKER => {}
                Token(number) if number & REPORTS != 0 => {
                    if let Some(flow) = self.flows.get_mut(&((number & !REPORTS) as u64)) {
                        flow.read_reports(Now::read(self.clock));
                    }
                }
                Token(number) => self.visit(number as u64),
            }
        }
    }

    /// Reads a session's datagrams until there are none, or others have waited long enough.
    fn visit(&mut self, number: u64) {
        for _ in 0..VISIT {
            let Some(flow) = self.flows.get_mut(&number) else { return };
            let (length, from) = match flow.socket.recv_from(&mut self.datagram[..]) {
                Ok(received) => received,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // An ICMP error for something we sent; the socket goes on.
                Err(_) => continue,
            };
            let now = Now::read(self.clock);
            let Some(datagram) = flow.open(&self.datagram[..length]) else { continue };
            let Some(mut packet) = Packet::read(&datagram) else {
                flow.read_report(&datagram, from, now);
                continue;
            };
            let passed = flow.receive(&mut packet, from, now.instant);
            if let (true, Passed::Audio(codec, _)) = (flow.echo, passed) {
                flow.relay(codec, &packet, now);
            }
            if let Some(peer) = flow.bridge.filter(|_| !flow.echo) {
                match passed {
                    Passed::Nothing => {}
                    Passed::Key(key) => self.pass_key(peer, key, now),
                    Passed::Audio(codec, tone) => {
                        if peer.worker != self.index {
                            self.pass_across(peer, codec, &packet);
                        } else if let Some(flow) = self.flows.get_mut(&peer.number)
                            && let Some(wake) = flow.relay(codec, &packet, now)
                        {
                            self.wheel.insert(wake, peer.number);
                        }
                        if let Some(key) = tone {
                            self.pass_tone(peer, key, now);
                        }
                    }
                }
            }
        }
        self.unread.push(number);
    }

    /// Ends a listening, after what its socket still holds has been heard.
    pub(super) fn deafen(&mut self, number: u64, tap: u32, now: Now) {
        self.visit(number);
        // A flood must not hold up the others: after so many visits its rest is not heard.
        for _ in 0..VISITS {
            let Some(position) = self.unread.iter().rposition(|unread| *unread == number) else { break };
            self.unread.swap_remove(position);
            self.visit(number);
        }
        self.change(number, now, |flow| {
            flow.taps(Direction::Received).remove(tap);
            flow.taps(Direction::Sent).remove(tap);
        });
    }

    /// A key that came by SIP INFO.
    pub(super) fn info_digit(&mut self, number: u64, key: char, now: Now) {
        let Some(flow) = self.flows.get_mut(&number) else { return };
        let counts = flow.info_digit(key, now.instant);
        if let (true, Some(peer)) = (counts, flow.bridge) {
            self.pass_key(peer, key, now);
        }
    }

    /// Audio from another worker.
    pub(super) fn take_relayed(&mut self, number: u64, audio: &RelayedAudio, now: Now) {
        let Some(flow) = self.flows.get_mut(&number) else { return };
        let RelayedAudio { codec, marker, sequence, timestamp, ssrc, ref payload } = *audio;
        let payload_type = codec.payload_type();
        let packet = Packet { payload_type, marker, sequence, timestamp, ssrc, payload };
        if let Some(wake) = flow.relay(codec, &packet, now) {
            self.wheel.insert(wake, number);
        }
    }

    fn pass_key(&mut self, peer: SessionId, key: char, now: Now) {
        if peer.worker == self.index {
            self.change(peer.number, now, |flow| flow.send_digits(key.encode_utf8(&mut [0; 4])));
        } else if let Some(mailbox) = self.mailboxes.get(peer.worker) {
            mailbox.relay_key(peer.number, key);
        }
    }

    fn pass_tone(&mut self, peer: SessionId, key: char, now: Now) {
        if peer.worker == self.index {
            self.change(peer.number, now, |flow| flow.pass_tone(key));
        } else if let Some(mailbox) = self.mailboxes.get(peer.worker) {
            mailbox.relay_tone(peer.number, key);
        }
    }

    fn pass_across(&self, peer: SessionId, codec: Codec, packet: &Packet<'_>) {
        let Some(mailbox) = self.mailboxes.get(peer.worker) else { return };
        let Packet { marker, sequence, timestamp, ssrc, payload, .. } = *packet;
        let audio = RelayedAudio { codec, marker, sequence, timestamp, ssrc, payload: payload.to_vec() };
        mailbox.relay(peer.number, Box::new(audio));
    }
}
