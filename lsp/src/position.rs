//! Offsets in a text and positions as an editor counts them.

use std::ops::Range;

use gen_lsp_types::{Position, Range as EditorRange};

/// What a column counts. Language Server Protocol 3.17, `PositionEncodingKind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what every editor knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

/// The beginnings of a text's lines. A line ends with `\n`, `\r\n` or `\r`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Looks through a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let mut starts = vec![0];
        starts.extend(ends.map(|(at, _)| at + 1));
        Self { starts }
    }

    /// The line of an offset, from 0.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// An offset as a position. One inside of a character is that character's.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset);
        let before = &text[self.starts[line]..offset];
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => before.chars().count(),
        };
        Position { line: number(line), character: number(column) }
    }

    /// A range of bytes as one of positions.
    pub fn range(&self, text: &str, range: &Range<usize>, encoding: Encoding) -> EditorRange {
        let (start, end) = (range.start, range.end.max(range.start));
        EditorRange { start: self.position(text, start, encoding), end: self.position(text, end, encoding) }
    }

    /// A position as an offset. A column behind the end of its line is that end, a line behind the last one the end of the
    /// text, and a column inside of a character its beginning.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).copied() else { return text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text[start..end].trim_end_matches(['\r', '\n']);
        let mut left = position.character as usize;
        for (at, character) in content.char_indices() {
            let width = match encoding {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + content.len()
    }
}

/// A text has fewer than 4 billion lines and columns.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<Say>Grüße 😀!</Say>\r\n<Привет/>\rx\n";

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn a_column_counts_what_was_agreed_on() {
        let lines = Lines::new(TEXT);
        let bang = TEXT.find('!').unwrap();

        assert_eq!(lines.position(TEXT, bang, Encoding::Utf16), at(0, 13));
        assert_eq!(lines.position(TEXT, bang, Encoding::Utf32), at(0, 12));
        assert_eq!(lines.position(TEXT, bang, Encoding::Utf8), at(0, 17));
    }

    #[test]
    fn every_offset_comes_back() {
        let lines = Lines::new(TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, character) in TEXT.char_indices() {
                let there = lines.position(TEXT, offset, encoding);
                // The end of a line is one place, of however many characters it is.
                if !matches!(character, '\n') || !TEXT[..offset].ends_with('\r') {
                    assert_eq!(lines.offset(TEXT, there, encoding), offset, "{there:?}");
                }
            }
        }
    }

    #[test]
    fn lines_end_in_three_ways() {
        let lines = Lines::new(TEXT);

        assert_eq!(lines.position(TEXT, TEXT.find('П').unwrap(), Encoding::Utf16), at(1, 1));
        assert_eq!(lines.position(TEXT, TEXT.find('x').unwrap(), Encoding::Utf16), at(2, 0));
        assert_eq!(lines.position(TEXT, TEXT.len(), Encoding::Utf16), at(3, 0));
    }

    #[test]
    fn a_place_that_is_not_there_is_the_nearest_one() {
        let lines = Lines::new(TEXT);
        let end_of_first = TEXT.find('\r').unwrap();

        assert_eq!(lines.offset(TEXT, at(0, 999), Encoding::Utf16), end_of_first);
        assert_eq!(lines.offset(TEXT, at(99, 0), Encoding::Utf16), TEXT.len());
        // In the middle of the two units of the face.
        assert_eq!(lines.offset(TEXT, at(0, 12), Encoding::Utf16), TEXT.find('😀').unwrap());
    }
}
