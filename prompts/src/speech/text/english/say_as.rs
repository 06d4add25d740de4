//! English words of what is marked.

use super::super::marks::Marked;
use super::super::numeral::digits;
use super::words::digit;
use crate::spoken::InterpretAs;

/// The words; `None`: the text is said as any other.
pub(in super::super) fn say_as(how: &InterpretAs, marked: &Marked<'_>, _american: bool) -> Option<String> {
    match how {
        InterpretAs::Digits | InterpretAs::Telephone => {
            Some(digits(marked.text).map(digit).collect::<Vec<_>>().join(" "))
        }
        InterpretAs::Characters => {
            Some(marked.text.chars().filter(|c| !c.is_whitespace()).map(String::from).collect::<Vec<_>>().join(" "))
        }
        _ => None,
    }
}
