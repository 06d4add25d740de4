//! Hands datagrams to everything that reads them on a media port. For fuzzing and tests alone.

use std::time::{Duration, Instant, SystemTime};

use prompts::{Codec, OpusWishes};

use super::Passed;
use super::receive::Receiver;
use crate::media::config::Inband;
use crate::media::jitter::JitterBuffer;
use crate::media::packet::Packet;
use crate::media::rtcp::{Moment, Rtcp};
use crate::media::srtp::{Protection, Srtp, SrtpKey, Suite};
use crate::media::statistics::Counters;
use crate::media::stream::{Control, OpusTerms, Stream};

/// Datagrams that come one behind the other on one port, 20 ms apart; each is read as RTP, as RTCP, and as what is encrypted.
///
/// # Panics
/// If something that reads them does.
pub fn datagrams<'a>(all: impl Iterator<Item = &'a [u8]>) {
    let (began, remote) = (Instant::now(), ([192, 0, 2, 1], 4_000).into());
    let stream = Stream {
        remote,
        control: Control::Shared,
        codec: Codec::Pcma,
        telephone_event: Some(101),
        telephone_event_receive: Some(101),
        send: true,
        receive: true,
        srtp: None,
        ptime_ms: 20,
        opus: Some(OpusTerms { send: 111, receive: 111, wishes: OpusWishes::default(), fast_keys: true }),
    };
    let counters = Counters::default();
    let (mut receiver, mut rtcp) = (Receiver::new(Inband::Always, began), Rtcp::new(began));
    receiver.agree(&stream, began);
    let mut jitter = JitterBuffer::default();
    let key = SrtpKey([7; 30]);
    let agreed = Srtp { suite: Suite::Sha1With32, send: key, receive: key };
    let mut protection = Protection::agree(agreed, None).map(|(protection, _)| protection);
    for (datagram, number) in all.zip(0..) {
        let now = began + Duration::from_millis(20) * number;
        if let Some(protection) = &mut protection {
            protection.open(datagram);
        }
        rtcp.read(datagram, 1, Moment { instant: now, time: SystemTime::UNIX_EPOCH }, &counters);
        let place = 160 * i64::from(number);
        if let Some(mut packet) = Packet::read(datagram)
            && let Passed::Audio(codec, _) = receiver.take(&mut packet, &stream, remote, now, &counters).passed
        {
            jitter.insert(codec, &packet, place);
        }
        jitter.take(place, &mut [0; 160]);
        let _ = (receiver.report(), receiver.target(&stream));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A packet of a stream, of a payload type that is listened to.
    fn packet() -> impl Strategy<Value = Vec<u8>> {
        let payload = proptest::collection::vec(any::<u8>(), 0..200);
        let kind = prop::sample::select(vec![0_u8, 8, 9, 13, 101, 0x80 | 101, 111, 111, 96, 200, 201, 203]);
        (any::<u8>(), kind, any::<[u8; 10]>(), payload).prop_map(|(flags, kind, numbers, payload)| {
            [&[0x80 | flags & 0x3f, kind], &numbers[..], &payload[..]].concat()
        })
    }

    proptest! {
        #[test]
        fn no_datagrams_are_a_problem(all in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..120), 0..20)) {
            datagrams(all.iter().map(Vec::as_slice));
        }

        #[test]
        fn no_packets_of_a_stream_are_a_problem(all in proptest::collection::vec(packet(), 0..40)) {
            datagrams(all.iter().map(Vec::as_slice));
        }
    }
}
