//! Answers that send us on.

use dialplan::event::FetchFailure;
use engine::http::FetchError;

use crate::server::{Answer, Seen, Server, answer, document};
use crate::{CALL, client, request};

/// `/303` sends on to `/end` by 303; `/n/3` three times before that; `/away` to an address that is not allowed.
fn sends_on(seen: &Seen) -> Answer {
    let path = seen.uri.as_str();
    if let Some(left) = path.strip_prefix("/n/").and_then(|left| left.parse::<u32>().ok()) {
        let next = if left > 1 { format!("/n/{}", left - 1) } else { "/end".to_owned() };
        return answer(302, &[("location", &next)], "");
    }
    match path {
        "/away" => answer(302, &[("location", "http://10.0.0.1/")], ""),
        "/file" => answer(302, &[("location", "file:///etc/passwd")], ""),
        "/nowhere" => answer(302, &[], ""),
        "/end" => document(),
        _ => answer(path[1..].parse().expect("a status"), &[("location", " end ")], ""),
    }
}

#[tokio::test]
async fn a_post_becomes_a_get_without_its_parameters_but_not_on_307_and_308() {
    let server = Server::start(sends_on).await;
    let client = client();

    for (status, method, body) in
        [(301, "GET", false), (302, "GET", false), (303, "GET", false), (307, "POST", true), (308, "POST", true)]
    {
        let response = client.fetch(CALL, &request(server.url(&format!("/{status}")))).await.unwrap();

        let last = server.seen().pop().unwrap();
        assert_eq!((last.uri.as_str(), last.method.as_str()), ("/end", method), "{status}");
        assert_eq!(last.body.contains("From="), body, "{status}");
        assert_eq!(last.header("content-type").is_some(), body, "{status}");
        assert_eq!(response.url, server.url("/end"));
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_not_six() {
    let server = Server::start(sends_on).await;
    let client = client();

    assert_eq!(client.fetch(CALL, &request(server.url("/n/5"))).await.unwrap().status, 200);
    let error = client.fetch(CALL, &request(server.url("/n/6"))).await.unwrap_err();

    assert!(matches!(error, FetchError::Redirects { most: 5, .. }), "{error}");
    assert_eq!(error.failure(), FetchFailure::Refused);
    assert_eq!(server.seen().len(), 6 + 6);
}

#[tokio::test]
async fn nobody_sends_us_where_we_may_not_go() {
    let server = Server::start(sends_on).await;
    let client = client();

    let away = client.fetch(CALL, &request(server.url("/away"))).await.unwrap_err();
    let file = client.fetch(CALL, &request(server.url("/file"))).await.unwrap_err();

    assert!(matches!(away, FetchError::Forbidden { .. }), "{away}");
    assert_eq!((away.failure(), file.failure()), (FetchFailure::Refused, FetchFailure::Refused));
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_the_answer() {
    let server = Server::start(sends_on).await;

    assert_eq!(client().fetch(CALL, &request(server.url("/nowhere"))).await.unwrap().status, 302);
}
