//! Recordings of real RTP.

use std::future::ready;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dialplan::event::{RecordEnd, Recorded};
use dialplan::ids::LegId;
use dialplan::order::{Record, RecordSource};
use engine::media::Session;
use engine::recordings::{RecordingError, Recordings, Sides, Stop};
use prompts::Law;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::phone::{PATIENCE, Phone, byte, media, prompt};

const SID: &str = "RE0123456789abcdef0123456789abcdef";
const FRAME: u32 = 160;

/// A phone, its session, and a recording of it.
struct Studio {
    folder: tempfile::TempDir,
    recordings: Recordings,
    stop: Option<Stop>,
    done: oneshot::Receiver<Result<Recorded, RecordingError>>,
}

fn caller() -> Record {
    Record { sid: SID.into(), source: RecordSource::Caller, silence: None, max_length: None, trim: false }
}

fn conversation(dual: bool) -> Record {
    Record { source: RecordSource::Conversation { leg: LegId(1), dual }, ..caller() }
}

impl Studio {
    fn begin(record: &Record, caller: &Arc<Session>, leg: Option<&Arc<Session>>) -> Self {
        Self::begin_in(tempfile::tempdir().unwrap(), record, caller, leg)
    }

    fn begin_in(folder: tempfile::TempDir, record: &Record, caller: &Arc<Session>, leg: Option<&Arc<Session>>) -> Self {
        let recordings = Recordings::new(folder.path(), Some("http://here".into()), Duration::from_secs(60));
        let (told, done) = oneshot::channel();
        let sides = Sides { caller: Arc::clone(caller), leg: leg.cloned(), tap: 1 };
        let tell = move |result| {
            told.send(result).ok();
            ready(())
        };
        let stop = recordings.record(record, sides, tell).unwrap();
        Self { folder, recordings, stop: Some(stop), done }
    }

    /// Ends the recording, and waits for what came of it.
    async fn stop(&mut self) -> Result<Recorded, RecordingError> {
        self.stop.take();
        self.ended().await
    }

    async fn ended(&mut self) -> Result<Recorded, RecordingError> {
        timeout(PATIENCE, &mut self.done).await.expect("the recording did not end").unwrap()
    }

    fn file(&self) -> PathBuf {
        find(&self.folder.path().join("recordings")).expect("there is a file")
    }

    fn samples(&self) -> Vec<i16> {
        hound::WavReader::open(self.file()).unwrap().samples().map(Result::unwrap).collect()
    }
}

fn find(folder: &Path) -> Option<PathBuf> {
    let mut entries = std::fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path());
    entries.find_map(|path| if path.is_dir() { find(&path) } else { Some(path) })
}

/// Packets 0 to 99 of a voice: every seventh is lost, every fifth comes twice, every tenth after the next one.
async fn talk_badly(phone: &mut Phone, law: Law) -> u32 {
    let (sequence, timestamp) = (phone.sequence, phone.timestamp);
    let mut order: Vec<u32> = (0..100).filter(|number| number % 7 != 3).collect();
    for at in (5..order.len() - 1).step_by(10) {
        order.swap(at, at + 1);
    }
    for number in order {
        for _ in 0..=u32::from(number % 5 == 0) {
            phone.sequence = sequence.wrapping_add(number as u16);
            phone.timestamp = timestamp.wrapping_add(number * FRAME);
            phone.talk(law, byte(law, voice(number))).await;
        }
    }
    100
}

fn voice(number: u32) -> i16 {
    1000 + number as i16 * 100
}

#[tokio::test]
async fn loss_duplicates_and_disorder_do_not_change_the_length() {
    for law in [Law::Mu, Law::A] {
        let media = media(1);
        let mut phone = Phone::with(&media, law).await;
        let mut studio = Studio::begin(&caller(), &phone.session, None);

        let packets = talk_badly(&mut phone, law).await;
        let recorded = studio.stop().await.unwrap();

        let samples = studio.samples();
        let expected = packets * FRAME;
        assert!((samples.len() as u32).abs_diff(expected) <= FRAME, "{} instead of {expected}", samples.len());
        assert_eq!(recorded.duration, Duration::from_micros(samples.len() as u64 * 125));
        assert_eq!((recorded.ended, recorded.heard), (RecordEnd::Stopped, true));
        // The first packet began when it was sent, at most a frame after the recording.
        let begin = samples.iter().position(|sample| *sample != 0).unwrap();
        for number in 0..100 {
            let sample = samples[begin + (number * FRAME) as usize + 80];
            // What is lost sounds like what came before it.
            let expected = voice(if number % 7 == 3 { number - 1 } else { number });
            assert!(sample.abs_diff(expected) <= 300, "packet {number} is {sample}");
        }
    }
}

/// As SIPp's `uac_pcap` sends its voice.
#[tokio::test]
async fn a_law_in_packets_of_30_ms_is_recorded_whole() {
    let media = media(1);
    let mut phone = Phone::with(&media, Law::A).await;
    let mut studio = Studio::begin(&caller(), &phone.session, None);

    for number in 0..50 {
        phone.send(Law::A.payload_type(), number == 0, &[byte(Law::A, voice(number)); 240]).await;
        phone.timestamp = phone.timestamp.wrapping_add(240);
    }
    studio.stop().await.unwrap();

    let samples = studio.samples();
    assert!((samples.len() as u32).abs_diff(50 * 240) <= FRAME, "{}", samples.len());
    let begin = samples.iter().position(|sample| *sample != 0).unwrap();
    for number in 0..50 {
        let sample = samples[begin + (number * 240) as usize + 120];
        assert!(sample.abs_diff(voice(number)) <= 300, "packet {number} is {sample}");
    }
}

/// A phone that sends nothing but the level of its noise while nobody speaks. RFC 3389
#[tokio::test]
async fn comfort_noise_is_silence_and_no_loss() {
    let media = media(1);
    let mut phone = Phone::with(&media, Law::A).await;
    let mut studio = Studio::begin(&caller(), &phone.session, None);

    for pause in [50, 0] {
        for _ in 0..10 {
            phone.talk(Law::A, byte(Law::A, 8000)).await;
        }
        phone.send(13, false, &[60]).await;
        phone.timestamp = phone.timestamp.wrapping_add(pause * FRAME);
    }
    studio.stop().await.unwrap();

    let samples = studio.samples();
    assert!((samples.len() as u32).abs_diff(70 * FRAME) <= FRAME, "{}", samples.len());
    let begin = samples.iter().position(|sample| *sample != 0).unwrap();
    let frame = |number: usize| &samples[begin + number * 160..][..160];
    assert!((10..60).all(|number| frame(number).iter().all(|sample| *sample == 0)));
    assert!(frame(61).iter().all(|sample| sample.abs_diff(8000) <= 300), "{:?}", frame(61));
    assert_eq!(phone.session.statistics().lost, 0);
}

#[tokio::test]
async fn both_sides_of_a_conversation_are_on_one_clock() {
    for dual in [true, false] {
        let media = media(2);
        let (mut one, mut two) = (Phone::with(&media, Law::Mu).await, Phone::with(&media, Law::A).await);
        let mut studio = Studio::begin(&conversation(dual), &one.session, Some(&two.session));

        for _ in 0..50 {
            one.talk(Law::Mu, byte(Law::Mu, 8000)).await;
            two.talk(Law::A, byte(Law::A, 1000)).await;
        }
        studio.stop().await.unwrap();

        let (samples, channels) = (studio.samples(), if dual { 2 } else { 1 });
        let middle = &samples[25 * 160 * channels..][..channels];
        let expected: &[i16] = if dual { &[8000, 1000] } else { &[9000] };
        for (sample, expected) in middle.iter().zip(expected) {
            assert!(sample.abs_diff(*expected) < 300, "{middle:?}");
        }
        assert!((samples.len() / channels).abs_diff(50 * 160) <= 160);
    }
}

#[tokio::test]
async fn one_side_of_a_conversation_is_recorded_alone() {
    for (source, expected) in [(RecordSource::Caller, 8000), (RecordSource::Leg { leg: LegId(1) }, 1000)] {
        let media = media(2);
        let (mut one, mut two) = (Phone::new(&media).await, Phone::new(&media).await);
        let record = Record { source, ..caller() };
        let mut studio = Studio::begin(&record, &one.session, Some(&two.session));

        for _ in 0..20 {
            one.talk(Law::Mu, byte(Law::Mu, 8000)).await;
            two.talk(Law::Mu, byte(Law::Mu, 1000)).await;
        }
        studio.stop().await.unwrap();

        let samples = studio.samples();
        assert!(samples[10 * 160].abs_diff(expected) < 300, "{source:?}: {}", samples[10 * 160]);
        assert!(samples.len().abs_diff(20 * 160) <= 160);
    }
}

#[tokio::test]
async fn a_call_is_recorded_with_what_the_caller_hears() {
    for (source, expected) in [
        (RecordSource::Call { dual: true }, &[8000, 1000][..]),
        (RecordSource::Call { dual: false }, &[9000][..]),
        (RecordSource::Heard, &[1000][..]),
    ] {
        let media = media(1);
        let mut phone = Phone::new(&media).await;
        let mut studio = Studio::begin(&Record { source, ..caller() }, &phone.session, None);

        phone.session.play(1, prompt(30, 1000));
        phone.session.finish(1);
        for _ in 0..30 {
            phone.talk(Law::Mu, byte(Law::Mu, 8000)).await;
        }
        phone.got_many(30).await;
        studio.stop().await.unwrap();

        let samples = studio.samples();
        let middle = &samples[15 * 160 * expected.len()..][..expected.len()];
        for (sample, expected) in middle.iter().zip(expected) {
            assert!(sample.abs_diff(*expected) < 300, "{source:?}: {middle:?}");
        }
    }
}

#[tokio::test]
async fn a_session_that_closes_leaves_a_whole_recording() {
    let media = media(1);
    let mut phone = Phone::new(&media).await;
    let mut studio = Studio::begin(&caller(), &phone.session, None);
    for _ in 0..40 {
        phone.talk(Law::Mu, byte(Law::Mu, 8000)).await;
    }
    media.shutdown();
    let recorded = studio.stop().await.unwrap();

    assert!(recorded.ended == RecordEnd::Stopped && recorded.url.starts_with("http://here/recordings/RE"));
    assert_eq!(
        hound::WavReader::open(studio.file()).unwrap().duration() as u64 * 125,
        recorded.duration.as_micros() as u64
    );
}

#[tokio::test]
async fn it_ends_by_itself_at_its_length_and_in_silence() {
    let media = media(1);
    let phone = Phone::new(&media).await;
    let short = Duration::from_millis(300);

    let mut studio = Studio::begin(&Record { max_length: Some(short), ..caller() }, &phone.session, None);
    let recorded = studio.ended().await.unwrap();
    assert_eq!((recorded.ended, recorded.heard, recorded.duration), (RecordEnd::Length, false, short));

    let mut studio = Studio::begin(&Record { silence: Some(short), ..caller() }, &phone.session, None);
    let recorded = studio.ended().await.unwrap();
    assert_eq!((recorded.ended, recorded.heard, recorded.duration), (RecordEnd::Silence, false, short));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_told() {
    let media = media(1);
    let phone = Phone::new(&media).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("recordings"), "a file in its place").unwrap();

    let mut studio = Studio::begin_in(folder, &caller(), &phone.session, None);

    let error = studio.ended().await.unwrap_err();
    assert!(matches!(error, RecordingError::Disk { .. }), "{error}");
    assert!(error.to_string().contains("is the disk full"), "{error}");
    assert_eq!(studio.recordings.under_way(), 0);
}

#[tokio::test]
async fn what_cannot_be_recorded_is_refused_at_once() {
    let media = media(1);
    let phone = Phone::new(&media).await;
    let studio = Studio::begin(&caller(), &phone.session, None);
    let begin = |record: &Record| {
        let sides = Sides { caller: Arc::clone(&phone.session), leg: None, tap: 2 };
        studio.recordings.record(record, sides, |_| ready(())).err().expect("it is refused")
    };

    assert!(matches!(begin(&conversation(false)), RecordingError::NoLeg));
    let leg = Record { source: RecordSource::Leg { leg: LegId(1) }, ..caller() };
    assert!(matches!(begin(&leg), RecordingError::NoLeg));
    let elsewhere = Record { sid: "../../etc/passwd".into(), ..caller() };
    assert!(matches!(begin(&elsewhere), RecordingError::Name(_)));
}
