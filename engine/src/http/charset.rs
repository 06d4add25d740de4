//! Bytes of an answer as text, whatever character set they are in.

use encoding_rs::{Encoding, UTF_8};

/// The text of a body. A byte order mark says the character set, else `Content-Type`, else the XML declaration, else it
/// is UTF-8. RFC 7303 §3. Bytes that are no UTF-8 become what the parser tells of, impossible ones of other sets U+FFFD.
pub(super) fn text(bytes: &[u8], content_type: Option<&str>) -> String {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = marked.or_else(|| content_type.and_then(from_header)).or_else(|| from_declaration(bytes));
    match encoding {
        // The mark stays: the parser tells that it is there.
        None => xml_schema::decode(bytes).into_owned(),
        Some(encoding) if encoding == UTF_8 => xml_schema::decode(bytes).into_owned(),
        Some(encoding) => encoding.decode(bytes).0.into_owned(),
    }
}

/// `text/xml; charset="windows-1251"`.
fn from_header(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| Encoding::for_label(value.as_bytes()))?
    })
}

/// `<?xml version="1.0" encoding="windows-1251"?>`, at the very beginning.
fn from_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.trim_ascii_start();
    let end = start.iter().take(LONGEST_DECLARATION).position(|byte| *byte == b'>')?;
    let declaration = std::str::from_utf8(&start[..end]).ok()?.strip_prefix("<?xml")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    // Bytes that could be read so far are not UTF-16, whatever they say.
    Encoding::for_label(label.as_bytes()).map(Encoding::output_encoding)
}

const LONGEST_DECLARATION: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_set_is_taken_from_where_it_is_said() {
        let cyrillic = encoding_rs::WINDOWS_1251.encode("<Say>Привет</Say>").0;
        let declared = encoding_rs::WINDOWS_1251.encode("<?xml version='1.0' encoding='cp1251'?><Say>Привет</Say>").0;

        assert_eq!(text(&cyrillic, Some("text/xml; Charset=\"windows-1251\"")), "<Say>Привет</Say>");
        assert!(text(&declared, Some("text/xml")).ends_with("<Say>Привет</Say>"));
        assert_eq!(text("Привет".as_bytes(), None), "Привет");
        assert_eq!(text(b"\xff\xfe<\0a\0/\0>\0", Some("text/xml; charset=utf-8")), "<a/>");
        assert_eq!(text(b"caf\xe9", Some("text/xml; charset=iso-8859-1")), "café");
    }

    #[test]
    fn what_cannot_be_is_replaced() {
        assert_eq!(text(b"caf\xe9", Some("text/xml; charset=unheard-of")), "caf\u{ffff}");
        assert_eq!(text(b"<?xml encoding=\"utf-16\"?>\xff", None), "<?xml encoding=\"utf-16\"?>\u{ffff}");
    }
}
