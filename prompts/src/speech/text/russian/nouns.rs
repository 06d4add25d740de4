//! What is counted in Russian: measures that are written short, and the gender of nouns that stand after a number.

use std::sync::LazyLock;

use regex::Regex;

use super::super::numeral::Numeral;
use super::super::rule::{pattern, replace};
use super::number;
use super::words::{Ending, Gender, form};

/// Writes measures out: `5 кг`, `2%`, `3 мин.`.
pub(super) fn measures(text: &str) -> String {
    replace(text, &MEASURE, |found| {
        let after = found.after.chars().next();
        if found.before.ends_with(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let unit = found.group("unit");
        let stop = if unit.ends_with('.') && ends_sentence(found.after) { "." } else { "" };
        Some(measure(found.group("number"), unit)? + stop)
    })
}

/// A number and its unit, which is written short.
pub(super) fn measure(written: &str, unit: &str) -> Option<String> {
    let unit = unit.trim_end_matches('.');
    let unit = LATIN.iter().find(|(latin, _)| *latin == unit).map_or(unit, |(_, short)| *short);
    let (_, gender, forms) = MEASURES.iter().find(|(short, ..)| *short == unit)?;
    let count = Numeral::read(written, &[',', '.']).integer();
    // A part of something has its genitive: "пять десятых процента".
    let noun = count.map_or(forms[1], |count| form(count, *forms));
    Some(format!("{} {noun}", number(written, *gender)))
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
fn ends_sentence(after: &str) -> bool {
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

/// Beginnings of nouns that callers are told numbers of.
const FEMININE: [&str; 37] = [
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
    "линия",
    "линии",
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
];
const NEUTER: [&str; 8] = ["сообщен", "письм", "мест", "предложен", "окно", "окна", "обращен", "уведомлен"];

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
