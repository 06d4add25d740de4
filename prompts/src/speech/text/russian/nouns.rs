//! What is counted in Russian: measures that are written short, and the gender of nouns that stand after a number.

use std::sync::LazyLock;

use regex::Regex;

use super::super::numeral::Numeral;
use super::super::rule::{pattern, replace};
use super::cardinal::{counted, is_one};
use super::case::{Case, asked};
use super::number;
use super::words::{Ending, Gender};

/// Writes measures out: `5 кг`, `2%`, `3 мин.`.
pub(super) fn measures(text: &str) -> String {
    replace(text, &MEASURE, |found| {
        let after = found.after.chars().next();
        if found.before.ends_with(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let unit = found.group("unit");
        let stop = if unit.ends_with('.') && ends_sentence(found.after) { "." } else { "" };
        Some(measure(found.group("number"), unit, found.before)? + stop)
    })
}

/// A number and its unit, which is written short, in the case that the text before asks for.
pub(super) fn measure(written: &str, unit: &str, before: &str) -> Option<String> {
    let unit = unit.trim_end_matches('.');
    let unit = LATIN.iter().find(|(latin, _)| *latin == unit).map_or(unit, |(_, short)| *short);
    let (_, gender, forms) = MEASURES.iter().find(|(short, ..)| *short == unit)?;
    let count = Numeral::read(written, &[',', '.']).integer();
    let case = asked(before, count.is_some_and(is_one), "");
    if let Some(half) = one_and_a_half(written, *gender, case) {
        let plural = !matches!(case, Case::Nominative | Case::Accusative);
        return Some(format!("{half} {}", forms[if plural { 2 } else { 1 }]));
    }
    // A part of something has its genitive: "пять десятых процента".
    let noun = count.map_or_else(|| forms[1].to_owned(), |count| counted(count, *forms, *gender, case));
    Some(format!("{} {noun}", number(written, *gender, case)))
}

/// `1,5` before a noun.
pub(super) fn one_and_a_half(written: &str, gender: Gender, case: Case) -> Option<&'static str> {
    matches!(written, "1,5" | "1.5").then_some(match (case, gender) {
        (Case::Nominative | Case::Accusative, Gender::Feminine) => "полторы",
        (Case::Nominative | Case::Accusative, _) => "полтора",
        _ => "полутора",
    })
}

/// How a place in a row ends before a noun: by the noun's own ending, if it is one we know.
pub(super) fn ending(noun: &str) -> Ending {
    let noun = noun.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    match gender(&noun) {
        Gender::Feminine if ends(&["у", "ю"]) => Ending::FeminineAccusative,
        Gender::Feminine if ends(&["и", "е", "ой", "ей"]) => Ending::FeminineOblique,
        Gender::Feminine => Ending::Feminine,
        Gender::Neuter if ends(&["о", "е"]) => Ending::Neuter,
        Gender::Masculine if !MASCULINE.iter().any(|stem| noun.starts_with(stem)) => Ending::Masculine,
        _ if ends(&["а", "я"]) => Ending::Genitive,
        _ if ends(&["у", "ю"]) => Ending::Dative,
        _ if ends(&["ом", "ем"]) => Ending::Instrumental,
        _ if ends(&["е", "и"]) => Ending::Prepositional,
        _ => Ending::Masculine,
    }
}

/// A full stop after a short word ends the sentence too, if nothing or a capital letter follows.
pub(super) fn ends_sentence(after: &str) -> bool {
    after.trim_start().chars().next().is_none_or(char::is_uppercase)
}

/// The gender of a noun after a number; masculine if we do not know it. Guessing by its ending would make
/// "нажмите две, чтобы" of "нажмите 2 чтобы".
pub(super) fn gender(noun: &str) -> Gender {
    let noun = noun.to_lowercase();
    let is = |stems: &[&str]| stems.iter().any(|stem| noun.starts_with(stem));
    if is(&FEMININE) {
        Gender::Feminine
    } else if is(&NEUTER) {
        Gender::Neuter
    } else {
        Gender::Masculine
    }
}

/// What stands behind a number.
pub(super) struct After<'t> {
    /// The word right behind it; empty if there is none.
    pub first: &'t str,
    /// What is counted: that word, or the one behind it if that is an adjective (`2 новые заявки`).
    pub counted: &'t str,
    /// The gender of what is counted.
    pub gender: Gender,
}

/// Looks at what stands behind a number.
pub(super) fn after(text: &str) -> After<'_> {
    let word = |text: &'_ str| text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let next = text.strip_prefix(' ').unwrap_or_default();
    let (first, rest) = next.split_at(word(next));
    let second = rest.strip_prefix(' ').unwrap_or_default();
    let second = &second[..word(second)];
    let is_adjective = first.chars().count() > 3 && ADJECTIVE.iter().any(|ending| first.ends_with(ending));
    let own = gender(first);
    match (is_adjective, gender(second)) {
        (true, known) if own == Gender::Masculine && !second.is_empty() => {
            // An adjective tells the gender of a noun that we do not know.
            let told = match known {
                Gender::Masculine if first.ends_with("ая") || first.ends_with("ую") => Gender::Feminine,
                Gender::Masculine if first.ends_with("ое") => Gender::Neuter,
                known => known,
            };
            After { first, counted: second, gender: told }
        }
        _ => After { first, counted: first, gender: own },
    }
}

const ADJECTIVE: [&str; 16] =
    ["ая", "яя", "ую", "юю", "ое", "ее", "ых", "их", "ые", "ие", "ый", "ий", "ого", "ому", "ым", "ыми"];

/// Beginnings of nouns that callers are told numbers of.
const FEMININE: [&str; 61] = [
    "минут",
    "секунд",
    "недел",
    "тысяч",
    "копе",
    "заяв",
    "попыт",
    "ошиб",
    "страниц",
    "квартир",
    "услуг",
    "комнат",
    "позиц",
    "операц",
    "квитанц",
    "карт",
    "сумм",
    "едини",
    "штук",
    "лини",
    "станц",
    "посыл",
    "верси",
    "задолженност",
    "запис",
    "строк",
    "групп",
    "очеред",
    "акци",
    "гривн",
    "улиц",
    "ступен",
    "цифр",
    "букв",
    "клавиш",
    "кнопк",
    "доставк",
    "оплат",
    "брон",
    "ночь",
    "ночи",
    "встреч",
    "поездк",
    "коробк",
    "упаковк",
    "бутылк",
    "таблетк",
    "консультаци",
    "программ",
    "подписк",
    "ставк",
    "справк",
    "скидк",
    "проверк",
    "машин",
    "клиник",
    "аптек",
    "палат",
    "точк",
    "процедур",
    "жалоб",
];
const NEUTER: [&str; 15] = [
    "сообщен",
    "письм",
    "мест",
    "предложен",
    "окн",
    "обращен",
    "уведомлен",
    "отделен",
    "посещен",
    "занят",
    "заявлен",
    "задан",
    "событ",
    "напоминан",
    "лекарств",
];

/// Masculine nouns that places in a row are told of.
const MASCULINE: [&str; 14] = [
    "этаж",
    "кабинет",
    "подъезд",
    "корпус",
    "офис",
    "номер",
    "пункт",
    "вопрос",
    "звонок",
    "звонк",
    "раз",
    "класс",
    "зал",
    "отдел",
];

/// Units in Latin letters.
const LATIN: [(&str, &str); 12] = [
    ("km/h", "км/ч"),
    ("km", "км"),
    ("m", "м"),
    ("cm", "см"),
    ("mm", "мм"),
    ("kg", "кг"),
    ("g", "г"),
    ("ml", "мл"),
    ("l", "л"),
    ("h", "ч"),
    ("min", "мин"),
    ("s", "сек"),
];

const MEASURES: [(&str, Gender, [&str; 3]); 26] = [
    ("%", Gender::Masculine, ["процент", "процента", "процентов"]),
    ("км/ч", Gender::Masculine, ["километр в час", "километра в час", "километров в час"]),
    ("км", Gender::Masculine, ["километр", "километра", "километров"]),
    ("м", Gender::Masculine, ["метр", "метра", "метров"]),
    ("см", Gender::Masculine, ["сантиметр", "сантиметра", "сантиметров"]),
    ("мм", Gender::Masculine, ["миллиметр", "миллиметра", "миллиметров"]),
    ("кг", Gender::Masculine, ["килограмм", "килограмма", "килограммов"]),
    ("гр", Gender::Masculine, ["грамм", "грамма", "граммов"]),
    ("мг", Gender::Masculine, ["миллиграмм", "миллиграмма", "миллиграммов"]),
    ("мл", Gender::Masculine, ["миллилитр", "миллилитра", "миллилитров"]),
    ("л", Gender::Masculine, ["литр", "литра", "литров"]),
    ("т", Gender::Feminine, ["тонна", "тонны", "тонн"]),
    ("ч", Gender::Masculine, ["час", "часа", "часов"]),
    ("мин", Gender::Feminine, ["минута", "минуты", "минут"]),
    ("сек", Gender::Feminine, ["секунда", "секунды", "секунд"]),
    ("шт", Gender::Feminine, ["штука", "штуки", "штук"]),
    ("тыс", Gender::Feminine, ["тысяча", "тысячи", "тысяч"]),
    ("млн", Gender::Masculine, ["миллион", "миллиона", "миллионов"]),
    ("млрд", Gender::Masculine, ["миллиард", "миллиарда", "миллиардов"]),
    ("дн", Gender::Masculine, ["день", "дня", "дней"]),
    ("°C", Gender::Masculine, ["градус", "градуса", "градусов"]),
    ("°", Gender::Masculine, ["градус", "градуса", "градусов"]),
    // Only where a mark says that it is a unit.
    ("г", Gender::Masculine, ["грамм", "грамма", "граммов"]),
    ("с", Gender::Feminine, ["секунда", "секунды", "секунд"]),
    ("МБ", Gender::Masculine, ["мегабайт", "мегабайта", "мегабайт"]),
    ("ГБ", Gender::Masculine, ["гигабайт", "гигабайта", "гигабайт"]),
];

static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<number>(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?) ?(?P<unit>%|°C|°|(?:км/ч|км|см|мм|мг|мл|мин|млн|млрд|кг|гр|сек|шт|тыс|дн|м|л|т|ч)\b\.?)",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_agree_with_their_number() {
        let cases = [
            ("5 кг", "пять килограммов"),
            ("2 мин. ожидания", "две минуты ожидания"),
            ("Ещё 1 мин. Ждите.", "Ещё одна минута. Ждите."),
            ("0,5%", "ноль целых пять десятых процента"),
            ("21°", "двадцать один градус"),
            ("5 минут, 3 машины, A5 м", "5 минут, 3 машины, A5 м"),
        ];
        for (text, expected) in cases {
            assert_eq!(measures(text), expected);
        }
    }

    #[test]
    fn only_nouns_that_are_known_change_a_number() {
        assert_eq!(gender("Заявки"), Gender::Feminine);
        assert_eq!(gender("сообщение"), Gender::Neuter);
        for other in ["чтобы", "или", "для", "рубль", ""] {
            assert_eq!(gender(other), Gender::Masculine);
        }
    }
}
