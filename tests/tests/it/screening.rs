//! A callee hears a document first, and an application is told how the leg goes.

use dialplan::order::Order;
use tests::application::Application;
use tests::caller::Phone;
use tests::house::House;

fn menu(application: &Application) -> String {
    let url = application.url("/start");
    format!(
        r#"<Menu name="main"><Option on="start"><Interactive url="{url}" dialect="twiml"><Fallback><Hangup/></Fallback></Interactive></Option></Menu>"#
    )
}

fn dial(target: &str) -> String {
    format!(
        r#"<Response><Dial action="/done"><Sip url="/screen" statusCallback="/leg" statusCallbackEvent="initiated answered completed">{target}</Sip></Dial></Response>"#
    )
}

const SCREEN: &str = r#"<Response><Gather numDigits="1" action="/taken"><Say>Press one to take the call.</Say></Gather><Hangup/></Response>"#;

#[tokio::test]
async fn a_callee_takes_the_call_by_a_key() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let application = Application::pages([
        ("/start", dial(&reception.uri("desk")).as_str()),
        ("/screen", SCREEN),
        ("/taken", "<Response/>"),
        ("/done", "<Response><Hangup/></Response>"),
    ])
    .await;
    let mut house = House::open(&menu(&application)).await;
    let target = house.uri();

    let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
    desk.wait_for_audio().await;
    desk.press("1");
    house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
    line.press("5");
    assert_eq!(desk.wait_for_key().await, '5');
    desk.hang_up().await;

    line.wait_for_end().await;
    let screened = application.wait_for_path("/screen", 1).await.remove(0);
    assert_eq!(screened.parameter("Direction").as_deref(), Some("outbound-dial"));
    let legs = application.wait_for_path("/leg", 3).await;
    let said: Vec<_> = legs.iter().filter_map(|told| told.parameter("CallStatus")).collect();
    assert_eq!(said, ["initiated", "in-progress", "completed"]);
    assert_eq!(legs[2].parameter("CallSid"), screened.parameter("CallSid"));
    let done = application.wait_for_path("/done", 1).await.remove(0);
    assert_eq!(done.parameter("DialCallStatus").as_deref(), Some("completed"));
    house.is_empty().await;
    assert_eq!(house.engine.usage(), engine::call::Usage::default());
}

#[tokio::test]
async fn a_callee_who_hangs_up_does_not_get_the_caller() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let application = Application::pages([
        ("/start", dial(&reception.uri("desk")).as_str()),
        ("/screen", SCREEN),
        ("/done", "<Response><Hangup/></Response>"),
    ])
    .await;
    let house = House::open(&menu(&application)).await;
    let target = house.uri();

    let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
    desk.wait_for_audio().await;
    desk.hang_up().await;

    let done = application.wait_for_path("/done", 1).await.remove(0);
    assert_eq!(done.parameter("DialCallStatus").as_deref(), Some("no-answer"));
    line.wait_for_end().await;
    house.is_empty().await;
}

#[tokio::test]
async fn a_callee_refers_the_caller_to_somebody_else() {
    let (phone, mut reception, mut expert) = (Phone::new().await, Phone::new().await, Phone::new().await);
    let start = format!(r#"<Response><Dial referUrl="/refer"><Sip>{}</Sip></Dial></Response>"#, reception.uri("desk"));
    let refer = format!(r#"<Response><Dial><Sip>{}</Sip></Dial></Response>"#, expert.uri("expert"));
    let application = Application::pages([("/start", start.as_str()), ("/refer", refer.as_str())]).await;
    let mut house = House::open(&menu(&application)).await;
    let target = house.uri();

    let (line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
    house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
    assert_eq!(desk.refer(&expert.uri("expert")).await, (true, Some(200)));
    let mut expert_line = expert.answer().await;
    desk.wait_for_end().await;
    house.wait_for("the other bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
    line.press("7");
    assert_eq!(expert_line.wait_for_key().await, '7');
    line.hang_up().await;

    expert_line.wait_for_end().await;
    let asked = application.wait_for_path("/refer", 1).await.remove(0);
    assert_eq!(asked.parameter("ReferTransferTarget"), Some(expert.uri("expert")));
    house.is_empty().await;
}
