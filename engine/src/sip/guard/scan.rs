//! Cuts octets into start line, headers and body, without judging them.

/// A message cut into its parts. Header names are in their long form, values unfolded and in UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sip) struct Parts {
    pub(in crate::sip) start: String,
    pub(in crate::sip) headers: Vec<(String, String)>,
    /// Everything behind the empty line.
    pub(in crate::sip) body: Vec<u8>,
    /// The empty line was there.
    pub(in crate::sip) complete: bool,
    /// The first thing wrong with the lines, if any.
    pub(in crate::sip) fault: Option<&'static str>,
}

impl Parts {
    /// The first value of a header.
    pub(in crate::sip) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All values of a header.
    pub(in crate::sip) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Where the headers end and the body starts: both behind and before the empty line. CRLF and bare LF are taken.
pub(in crate::sip) fn head_end(octets: &[u8]) -> Option<(usize, usize)> {
    let mut line_start = 0;
    for (at, _) in octets.iter().enumerate().filter(|(_, octet)| **octet == b'\n') {
        let line = &octets[line_start..at];
        if line.is_empty() || line == b"\r" {
            return Some((line_start, at + 1));
        }
        line_start = at + 1;
    }
    None
}

/// Cuts a message. Never fails: what is wrong is in `fault`.
pub(in crate::sip) fn scan(octets: &[u8]) -> Parts {
    let (head, body, complete) = match head_end(octets) {
        Some((head, body)) => (&octets[..head], &octets[body..], true),
        None => (octets, &[][..], false),
    };
    let mut fault = head.contains(&0).then_some("NUL in the headers");
    // Latin-1 in a display name must not cost the call: it becomes U+FFFD.
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let start = lines.next().unwrap_or_default().to_owned();
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        if headers.len() == MAX_HEADERS {
            fault = fault.or(Some("too many headers"));
            break;
        }
        if line.len() > MAX_LINE {
            fault = fault.or(Some("a header line is too long"));
        } else if line.starts_with([' ', '\t']) {
            match headers.last_mut() {
                Some((_, value)) if value.len() + line.len() < MAX_LINE => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                _ => fault = fault.or(Some("a folded line without a header, or too long")),
            }
        } else {
            match split(line) {
                Some((name, value)) => headers.push((name, value)),
                None => fault = fault.or(Some("a header line without a name")),
            }
        }
    }
    Parts { start, headers, body: body.to_vec(), complete, fault }
}

fn split(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end();
    if name.is_empty() || !name.bytes().all(is_token) {
        return None;
    }
    // A lone CR inside a line would end it for others.
    let value = value.trim().replace(['\r', '\0'], " ");
    Some((long_name(name).to_owned(), value))
}

/// The characters of a token (RFC 3261 §25.1).
pub(super) fn is_token(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&octet)
}

/// The long form of a compact header name (IANA SIP header fields).
fn long_name(name: &str) -> &str {
    match name {
        "a" | "A" => "Accept-Contact",
        "b" | "B" => "Referred-By",
        "c" | "C" => "Content-Type",
        "d" | "D" => "Request-Disposition",
        "e" | "E" => "Content-Encoding",
        "f" | "F" => "From",
        "i" | "I" => "Call-ID",
        "j" | "J" => "Reject-Contact",
        "k" | "K" => "Supported",
        "l" | "L" => "Content-Length",
        "m" | "M" => "Contact",
        "n" | "N" => "Identity-Info",
        "o" | "O" => "Event",
        "r" | "R" => "Refer-To",
        "s" | "S" => "Subject",
        "t" | "T" => "To",
        "u" | "U" => "Allow-Events",
        "v" | "V" => "Via",
        "x" | "X" => "Session-Expires",
        "y" | "Y" => "Identity",
        long => long,
    }
}

/// Header lines of one message; real ones have under 40.
const MAX_HEADERS: usize = 256;
/// Octets of one header, folded lines together; a STIR Identity header has about 1,000.
const MAX_LINE: usize = 8 * 1024;
