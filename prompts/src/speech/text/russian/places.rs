//! Numbers that are places in a row though nothing says so: `на 5 этаже`, `12 кабинет`, `с 3 попытки`.
//!
//! A noun in the singular can be counted with 1 and 21 only (or, as `2 этажа`, with 2 to 4), so elsewhere its number is a
//! place.

use super::cardinal::is_one;
use super::case::{Case, asked, governing};
use super::nouns;
use super::words::Ending;

/// How the place in a row before a noun ends; `None`: it is a number of things.
pub(super) fn ending(number: u64, noun: &str, before: &str) -> Option<Ending> {
    let noun = noun.to_lowercase();
    let (stem, rooms) = NOUNS.iter().find(|(stem, _)| noun.starts_with(stem))?;
    let form = FORMS.iter().find(|(endings, _)| endings.contains(&&noun[stem.len()..])).map(|(_, form)| form)?;
    let few = matches!(number % 10, 2..=4) && !matches!(number % 100, 12..=14);
    let counted = match form {
        // "21 этаж" is a floor, "21 вопрос" are questions.
        _ if is_one(number) => !rooms,
        // "2 этажа", but "до 2 этажа", where two floors were "двух этажей", and "на 2 линии".
        Form::Genitive => {
            few && matches!(asked(before, false, ""), Case::Nominative | Case::Accusative) && governing(before) != "на"
        }
        Form::Singular => false,
    };
    (!counted).then(|| nouns::ending(&noun))
}

enum Form {
    /// Of one, but its genitive.
    Singular,
    /// Also the form after 2, 3 and 4.
    Genitive,
}

const FORMS: [(&[&str], Form); 2] =
    [(&["", "у", "ом", "е", "ю", "ой", "я", "о"], Form::Singular), (&["а", "ы", "и"], Form::Genitive)];

/// Nouns that places are told of, up to their ending, and whether each of them has a number on its door: then it is rarely
/// counted.
const NOUNS: [(&str, bool); 12] = [
    ("этаж", true),
    ("кабинет", true),
    ("подъезд", true),
    ("корпус", true),
    ("класс", true),
    ("окн", true),
    ("лини", true),
    ("отдел", false),
    ("вопрос", false),
    ("пункт", false),
    ("попытк", false),
    ("страниц", false),
];

#[cfg(test)]
mod tests {
    use super::super::words::ordinal;
    use super::*;

    #[test]
    fn a_noun_that_cannot_be_counted_so_has_a_place() {
        let cases = [
            ("на ", 5, "этаже", Some("пятом")),
            ("", 12, "кабинет", Some("двенадцатый")),
            ("", 1, "этаж", Some("первый")),
            ("", 1, "вопрос", None),
            ("", 2, "этажа", None),
            ("до ", 2, "этажа", Some("второго")),
            ("с ", 5, "этажа", Some("пятого")),
            ("с ", 3, "попытки", Some("третьей")),
            ("осталось ", 3, "попытки", None),
            ("на ", 2, "линии", Some("второй")),
            ("на ", 2, "линию", Some("вторую")),
            ("в ", 3, "окно", Some("третье")),
            ("", 5, "этажей", None),
            ("", 5, "рублей", None),
            ("", 5, "линий", None),
        ];
        for (before, number, noun, expected) in cases {
            let said = ending(number, noun, before).map(|ending| ordinal(number, ending));
            assert_eq!(said.as_deref(), expected, "{before}{number} {noun}");
        }
    }
}
