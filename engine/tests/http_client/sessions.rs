//! What an application leaves with a call.

use crate::server::{Server, answer, document};
use crate::{CALL, client, request};

#[tokio::test]
async fn cookies_last_as_long_as_their_call() {
    let server =
        Server::start(|_| answer(200, &[("set-cookie", "PHPSESSID=1; Path=/; HttpOnly")], "<Response/>")).await;
    let client = client();

    for call in [CALL, CALL, "other"] {
        client.fetch(call, &request(server.url("/"))).await.unwrap();
    }
    client.forget(CALL);
    client.fetch(CALL, &request(server.url("/"))).await.unwrap();

    let cookies: Vec<_> = server.seen().iter().map(|seen| seen.header("cookie").map(str::to_owned)).collect();
    assert_eq!(cookies, [None, Some("PHPSESSID=1".to_owned()), None, None]);
    client.forget(CALL);
    client.forget("other");
    assert_eq!(client.sessions(), 0);
}

#[tokio::test]
async fn a_cookie_set_by_a_redirect_is_there_behind_it() {
    let server = Server::start(|seen| match seen.uri.as_str() {
        "/" => answer(302, &[("set-cookie", "a=1"), ("location", "/next")], ""),
        _ => document(),
    })
    .await;

    client().fetch(CALL, &request(server.url("/"))).await.unwrap();

    assert_eq!(server.seen()[1].header("cookie"), Some("a=1"));
}

#[tokio::test]
async fn a_password_in_a_url_logs_the_call_in_and_is_not_told() {
    let server = Server::start(|_| document()).await;
    let client = client();
    let url = server.url("/a").replace("http://", "http://ivr:hunter2@");

    let response = client.fetch(CALL, &request(url)).await.unwrap();
    client.fetch(CALL, &request(server.url("/b"))).await.unwrap();
    client.fetch("other", &request(server.url("/c"))).await.unwrap();

    assert_eq!(response.url, server.url("/a"));
    let shown: Vec<_> = server.seen().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    let login = Some("Basic aXZyOmh1bnRlcjI=".to_owned());
    assert_eq!(shown, [login.clone(), login, None]);
}
