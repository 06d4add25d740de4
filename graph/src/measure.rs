//! How wide a text is, without a font: by the widths of a wide one, so that it fits with any.

/// Width in pixels at a size in pixels.
pub(crate) fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(advance).sum();
    hundredths.saturating_mul(size) / 100 + 1
}

/// The text, or as much of its beginning as fits, with an ellipsis.
pub(crate) fn fit(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size);
    let mut fitting = String::new();
    for letter in text.chars() {
        left -= advance(letter) * size / 100 + 1;
        if left < 0 {
            break;
        }
        fitting.push(letter);
    }
    format!("{}…", fitting.trim_end())
}

/// The text in at most so many lines; the last one ends with an ellipsis if there is more.
pub(crate) fn wrap(text: &str, size: i32, room: i32, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.peek() {
        let longer = if line.is_empty() { (*word).to_owned() } else { format!("{line} {word}") };
        if width(&longer, size) <= room || line.is_empty() {
            line = longer;
            words.next();
        } else if wrapped.len() + 1 == lines {
            line.extend(words.flat_map(|word| [" ", word]));
            break;
        } else {
            wrapped.push(fit(&std::mem::take(&mut line), size, room));
        }
    }
    if !line.is_empty() {
        wrapped.push(fit(&line, size, room));
    }
    wrapped
}

/// In hundredths of the size; a little below those of DejaVu Sans, the widest of the usual fonts, by groups.
fn advance(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 30,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '"' | '-' => 38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | 'ш' | 'щ' | 'ж' | 'ю' | 'ы' | 'ф' => 87,
        'Ш' | 'Щ' | 'Ж' | 'Ю' | 'Ы' | 'Ф' => 99,
        'a'..='z' | '0'..='9' => 58,
        'A'..='Z' | 'А'..='Я' => 68,
        'а'..='я' => 61,
        '“' | '”' | '·' => 48,
        _ if letter.is_ascii() => 74,
        '\u{80}'..='\u{24f}' => 64,
        _ => 92,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        let fitted = fit("a very long text that does not fit", 12, 100);

        assert!(fitted.ends_with('…'));
        assert!(width(&fitted, 12) <= 100);
        assert_eq!(fit("short", 12, 100), "short");
    }

    #[test]
    fn a_text_is_wrapped_at_spaces_and_cut_behind_the_last_line() {
        let lines = wrap("one two three four five six seven eight nine", 12, 100, 2);

        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| width(line, 12) <= 100));
        assert!(wrap("", 12, 100, 2).is_empty());
    }
}
