//! A `dialtree serve` of its own, with its log, its HTTP server and its traces.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::LONG;

pub struct Server {
    child: Child,
    log: Receiver<String>,
    /// What of the log has been waited for, or went by meanwhile.
    read: RefCell<String>,
    /// What callers dial.
    pub sip: String,
    http: String,
    traces: PathBuf,
}

impl Server {
    /// Serves `plan` of a folder, with whatever it writes in there too.
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &["--sip", "udp://127.0.0.1:0"])
    }

    /// The same, with these arguments.
    pub fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dialtree"))
            .args(["serve", "plan", "--http", "127.0.0.1:0", "--traces", "traces"])
            .args(arguments)
            .current_dir(folder)
            .env_remove("DIALTREE_CONFIG")
            .env_remove("RUST_LOG")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, log) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let (read, traces) = (RefCell::default(), folder.join("traces"));
        let mut server = Self { child, log, read, sip: String::new(), http: String::new(), traces };
        server.sip = format!("sip:1000@{}", server.logs("SIP on udp://"));
        server.http = server.logs(" on http://");
        server.logs("ready for calls");
        server
    }

    /// Waits for a line with these words; what stands behind them.
    pub fn logs(&self, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let left = LONG.saturating_sub(begun.elapsed());
            let line = self.log.recv_timeout(left).unwrap_or_else(|_| panic!("the log never said {words:?}"));
            self.read.borrow_mut().push_str(&format!("{line}\n"));
            if let Some((_, behind)) = line.split_once(words) {
                return behind.trim().to_owned();
            }
        }
    }

    /// The log so far.
    pub fn log(&self) -> String {
        self.read.borrow().clone()
    }

    pub fn get(&self, path: &str) -> String {
        self.ask("GET", path)
    }

    pub fn post(&self, path: &str) -> String {
        self.ask("POST", path)
    }

    fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.http).unwrap();
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: engine\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    }

    /// The value of a metric.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let metrics = self.get("/metrics");
        metrics.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    }

    /// Sends SIGHUP.
    pub fn hang_up(&self) {
        self.signal("-HUP");
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends SIGTERM, and waits until it has ended well.
    pub fn stop(&mut self) {
        self.terminate();
        let ended = patience("the engine to stop", || self.child.try_wait().unwrap());
        assert!(ended.success());
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// What calls were told that begins with a word, by their traces.
    pub fn said(&self, word: &str) -> Vec<String> {
        let mut said = Vec::new();
        for entry in std::fs::read_dir(&self.traces).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for line in text.lines().filter(|line| line.contains("\"play\"")) {
                let from = line.find(&format!("\"{word}")).map(|at| at + 1);
                said.extend(from.and_then(|from| line[from..].split('"').next()).map(str::to_owned));
            }
        }
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Asks again and again until there is an answer.
pub fn patience<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < LONG, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
