//! Messages on a byte stream: `Content-Length`, an empty line, JSON. Language Server Protocol §"Base Protocol".
//!
//! The reader of `lsp-server` reserves as much memory as a header asks for; this one has a limit.

use std::io::{self, BufRead, Read};

use lsp_server::Message;

/// A message that holds a file of the largest size, every character of it escaped, is smaller.
const MAX_BYTES: usize = 128 << 20;
/// A header has two lines of some dozen bytes.
const MAX_HEADER: u64 = 8 << 10;

/// Why a stream is no conversation with an editor.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The stream is broken.
    #[error("the editor cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A line that is none of a header.
    #[error(
        "{seen:?} is no header line, expected `Content-Length: …`; this command is for editors, see docs/editors.md"
    )]
    Header {
        /// The beginning of what was read.
        seen: String,
    },
    /// A header without a length, or with a bad one.
    #[error("the header of a message has no `Content-Length` between 1 and {MAX_BYTES}")]
    Length,
    /// A body that is no message.
    #[error("a message of {bytes} bytes is no JSON-RPC request, notification or response: {why}")]
    Body {
        /// Its length.
        bytes: usize,
        /// What is wrong with it.
        why: serde_json::Error,
    },
}

/// Reads the next message; `None` at the end of the stream.
///
/// # Errors
/// [`WireError`]; what follows in the stream cannot be told apart any more.
pub fn read(stream: &mut impl BufRead) -> Result<Option<Message>, WireError> {
    let Some(length) = header(stream)? else { return Ok(None) };
    let mut body = Vec::new();
    // Grows with what comes, not with what was promised.
    stream.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    let message = serde_json::from_slice(&body);
    message.map(Some).map_err(|why| WireError::Body { bytes: length, why })
}

/// The length of the message that follows; `None` at the end of the stream.
fn header(stream: &mut impl BufRead) -> Result<Option<usize>, WireError> {
    let mut lines = stream.take(MAX_HEADER);
    let (mut length, mut begun) = (None, false);
    loop {
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line)?;
        if line.is_empty() && !begun {
            return Ok(None);
        }
        begun = true;
        let text = String::from_utf8_lossy(&line);
        let Some(text) = text.strip_suffix("\r\n") else { return Err(no_header(&text)) };
        if text.is_empty() {
            return length.map(Some).ok_or(WireError::Length);
        }
        let Some((name, value)) = text.split_once(':') else { return Err(no_header(text)) };
        if name.eq_ignore_ascii_case("Content-Length") {
            let read = value.trim().parse().ok().filter(|length| (1..=MAX_BYTES).contains(length));
            length = Some(read.ok_or(WireError::Length)?);
        }
    }
}

fn no_header(line: &str) -> WireError {
    WireError::Header { seen: line.chars().take(60).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(mut bytes: &[u8]) -> Result<Vec<Message>, WireError> {
        let mut messages = Vec::new();
        while let Some(message) = read(&mut bytes)? {
            messages.push(message);
        }
        Ok(messages)
    }

    #[test]
    fn messages_follow_each_other() {
        let one = "Content-Length: 33\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";
        let typed = "content-length:33\r\nContent-Type: x\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";

        assert_eq!(read_all(format!("{one}{typed}").as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_message_is_told_and_costs_no_memory() {
        let told = |bytes: &str| read_all(bytes.as_bytes()).unwrap_err().to_string();

        assert!(told("hello\n").starts_with("\"hello\\n\" is no header line"));
        assert!(told(&"x".repeat(100_000)).len() < 300);
        assert!(told("Content-Length: 99999999999999\r\n\r\n").contains("no `Content-Length` between"));
        assert!(told("Content-Type: x\r\n\r\n{}").contains("no `Content-Length`"));
        assert!(told("Content-Length: 100000000\r\n\r\n{}").contains("cannot be read"));
        assert!(told("Content-Length: 5\r\n\r\nhello").contains("a message of 5 bytes is no JSON-RPC"));
    }
}
