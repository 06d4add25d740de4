//! Russian words that are written short. espeak-ng knows the English ones itself.

use std::sync::LazyLock;

use regex::Regex;

use super::super::rule::{pattern, replace};

/// Writes them out.
pub(super) fn expand(text: &str) -> String {
    replace(text, &SHORT, |found| {
        if found.before.ends_with(char::is_alphanumeric) {
            return None;
        }
        let short = found.all();
        let (_, word, needs) = WORDS.iter().find(|(known, ..)| *known == short.to_lowercase())?;
        let next = found.after.trim_start().chars().next();
        let fits = match needs {
            Next::Anything | Next::End => true,
            Next::Number => next.is_some_and(|next| next.is_ascii_digit()),
            Next::Name => next.is_some_and(char::is_uppercase),
        };
        let capital = short.chars().next().is_some_and(char::is_uppercase);
        let word = if capital { capitalised(word) } else { (*word).to_owned() };
        // Its full stop is the sentence's, too.
        let ends = matches!(needs, Next::End) && next.is_none_or(char::is_uppercase);
        fits.then(|| if ends { word + "." } else { word })
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What has to follow, where the short form may be something else: `д.` is a house only with a number.
#[derive(Clone, Copy)]
enum Next {
    Anything,
    /// Anything, or the sentence ends.
    End,
    Number,
    Name,
}

const WORDS: [(&str, &str, Next); 25] = [
    ("т.е.", "то есть", Next::Anything),
    ("т. е.", "то есть", Next::Anything),
    ("т.д.", "так далее", Next::End),
    ("т. д.", "так далее", Next::End),
    ("т.п.", "тому подобное", Next::End),
    ("т. п.", "тому подобное", Next::End),
    ("т.к.", "так как", Next::Anything),
    ("др.", "другое", Next::End),
    ("ул.", "улица", Next::Name),
    ("пер.", "переулок", Next::Name),
    ("пл.", "площадь", Next::Name),
    ("пр.", "проспект", Next::Name),
    ("пр-т", "проспект", Next::Anything),
    ("наб.", "набережная", Next::Name),
    ("обл.", "область", Next::Anything),
    ("им.", "имени", Next::Name),
    ("г.", "город", Next::Name),
    ("д.", "дом", Next::Number),
    ("кв.", "квартира", Next::Number),
    ("корп.", "корпус", Next::Number),
    ("стр.", "строение", Next::Number),
    ("эт.", "этаж", Next::Anything),
    ("каб.", "кабинет", Next::Number),
    ("тел.", "телефон", Next::Anything),
    ("доб.", "добавочный", Next::Number),
];

static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    let mut words: Vec<_> = WORDS.iter().map(|(short, ..)| short.replace('.', r"\.")).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    pattern(&format!("(?i)(?:{})", words.join("|")))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_written_out_where_they_can_be_nothing_else() {
        let cases = [
            ("г. Москва, ул. Ленина, д. 5", "город Москва, улица Ленина, дом 5"),
            ("Тел. 5, т.е. доб. 12 и т. д.", "Телефон 5, то есть добавочный 12 и так далее."),
            ("Это наш год. 5 лет, город. Да", "Это наш год. 5 лет, город. Да"),
            ("буква д. Точка", "буква д. Точка"),
        ];
        for (text, expected) in cases {
            assert_eq!(expand(text), expected);
        }
    }
}
