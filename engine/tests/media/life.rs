//! Sessions from their opening to their end, and what strangers can do to them.

use std::time::Duration;

use engine::media::{Media, MediaConfig, MediaError, MediaEvent, Stream, Voice};
use prompts::Law;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use crate::phone::{LOOPBACK, PATIENCE, Phone, media, prompt};

#[tokio::test]
async fn a_session_has_an_even_port_and_gives_it_back() {
    let media = media(2);
    let phones = [Phone::new(&media).await, Phone::new(&media).await, Phone::new(&media).await];
    assert!(phones.iter().all(|phone| phone.session.local().port().is_multiple_of(2)));
    assert_eq!(media.sessions(), 3);

    for phone in phones {
        closed(phone).await;
    }

    // The count is only just behind the channel.
    while media.sessions() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn when_all_ports_are_taken_the_next_session_has_to_wait_for_one() {
    let media = media_with_one_port();
    let phone = Phone::silent(&media).await;
    let local = phone.session.local();

    let refused = media.open(mpsc::channel(1).0);
    assert!(matches!(&refused, Err(error @ MediaError::PortsTaken { .. }) if error.retry()));

    closed(phone).await;
    while media.sessions() > 0 {
        tokio::task::yield_now().await;
    }
    // The same port can be bound again: its socket was closed.
    assert_eq!(media.open(mpsc::channel(1).0).unwrap().local(), local);
}

/// Drops a session, and waits until its thread has let go of it: that closes the channel.
async fn closed(phone: Phone) {
    let Phone { session, mut events, .. } = phone;
    drop(session);
    assert_eq!(tokio::time::timeout(PATIENCE, events.recv()).await, Ok(None));
}

/// Media with the first port that nobody on this machine has.
fn media_with_one_port() -> Media {
    let range =
        (20_000..32_000).step_by(2).map(|port| MediaConfig { ports: port..=port + 1, ..MediaConfig::new(LOOPBACK) });
    let free = |media: &Media| media.open(mpsc::channel(1).0).is_ok();
    range.map(|config| Media::start(config).unwrap()).find(free).map(wait_until_empty).expect("no free port")
}

fn wait_until_empty(media: Media) -> Media {
    while media.sessions() > 0 {
        std::thread::yield_now();
    }
    media
}

#[tokio::test]
async fn after_a_shutdown_nothing_opens_and_nothing_hangs() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    media.shutdown();

    assert!(matches!(media.open(mpsc::channel(1).0), Err(MediaError::Stopped)));
    phone.session.play(1, prompt(1, 1));
    assert_eq!(phone.events.recv().await, None);
    assert_eq!(media.sessions(), 0);
}

#[tokio::test]
async fn silence_is_told_once_until_the_peer_is_heard_again() {
    let timeout = Some(Duration::from_millis(200));
    let media = Media::start(MediaConfig { timeout, ..MediaConfig::new(LOOPBACK) }).unwrap();
    let mut phone = Phone::new(&media).await;
    assert_eq!(phone.event().await, MediaEvent::Timeout);

    phone.talk(Law::Mu, 0xff).await;

    assert_eq!(phone.event().await, MediaEvent::Started);
    assert_eq!(phone.event().await, MediaEvent::Timeout);
}

#[tokio::test]
async fn what_is_received_can_be_listened_to() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    let mut heard = phone.session.listen();
    phone.settled(99).await;
    // The law is the packet's own: some phones agree on one and send the other.
    phone.talk(Law::Mu, Law::Mu.encode(&[1000])[0]).await;
    let timestamp = phone.timestamp;
    phone.talk(Law::A, Law::A.encode(&[-1000])[0]).await;

    let (first, second) = (heard.recv().await.unwrap(), heard.recv().await.unwrap());

    let mut voice = Voice::default();
    let samples = [&first, &second].map(|heard| voice.hear(heard));
    assert!(samples[0].iter().all(|sample| (sample - 1000).abs() < 40), "{samples:?}");
    assert!(samples[1].iter().all(|sample| (sample + 1000).abs() < 40), "{samples:?}");
    assert_eq!(samples.map(|samples| samples.len()), [160, 160]);
    assert_eq!(second.timestamp, timestamp);
    assert!(second.arrived >= first.arrived);
}

#[tokio::test]
async fn a_stranger_presses_no_keys() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.talk(Law::Mu, 0xff).await;
    assert_eq!(phone.event().await, MediaEvent::Started);
    let stranger = UdpSocket::bind((LOOPBACK, 0)).await.unwrap();
    let key = [0x80, 101, 0, 1, 0, 0, 0, 1, 0, 0, 0, 66, 9, 0x8a, 3, 32];
    for _ in 0..20 {
        stranger.send_to(&key, phone.session.local()).await.unwrap();
    }

    phone.press(1).await;

    assert_eq!(phone.events(1).await, [MediaEvent::Digit('1')]);
    assert_eq!(phone.settled(99).await, []);
    assert_eq!(phone.session.statistics().packets_ignored, 20);
}

#[tokio::test]
async fn garbage_is_ignored() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    let long = [0x80; 9000];
    for datagram in [&b"OPTIONS sip:a SIP/2.0\r\n\r\n"[..], &[], &[0x80; 11], &[0xff; 40], &[0; 1400], &long] {
        phone.send_raw(datagram).await;
    }
    // RTCP that shares the port, a key that is none, an event too short.
    phone.send_raw(&[0x80, 200, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]).await;
    phone.send(101, true, &[16, 0x0a, 0, 160]).await;
    phone.send(101, true, &[5]).await;

    phone.press(5).await;

    assert_eq!(phone.events(1).await, [MediaEvent::Digit('5')]);
    assert_eq!(phone.settled(99).await, []);
}

#[tokio::test]
async fn loss_is_counted() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.talk(Law::Mu, 1).await;
    phone.sequence = phone.sequence.wrapping_add(5);
    phone.talk(Law::Mu, 1).await;
    phone.press(1).await;
    phone.events(1).await;

    let statistics = phone.session.statistics();

    assert_eq!(statistics.lost, 5);
    assert!(statistics.packets_received >= 3);
}

#[tokio::test]
async fn keys_of_a_caller_are_heard_while_hundreds_of_sessions_wait() {
    let media = media(1);
    let mut others = Vec::new();
    for _ in 0..200 {
        others.push(Phone::new(&media).await);
    }
    let mut phone = Phone::new(&media).await;
    phone.session.set_stream(Stream { codec: Law::A.into(), ..phone.stream() });
    phone.session.play(1, prompt(3, 100));
    phone.session.finish(1);
    phone.press(4).await;

    let events = phone.events(2).await;

    assert!(
        events.contains(&MediaEvent::Digit('4')) && events.contains(&MediaEvent::Played { play: 1, stopped: false })
    );
}
