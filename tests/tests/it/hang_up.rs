//! A caller who leaves takes everything along.

use dialplan::order::Order;
use engine::sip::LegEvent;
use tests::application::{Application, Reply};
use tests::caller::Phone;
use tests::house::House;
use tests::patience::soon;

#[tokio::test]
async fn a_caller_who_hangs_up_during_a_request_leaves_nothing_behind() {
    let application = Application::start([Reply::Silence]).await;
    let url = application.url("/slow");
    let menu = format!(
        r#"<Menu name="main">
          <Option on="start"><Interactive url="{url}" timeout="60s"><Fallback><Say>Never.</Say></Fallback></Interactive></Option>
          <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option>
        </Menu>"#
    );
    let (house, phone) = (House::open(&menu).await, Phone::new().await);

    let mut line = phone.call(&house.uri()).await;
    application.wait_for(1).await;
    assert_eq!(house.engine.usage().calls, 1);
    line.hang_up().await;
    line.wait_for_end().await;
    house.is_empty().await;

    assert_eq!(house.engine.usage(), engine::call::Usage::default());
    assert_eq!(application.asked().len(), 1);
}

#[tokio::test]
async fn a_caller_who_gives_up_while_the_application_is_asked_leaves_nothing_behind() {
    let application = Application::start([Reply::Silence]).await;
    let url = application.url("/slow");
    // In this dialect the application is asked while it rings.
    let menu = format!(
        r#"<Menu name="main"><Option on="start">
          <Interactive url="{url}" dialect="twiml" timeout="60s"><Fallback><Say>Never.</Say></Fallback></Interactive>
        </Option></Menu>"#
    );
    let (house, phone) = (House::open(&menu).await, Phone::new().await);

    let mut line = phone.dial(&house.uri());
    application.wait_for(1).await;
    line.hang_up().await;
    line.wait_for_end().await;
    house.is_empty().await;

    assert_eq!(house.engine.usage(), engine::call::Usage::default());
    assert_eq!(application.asked().len(), 1);
}

#[tokio::test]
async fn a_caller_who_hangs_up_ends_whatever_is_going_on() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let target = reception.uri("reception");
    let menu = |verb: &str| {
        format!(
            r#"<Menu name="main" timeout="10m"><Option on="start"><Say>Here we are.</Say>{verb}</Option>
            <Option on="1"><Hangup/></Option><Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu>"#
        )
    };
    let long = "<Say>One sentence follows another, and nobody ever comes to an end with it.</Say>".repeat(10);
    let transfer = format!(r#"<Transfer to="{target}" mode="bridge" timeout="60"/>"#);

    // A prompt, a menu that waits for a key, a callee who rings, and one who talks.
    for (verb, callee) in [(long.as_str(), ""), ("", ""), (transfer.as_str(), "rings"), (transfer.as_str(), "talks")] {
        let mut house = House::open(&menu(verb)).await;
        let mut line = phone.call(&house.uri()).await;
        house.hears("Here we are").await;
        let mut ringing = if callee == "rings" { Some(reception.called().await) } else { None };
        let mut desk = if callee == "talks" { Some(reception.answer().await) } else { None };
        if callee == "talks" {
            house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
        }

        line.hang_up().await;

        line.wait_for_end().await;
        if let Some(invitation) = &mut ringing {
            let taken_back = soon("a CANCEL", invitation.events.recv()).await;
            assert!(matches!(taken_back, Some(LegEvent::Canceled)), "{taken_back:?}");
        }
        if let Some(desk) = &mut desk {
            desk.wait_for_end().await;
        }
        house.is_empty().await;
        assert_eq!(house.engine.usage(), engine::call::Usage::default(), "{verb} {callee}");
    }
}
