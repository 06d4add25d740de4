//! Which characters XML knows, and what a name is made of.

/// XML 1.0 §2.2.
pub(super) fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether a text has certainly no character that XML does not have: no control character, and nothing near U+FFFE.
pub(super) fn are_plain(text: &str) -> bool {
    let plain = |byte: &u8| (*byte >= 0x20 || matches!(*byte, b'\t' | b'\n' | b'\r')) && *byte != 0xef;
    // A block is looked at as a whole: that is several bytes at one time for the processor.
    text.as_bytes().chunks(64).all(|block| block.iter().fold(true, |all, byte| all & plain(byte)))
}

/// XML 1.0 §2.3, fifth edition, with one colon for a namespace's prefix.
pub(super) fn is_name(text: &str) -> bool {
    let begins = |byte: &u8| byte.is_ascii_alphabetic();
    if text.as_bytes().first().is_some_and(begins) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return true;
    }
    text.split(':').count() <= 2
        && text.split(':').all(|part| part.starts_with(begins_name) && part.chars().all(continues_name))
}

/// XML 1.0 §2.3, without the colon.
pub(super) fn begins_name(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' | '_' => true,
        '\u{0}'..='\u{7f}' => false,
        _ => {
            matches!(c,
            '\u{c0}'..='\u{2ff}' | '\u{370}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}')
                && !matches!(c, '\u{d7}' | '\u{f7}' | '\u{37e}')
        }
    }
}

fn continues_name(c: char) -> bool {
    begins_name(c) || matches!(c, '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_with_a_letter() {
        assert!(is_name("Say"));
        assert!(is_name("xml:lang"));
        assert!(is_name("Меню"));
        assert!(!is_name("1st"));
        assert!(!is_name("a:b:c"));
        assert!(!is_name(""));
    }
}
