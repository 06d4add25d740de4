//! A text that is looked at: open in the editor, or read from the disk.

use std::ops::Range;
use std::sync::Arc;

use gen_lsp_types::{Range as EditorRange, TextDocumentContentChangeEvent as Change};
use url::Url;
use xml_schema::{DocumentKind, Tag};

use crate::position::{Encoding, Lines};
use crate::syntax::Tree;

/// A text, its lines and its tags.
#[derive(Debug)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where its lines begin.
    pub lines: Lines,
    /// Its tags; none if it is larger than any document may be.
    pub tree: Tree,
    /// What it is; `None`: none of ours.
    pub kind: Option<DocumentKind>,
    /// The files it includes, as it writes them.
    pub includes: Vec<String>,
    /// Whether a number leads to a menu in it.
    pub has_route: bool,
}

/// A text that the editor has open.
#[derive(Debug, Clone)]
pub struct Document {
    /// What the editor calls it.
    pub uri: Url,
    /// Which state of it this is.
    pub version: i32,
    /// The state.
    pub text: Arc<Text>,
}

/// What is larger is not looked at: no file may be.
pub const MAX_BYTES: usize = 16 << 20;

impl Text {
    /// Looks through a text.
    pub fn new(text: String) -> Self {
        let tree = if text.len() > MAX_BYTES { Tree::default() } else { Tree::new(&text) };
        let is = |tag: Tag| tree.elements.iter().filter(move |element| element.def.is_some_and(|def| def.tag == tag));
        let names = is(Tag::Include).filter_map(|include| include.value(&text, "file"));
        let includes = names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let (kind, has_route) = (tree.kind(&text), is(Tag::Route).next().is_some());
        Self { lines: Lines::new(&text), tree, text, kind, includes, has_route }
    }

    /// A range of bytes as the editor counts.
    pub fn range(&self, range: &Range<usize>, encoding: Encoding) -> EditorRange {
        self.lines.range(&self.text, range, encoding)
    }

    /// The part of the text in a range.
    pub fn part(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

/// The text after changes, each of which is meant in the state that those before it left.
pub fn changed(mut text: String, changes: &[Change], encoding: Encoding) -> String {
    for change in changes {
        match change {
            Change::TextDocumentContentChangeWholeDocument(whole) => text.clone_from(&whole.text),
            Change::TextDocumentContentChangePartial(part) => {
                let lines = Lines::new(&text);
                let start = lines.offset(&text, part.range.start, encoding);
                let end = lines.offset(&text, part.range.end, encoding);
                text.replace_range(start.min(end)..end.max(start), &part.text);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::{Position, TextDocumentContentChangePartial, TextDocumentContentChangeWholeDocument};

    use super::*;

    fn part(from: (u32, u32), to: (u32, u32), text: &str) -> Change {
        let at = |(line, character)| Position { line, character };
        let range = EditorRange { start: at(from), end: at(to) };
        #[allow(deprecated)]
        Change::TextDocumentContentChangePartial(TextDocumentContentChangePartial {
            range,
            range_length: None,
            text: text.to_owned(),
        })
    }

    #[test]
    fn changes_follow_each_other() {
        let changes = vec![part((0, 5), (0, 5), "😀"), part((0, 7), (1, 1), "|"), part((9, 9), (9, 9), "end")];

        assert_eq!(changed("hello\r\nworld".to_owned(), &changes, Encoding::Utf16), "hello😀|orldend");
    }

    #[test]
    fn a_whole_text_replaces_the_one_before() {
        let whole = TextDocumentContentChangeWholeDocument { text: "new".to_owned() };

        let text = changed("old".to_owned(), &[whole.into(), part((0, 3), (0, 1), "!")], Encoding::Utf16);

        assert_eq!(text, "n!");
    }
}
