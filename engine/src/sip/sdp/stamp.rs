//! Numbers the descriptions of one dialog, so that the peer sees which of them is news.

/// The origin of one dialog's descriptions: a session id, and a version that counts the changes.
#[derive(Debug)]
pub(in crate::sip) struct Stamp {
    session: u32,
    version: u32,
    last: String,
}

impl Stamp {
    pub(in crate::sip) fn new() -> Self {
        // 31 bits: some phones keep the number in a signed int.
        Self { session: rand::random::<u32>() >> 1, version: 0, last: String::new() }
    }

    /// The description with our numbers in its o= line; the version grows when the text differs from the last one
    /// (RFC 3264 §8).
    pub(in crate::sip) fn put(&mut self, sdp: &str) -> String {
        if self.last != sdp {
            self.version += 1;
            sdp.clone_into(&mut self.last);
        }
        let numbered = format!("o=- {} {} ", self.session, self.version);
        match sdp.split_once("o=- 0 0 ") {
            Some((before, behind)) => format!("{before}{numbered}{behind}"),
            None => sdp.to_owned(),
        }
    }

    /// The last description, with its numbers; empty before the first.
    pub(in crate::sip) fn again(&mut self) -> String {
        let last = self.last.clone();
        if last.is_empty() { last } else { self.put(&last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_grows_only_with_a_change() {
        let mut stamp = Stamp::new();
        let one = stamp.put("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n");
        let same = stamp.put("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n");
        let other = stamp.put("v=0\r\no=- 0 0 IN IP4 127.0.0.2\r\n");

        assert_eq!(one, same);
        assert!(one.contains(&format!("o=- {} 1 IN", stamp.session)), "{one}");
        assert!(other.contains(&format!("o=- {} 2 IN", stamp.session)), "{other}");
        assert_eq!(stamp.again(), other);
    }
}
