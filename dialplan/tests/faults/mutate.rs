//! Puts one fault into a file that is right.

use regex::{Captures, Regex};

/// A file with a fault in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file as it is now.
    pub text: String,
    /// Where the caret belongs: a byte of the text.
    pub caret: usize,
}

/// A kind of fault.
pub struct Kind {
    /// What a designer did.
    pub name: &'static str,
    /// What `check` says.
    pub code: &'static str,
    /// Whether the line is all that can be known: an open quote ends where the next one happens to stand.
    pub line_only: bool,
    /// Every way to do that in a file; empty: it cannot be done there.
    pub ways: Ways,
}

/// Every way to put a fault into a text.
pub type Ways = Box<dyn Fn(&str) -> Vec<Fault>>;

/// Where the caret belongs, in what is put in.
const CARET: char = '‸';

/// Exchanges what the first group of a pattern matches. The new text has a caret, and may have `{}` for what stood there,
/// `{slip}` for that with a slip of the finger, `{rest}` for that from the first `</Option>` on, `{menu}` for the name of
/// the menu it is in, and `{first}` for that of the file's first menu.
pub fn change(name: &'static str, code: &'static str, pattern: &'static str, with: &'static str) -> Kind {
    made(name, code, pattern, with, None)
}

/// The same; the caret belongs behind the last `mark` before.
pub fn behind(
    name: &'static str,
    code: &'static str,
    pattern: &'static str,
    with: &'static str,
    mark: &'static str,
) -> Kind {
    made(name, code, pattern, with, Some(mark))
}

/// Only in files that fit.
pub fn only(kind: Kind, fits: impl Fn(&str) -> bool + 'static) -> Kind {
    let Kind { name, code, line_only, ways } = kind;
    Kind { name, code, line_only, ways: Box::new(move |text| if fits(text) { ways(text) } else { Vec::new() }) }
}

/// Found in its line.
pub fn in_line(kind: Kind) -> Kind {
    Kind { line_only: true, ..kind }
}

fn made(
    name: &'static str,
    code: &'static str,
    pattern: &'static str,
    with: &'static str,
    mark: Option<&'static str>,
) -> Kind {
    let pattern = Regex::new(pattern).expect("the patterns of this test are right");
    let ways = move |text: &str| {
        let fault = |captures: Captures<'_>| {
            let group = captures.get(1)?;
            let (before, after) = (&text[..group.start()], &text[group.end()..]);
            let new = filled(with, group.as_str(), before)?;
            let caret = match mark {
                Some(mark) => before.rfind(mark)? + mark.len(),
                None => before.len() + new.find(CARET)?,
            };
            Some(Fault { text: [before, &new.replace(CARET, ""), after].concat(), caret })
        };
        pattern.captures_iter(text).filter_map(fault).collect()
    };
    Kind { name, code, line_only: false, ways: Box::new(ways) }
}

/// `None`: it says what this place does not have.
fn filled(with: &str, old: &str, before: &str) -> Option<String> {
    let mut new = with.replace("{}", old);
    if with.contains("{slip}") {
        new = new.replace("{slip}", &slipped(old)?);
    }
    if with.contains("{rest}") {
        new = new.replace("{rest}", &old[old.find("</Option>")?..]);
    }
    let (first, last) = (before.find(MENU), before.rfind(MENU));
    for (word, place) in [("{first}", first), ("{menu}", last)] {
        if with.contains(word) {
            let name = &before[place? + MENU.len()..];
            new = new.replace(word, &name[..name.find('"')?]);
        }
    }
    Some(new)
}

const MENU: &str = "<Menu name=\"";

/// A word with two letters in its middle exchanged.
fn slipped(word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let at = (letters.len() / 2..letters.len()).find(|at| *at > 0 && letters[*at] != letters[at - 1])?;
    letters.swap(at - 1, at);
    Some(letters.into_iter().collect())
}
