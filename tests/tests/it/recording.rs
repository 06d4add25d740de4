//! What callers say is recorded, and an application gets it.

use std::io::Cursor;

use dialplan::order::Order;
use engine::media::Voice;
use tests::application::Application;
use tests::caller::Phone;
use tests::house::House;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn menu(application: &Application) -> String {
    let url = application.url("/start");
    format!(
        r#"<Menu name="main"><Option on="start"><Interactive url="{url}" dialect="twiml"><Fallback><Hangup/></Fallback></Interactive></Option></Menu>"#
    )
}

/// What stands behind a link.
async fn fetched(url: &str) -> Vec<u8> {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..200]));
    let body = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    answer.split_off(body)
}

/// Its length in seconds, and its loudest sample.
fn heard(wav: Vec<u8>) -> (f32, u16) {
    let mut reader = hound::WavReader::new(Cursor::new(wav)).unwrap();
    let seconds = reader.duration() as f32 / reader.spec().sample_rate as f32;
    (seconds, reader.samples::<i16>().map(|sample| sample.unwrap().unsigned_abs()).max().unwrap_or(0))
}

#[tokio::test]
async fn a_message_can_be_fetched_when_its_action_is_asked() {
    let application = Application::pages([
        ("/start", r#"<Response><Record playBeep="false" finishOnKey='#' action="/done" recordingStatusCallback="/tape"/></Response>"#),
        ("/done", "<Response><Hangup/></Response>"),
    ])
    .await;
    let mut house = House::open(&menu(&application)).await;
    let phone = Phone::new().await;

    let mut line = phone.call(&house.uri()).await;
    house.wait_for("a recording", |order| matches!(order, Order::Record { .. }).then_some(())).await;
    line.hum(1_500).await;
    line.press("#");

    let asked = application.wait_for_path("/done", 1).await.remove(0);
    let url = asked.parameter("RecordingUrl").unwrap();
    let (seconds, loudest) = heard(fetched(&url).await);
    assert!((1.3..2.0).contains(&seconds) && loudest > 5_000, "{seconds} s, {loudest}");
    assert_eq!(asked.parameter("RecordingDuration").as_deref(), Some("2"));
    assert_eq!(asked.parameter("Digits").as_deref(), Some("#"));
    let told = application.wait_for_path("/tape", 1).await.remove(0);
    assert_eq!(told.parameter("RecordingStatus").as_deref(), Some("completed"));
    assert_eq!(told.parameter("RecordingUrl"), Some(url));
    assert!(told.headers.contains_key("idempotency-key"));
    line.wait_for_end().await;
    house.is_empty().await;
}

#[tokio::test]
async fn what_was_said_before_a_hang_up_is_kept_and_told() {
    let application =
        Application::pages([("/start", r#"<Response><Record playBeep="false" action="/done"/></Response>"#)]).await;
    let mut house = House::open(&menu(&application)).await;
    let phone = Phone::new().await;

    let mut line = phone.call(&house.uri()).await;
    house.wait_for("a recording", |order| matches!(order, Order::Record { .. }).then_some(())).await;
    line.hum(800).await;
    line.hang_up().await;

    let asked = application.wait_for_path("/done", 1).await.remove(0);
    assert_eq!(asked.parameter("Digits").as_deref(), Some("hangup"));
    let (seconds, loudest) = heard(fetched(&asked.parameter("RecordingUrl").unwrap()).await);
    assert!((0.6..1.2).contains(&seconds) && loudest > 5_000, "{seconds} s, {loudest}");
    house.is_empty().await;
    assert_eq!(house.engine.usage(), engine::call::Usage::default());
}

#[tokio::test]
async fn both_sides_of_a_conversation_are_recorded() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let dial = format!(
        r#"<Response><Dial record="record-from-answer-dual" action="/done"><Sip>{}</Sip></Dial></Response>"#,
        reception.uri("desk")
    );
    let application =
        Application::pages([("/start", dial.as_str()), ("/done", "<Response><Hangup/></Response>")]).await;
    let mut house = House::open(&menu(&application)).await;
    let target = house.uri();

    let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
    house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
    line.hum(500).await;
    desk.hum(500).await;
    desk.hang_up().await;

    let asked = application.wait_for_path("/done", 1).await.remove(0);
    let wav = fetched(&asked.parameter("RecordingUrl").unwrap()).await;
    let mut reader = hound::WavReader::new(Cursor::new(wav)).unwrap();
    assert_eq!(reader.spec().channels, 2);
    let mut loudest = [0_u16; 2];
    for (place, sample) in reader.samples::<i16>().enumerate() {
        loudest[place % 2] = loudest[place % 2].max(sample.unwrap().unsigned_abs());
    }
    assert!(loudest[0] > 5_000 && loudest[1] > 5_000, "{loudest:?}");
    line.wait_for_end().await;
}

#[tokio::test]
async fn an_echo_sends_the_callers_voice_back() {
    let mut house = House::open(r#"<Menu name="main"><Option on="start"><Echo/></Option></Menu>"#).await;
    let phone = Phone::new().await;

    let mut line = phone.call(&house.uri()).await;
    house.wait_for("an echo", |order| matches!(order, Order::Echo).then_some(())).await;
    let mut back = line.listen();
    line.hum(1_000).await;

    assert!(
        tests::patience::soon("our own voice", async move {
            let mut voice = Voice::default();
            while let Some(heard) = back.recv().await {
                if voice.hear(&heard).iter().any(|sample| sample.unsigned_abs() > 5_000) {
                    return true;
                }
            }
            false
        })
        .await
    );
    line.hang_up().await;
    house.is_empty().await;
}
