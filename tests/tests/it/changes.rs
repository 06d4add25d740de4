//! Changes of a call in the middle of a prompt, by a caller made of raw octets.

use std::net::SocketAddr;

use tests::caller::Phone;
use tests::house::House;
use tests::patience::soon;
use tokio::net::UdpSocket;

use crate::peer::{Message, Peer};
use crate::side::Side;

/// A prompt that is longer than any of these tests, and a key that ends it.
fn menu() -> String {
    let long = "One sentence follows another, and nobody ever comes to an end with it. ".repeat(20);
    format!(
        r#"<Menu name="main"><Option on="start"><Say>{long}</Say></Option><Option on="1"><Say>Goodbye.</Say><Hangup/></Option>
        <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu>"#
    )
}

/// A description: where, with which codec and which payload type for keys, and further lines.
fn sdp(rtp: &Rtp, codec: u8, keys: u8, more: &str) -> String {
    let (port, address) =
        (rtp.0.local_addr().unwrap().port(), if more.contains("zero") { "0.0.0.0" } else { "127.0.0.1" });
    let more = more.replace("zero", "");
    format!(
        "v=0\r\no=ann 1 {port}{codec}{keys}{} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP {codec} {keys}\r\na=rtpmap:{keys} telephone-event/8000\r\n{more}",
        more.len()
    )
}

struct Rtp(UdpSocket);

/// What matters of a packet.
#[derive(Debug, Clone, Copy)]
struct Packet {
    payload_type: u8,
    sequence: u16,
    timestamp: u32,
    from: SocketAddr,
}

impl Rtp {
    async fn new() -> Self {
        Self(UdpSocket::bind("127.0.0.1:0").await.unwrap())
    }

    /// The next packet of audio.
    async fn packet(&self) -> Packet {
        let mut buffer = [0; 2_048];
        loop {
            let (length, from) = soon("RTP", self.0.recv_from(&mut buffer)).await.unwrap();
            // RTCP has its types where RTP has a marker and a payload type.
            if length > 12 && !(200..=207).contains(&buffer[1]) {
                let sequence = u16::from_be_bytes([buffer[2], buffer[3]]);
                let timestamp = u32::from_be_bytes([buffer[4], buffer[5], buffer[6], buffer[7]]);
                return Packet { payload_type: buffer[1] & 0x7f, sequence, timestamp, from };
            }
        }
    }
}

struct Caller {
    side: Side,
    answer: Message,
}

impl Caller {
    async fn call(house: &House, offer: &str) -> Self {
        let peer = Peer::new(house.engine.sip_addresses()[0].address).await;
        peer.send(peer.invite("changes", offer)).await;
        let answer = peer.expect("SIP/2.0 200").await;
        peer.send(peer.ack(&answer, 1, "")).await;
        Self { side: Side::caller(peer, &answer), answer }
    }

    /// A re-INVITE; the description it is answered with.
    async fn changes(&mut self, offer: &str) -> String {
        self.side.send("INVITE", "", offer).await;
        let answer = self.side.peer.expect("SIP/2.0 200").await;
        self.side.ack().await;
        answer.body().to_owned()
    }
}

#[tokio::test]
async fn however_a_caller_is_held_it_hears_nothing_until_it_is_back() {
    for (hold, answered) in [
        ("a=sendonly\r\n", "a=recvonly"),
        ("a=inactive\r\n", "a=inactive"),
        ("zero", "m=audio"),
        ("zeroa=sendonly\r\n", "m=audio"),
    ] {
        let (house, rtp, phone) = (House::open(&menu()).await, Rtp::new().await, Phone::new().await);
        let mut caller = Caller::call(&house, &sdp(&rtp, 0, 101, "")).await;
        let mut last = rtp.packet().await;

        let body = caller.changes(&sdp(&rtp, 0, 101, hold)).await;
        assert!(body.contains(answered), "{hold}: {body}");
        // Another caller hears half a second of it meanwhile.
        let line = phone.call(&house.uri()).await;
        let mut heard = line.listen();
        for _ in 0..25 {
            soon("RTP of another call", heard.recv()).await.unwrap();
        }
        caller.changes(&sdp(&rtp, 0, 101, "a=sendrecv\r\n")).await;

        // Loopback loses nothing: where two packets that follow each other are this far apart, none was sent between them.
        soon("the packet behind the hold", async {
            loop {
                let next = rtp.packet().await;
                assert_eq!(next.sequence, last.sequence.wrapping_add(1), "{hold}: what was held back is no loss");
                if next.timestamp.wrapping_sub(last.timestamp) >= 15 * 160 {
                    return;
                }
                last = next;
            }
        })
        .await;
    }
}

#[tokio::test]
async fn media_moves_to_another_port_codec_and_payload_type_of_keys_at_once() {
    let (mut house, rtp, elsewhere) = (House::open(&menu()).await, Rtp::new().await, Rtp::new().await);
    let mut caller = Caller::call(&house, &sdp(&rtp, 0, 101, "")).await;
    assert_eq!(rtp.packet().await.payload_type, 0);

    let body = caller.changes(&sdp(&elsewhere, 8, 110, "")).await;
    assert!(body.contains("RTP/AVP 8 110"), "{body}");
    let moved = elsewhere.packet().await;
    assert_eq!(moved.payload_type, 8);

    // The one key ends, three times, as RFC 4733 has it: event 1, E bit, volume 10, duration 800.
    for sequence in 1..=3 {
        let head = [0x80, 110, 0, sequence, 0, 0, 0, 160, 0, 0, 0, 9];
        let packet = [&head[..], &[1, 0x8a, 0x03, 0x20]].concat();
        elsewhere.0.send_to(&packet, moved.from).await.unwrap();
    }
    house.hears("Goodbye").await;
}

#[tokio::test]
async fn a_caller_who_sends_no_audio_hears_the_prompts_and_times_out() {
    let menu = r#"<Menu name="main" timeout="1s"><Option on="start"><Say>Press one.</Say></Option><Option on="1"><Hangup/></Option>
        <Option on="timeout"><Say>Nobody there.</Say><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu>"#;
    let (mut house, rtp) = (House::open(menu).await, Rtp::new().await);

    let caller = Caller::call(&house, &sdp(&rtp, 0, 101, "")).await;
    rtp.packet().await;
    house.hears("Nobody there").await;

    let bye = caller.side.peer.expect("BYE").await;
    caller.side.accept(&bye, "", "").await;
    house.is_empty().await;
}

#[tokio::test]
async fn a_caller_without_a_codec_of_ours_gets_488_and_one_with_several_its_first_of_ours() {
    let (house, rtp) = (House::open(&menu()).await, Rtp::new().await);
    let peer = Peer::new(house.engine.sip_addresses()[0].address).await;

    // G.729 alone.
    peer.send(peer.invite("none", &sdp(&rtp, 18, 101, ""))).await;
    peer.expect("SIP/2.0 488").await;

    let offer = sdp(&rtp, 8, 101, "").replace("RTP/AVP 8", "RTP/AVP 18 8 0") + "m=video 5000 RTP/AVP 96\r\n";
    let caller = Caller::call(&house, &offer).await;
    let body = caller.answer.body();
    assert!(body.contains("RTP/AVP 8 101") && body.contains("m=video 0 RTP/AVP 96"), "{body}");
}
