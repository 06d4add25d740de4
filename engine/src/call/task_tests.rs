use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use dialplan::event::{RecordEnd, Recorded};
use dialplan::ids::{LegId, RecordingId};
use dialplan::load::{MemoryFiles, load};
use dialplan::order::{Record, RecordSource};
use prompts::{Codec, Prompt};

use super::*;
use crate::config::Config;
use crate::media::{Media, MediaConfig, Voice};
use crate::recordings::{RecordingSid, Recordings};
use crate::sip::{Endpoint, Listen, OutgoingInvite, SipConfig, Transport, sdp};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const SID: &str = "RE0123456789abcdef0123456789abcdef";
const RECORDING: RecordingId = RecordingId(1);
/// Nothing here takes this long, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A call that is up, both ends in our hands: the orders come from the test and not from a plan.
struct Line {
    task: Task,
    signals: mpsc::Receiver<LegEvent>,
    phone: Leg,
    phone_audio: Session,
    phone_media: mpsc::Receiver<MediaEvent>,
    phone_signals: mpsc::Receiver<LegEvent>,
    _media: Media,
    _endpoint: Endpoint,
    _folder: tempfile::TempDir,
}

async fn soon<F: Future>(what: &str, future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("waited for {what}"))
}

async fn endpoint() -> (Endpoint, mpsc::Receiver<Invitation>) {
    let listen = vec![Listen { transport: Transport::Udp, address: SocketAddr::new(HERE, 0) }];
    Endpoint::bind(SipConfig { listen, ..SipConfig::default() }).await.unwrap()
}

fn world(endpoint: Endpoint, folder: &std::path::Path) -> Arc<World> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let text = "<Dialplan xmlns=\"urn:dialtree:1\"><Route to=\"*\" menu=\"main\"/><Menu name=\"main\">\
                <Option on=\"start\"><Pause/></Option><Option on=\"timeout\"><Hangup/></Option>\
                <Option on=\"invalid\"><Hangup/></Option></Menu></Dialplan>";
    let plan = load("plan.xml", &MemoryFiles::new([("plan.xml", text.to_owned())])).plan.expect("it is right");
    let mut config = Config::default();
    (config.storage.data, config.media.ports) = (folder.to_owned(), 0..=0);
    config.media.address = Some(HERE);
    let prompts = Arc::new(prompts::Prompts::new(prompts::Options::default()).unwrap());
    let recordings = Recordings::new(folder, Some("http://here".into()), Duration::from_secs(60));
    Arc::new(World::new(config, prompts, plan, endpoint, None, recordings).unwrap())
}

impl Line {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ((ours, mut invitations), (theirs, _)) = (endpoint().await, endpoint().await);
        let uri = format!("sip:1000@{}", ours.addresses()[0].address);
        let world = world(ours, folder.path());
        let media = Media::start(MediaConfig::new(HERE)).unwrap();
        let (media_events, phone_media) = mpsc::channel(64);
        let phone_audio = media.open(media_events).unwrap();
        let local = sdp::Local {
            address: HERE,
            port: phone_audio.local().port(),
            codecs: vec![Codec::Pcmu],
            security: sdp::Security::new(sdp::Encryption::Off),
        };
        let (leg_events, mut phone_signals) = mpsc::channel(16);
        let invite = OutgoingInvite {
            target: uri,
            from_number: "+441632960111".into(),
            from_name: String::new(),
            credentials: None,
            offer: sdp::offer(&local),
            headers: Vec::new(),
            outbound: None,
        };
        let phone = theirs.invite(invite, leg_events);

        let Invitation { leg, events: signals, offer, .. } = soon("the call", invitations.recv()).await.unwrap();
        let (media_events, _) = mpsc::channel(64);
        let session = Arc::new(world.media.open(media_events).unwrap());
        let caller = Caller::new(&world, leg, Arc::clone(&session), offer.as_deref(), false);
        let caller = caller.unwrap_or_else(|(_, status)| panic!("the offer is refused with {status}"));
        let mut task = Task::new(world, "1".to_owned(), caller, session, Passing { called: String::new(), hops: 70 });
        task.perform(Order::Answer).await;
        loop {
            if let LegEvent::Answered { sdp, .. } = soon("the answer", phone_signals.recv()).await.unwrap() {
                phone_audio.set_stream(sdp::accept(&sdp, &local).unwrap());
                break;
            }
        }
        let mut line = Self {
            task,
            signals,
            phone,
            phone_audio,
            phone_media,
            phone_signals,
            _media: media,
            _endpoint: theirs,
            _folder: folder,
        };
        line.caller_says(&Event::Answered).await;
        line
    }

    /// Waits until the caller's dialog has told this.
    async fn caller_says(&mut self, wanted: &Event) {
        loop {
            let signal = soon("the caller", self.signals.recv()).await.unwrap();
            if self.task.caller.on(signal, &self.task.world.config).await.as_ref() == Some(wanted) {
                return;
            }
        }
    }

    /// Says something for so many packets, until the last has been sent; `play` has not been used before.
    async fn talk(&mut self, play: u32, packets: usize) {
        self.phone_audio.play(play, Arc::new(Prompt::from_samples(vec![8031; packets * 160])));
        self.phone_audio.finish(play);
        loop {
            if let MediaEvent::Played { .. } = soon("the prompt's end", self.phone_media.recv()).await.unwrap() {
                return;
            }
        }
    }

    async fn record(&mut self, source: RecordSource) {
        let record = Record { sid: SID.into(), source, silence: None, max_length: None, trim: false };
        self.task.perform(Order::Record { recording: RECORDING, record: Box::new(record) }).await;
    }

    async fn recorded(&mut self) -> Recorded {
        match soon("the recording", self.task.letters.recv()).await.unwrap() {
            Event::Recorded { recording: RECORDING, recorded } => recorded,
            other => panic!("expected a recording, got {other:?}"),
        }
    }

    async fn samples(&self) -> Vec<i16> {
        let path = self.task.world.recordings.find(&RecordingSid::parse(SID).unwrap()).await.expect("it is there");
        hound::WavReader::open(path).unwrap().samples().map(Result::unwrap).collect()
    }
}

#[tokio::test]
async fn a_caller_who_hangs_up_in_the_middle_of_it_is_recorded_to_the_last_word() {
    let mut line = Line::open().await;
    line.record(RecordSource::Caller).await;
    line.talk(1, 25).await;
    line.phone.hang_up().await;
    line.caller_says(&Event::HungUp { cause: HangupCause::ByCaller }).await;

    line.task.perform(Order::StopRecording { recording: RECORDING }).await;
    let recorded = line.recorded().await;

    let samples = line.samples().await;
    assert_eq!((recorded.ended, recorded.heard), (RecordEnd::Stopped, true));
    assert!(recorded.url.starts_with(&format!("http://here/recordings/{SID}.wav?expires=")), "{}", recorded.url);
    assert_eq!(recorded.duration, Duration::from_micros(samples.len() as u64 * 125));
    assert_eq!(samples.iter().filter(|sample| sample.abs_diff(8031) < 300).count(), 25 * 160);
}

#[tokio::test]
async fn a_call_that_ends_in_the_middle_of_a_recording_leaves_a_whole_one() {
    let mut line = Line::open().await;
    line.record(RecordSource::Caller).await;
    line.talk(1, 10).await;
    let world = Arc::clone(&line.task.world);

    let Line { task, _folder: folder, .. } = line;
    drop(task);
    soon("the recording", world.recordings.finished()).await;

    let path = world.recordings.find(&RecordingSid::parse(SID).unwrap()).await.expect("it is there");
    assert!(hound::WavReader::open(path).unwrap().duration() >= 10 * 160);
    drop(folder);
}

#[tokio::test]
async fn a_leg_that_was_never_called_cannot_be_recorded() {
    let mut line = Line::open().await;

    line.record(RecordSource::Conversation { leg: LegId(1), dual: true }).await;

    assert!(matches!(line.task.pending.pop_front(), Some(Event::RecordingFailed { recording: RECORDING, .. })));
}

#[tokio::test]
async fn an_echo_gives_callers_their_own_voice_until_it_stops() {
    let mut line = Line::open().await;
    let mut heard = line.phone_audio.listen();
    line.task.perform(Order::Echo).await;
    line.talk(1, 5).await;
    for _ in 0..5 {
        let packet = soon("the echo", heard.recv()).await.unwrap();
        assert!(Voice::default().hear(&packet).iter().all(|sample| sample.abs_diff(8031) < 300));
    }

    line.task.perform(Order::StopEcho).await;
    line.talk(2, 5).await;
    // Something else than an echo, behind what would have been one.
    let tone = Arc::new(Prompt::from_samples(vec![-2000; 160]));
    line.task.player.session().play(1, tone);
    line.task.player.session().finish(1);
    assert!(Voice::default().hear(&soon("a prompt", heard.recv()).await.unwrap()).iter().all(|sample| *sample < 0));
}

#[tokio::test]
async fn a_phone_that_cannot_be_referred_says_so() {
    let mut line = Line::open().await;
    // Nobody is there to decide about it.
    line.phone_signals.close();

    line.task.perform(Order::Refer { target: "sip:carol@127.0.0.1".into(), replaces: None }).await;
    line.caller_says(&Event::Referred { accepted: false, status: Some(603) }).await;
    line.task.perform(Order::Refer { target: "+441632960222".into(), replaces: None }).await;

    // No trunk takes the number.
    assert_eq!(line.task.pending.pop_front(), Some(Event::Referred { accepted: false, status: None }));
}

#[tokio::test]
async fn a_status_callback_of_a_call_that_is_over_is_counted_until_it_is_told() {
    let mut line = Line::open().await;
    let request = Request {
        method: dialplan::order::Method::Post,
        url: "http://127.0.0.1/status".into(),
        parameters: Vec::new(),
        dialect: xml_schema::Dialect::Twiml,
        connect_timeout: PATIENCE,
        timeout: PATIENCE,
        idempotency_key: "1-1".into(),
        attempt: 1,
        auth: None,
        secrets: Vec::new(),
    };
    let world = Arc::clone(&line.task.world);

    line.task.perform(Order::Notify { request: Box::new(request) }).await;
    drop(line);

    assert_eq!(world.usage().notices, 1);
    world.notices.abandon();
    soon("the end of the callbacks", world.notices.all_told()).await;
    assert_eq!(world.usage().notices, 0);
}
