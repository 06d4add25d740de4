//! What a caller's phone is told when a plan does not take the call.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use dialplan::load::{MemoryFiles, load};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{World, run};
use crate::config::Config;
use crate::recordings::Recordings;
use crate::sip::{Endpoint, Invitation, LegEvent, Listen, OutgoingInvite, SipConfig, Transport};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const OFFER: &str =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";

async fn endpoint() -> (Endpoint, mpsc::Receiver<Invitation>) {
    let listen = vec![Listen { transport: Transport::Udp, address: SocketAddr::new(HERE, 0) }];
    Endpoint::bind(SipConfig { listen, ..SipConfig::default() }).await.unwrap()
}

fn world(endpoint: Endpoint, folder: &std::path::Path, start: &str) -> Arc<World> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let text = format!(
        "<Dialplan xmlns=\"urn:dialtree:1\"><Route to=\"1000\" menu=\"main\"/><Menu name=\"main\">\
         <Option on=\"start\">{start}</Option><Option on=\"timeout\"><Hangup/></Option>\
         <Option on=\"invalid\"><Hangup/></Option></Menu></Dialplan>"
    );
    let plan = load("plan.xml", &MemoryFiles::new([("plan.xml", text)])).plan.expect("it is right");
    let mut config = Config::default();
    (config.storage.data, config.media.ports) = (folder.to_owned(), 0..=0);
    config.media.address = Some(HERE);
    let recordings = Recordings::new(folder, None, Duration::from_secs(60));
    let prompts = Arc::new(prompts::Prompts::new(prompts::Options::default()).unwrap());
    Arc::new(World::new(config, prompts, plan, endpoint, None, recordings).unwrap())
}

/// Calls a number of a plan; gives the final status that the phone is told.
async fn refused(number: &str, start: &str) -> Option<u16> {
    let folder = tempfile::tempdir().unwrap();
    let ((ours, mut invitations), (theirs, _)) = (endpoint().await, endpoint().await);
    let target = format!("sip:{number}@{}", ours.addresses()[0].address);
    let world = world(ours, folder.path(), start);
    let (events, mut told) = mpsc::channel(16);
    let _phone = theirs.invite(
        OutgoingInvite {
            target,
            from_number: "+441632960111".into(),
            from_name: String::new(),
            credentials: None,
            offer: OFFER.to_owned(),
            headers: Vec::new(),
            outbound: None,
        },
        events,
    );

    let call = async {
        let invitation = invitations.recv().await.expect("listening");
        run(Arc::clone(&world), invitation, CancellationToken::new()).await;
        loop {
            match told.recv().await.expect("the call has an end") {
                LegEvent::Failed { status, .. } => return status,
                LegEvent::Answered { .. } => panic!("{start} answers the call"),
                _ => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), call).await.expect("a final status")
}

#[tokio::test]
async fn reject_says_what_it_was_told_to() {
    for (verb, status) in [
        ("<Reject/>", 603),
        ("<Reject reason=\"busy\"/>", 486),
        ("<Reject status=\"404\"/>", 404),
        ("<Reject status=\"433\"/>", 433),
        ("<Reject status=\"607\"/>", 607),
    ] {
        assert_eq!(refused("1000", verb).await, Some(status), "{verb}");
    }
}

#[tokio::test]
async fn hangup_before_the_answer_says_its_cause() {
    for (verb, status) in [
        ("<Hangup/>", 480),
        ("<Hangup cause=\"busy\"/>", 486),
        ("<Hangup cause=\"rejected\"/>", 603),
        ("<Hangup cause=\"504\"/>", 504),
    ] {
        assert_eq!(refused("1000", verb).await, Some(status), "{verb}");
    }
}

#[tokio::test]
async fn a_number_without_a_route_is_not_found() {
    assert_eq!(refused("999", "<Hangup/>").await, Some(404));
}
