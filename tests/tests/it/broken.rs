//! Applications that are dead, slow or answer nonsense: the caller is never dropped, and the trace says why.

use tests::application::{Application, Reply};
use tests::caller::Phone;
use tests::house::House;

fn menu(url: &str) -> String {
    format!(
        r#"<Menu name="main">
          <Option on="start">
            <Interactive url="{url}" timeout="2s" retries="0"><Fallback><Say>Local help.</Say></Fallback></Interactive>
            <Say>Next action.</Say><Hangup/>
          </Option>
          <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option>
        </Menu>"#
    )
}

/// Calls, and gives back `InteractiveStatus`.
async fn status_of(reply: Reply) -> String {
    let application = Application::start([reply]).await;
    let (mut house, phone) = (House::open(&menu(&application.url("/"))).await, Phone::new().await);
    let mut line = phone.call(&house.uri()).await;
    let (status, instead) = house.application_fails().await;
    assert_eq!(instead, "Fallback");
    house.hears("Local help").await;
    house.hears("Next action").await;
    line.wait_for_end().await;
    status
}

#[tokio::test]
async fn nonsense_html_and_json_are_bad_documents() {
    assert_eq!(status_of(Reply::Other(200, "text/xml", "Say hello!".into())).await, "bad-document");
    let html = Reply::Other(200, "text/html", "<!DOCTYPE html><html><body>Hello</body></html>".into());
    assert_eq!(status_of(html).await, "bad-document");
    assert_eq!(status_of(Reply::Other(200, "application/json", "{\"say\": \"hello\"}".into())).await, "bad-document");
}

#[tokio::test]
async fn malformed_xml_is_repaired_for_callapi_and_refused_for_twiml() {
    let application = Application::document("<Response><Say>Half a document<Hangup/>").await;
    let (mut house, phone) = (House::open(&menu(&application.url("/"))).await, Phone::new().await);
    let mut line = phone.call(&house.uri()).await;
    house.hears("Half a document").await;
    line.wait_for_end().await;

    let twiml = menu(&application.url("/")).replace("timeout=", "dialect=\"twiml\" timeout=");
    let mut house = House::open(&twiml).await;
    let mut line = phone.call(&house.uri()).await;
    assert_eq!(house.application_fails().await.0, "bad-document");
    line.wait_for_end().await;
}

#[tokio::test]
async fn ten_megabytes_are_too_large() {
    let large = format!("<Response><Say>{}</Say></Response>", "a".repeat(10 << 20));
    assert_eq!(status_of(Reply::Other(200, "text/xml", large)).await, "too-large");
}

#[tokio::test]
async fn an_error_status_and_silence_have_their_names() {
    assert_eq!(status_of(Reply::Other(404, "text/html", "<h1>Not Found</h1>".into())).await, "http-404");
    assert_eq!(status_of(Reply::Silence).await, "timeout");
}

#[tokio::test]
async fn an_empty_answer_is_nothing_to_run() {
    let application = Application::start([Reply::Other(200, "text/xml", String::new())]).await;
    let (mut house, phone) = (House::open(&menu(&application.url("/"))).await, Phone::new().await);

    let mut line = phone.call(&house.uri()).await;
    house.hears("Next action").await;

    line.wait_for_end().await;
}

#[tokio::test]
async fn an_application_killed_in_mid_call_leads_to_the_fallback_and_the_trace_says_why() {
    let first = "<Response><Gather numDigits=\"1\" action=\"next\"><Say>One key.</Say></Gather></Response>";
    let application = Application::document(first).await;
    let traces = tempfile::tempdir().unwrap();
    let mut house = House::with_traces(&menu(&application.url("/")), Some(traces.path().into())).await;
    let phone = Phone::new().await;

    let mut line = phone.call(&house.uri()).await;
    house.hears("One key").await;
    application.kill();
    line.press("1");
    let (status, _) = house.application_fails().await;
    house.hears("Local help").await;
    line.wait_for_end().await;
    house.is_empty().await;

    assert_eq!(status, "connect");
    house.engine.drain(std::time::Duration::from_secs(5)).await;
    let file = std::fs::read_dir(traces.path()).unwrap().next().unwrap().unwrap().path();
    let trace = std::fs::read_to_string(file).unwrap();
    assert!(trace.contains("interactive-failed") && trace.contains("Fallback"), "{trace}");
}
