//! The clinic's appointment book: what examples/callapi-app/app.py does, bundled for the demo.

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;

type Parameters = HashMap<String, String>;

/// Serves the book on a listener until the task ends. `reception` is the address calls are transferred to.
pub async fn serve(listener: TcpListener, reception: SocketAddr) -> std::io::Result<()> {
    let router =
        Router::new().route("/appointment", get(appointment)).route("/choice", post(choice)).with_state(reception);
    axum::serve(listener, router).await
}

async fn appointment(Query(parameters): Query<Parameters>) -> Response {
    let when = match parameters.get("patient").map(String::as_str) {
        Some("4711") => "Tuesday at half past ten, with Doctor Reed",
        Some("1234") => "Friday at nine, with Doctor Khan",
        _ => return document("<Say>I find no appointment for this number.</Say>"),
    };
    document(&format!(
        "<Say>Your next appointment is on {when}.</Say>\
         <Gather numDigits=\"1\" action=\"choice\" timeout=\"6\">\
         <Say>To confirm it press one. To speak to reception press two.</Say></Gather>\
         <Say>It stays as it is.</Say>"
    ))
}

async fn choice(State(reception): State<SocketAddr>, Form(parameters): Form<Parameters>) -> Response {
    match parameters.get("Digits").map(String::as_str) {
        Some("1") => document("<Say>Thank you. Your appointment is confirmed. Goodbye.</Say><Hangup/>"),
        Some("2") => document(&format!(
            "<Say>One moment, please.</Say><SimpleTransfer>sip:reception@{reception}</SimpleTransfer>"
        )),
        _ => document("<Say>That is not a choice.</Say>"),
    }
}

fn document(verbs: &str) -> Response {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>{verbs}</Response>\n");
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], text).into_response()
}
