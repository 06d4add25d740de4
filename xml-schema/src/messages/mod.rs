//! Every message about a document, one function each.

mod language;
mod xml;

pub(crate) use language::*;
pub(crate) use xml::*;

/// The most of a foreign name or value that a message repeats.
const SHOWN: usize = 60;

/// A name or value as a message repeats it: the beginning of a long one.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// ``a`, `b` and `c``.
fn names(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
