//! Variables in texts, addresses and conditions.

use std::ops::Range;

/// The names in every `${name}` of a part of a text; `bare`: also in `$name` behind the `?` of an address.
pub(super) fn in_text(text: &str, part: &Range<usize>, bare: bool) -> Vec<Range<usize>> {
    let written = &text[part.clone()];
    let mut names = Vec::new();
    let mut at = 0;
    let query = written.find('?').filter(|_| bare);
    while let Some(found) = written[at..].find('$') {
        at += found + 1;
        let rest = &written[at..];
        if let Some(braced) = rest.strip_prefix('{') {
            let end = braced.find('}').unwrap_or(0);
            let name = at + 1..at + 1 + end;
            if is_name(&written[name.clone()]) {
                names.push(part.start + name.start..part.start + name.end);
            }
        } else if rest.starts_with('$') {
            // `$$` is a dollar.
            at += 1;
        } else if query.is_some_and(|query| query < at) {
            let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
            if is_name(&rest[..end]) {
                names.push(part.start + at..part.start + at + end);
            }
        }
    }
    names
}

/// The names that a condition in CEL has outside of its texts, functions and members left out.
pub(super) fn in_condition(text: &str, part: &Range<usize>) -> Vec<Range<usize>> {
    let written = &text[part.clone()];
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(next) = written[at..].chars().next() {
        let rest = &written[at..];
        if let Some(quote) = quote(rest) {
            let inside = at + quote.len();
            at = written[inside..].find(quote).map_or(written.len(), |end| inside + end + quote.len());
        } else if next == '&' {
            // An entity such as `&lt;`.
            let end = rest[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).map(|end| end + 1);
            at += end.filter(|end| rest[*end..].starts_with(';')).map_or(1, |end| end + 1);
        } else if is_part(next) {
            let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
            let word = &rest[..end];
            let is_member = written[..at].trim_end().ends_with('.');
            let is_function = rest[end..].trim_start().starts_with('(');
            if is_name(word) && !is_member && !is_function && !WORDS.contains(&word) {
                names.push(part.start + at..part.start + at + end);
            }
            at += end;
        } else {
            at += next.len_utf8();
        }
    }
    names
}

/// The quote that a text begins with.
fn quote(rest: &str) -> Option<&'static str> {
    ["'", "\"", "&quot;", "&apos;"].into_iter().find(|quote| rest.starts_with(quote))
}

/// Words of CEL that are no names.
const WORDS: [&str; 4] = ["true", "false", "null", "in"];

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && word.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ranges: &[Range<usize>], text: &str) -> Vec<String> {
        ranges.iter().map(|range| text[range.clone()].to_owned()).collect()
    }

    #[test]
    fn a_variable_is_found_where_it_is_replaced() {
        let text = "http://a/$b?c=$d&amp;e=$$f&amp;g=${h}";

        assert_eq!(names(&in_text(text, &(0..text.len()), true), text), ["d", "h"]);
        assert_eq!(names(&in_text(text, &(0..text.len()), false), text), ["h"]);
        assert_eq!(names(&in_text("${} ${1} ${ ${x", &(0..15), true), ""), Vec::<String>::new());
    }

    #[test]
    fn a_condition_has_names_and_other_words() {
        let text = "tries &lt; 3 &amp;&amp; Digits == 'zero' || size(name) > 0 && a.b in [true, &quot;c&quot;]";

        assert_eq!(names(&in_condition(text, &(0..text.len())), text), ["tries", "Digits", "name", "a"]);
    }
}
