//! Sets the stage for one live call, and clears it again.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use engine::media::{Media, MediaConfig, Stream};
use engine::sip::{Endpoint, Invitation, Listen, OutgoingInvite, SipConfig, TlsConfig, Transport, sdp};
use prompts::Codec;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::call::LiveCall;
use super::happening::Sources;
use super::knowledge::Knowledge;
use super::{LiveError, LiveOptions, LiveOutcome, app, callee, knowledge, wav};
use crate::observation::Observation;
use crate::script::Script;

/// Makes the call of a script over real SIP. Every line of the transcript goes to `on_line` as it is written.
///
/// # Errors
/// [`LiveError`] if the call could not be made at all. A call that went wrong is an outcome.
pub async fn run(
    options: &LiveOptions,
    script: &Arc<Script>,
    on_line: impl FnMut(&str) + Send + 'static,
) -> Result<LiveOutcome, LiveError> {
    knowledge::check(script, options)?;
    let target = target(&options.target, &script.to)?;
    let knowledge = learn(options, script).await;
    let stage = Stage::set(options, script, &knowledge.targets).await?;
    let session = Arc::new(stage.media.open(stage.media_events.clone())?);
    session.set_stream(Stream::offered(Codec::Pcmu));
    let local = session.local();
    let local = sdp::Local {
        address: local.ip(),
        port: local.port(),
        codecs: vec![Codec::Pcmu, Codec::Pcma],
        security: sdp::Security::new(sdp::Encryption::Off),
    };
    // Signalling is a dozen events a call; a full channel makes the endpoint wait.
    let (leg_events, leg) = mpsc::channel(32);
    let sources = Sources {
        leg,
        media: stage.media_receiver,
        heard: session.listen(),
        asked: stage.asked,
        callees: stage.callees,
    };
    let invite = OutgoingInvite {
        target,
        from_number: script.from.clone(),
        from_name: script.from_name.clone(),
        credentials: None,
        offer: sdp::offer(&local),
        headers: script.headers.clone(),
        outbound: None,
    };
    let call = LiveCall::new(script, knowledge, session, local, on_line);
    let leg = stage.caller.invite(invite, leg_events);
    let (outcome, audio) = call.run(leg, sources).await;
    stage.stop.cancel();
    stage.caller.shutdown().await;
    // Every task ends with its sockets: the callees' legs are hung up, the applications' connections closed.
    let mut tasks = stage.tasks;
    while tasks.join_next().await.is_some() {}
    if let Some(path) = &options.heard {
        wav::write(path, &audio)?;
    }
    Ok(outcome)
}

/// What is known beforehand; rendering prompts is work for another thread.
async fn learn(options: &LiveOptions, script: &Arc<Script>) -> Knowledge {
    let (options, script) = (options.clone(), Arc::clone(script));
    tokio::task::spawn_blocking(move || knowledge::learn(&script, &options)).await.unwrap_or_default()
}

/// Everything around a call.
struct Stage {
    caller: Endpoint,
    media: Arc<Media>,
    media_events: mpsc::Sender<engine::media::MediaEvent>,
    media_receiver: mpsc::Receiver<engine::media::MediaEvent>,
    asked: mpsc::Receiver<app::Asked>,
    callees: mpsc::Receiver<Observation>,
    tasks: JoinSet<()>,
    stop: CancellationToken,
}

impl Stage {
    async fn set(options: &LiveOptions, script: &Arc<Script>, targets: &BTreeSet<String>) -> Result<Self, LiveError> {
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let media = MediaConfig::new(options.address);
        let media = Arc::new(Media::start(media)?);
        let (asked_sender, asked) = mpsc::channel(16);
        let addresses = app::addresses(script, options.apps)?;
        app::serve(script, &addresses, &asked_sender, &mut tasks, &stop).await?;
        let (told, callees) = mpsc::channel(16);
        for place in callee_places(options, script, targets) {
            let (endpoint, invitations) = match listen(place.address, TlsConfig::default()).await {
                Ok(listening) => listening,
                Err(_) if !place.ours => continue,
                Err(error) => return Err(error),
            };
            let (media, script, told, stop) = (Arc::clone(&media), Arc::clone(script), told.clone(), stop.clone());
            tasks.spawn(async move {
                callee::serve(invitations, media, script, told, stop).await;
                endpoint.shutdown().await;
            });
        }
        // The caller takes no calls; invitations that come all the same are dropped with the receiver.
        let (caller, _) = listen(SocketAddr::new(options.address, 0), options.tls.clone()).await?;
        let (media_events, media_receiver) = mpsc::channel(64);
        Ok(Self { caller, media, media_events, media_receiver, asked, callees, tasks, stop })
    }
}

async fn listen(address: SocketAddr, tls: TlsConfig) -> Result<(Endpoint, mpsc::Receiver<Invitation>), LiveError> {
    let listen = vec![Listen { transport: Transport::Udp, address }, Listen { transport: Transport::Tcp, address }];
    Ok(Endpoint::bind(SipConfig { listen, tls, ..SipConfig::default() }).await?)
}

/// Where a callee listens.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    address: SocketAddr,
    /// The script says what happens there. Else somebody real may be there already.
    ours: bool,
}

/// Where callees are: at the address given, else wherever on this machine the script or the plan calls somebody.
fn callee_places(options: &LiveOptions, script: &Script, targets: &BTreeSet<String>) -> Vec<Place> {
    if let Some(address) = options.callees {
        return vec![Place { address, ours: true }];
    }
    let named = script.callees.iter().filter_map(|callee| callee.to.as_deref());
    let named = named.map(|target| (target, true));
    let others = targets.iter().map(|target| (target.as_str(), false));
    let mut places: Vec<Place> = Vec::new();
    for (target, ours) in named.chain(others) {
        let Some(address) = callee::own_address(target) else { continue };
        if !places.iter().any(|place| place.address == address) {
            places.push(Place { address, ours });
        }
    }
    places
}

/// The URI to call: the user of the target, or the script's number.
fn target(target: &str, to: &str) -> Result<String, LiveError> {
    let parts = target.split_once(':').filter(|(scheme, rest)| matches!(*scheme, "sip" | "sips") && !rest.is_empty());
    let (scheme, rest) = parts.ok_or_else(|| LiveError::Target { target: target.to_owned() })?;
    if rest.contains('@') { Ok(target.to_owned()) } else { Ok(format!("{scheme}:{to}@{rest}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Callee;

    #[test]
    fn callees_are_where_the_script_and_the_plan_call_somebody() {
        let targets = ["sip:desk@127.0.0.1:5070", "sip:desk@127.0.0.1:5080", "sip:far@pbx.example"];
        let targets = targets.into_iter().map(str::to_owned).collect();
        let (behaviour, span) = (crate::script::Behaviour::Busy, xml_schema::Span::default());
        let to = Some("sip:desk@127.0.0.1:5080".into());
        let script =
            Script { callees: vec![Callee { to, behaviour, press: String::new(), span }], ..Script::for_tests() };

        let places = callee_places(&LiveOptions::new("sip:x"), &script, &targets);

        let places: Vec<(u16, bool)> = places.iter().map(|place| (place.address.port(), place.ours)).collect();
        assert_eq!(places, [(5080, true), (5070, false)]);
    }

    #[test]
    fn the_number_of_the_script_is_called_unless_the_target_names_a_user() {
        assert_eq!(target("sip:127.0.0.1:5060", "100").unwrap(), "sip:100@127.0.0.1:5060");
        assert_eq!(target("sip:ivr@127.0.0.1:5060", "100").unwrap(), "sip:ivr@127.0.0.1:5060");
        assert_eq!(target("sips:127.0.0.1:5061", "100").unwrap(), "sips:100@127.0.0.1:5061");
        assert!(target("127.0.0.1:5060", "100").is_err());
    }
}
