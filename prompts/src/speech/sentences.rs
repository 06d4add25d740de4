//! Sentences of a text: synthesis of a long one would take memory and time that grow with it.

/// Silence between sentences.
pub(super) const GAP_MS: usize = 200;
/// A sentence longer than this is cut at a comma, else at a space.
const MAX_CHARS: usize = 300;

/// The sentences of a text, white space around them taken off.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let ends = match character {
            '\n' => true,
            // Not inside of numbers and addresses: `3.5`, `example.com`.
            '.' | '!' | '?' | '…' => characters.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if ends {
            push(&mut sentences, &text[start..place + character.len_utf8()]);
            start = place + character.len_utf8();
        }
    }
    push(&mut sentences, &text[start..]);
    sentences
}

fn push<'t>(sentences: &mut Vec<&'t str>, text: &'t str) {
    let mut rest = text.trim();
    while rest.chars().count() > MAX_CHARS {
        let limit = rest.char_indices().nth(MAX_CHARS).map_or(rest.len(), |(place, _)| place);
        let head = &rest[..limit];
        let cut = head.rfind([',', ';', ':']).map(|place| place + 1).or_else(|| head.rfind(' ')).unwrap_or(limit);
        let cut = if cut == 0 { limit } else { cut };
        sentences.push(rest[..cut].trim());
        rest = rest[cut..].trim_start();
    }
    if rest.chars().any(char::is_alphanumeric) {
        sentences.push(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_sentences() {
        assert_eq!(split("Pay 3.50 now. Go to a.example! OK?"), ["Pay 3.50 now.", "Go to a.example!", "OK?"]);
        assert_eq!(split(" … "), Vec::<&str>::new());
    }

    #[test]
    fn a_long_sentence_is_cut_where_one_breathes() {
        let text = format!("{} end, {}", "word ".repeat(50), "more ".repeat(50));
        let parts = split(&text);
        assert!(parts.len() == 2 && parts[0].ends_with("end,"), "{parts:?}");
        assert!(split(&"x".repeat(1000)).iter().all(|part| part.len() <= MAX_CHARS));
    }
}
