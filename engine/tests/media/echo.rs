//! A phone that hears itself.

use engine::media::MediaEvent;
use prompts::Law;

use crate::phone::{Phone, byte, media, prompt};

#[tokio::test]
async fn what_is_said_comes_back_as_a_stream_of_ours() {
    let media = media(1);
    let mut phone = Phone::with(&media, Law::A).await;
    phone.session.echo(true);
    phone.settled(99).await;
    phone.talk(Law::A, 11).await;
    phone.talk(Law::A, 22).await;

    let packets = phone.got_many(2).await;

    assert_eq!((packets[0].payload.as_slice(), packets[1].payload.as_slice()), (&[11; 160][..], &[22; 160][..]));
    assert!(packets[0].marker);
    assert_eq!(packets[1].sequence.wrapping_sub(packets[0].sequence), 1);
    assert_eq!(packets[1].timestamp.wrapping_sub(packets[0].timestamp), 160);
}

#[tokio::test]
async fn keys_are_reported_and_do_not_come_back() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.echo(true);
    phone.settled(99).await;
    phone.press(5).await;
    assert_eq!(phone.events(1).await, [MediaEvent::Digit('5')]);
    phone.talk(Law::Mu, 33).await;

    assert_eq!(phone.got().await.payload, [33; 160]);
}

#[tokio::test]
async fn it_ends_when_it_is_told_to() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    phone.session.echo(true);
    phone.settled(99).await;
    phone.talk(Law::Mu, 11).await;
    assert_eq!(phone.got().await.payload, [11; 160]);

    phone.session.echo(false);
    phone.settled(98).await;
    phone.talk(Law::Mu, 22).await;
    // Taken by the session before what follows is played.
    while phone.session.statistics().packets_received < 2 {
        tokio::task::yield_now().await;
    }
    phone.session.play(1, prompt(1, 500));
    phone.session.finish(1);

    assert_eq!(phone.got().await.payload, [byte(Law::Mu, 500); 160]);
}
