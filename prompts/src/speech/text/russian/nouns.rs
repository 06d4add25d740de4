//! What is counted in Russian: measures that are written short, and the gender of nouns that stand after a number.

use std::sync::LazyLock;

use regex::Regex;

use super::super::numeral::Numeral;
use super::super::rule::{pattern, replace};
use super::number;
use super::words::{Gender, form};

/// Writes measures out: `5 кг`, `2%`, `3 мин.`.
pub(super) fn measures(text: &str) -> String {
    replace(text, &MEASURE, |found| {
        let after = found.after.chars().next();
        if found.before.ends_with(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let unit = found.group("unit");
        let (_, gender, forms) = MEASURES.iter().find(|(short, ..)| *short == unit.trim_end_matches('.'))?;
        let written = found.group("number");
        let count = Numeral::read(written, &[',', '.']).integer();
        // A part of something has its genitive: "пять десятых процента".
        let noun = count.map_or(forms[1], |count| form(count, *forms));
        let stop = if unit.ends_with('.') && ends_sentence(found.after) { "." } else { "" };
        Some(format!("{} {noun}{stop}", number(written, *gender)))
    })
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

const MEASURES: [(&str, Gender, [&str; 3]); 22] = [
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
