//! Cuts a TCP stream into messages by Content-Length (RFC 3261 §18.3).

use super::scan;

/// Collects octets until a message is whole.
#[derive(Debug)]
pub(in crate::sip) struct Framer {
    buffer: Vec<u8>,
    limit: usize,
}

/// Something that was cut off the stream.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sip) enum Frame {
    /// Two empty lines: the peer wants to hear one back (RFC 5626 §3.5.1).
    KeepAlive,
    /// A whole message.
    Message(Vec<u8>),
    /// The stream cannot be followed any more: what there is of the message, and what to say before closing.
    Lost { head: Vec<u8>, status: u16, reason: &'static str },
}

impl Framer {
    /// Takes messages up to this many octets.
    pub(in crate::sip) fn new(limit: usize) -> Self {
        Self { buffer: Vec::new(), limit }
    }

    /// Adds what was read.
    pub(in crate::sip) fn push(&mut self, octets: &[u8]) {
        self.buffer.extend_from_slice(octets);
    }

    /// Whether a message has begun and is not whole.
    pub(in crate::sip) fn inside(&self) -> bool {
        self.buffer.iter().any(|octet| !matches!(octet, b'\r' | b'\n'))
    }

    /// The next frame, if it is whole.
    pub(in crate::sip) fn next(&mut self) -> Option<Frame> {
        let empty = self.buffer.iter().take_while(|octet| matches!(octet, b'\r' | b'\n')).count();
        if empty > 0 {
            let keep_alive = self.buffer.starts_with(b"\r\n\r\n");
            // A single CRLF may be the first half of a keep-alive, or the answer to one of ours.
            if !keep_alive && empty == self.buffer.len() && empty < 4 {
                return None;
            }
            self.buffer.drain(..if keep_alive { 4 } else { empty });
            return if keep_alive { Some(Frame::KeepAlive) } else { self.next() };
        }
        match scan::head_end(&self.buffer) {
            Some((_, body)) => self.message(body),
            None if self.buffer.len() > MAX_HEAD.min(self.limit) => Some(self.lost(513, "the headers are too long")),
            None => None,
        }
    }

    fn message(&mut self, body: usize) -> Option<Frame> {
        let head = scan::scan(&self.buffer[..body]);
        let Some(length) = head.header("Content-Length") else {
            return Some(self.lost(400, "Content-Length is missing"));
        };
        let Ok(length) = length.parse::<usize>() else {
            return Some(self.lost(400, "Content-Length is not a number"));
        };
        let whole = body.saturating_add(length);
        if whole > self.limit {
            return Some(self.lost(513, "the message is too long"));
        }
        (whole <= self.buffer.len()).then(|| Frame::Message(self.buffer.drain(..whole).collect()))
    }

    fn lost(&mut self, status: u16, reason: &'static str) -> Frame {
        Frame::Lost { head: std::mem::take(&mut self.buffer), status, reason }
    }
}

/// Octets of all headers together.
const MAX_HEAD: usize = 32 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_wherever_the_reads_end() {
        let stream = b"\r\n\r\nA B SIP/2.0\r\nl: 3\r\n\r\nabcC D SIP/2.0\r\nContent-Length: 0\r\n\r\n";
        for size in 1..stream.len() {
            let mut framer = Framer::new(1_000);
            let mut frames = Vec::new();
            for piece in stream.chunks(size) {
                framer.push(piece);
                frames.extend(std::iter::from_fn(|| framer.next()));
            }

            assert_eq!(
                frames,
                [
                    Frame::KeepAlive,
                    Frame::Message(b"A B SIP/2.0\r\nl: 3\r\n\r\nabc".to_vec()),
                    Frame::Message(b"C D SIP/2.0\r\nContent-Length: 0\r\n\r\n".to_vec()),
                ],
                "pieces of {size}"
            );
            assert!(!framer.inside());
        }
    }

    #[test]
    fn a_stream_that_cannot_be_followed_is_given_up() {
        for (text, expected) in [
            ("A B SIP/2.0\r\n\r\n", 400),
            ("A B SIP/2.0\r\nl: -1\r\n\r\n", 400),
            ("A B SIP/2.0\r\nl: 99999\r\n\r\n", 513),
        ] {
            let mut framer = Framer::new(1_000);
            framer.push(text.as_bytes());
            let Some(Frame::Lost { status, .. }) = framer.next() else { panic!("{text:?} was taken") };
            assert_eq!(status, expected, "{text:?}");
        }
    }

    #[test]
    fn headers_without_an_end_are_not_collected_for_ever() {
        let mut framer = Framer::new(1_000_000);
        framer.push(&b"X: y\r\n".repeat(10_000));
        assert!(matches!(framer.next(), Some(Frame::Lost { status: 513, .. })));
    }
}
