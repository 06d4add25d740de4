//! One call of a load.

use std::net::UdpSocket;
use std::time::{Duration, SystemTime};

use engine::sip::{Endpoint, Leg, LegEvent, OutgoingInvite, sdp};
use prompts::Codec;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::LoadOptions;
use super::line::Heard;
use super::listener::{Listener, Listening};

/// What all calls share.
pub struct World {
    pub endpoint: Endpoint,
    pub listener: Listener,
    pub options: LoadOptions,
}

/// A call that was answered and heard something.
pub struct Done {
    /// From the INVITE, the last one if the server asked for a password, to the 200.
    pub answer: Duration,
    /// From the INVITE to the first packet.
    pub first_rtp: Duration,
    pub heard: Heard,
}

/// A call, or why it came to nothing.
pub type Outcome = Result<Done, String>;

/// Makes one.
pub async fn run(world: &World) -> Outcome {
    let options = &world.options;
    let socket = UdpSocket::bind((options.address, 0)).map_err(|error| format!("no port for audio: {error}"))?;
    let port = socket.local_addr().map_err(|error| format!("no port for audio: {error}"))?.port();
    let listened = world.listener.open(socket, options.talk);
    let (listening, first) = listened.map_err(|error| format!("no port for audio: {error}"))?;
    let local = sdp::Local {
        address: options.address,
        port,
        codecs: vec![Codec::Pcmu, Codec::Pcma],
        security: sdp::Security::new(sdp::Encryption::Off),
    };
    let (leg_events, mut signals) = mpsc::channel(16);
    let invite = OutgoingInvite {
        target: options.target.clone(),
        from_number: options.from.clone(),
        from_name: String::new(),
        credentials: None,
        offer: sdp::offer(&local),
        headers: Vec::new(),
        outbound: None,
    };
    let leg = world.endpoint.invite(invite, leg_events);
    let answered = timeout(options.patience, answer(&mut signals)).await;
    let Answer { description, invited, received } =
        answered.map_err(|_| format!("no answer within {:?}", options.patience))??;
    let result = match sdp::accept(&description, &local) {
        Ok(stream) if stream.telephone_event.is_none() && !options.press.is_empty() => {
            Err("keys cannot be pressed: the answer has no telephone-event".to_owned())
        }
        Ok(stream) => {
            listening.agree(stream);
            talk(options, &listening, first, &mut signals).await
        }
        Err(error) => Err(format!("the answer cannot be used: {error}")),
    };
    let heard = listening.heard().await;
    hang_up(&leg, &mut signals).await;
    result?;
    let first = heard.first.ok_or("no audio until the end of the call")?;
    let first_rtp = first.duration_since(invited).unwrap_or_default();
    let answer = received.duration_since(invited).unwrap_or_default();
    Ok(Done { answer, first_rtp, heard })
}

/// The 200.
struct Answer {
    description: String,
    invited: SystemTime,
    received: SystemTime,
}

async fn answer(signals: &mut mpsc::Receiver<LegEvent>) -> Result<Answer, String> {
    loop {
        match signals.recv().await {
            Some(LegEvent::Answered { sdp: description, invited, received, .. }) => {
                return Ok(Answer { description, invited, received });
            }
            Some(LegEvent::Failed { status: Some(status), .. }) => return Err(format!("refused with {status}")),
            Some(LegEvent::Failed { reason, .. } | LegEvent::Ended { reason, .. }) => return Err(reason),
            None => return Err("the leg is gone".to_owned()),
            Some(_) => {}
        }
    }
}

/// What the caller does until he hangs up, or the server does.
async fn talk(
    options: &LoadOptions,
    listening: &Listening,
    first: oneshot::Receiver<()>,
    signals: &mut mpsc::Receiver<LegEvent>,
) -> Result<(), String> {
    let patience = options.patience;
    let held = async {
        // Whatever is wrong with the audio is told by what was heard.
        let (_heard, ()) = tokio::join!(timeout(patience, first), async {
            let until_pressed = if options.press.is_empty() { Duration::ZERO } else { options.press_after };
            sleep(until_pressed).await;
            listening.press(&options.press);
            sleep(options.hold.saturating_sub(until_pressed)).await;
        });
    };
    tokio::select! {
        () = held => Ok(()),
        () = ended(signals) => Ok(()),
    }
}

/// The end of the call by the server. What it wants in between needs no answer of ours: media that is changed is refused by
/// dropping the question.
async fn ended(signals: &mut mpsc::Receiver<LegEvent>) {
    while let Some(event) = signals.recv().await {
        if matches!(event, LegEvent::Ended { .. }) {
            return;
        }
    }
}

/// Hangs up, and waits until the server knows it: a call is counted until then.
async fn hang_up(leg: &Leg, signals: &mut mpsc::Receiver<LegEvent>) {
    leg.hang_up().await;
    ended(signals).await;
}
