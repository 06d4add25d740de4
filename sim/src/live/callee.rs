//! The script's callees as a real SIP party: rings, answers, plays a tone, hangs up.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use engine::media::{Media, MediaEvent, Session};
use engine::sip::{Invitation, LegEvent, sdp};
use prompts::{Codec, Prompt};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::address::{same_target, user_part};
use crate::callees::{behaviour, presses};
use crate::observation::{Dialed, Observation};
use crate::script::{Action, Behaviour, Script};

/// Takes calls until `stop`, and tells what happens.
pub(super) async fn serve(
    mut invitations: mpsc::Receiver<Invitation>,
    media: Arc<Media>,
    script: Arc<Script>,
    told: mpsc::Sender<Observation>,
    stop: CancellationToken,
) {
    let mut calls = JoinSet::new();
    loop {
        let invitation = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            invitation = invitations.recv() => invitation,
        };
        // Dropping the set drops the legs, which hangs up.
        let Some(invitation) = invitation else { return };
        calls.spawn(take(invitation, Arc::clone(&media), Arc::clone(&script), told.clone()));
    }
}

/// The address a callee has to be reached at, if its target names one of this machine.
pub(super) fn own_address(target: &str) -> Option<SocketAddr> {
    let rest = target.strip_prefix("sip:")?;
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split([';', '?', '>']).next()?;
    let address: SocketAddr = host.parse().ok().or_else(|| {
        let ip: IpAddr = host.parse().ok()?;
        Some(SocketAddr::new(ip, 5060))
    })?;
    address.ip().is_loopback().then_some(address)
}

async fn take(invitation: Invitation, media: Arc<Media>, script: Arc<Script>, told: mpsc::Sender<Observation>) {
    let target = known_as(&script, &invitation.request_uri);
    let behaviour = behaviour(&script, &target);
    let hangs_up = matches!(behaviour, Behaviour::Answer { hangup: Some(_), .. });
    let caller_number = invitation.from_number.clone();
    let dialed = Dialed { target: target.clone(), caller_number, hangs_up };
    // If nobody listens any more the test is over, and so is this call in a moment.
    let _ = told.send(Observation::Dialed(dialed)).await;
    let Invitation { leg, mut events, offer, .. } = invitation;
    match behaviour {
        Behaviour::Busy => leg.reject(486).await,
        Behaviour::Refuse { status } => leg.reject(status).await,
        Behaviour::NoAnswer => {
            leg.ring().await;
            while still_there(events.recv().await.as_ref()) {}
        }
        Behaviour::Answer { after, hangup } => {
            leg.ring().await;
            if !rings_for(after, &mut events).await {
                return;
            }
            let Some((session, answer)) = answer(&media, offer.as_deref()) else { return leg.reject(488).await };
            if leg.answer(answer).await.is_err() {
                return;
            }
            talk(&session, (&target, presses(&script, &target)), hangup, &mut events, &told).await;
            leg.hang_up().await;
            let _ = told.send(Observation::Parted).await;
        }
    }
}

/// Rings; false: the caller gave up.
async fn rings_for(length: Duration, events: &mut mpsc::Receiver<LegEvent>) -> bool {
    let end = tokio::time::sleep(length);
    tokio::pin!(end);
    loop {
        tokio::select! {
            biased;
            event = events.recv() => if !still_there(event.as_ref()) { return false },
            () = &mut end => return true,
        }
    }
}

/// Says who it is by a tone, until one side hangs up.
async fn talk(
    session: &Arc<Session>,
    (target, presses): (&str, &str),
    hangup: Option<Duration>,
    events: &mut mpsc::Receiver<LegEvent>,
    told: &mpsc::Sender<Observation>,
) {
    let end = tokio::time::sleep(hangup.unwrap_or(LONGEST_TALK));
    tokio::pin!(end);
    loop {
        tokio::select! {
            biased;
            event = events.recv() => match event {
                Some(LegEvent::Acknowledged { .. }) => {
                    session.send_digits(&presses.chars().flat_map(|key| ['W', key]).collect::<String>());
                    session.play(1, Arc::new(Prompt::from_samples(hello())));
                    let _ = told.send(Observation::Bridged { target: target.to_owned() }).await;
                }
                event if still_there(event.as_ref()) => {}
                _ => return,
            },
            () = &mut end => return,
        }
    }
}

fn still_there(event: Option<&LegEvent>) -> bool {
    !matches!(event, None | Some(LegEvent::Canceled | LegEvent::Ended { .. } | LegEvent::Failed { .. }))
}

fn answer(media: &Media, offer: Option<&str>) -> Option<(Arc<Session>, String)> {
    let (events, _) = mpsc::channel::<MediaEvent>(1);
    let session = Arc::new(media.open(events).ok()?);
    let local = session.local();
    let local = sdp::Local {
        address: local.ip(),
        port: local.port(),
        codecs: vec![Codec::Pcmu, Codec::Pcma],
        security: sdp::Security::new(sdp::Encryption::Off),
    };
    let (answer, stream) = sdp::answer(offer?, &local).ok()?;
    session.set_stream(stream);
    Some((session, answer))
}

/// The target as the script writes it: a trunk may have changed the host.
fn known_as(script: &Script, request_uri: &str) -> String {
    let callees = script.callees.iter().filter_map(|callee| callee.to.as_deref());
    let steps = script.steps.iter().filter_map(|step| match &step.action {
        Action::Expect(expect) => expect.transfer.as_deref(),
        Action::End(end) => end.to.as_deref(),
        _ => None,
    });
    let named: Vec<&str> = callees.chain(steps).collect();
    let exact = named.iter().find(|named| same_target(named, request_uri));
    let by_user = || named.iter().find(|named| user_part(named) == user_part(request_uri));
    exact.or_else(by_user).map_or_else(|| request_uri.to_owned(), |named| (*named).to_owned())
}

/// A second of 800 Hz, which no prompt is.
fn hello() -> Vec<i16> {
    (0..8_000).map(|n| ((n as f32 * std::f32::consts::TAU / 10.0).sin() * 6_000.0) as i16).collect()
}

/// A callee that does not hang up by itself: longer than any script.
const LONGEST_TALK: Duration = Duration::from_secs(24 * 3_600);

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use engine::media::MediaConfig;
    use engine::sip::{Endpoint, Leg, Listen, OutgoingInvite, SipConfig, Transport};
    use xml_schema::Span;

    use super::*;
    use crate::script::Callee;

    /// Somebody who calls the script's callee, and what both sides notice.
    struct Scene {
        leg: Leg,
        signals: mpsc::Receiver<LegEvent>,
        told: mpsc::Receiver<Observation>,
        session: Session,
        _endpoint: Endpoint,
        _callee: JoinSet<()>,
    }

    async fn listen() -> (Endpoint, mpsc::Receiver<Invitation>) {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listen = vec![Listen { transport: Transport::Udp, address }];
        Endpoint::bind(SipConfig { listen, ..SipConfig::default() }).await.unwrap()
    }

    async fn call(behaviour: Behaviour) -> Scene {
        let to = Some("sip:sales@pbx.example".into());
        let mut script = Script::for_tests();
        script.callees = vec![Callee { to, behaviour, press: String::new(), span: Span::default() }];
        let (at, invitations) = listen().await;
        let address = at.addresses()[0].address;
        let config = MediaConfig::new(address.ip());
        let media = Arc::new(Media::start(config).unwrap());
        let (sender, told) = mpsc::channel(16);
        let mut callee = JoinSet::new();
        let served = Arc::clone(&media);
        callee.spawn(async move {
            serve(invitations, served, Arc::new(script), sender, CancellationToken::new()).await;
            drop(at);
        });
        let (endpoint, _) = listen().await;
        let (events, _) = mpsc::channel(16);
        let session = media.open(events).unwrap();
        let local = session.local();
        let local = sdp::Local {
            address: local.ip(),
            port: local.port(),
            codecs: vec![Codec::Pcmu],
            security: sdp::Security::new(sdp::Encryption::Off),
        };
        let (signal_sender, signals) = mpsc::channel(16);
        let invite = OutgoingInvite {
            target: format!("sip:sales@{address}"),
            from_number: "+441632960111".into(),
            from_name: String::new(),
            credentials: None,
            offer: sdp::offer(&local),
            headers: Vec::new(),
            outbound: None,
        };
        let leg = endpoint.invite(invite, signal_sender);
        Scene { leg, signals, told, session, _endpoint: endpoint, _callee: callee }
    }

    impl Scene {
        /// The first signal that ends the ringing.
        async fn result(&mut self) -> LegEvent {
            loop {
                match self.signals.recv().await.unwrap() {
                    LegEvent::Ringing { .. } => {}
                    event => return event,
                }
            }
        }
    }

    #[tokio::test]
    async fn a_callee_is_called_by_the_name_the_script_gives_it() {
        let mut scene = call(Behaviour::Busy).await;

        let target = "sip:sales@pbx.example".to_owned();
        let caller_number = "+441632960111".to_owned();
        let dialed = Observation::Dialed(Dialed { target, caller_number, hangs_up: false });
        assert_eq!(scene.told.recv().await, Some(dialed));
        assert!(matches!(scene.result().await, LegEvent::Failed { status: Some(486), .. }));
    }

    #[tokio::test]
    async fn a_callee_answers_talks_and_hangs_up() {
        let (after, hangup) = (Duration::from_millis(50), Some(Duration::from_millis(200)));
        let mut scene = call(Behaviour::Answer { after, hangup }).await;

        assert!(matches!(scene.result().await, LegEvent::Answered { .. }));
        assert!(matches!(scene.told.recv().await, Some(Observation::Dialed(_))));
        assert!(matches!(scene.told.recv().await, Some(Observation::Bridged { .. })));
        assert_eq!(scene.told.recv().await, Some(Observation::Parted));
        assert!(matches!(scene.result().await, LegEvent::Ended { by_peer: true, .. }));
        drop(scene.session);
    }

    #[tokio::test]
    async fn a_caller_may_give_up_while_it_rings() {
        let mut scene = call(Behaviour::NoAnswer).await;

        assert!(matches!(scene.signals.recv().await, Some(LegEvent::Ringing { .. })));
        scene.leg.hang_up().await;

        let end = scene.result().await;
        assert!(matches!(end, LegEvent::Ended { .. } | LegEvent::Failed { .. }), "{end:?}");
    }

    #[test]
    fn only_callees_of_this_machine_can_be_played() {
        assert_eq!(own_address("sip:sales@127.0.0.1:5090;transport=udp"), Some("127.0.0.1:5090".parse().unwrap()));
        assert_eq!(own_address("sip:sales@[::1]:5090"), Some("[::1]:5090".parse().unwrap()));
        assert_eq!(own_address("sip:sales@127.0.0.1"), Some("127.0.0.1:5060".parse().unwrap()));
        assert_eq!(own_address("sip:sales@pbx.example"), None);
        assert_eq!(own_address("+441632960001"), None);
    }
}
