//! Bytes as text, in such a way that the parser can tell of bytes that are none.

use std::borrow::Cow;

/// What stands for bytes that are no UTF-8. XML does not have this character, so the parser reports it wherever it is;
/// U+FFFD, the usual replacement, may stand in a document that is well-formed.
pub(crate) const NOT_UTF8: char = '\u{ffff}';

/// The text of bytes in UTF-8. Bytes that are none refuse a strict document when it is parsed, and are spaces in a lenient one.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(NOT_UTF8);
        }
    }
    Cow::Owned(text)
}
