//! Reads the parts of header values: name-addr, URI, parameters, lists. Lenient in form, strict about who is meant.

use std::net::SocketAddr;

/// A `name-addr` or `addr-spec` with its parameters (RFC 3261 §25.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NameAddr<'a> {
    /// The display name without quotes; empty if there is none.
    pub(super) name: String,
    /// What stands between `<` and `>`, or the bare URI.
    pub(super) uri: &'a str,
    /// The header parameters behind it.
    pub(super) params: &'a str,
}

impl<'a> NameAddr<'a> {
    /// Reads one value; none if quotes or brackets are not closed or there is no URI.
    pub(super) fn parse(value: &'a str) -> Option<Self> {
        let value = value.trim();
        let (name, rest) = match value.strip_prefix('"') {
            Some(quoted) => {
                let (name, rest) = quoted_string(quoted)?;
                let rest = rest.trim_start();
                rest.starts_with('<').then_some((name, rest))?
            }
            None => match value.find(['<', '"']) {
                Some(at) if value[at..].starts_with('<') => (value[..at].trim().to_owned(), &value[at..]),
                Some(_) => return None,
                None => (String::new(), value),
            },
        };
        let (uri, params) = match rest.strip_prefix('<') {
            Some(inner) => inner.split_once('>')?,
            // RFC 3261 §20.10: without brackets everything behind `;` belongs to the header.
            None => rest.split_at(rest.find(';').unwrap_or(rest.len())),
        };
        let uri = uri.trim();
        (uri.contains(':') && !uri.contains(char::is_whitespace)).then_some(Self { name, uri, params })
    }

    /// A header parameter, `tag` above all.
    pub(super) fn param(&self, name: &str) -> Option<&'a str> {
        param(self.params, name)
    }
}

/// A SIP, SIPS or tel URI, taken apart as far as we need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Uri<'a> {
    /// Lower case.
    pub(super) scheme: String,
    /// User part, unescaped, without password and user parameters; the number of a tel URI. May be empty.
    pub(super) user: String,
    /// Host without brackets; empty for tel.
    pub(super) host: &'a str,
    /// The port, if written.
    pub(super) port: Option<u16>,
    /// URI parameters.
    pub(super) params: &'a str,
}

impl<'a> Uri<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once(':')?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme == "tel" {
            let (number, params) = rest.split_at(rest.find(';').unwrap_or(rest.len()));
            return Some(Self { scheme, user: unescape(number), host: "", port: None, params });
        }
        let rest = rest.split_once('?').map_or(rest, |(address, _)| address);
        // A user part may contain `;`, `?` and `:`; the host may not contain `@`.
        let (user, address) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (host_port, params) = address.split_at(address.find(';').unwrap_or(address.len()));
        let (host, port) = host_port_of(host_port)?;
        let user = user.split([':', ';']).next().unwrap_or_default();
        Some(Self { scheme, user: unescape(user), host, port, params })
    }

    pub(super) fn param(&self, name: &str) -> Option<&'a str> {
        param(self.params, name)
    }
}

/// The name-addr with another host and port in its URI; none if it cannot be read.
pub(super) fn moved_to(value: &str, address: SocketAddr) -> Option<String> {
    let uri = NameAddr::parse(value)?.uri;
    let (scheme, rest) = uri.split_once(':')?;
    let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
    let params = host.find([';', '?']).map_or("", |at| &host[at..]);
    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    Some(value.replacen(uri, &format!("{scheme}:{user}{address}{params}"), 1))
}

/// Splits `host`, `host:port`, `[v6]` and `[v6]:port`.
fn host_port_of(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(inner) => {
            let (host, rest) = inner.split_once(']')?;
            (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let host = host.trim();
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c)) {
        return None;
    }
    let port = port.map(|port| port.trim().parse::<u16>().ok().filter(|&port| port != 0).ok_or(())).transpose().ok()?;
    Some((host, port))
}

/// The value of a `;name=value` parameter, without quotes; an empty string if it has no value.
pub(super) fn param<'a>(params: &'a str, name: &str) -> Option<&'a str> {
    params.split(';').find_map(|part| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// Splits a header value at the commas that are not inside quotes or brackets.
pub(super) fn list(value: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped, mut depth) = (Vec::new(), 0, false, false, 0_u32);
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => depth += 1,
            '>' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                parts.push(value[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(value[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Replaces what the stack's parser takes for structure inside quoted strings: `<`, `>` and escaped quotes.
pub(super) fn tame_quotes(value: &str) -> String {
    if !value.contains('"') {
        return value.to_owned();
    }
    let (mut out, mut quoted, mut escaped) = (String::with_capacity(value.len()), false, false);
    for c in value.chars() {
        match c {
            '"' | '\\' if escaped => {
                escaped = false;
                out.push('\'');
                continue;
            }
            '\\' if quoted => {
                escaped = true;
                continue;
            }
            '"' => quoted = !quoted,
            _ => {}
        }
        escaped = false;
        out.push(match c {
            '<' if quoted => '(',
            '>' if quoted => ')',
            c => c,
        });
    }
    out
}

/// The text of a quoted string and what follows it; `quoted` starts behind the opening quote.
fn quoted_string(quoted: &str) -> Option<(String, &str)> {
    let (mut text, mut escaped) = (String::new(), false);
    for (at, c) in quoted.char_indices() {
        match c {
            _ if escaped => {
                text.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return Some((text, &quoted[at + 1..])),
            c => text.push(c),
        }
    }
    None
}

/// What may stand in a user part as it is, besides letters and digits (RFC 3261 §25.1).
pub(super) const USER: &[u8] = b"-_.!~*'()&=+$,?/";

/// Writes every octet but letters, digits and those of `plain` as `%XX`.
pub(super) fn escape(text: &str, plain: &[u8]) -> String {
    let mut out = String::new();
    for octet in text.bytes() {
        if octet.is_ascii_alphanumeric() || plain.contains(&octet) {
            out.push(char::from(octet));
        } else {
            out += &format!("%{octet:02X}");
        }
    }
    out
}

/// Turns `%41` into `A`. What is not valid stays; NUL stays escaped.
pub(super) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let octet = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match octet.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|&octet| octet >= 0x20) {
            Some(octet) => {
                out.push(octet);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_display_name_cannot_pass_for_the_caller() {
        let from = NameAddr::parse("\"A <sip:vip@x> ;tag=1\" <sip:real@y>;tag=2").expect("valid");

        assert_eq!(
            (from.name.as_str(), from.uri, from.param("tag")),
            ("A <sip:vip@x> ;tag=1", "sip:real@y", Some("2"))
        );
        assert_eq!(tame_quotes("\"A <s\\\"x>\" <sip:real@y>"), "\"A (s'x)\" <sip:real@y>");
    }

    #[test]
    fn every_way_to_write_an_address_is_understood() {
        let user = |value| NameAddr::parse(value).and_then(|from| Uri::parse(from.uri).map(|uri| uri.user));

        assert_eq!(user("sip:+1555@h;tag=x").as_deref(), Some("+1555"));
        assert_eq!(user("Bob Smith <sips:bob:pw@[2001:db8::1]:5061;transport=tcp>").as_deref(), Some("bob"));
        assert_eq!(user("<tel:+1-555;phone-context=x>").as_deref(), Some("+1-555"));
        assert_eq!(user("<sip:a%40b;par=u%40n@h>").as_deref(), Some("a@b"));
        assert_eq!(user("<sip:h>").as_deref(), Some(""));
        for bad in
            ["\"open <sip:a@b>", "<sip:a@b", "nothing", "Bell, \"A\" <sip:a@b>", "<sip:a b@c>", "<sip:a@b:99999>"]
        {
            assert_eq!(user(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_contact_is_moved_and_keeps_what_else_it_says() {
        let to = "198.51.100.1:7000".parse().expect("an address");

        let moved = moved_to("\"A\" <sip:a@10.0.0.1:5060;ob>;+sip.instance=\"x\"", to);
        assert_eq!(moved.as_deref(), Some("\"A\" <sip:a@198.51.100.1:7000;ob>;+sip.instance=\"x\""));
        assert_eq!(moved_to("sip:10.0.0.1", to).as_deref(), Some("sip:198.51.100.1:7000"));
        let v6 = "[2001:db8::1]:7000".parse().expect("an address");
        assert_eq!(moved_to("<sip:a@[::1]:5060>", v6).as_deref(), Some("<sip:a@[2001:db8::1]:7000>"));
        assert_eq!(moved_to("*", to), None);
    }

    #[test]
    fn lists_are_split_outside_quotes_and_brackets() {
        assert_eq!(list("\"a,b\" <sip:x,y@h>;p=1 , <sip:z@h>"), ["\"a,b\" <sip:x,y@h>;p=1", "<sip:z@h>"]);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC*") {
            if let Some(address) = NameAddr::parse(&text) {
                let _ = (Uri::parse(address.uri), address.param("tag"));
            }
            let _ = (Uri::parse(&text), list(&text), tame_quotes(&text), unescape(&text));
        }
    }
}
