//! A web application that answers when it is told to.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use super::LONG;

pub struct Application {
    pub url: String,
    requests: Receiver<TcpStream>,
}

/// A request that waits for its answer.
pub struct Request(TcpStream);

impl Application {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (sender, requests) = channel();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut seen = Vec::new();
                let mut byte = [0];
                while !seen.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
                    seen.push(byte[0]);
                }
                if sender.send(stream).is_err() {
                    return;
                }
            }
        });
        Self { url, requests }
    }

    /// Waits for the next request.
    pub fn asked(&self) -> Request {
        Request(self.requests.recv_timeout(LONG).expect("the application is asked"))
    }
}

impl Request {
    /// Answers that there is nothing to do; the dialplan goes on.
    pub fn let_go(mut self) {
        let body = "<Response/>";
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n", body.len());
        self.0.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).unwrap();
    }
}
