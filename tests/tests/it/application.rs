//! What an application is asked, and how often.

use tests::application::Application;
use tests::caller::Phone;
use tests::house::House;

const ANSWER: &str = "<Response><Say>Thank you.</Say><Hangup/></Response>";

fn menu(interactive: &str) -> String {
    format!(
        r#"<Menu name="main">
          <Option on="start">{interactive}</Option>
          <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option>
        </Menu>"#
    )
}

async fn ask(interactive: &str, application: &Application) -> tests::application::Asked {
    let (mut house, phone) = (House::open(&menu(interactive)).await, Phone::new().await);
    let mut line = phone.call(&house.uri()).await;
    house.hears("Thank you").await;
    line.wait_for_end().await;
    house.is_empty().await;
    let asked = application.asked();
    assert_eq!(asked.len(), 1, "asked exactly once: {asked:#?}");
    asked[0].clone()
}

#[tokio::test]
async fn callapi_get_has_its_parameters_in_the_query() {
    let application = Application::document(ANSWER).await;
    let url = application.url("/ivr?fixed=1&amp;who=$CallerIDNum");
    let node = format!(
        r#"<Interactive url="{url}" method="GET"><Param name="own">a b</Param><Fallback><Hangup/></Fallback></Interactive>"#
    );

    let asked = ask(&node, &application).await;

    assert_eq!((asked.method.as_str(), asked.body.as_str()), ("GET", ""));
    let call_id = asked.parameter("CallID").unwrap();
    assert!(call_id.len() == 32 && call_id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{call_id}");
    for (name, value) in [
        ("fixed", "1"),
        ("who", "+441632960111"),
        ("EventType", "call_interactive"),
        ("CallAPIID", call_id.as_str()),
        ("CallerIDNum", "+441632960111"),
        ("CallerIDName", "Ann"),
        ("CalledNumber", "1000"),
        ("CalledExtension", "1000"),
        ("CallStatus", "ANSWER"),
        ("CallFlow", "IN"),
        ("own", "a b"),
    ] {
        assert_eq!(asked.parameter(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(asked.headers["idempotency-key"].to_str().unwrap(), format!("{call_id}-1"));
    assert!(asked.headers["user-agent"].to_str().unwrap().starts_with("dialtree/"));
}

#[tokio::test]
async fn callapi_post_has_its_parameters_in_the_body() {
    let application = Application::document(ANSWER).await;
    let url = application.url("/ivr?fixed=1");

    let asked =
        ask(&format!(r#"<Interactive url="{url}"><Fallback><Hangup/></Fallback></Interactive>"#), &application).await;

    assert_eq!((asked.method.as_str(), asked.target.as_str()), ("POST", "/ivr?fixed=1"));
    assert_eq!(
        asked.headers["content-type"].to_str().unwrap().split(';').next(),
        Some("application/x-www-form-urlencoded")
    );
    assert!(asked.body.contains("CallerIDNum=%2B441632960111"), "{}", asked.body);
}

#[tokio::test]
async fn twiml_post_is_asked_while_it_rings_and_is_signed() {
    let application = Application::document(ANSWER).await;
    let url = application.url("/voice");

    let node = format!(r#"<Interactive url="{url}" dialect="twiml"><Fallback><Hangup/></Fallback></Interactive>"#);
    let asked = ask(&node, &application).await;

    let sid = asked.parameter("CallSid").unwrap();
    assert!(sid.starts_with("CA") && sid.len() == 34, "{sid}");
    for (name, value) in [
        ("From", "+441632960111"),
        ("Caller", "+441632960111"),
        ("To", "1000"),
        ("Called", "1000"),
        ("CallStatus", "ringing"),
        ("ApiVersion", "2010-04-01"),
        ("Direction", "inbound"),
        ("CallerName", "Ann"),
        ("SipHeader_X-Test", "yes"),
        ("SipSourceIp", "127.0.0.1"),
        ("SipDomain", "127.0.0.1"),
    ] {
        assert_eq!(asked.parameter(name).as_deref(), Some(value), "{name}");
    }
    assert!(asked.parameter("AccountSid").unwrap().starts_with("AC"));
}

#[tokio::test]
async fn a_gather_posts_its_digits_to_the_action() {
    let application = Application::start([
        tests::application::Reply::Document(
            "<Response><Gather numDigits=\"3\" action=\"next\"><Say>Three keys.</Say></Gather></Response>".into(),
        ),
        tests::application::Reply::Document(ANSWER.into()),
    ])
    .await;
    let url = application.url("/a/first");
    let node = format!(r#"<Interactive url="{url}"><Fallback><Hangup/></Fallback></Interactive>"#);
    let (mut house, phone) = (House::open(&menu(&node)).await, Phone::new().await);

    let mut line = phone.call(&house.uri()).await;
    house.hears("Three keys").await;
    line.press("407");
    house.hears("Thank you").await;
    line.wait_for_end().await;

    let asked = application.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].target, "/a/next");
    assert_eq!(asked[1].parameter("Digits").as_deref(), Some("407"));
}
