//! A telephone: calls, presses keys, hears, hangs up. Built from the engine's own SIP and RTP.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use engine::media::{Heard, Media, MediaConfig, MediaEvent, Session, Stream};
use engine::sip::{Endpoint, Invitation, Leg, LegEvent, Listen, OutgoingInvite, SipConfig, Transport, sdp};
use prompts::{Codec, Prompt};
use tokio::sync::mpsc;

use crate::patience::soon;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A telephone on loopback.
pub struct Phone {
    endpoint: Endpoint,
    invitations: mpsc::Receiver<Invitation>,
    media: Media,
    here: IpAddr,
    /// Best first.
    codecs: Vec<Codec>,
    encryption: sdp::Encryption,
}

impl Phone {
    /// A telephone with a free port.
    pub async fn new() -> Self {
        Self::at(HERE).await
    }

    /// The same, at another address of this machine.
    pub async fn at(here: IpAddr) -> Self {
        let listen = Listen { transport: Transport::Udp, address: SocketAddr::new(here, 0) };
        let config = SipConfig { listen: vec![listen], keys_in_clear: true, ..SipConfig::default() };
        let (endpoint, invitations) = Endpoint::bind(config).await.expect("loopback has a free port");
        let config = MediaConfig::new(here);
        let media = Media::start(config).expect("loopback has free ports");
        let (codecs, encryption) = (vec![Codec::Pcmu, Codec::Pcma], sdp::Encryption::Off);
        Self { endpoint, invitations, media, here, codecs, encryption }
    }

    /// A telephone that can do other codecs than G.711, best first. When it is called it takes the last of them.
    pub async fn with_codecs(codecs: Vec<Codec>) -> Self {
        Self { codecs, ..Self::new().await }
    }

    /// A telephone that encrypts its audio, and takes no other. It sends its keys over UDP.
    pub async fn encrypting() -> Self {
        Self { encryption: sdp::Encryption::Required, ..Self::new().await }
    }

    /// Where it can be called.
    pub fn uri(&self, user: &str) -> String {
        format!("sip:{user}@{}", self.endpoint.addresses()[0].address)
    }

    /// Calls somebody, and waits for the answer.
    pub async fn call(&self, target: &str) -> Line {
        self.call_with(target, vec![("X-Test".into(), "yes".into())]).await
    }

    /// The same, with headers of its own in the INVITE.
    pub async fn call_with(&self, target: &str, headers: Vec<(String, String)>) -> Line {
        let answered = self.answered(target, headers).await;
        answered.unwrap_or_else(|status| panic!("expected an answer, got {status:?}"))
    }

    /// Calls somebody who does not take the call: the status he refuses it with.
    pub async fn refused(&self, target: &str) -> Option<u16> {
        self.answered(target, Vec::new()).await.err().expect("expected to be refused, got an answer")
    }

    /// Whether nobody has called it.
    pub fn is_idle(&self) -> bool {
        self.invitations.is_empty()
    }

    async fn answered(&self, target: &str, headers: Vec<(String, String)>) -> Result<Line, Option<u16>> {
        let (mut line, local) = self.dialled(target, headers);
        loop {
            match soon("an answer to our INVITE", line.events.recv()).await {
                Some(LegEvent::Answered { sdp, .. }) => {
                    line.session.set_stream(sdp::accept(&sdp, &local).expect("the engine answers our offer"));
                    return Ok(line);
                }
                Some(LegEvent::Failed { status, .. }) => return Err(status),
                Some(LegEvent::Ringing { .. }) => {}
                other => panic!("expected an answer, got {other:?}"),
            }
        }
    }

    /// Calls somebody, and does not wait for the answer.
    pub fn dial(&self, target: &str) -> Line {
        self.dialled(target, Vec::new()).0
    }

    fn dialled(&self, target: &str, headers: Vec<(String, String)>) -> (Line, sdp::Local) {
        let (media_events, media) = mpsc::channel(64);
        let session = self.media.open(media_events).expect("loopback has free ports");
        let local = sdp::Local {
            address: self.here,
            port: session.local().port(),
            codecs: self.codecs.clone(),
            security: sdp::Security::new(self.encryption),
        };
        session.set_stream(Stream::offered(Codec::Pcmu));
        let (leg_events, events) = mpsc::channel(64);
        let leg = self.endpoint.invite(
            OutgoingInvite {
                target: target.to_owned(),
                from_number: "+441632960111".into(),
                from_name: "Ann".into(),
                credentials: None,
                offer: sdp::offer(&local),
                headers,
                outbound: None,
            },
            leg_events,
        );
        (Line { leg, events, session, media }, local)
    }

    /// Waits to be called: what the INVITE says. It rings until that is dropped.
    pub async fn called(&mut self) -> Invitation {
        soon("a call", self.invitations.recv()).await.expect("the endpoint runs")
    }

    /// Waits to be called, and answers.
    pub async fn answer(&mut self) -> Line {
        let invitation = self.called().await;
        let (media_events, media) = mpsc::channel(64);
        let session = self.media.open(media_events).expect("loopback has free ports");
        let local = sdp::Local {
            address: self.here,
            port: session.local().port(),
            codecs: self.codecs.last().copied().into_iter().collect(),
            security: sdp::Security::new(self.encryption),
        };
        let offer = invitation.offer.expect("the engine offers");
        let (answer, stream) = sdp::answer(&offer, &local).expect("the engine offers what we have");
        session.set_stream(stream);
        invitation.leg.answer(answer).await.expect("it is still there");
        Line { leg: invitation.leg, events: invitation.events, session, media }
    }

    /// Waits to be called, and refuses.
    pub async fn refuse(&mut self, status: u16) {
        let invitation = self.called().await;
        invitation.leg.reject(status).await;
    }
}

/// A call in progress, seen from a telephone.
pub struct Line {
    leg: Leg,
    events: mpsc::Receiver<LegEvent>,
    session: Session,
    media: mpsc::Receiver<MediaEvent>,
}

impl Line {
    /// Presses keys.
    pub fn press(&self, keys: &str) {
        self.session.send_digits(keys);
    }

    /// Sends a tone, and waits until all of it is sent.
    pub async fn hum(&mut self, milliseconds: usize) {
        let sample = |n: usize| ((std::f32::consts::TAU * 300.0 * n as f32 / 8_000.0).sin() * 8_000.0) as i16;
        self.session.play(1, Arc::new(Prompt::from_samples((0..milliseconds * 8).map(sample).collect())));
        self.session.finish(1);
        loop {
            match soon("the end of our own sound", self.media.recv()).await {
                Some(MediaEvent::Played { .. }) => return,
                Some(_) => {}
                None => panic!("the media session ended"),
            }
        }
    }

    /// Asks the other side to call somebody else: whether it does, and what came of it.
    pub async fn refer(&mut self, target: &str) -> (bool, Option<u16>) {
        self.leg.refer(target.to_owned()).await;
        loop {
            match soon("what came of our REFER", self.events.recv()).await {
                Some(LegEvent::Referred { accepted, status }) => return (accepted, status),
                Some(_) => {}
                None => panic!("the call is over"),
            }
        }
    }

    /// Lets the other side ask for a call to somebody else.
    pub async fn accept_refers(&self) {
        self.leg.accept_refers().await;
    }

    /// Waits to be asked to call somebody else: whom.
    pub async fn wait_for_refer(&mut self) -> String {
        loop {
            match soon("a REFER", self.events.recv()).await {
                Some(LegEvent::Refer { target }) => return target,
                Some(_) => {}
                None => panic!("the call is over"),
            }
        }
    }

    /// Hangs up.
    pub async fn hang_up(&self) {
        self.leg.hang_up().await;
    }

    /// The codec that was agreed on.
    pub fn codec(&self) -> Option<Codec> {
        self.session.codec()
    }

    /// Whether its audio is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.session.is_encrypted()
    }

    /// Everything that arrives from now on.
    pub fn listen(&self) -> mpsc::Receiver<Heard> {
        self.session.listen()
    }

    /// Waits until the other side has hung up.
    pub async fn wait_for_end(&mut self) {
        loop {
            match soon("the other side to hang up", self.events.recv()).await {
                Some(LegEvent::Ended { .. } | LegEvent::Canceled | LegEvent::Failed { .. }) | None => return,
                Some(_) => {}
            }
        }
    }

    /// Waits until audio of the other side has come.
    pub async fn wait_for_audio(&mut self) {
        loop {
            match soon("RTP of the other side", self.media.recv()).await {
                Some(MediaEvent::Started) => return,
                Some(_) => {}
                None => panic!("the media session ended"),
            }
        }
    }

    /// Waits until the other side has pressed a key.
    pub async fn wait_for_key(&mut self) -> char {
        loop {
            match soon("a key of the other side", self.media.recv()).await {
                Some(MediaEvent::Digit(key)) => return key,
                Some(_) => {}
                None => panic!("the media session ended"),
            }
        }
    }
}
