//! Cuts a text into tags.

use std::ops::Range;

use super::{Aside, Attribute, Element, EndTag, Tree};

/// More than any file may have; what stands behind is not looked at.
const MAX_ELEMENTS: usize = 1_000_000;
/// A tag with more attributes than this is none that anybody types.
const MAX_ATTRIBUTES: usize = 200;

/// The tags of a text, put into one another, not yet looked up.
pub fn scan(text: &str) -> Tree {
    let mut scanner = Scanner { text, at: 0, open: Vec::new(), tree: Tree::default() };
    while let Some(found) = scanner.text[scanner.at..].find('<') {
        scanner.at += found;
        scanner.piece();
        if scanner.tree.elements.len() >= MAX_ELEMENTS {
            break;
        }
    }
    while let Some(element) = scanner.open.pop() {
        scanner.close(element, text.len(), text.len(), None);
    }
    scanner.tree
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Elements whose end has not come.
    open: Vec<usize>,
    tree: Tree,
}

impl Scanner<'_> {
    /// Takes in what begins with the `<` here.
    fn piece(&mut self) {
        let rest = &self.text[self.at..];
        if rest.starts_with("<!--") {
            self.aside("-->", true);
        } else if rest.starts_with("<![CDATA[") {
            self.aside("]]>", false);
        } else if rest.starts_with("<?") {
            self.aside("?>", false);
        } else if rest.starts_with("<!") {
            self.aside(">", false);
        } else if rest.starts_with("</") {
            self.end();
        } else {
            self.start();
        }
    }

    fn aside(&mut self, end: &str, is_comment: bool) {
        let start = self.at;
        let length = self.text[start..].find(end).map(|at| at + end.len());
        self.at = length.map_or(self.text.len(), |length| start + length);
        self.tree.asides.push(Aside { span: start..self.at, is_comment });
    }

    fn end(&mut self) {
        let start = self.at;
        self.at += 2;
        let name = self.take(is_name);
        self.take(|c| !matches!(c, '<' | '>'));
        if self.text[self.at..].starts_with('>') {
            self.at += 1;
        }
        let inside = self.open.last().copied();
        self.tree.ends.push(EndTag { span: start..self.at, name: name.clone(), inside });
        let written = &self.text[name.clone()];
        let opened = self.open.iter().rposition(|element| {
            let opened = &self.tree.elements[*element];
            &self.text[opened.name.clone()] == written
        });
        let Some(depth) = opened else { return };
        while self.open.len() > depth + 1 {
            if let Some(unclosed) = self.open.pop() {
                self.close(unclosed, start, start, None);
            }
        }
        if let Some(element) = self.open.pop() {
            self.close(element, start, self.at, Some(name));
        }
    }

    fn close(&mut self, element: usize, content: usize, end: usize, name: Option<Range<usize>>) {
        let element = &mut self.tree.elements[element];
        element.content.iter_mut().for_each(|range| range.end = content);
        element.span.end = end;
        element.end_name = name;
    }

    fn start(&mut self) {
        let start = self.at;
        self.at += 1;
        let name = self.take(is_name);
        let attributes = if name.is_empty() { Vec::new() } else { self.attributes() };
        let rest = &self.text[self.at..];
        let (finished, empty) = match () {
            () if name.is_empty() => (false, true),
            () if rest.starts_with("/>") => (true, true),
            () if rest.starts_with('>') => (true, false),
            // Whoever types a tag has not opened it yet.
            () => (false, true),
        };
        self.at += usize::from(finished) + usize::from(finished && empty);
        let (tag, parent) = (start..self.at, self.open.last().copied());
        let content = (!empty).then_some(self.at..self.at);
        let span = tag.clone();
        let element = Element { name, tag, content, span, end_name: None, finished, attributes, parent, def: None };
        if !empty {
            self.open.push(self.tree.elements.len());
        }
        self.tree.elements.push(element);
    }

    /// The attributes of a tag, up to its end, or up to where it cannot go on.
    fn attributes(&mut self) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        loop {
            self.take(char::is_whitespace);
            let rest = &self.text[self.at..];
            let Some(next) = rest.chars().next() else { return attributes };
            if matches!(next, '<' | '>') || rest.starts_with("/>") {
                return attributes;
            }
            let name = self.take(|c| is_name(c) && c != '/');
            if name.is_empty() {
                // A stray character.
                self.at += next.len_utf8();
                continue;
            }
            let (value, quote) = self.value();
            if attributes.len() < MAX_ATTRIBUTES {
                attributes.push(Attribute { name, value, quote });
            }
        }
    }

    /// What stands behind an attribute's name.
    fn value(&mut self) -> (Option<Range<usize>>, Option<char>) {
        let behind_name = self.at;
        self.take(char::is_whitespace);
        if !self.text[self.at..].starts_with('=') {
            self.at = behind_name;
            return (None, None);
        }
        self.at += 1;
        let behind_equals = self.at;
        self.take(char::is_whitespace);
        let quote = self.text[self.at..].chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            // What stands behind white space is the next attribute.
            self.at = behind_equals;
            return (Some(self.take(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '/'))), None);
        };
        self.at += 1;
        let start = self.at;
        let value = self.take(|c| c != quote && c != '<');
        if self.text[self.at..].starts_with(quote) {
            self.at += 1;
            return (Some(value), Some(quote));
        }
        // The closing quote is missing: whoever types it is at most at the end of the tag, or of the line.
        let written = &self.text[value.clone()];
        let end = [written.find("/>"), written.find('>'), written.find(['\r', '\n'])].into_iter().flatten().min();
        self.at = end.map_or(value.end, |end| start + end);
        (Some(start..self.at), Some(quote))
    }

    /// Goes on while the characters are such, and says which they were.
    fn take(&mut self, such: impl Fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.find(|c| !such(c)).unwrap_or(rest.len());
        start..self.at
    }
}

/// Whether a character may be meant as one of a name. Generous: what is no name is the parser's to say.
fn is_name(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '<' | '>' | '=' | '"' | '\'' | '/')
}
