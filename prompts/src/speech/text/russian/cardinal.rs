//! Russian numbers of things, in all cases.

use super::case::Case;
use super::words::{Gender, digit};

/// A number of things.
pub(super) fn cardinal(number: u64, gender: Gender, case: Case) -> String {
    if number == 0 {
        return by_case(&["ноль", "нуля", "нулю", "нулём", "нуле"], case).to_owned();
    }
    let mut words = Vec::new();
    let mut rest = number;
    for (size, forms, of_scale) in SCALES {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            below_thousand(count % 1000, of_scale, case, &mut words);
            words.push(counted(count, forms, of_scale, case));
        }
    }
    below_thousand(rest, gender, case, &mut words);
    words.join(" ")
}

/// Whether the noun of a number is in the singular: 1, 21, but not 11.
pub(super) fn is_one(number: u64) -> bool {
    number % 10 == 1 && number % 100 != 11
}

/// The form of a noun after a number: one, two to four, many.
pub(super) fn form(number: u64, forms: [&'static str; 3]) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=14) => forms[2],
        (1, _) => forms[0],
        (2..=4, _) => forms[1],
        _ => forms[2],
    }
}

/// The form of a noun after a number in a case. `forms`: after one, two to four, and many in the nominative, which are its
/// nominative, its genitive and the genitive of its plural.
pub(super) fn counted(number: u64, forms: [&'static str; 3], gender: Gender, case: Case) -> String {
    let [nominative, genitive, many] = forms;
    let one = is_one(number);
    match case {
        Case::Accusative if one && gender == Gender::Feminine => ended(nominative, &[("а", "у"), ("я", "ю")]),
        Case::Nominative | Case::Accusative => form(number, forms).to_owned(),
        Case::Genitive if one => genitive.to_owned(),
        Case::Genitive => many.to_owned(),
        // "Тысяча" is a noun itself, which has the genitive behind it: "к пяти тысячам рублей".
        _ if number != 0 && number.is_multiple_of(1000) => many.to_owned(),
        _ => {
            let masculine = genitive.split(' ').next().is_some_and(|word| word.ends_with(['а', 'я']));
            // The stem is seen where there is no vowel that comes and goes: "день, дня".
            let stem = if masculine { genitive } else { nominative };
            let endings: &[(&str, &str)] = match (case, one) {
                (Case::Dative, true) if masculine => &[("а", "у"), ("я", "ю")],
                (Case::Instrumental, true) if masculine => &[("а", "ом"), ("я", "ём")],
                (Case::Instrumental, true) => &[("ча", "чей"), ("а", "ой"), ("я", "ей")],
                (_, true) => &[("а", "е"), ("я", "е")],
                (Case::Dative, false) => &[("а", "ам"), ("я", "ям")],
                (Case::Instrumental, false) => &[("а", "ами"), ("я", "ями")],
                (_, false) => &[("а", "ах"), ("я", "ях")],
            };
            ended(stem, endings)
        }
    }
}

/// A noun with another ending; what stands behind it (`километр в час`) stays. One that is never declined stays, too.
fn ended(noun: &str, endings: &[(&str, &str)]) -> String {
    let (word, rest) = noun.split_once(' ').map_or((noun, ""), |(word, _)| (word, &noun[word.len()..]));
    let new = endings.iter().find_map(|(old, new)| Some(format!("{}{new}", word.strip_suffix(old)?)));
    format!("{}{rest}", new.unwrap_or_else(|| word.to_owned()))
}

fn below_thousand(number: u64, gender: Gender, case: Case, words: &mut Vec<String>) {
    if number >= 100 {
        words.push(hundred(number as usize / 100, case));
    }
    let mut rest = number as usize % 100;
    if rest >= 20 {
        words.push(ten(rest / 10, case));
        rest %= 10;
    }
    match rest {
        0 => {}
        1 => words.push(one(gender, case).to_owned()),
        2 if gender == Gender::Feminine && matches!(case, Case::Nominative | Case::Accusative) => {
            words.push("две".to_owned());
        }
        _ => words.push(small(rest, case)),
    }
}

fn one(gender: Gender, case: Case) -> &'static str {
    match (gender, case) {
        (Gender::Feminine, Case::Nominative) => "одна",
        (Gender::Feminine, Case::Accusative) => "одну",
        (Gender::Feminine, _) => "одной",
        (Gender::Neuter, Case::Nominative | Case::Accusative) => "одно",
        _ => by_case(&["один", "одного", "одному", "одним", "одном"], case),
    }
}

/// 2 to 19.
fn small(number: usize, case: Case) -> String {
    let irregular = match number {
        2 => ["два", "двух", "двум", "двумя", "двух"],
        3 => ["три", "трёх", "трём", "тремя", "трёх"],
        4 => ["четыре", "четырёх", "четырём", "четырьмя", "четырёх"],
        8 => ["восемь", "восьми", "восьми", "восемью", "восьми"],
        _ => {
            let word = if number < 10 { digit(number as u8) } else { TEENS[number - 10] };
            return soft(word, case);
        }
    };
    by_case(&irregular, case).to_owned()
}

/// 20, 30 … 90.
fn ten(tens: usize, case: Case) -> String {
    match tens {
        2 => soft("двадцать", case),
        3 => soft("тридцать", case),
        4 => by_case(&["сорок", "сорока", "сорока", "сорока", "сорока"], case).to_owned(),
        9 => by_case(&["девяносто", "девяноста", "девяноста", "девяноста", "девяноста"], case).to_owned(),
        // "Пятьдесят": both parts are declined, "пятьюдесятью".
        _ => small(tens, case) + by_case(&["десят", "десяти", "десяти", "десятью", "десяти"], case),
    }
}

/// 100, 200 … 900.
fn hundred(hundreds: usize, case: Case) -> String {
    match (hundreds, case) {
        (1, _) => by_case(&["сто", "ста", "ста", "ста", "ста"], case).to_owned(),
        (2, Case::Nominative | Case::Accusative) => "двести".to_owned(),
        (3, Case::Nominative | Case::Accusative) => "триста".to_owned(),
        (4, Case::Nominative | Case::Accusative) => "четыреста".to_owned(),
        _ => small(hundreds, case) + by_case(&["сот", "сот", "стам", "стами", "стах"], case),
    }
}

/// `пять`, `пяти`, `пятью`.
fn soft(word: &str, case: Case) -> String {
    let stem = word.trim_end_matches('ь');
    format!("{stem}{}", by_case(&["ь", "и", "и", "ью", "и"], case))
}

/// The accusative of lifeless things is their nominative.
fn by_case<'f>([nominative, genitive, dative, instrumental, prepositional]: &[&'f str; 5], case: Case) -> &'f str {
    match case {
        Case::Nominative | Case::Accusative => nominative,
        Case::Genitive => genitive,
        Case::Dative => dative,
        Case::Instrumental => instrumental,
        Case::Prepositional => prepositional,
    }
}

const TEENS: [&str; 10] = [
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
];
const SCALES: [(u64, [&str; 3], Gender); 4] = [
    (1_000_000_000_000, ["триллион", "триллиона", "триллионов"], Gender::Masculine),
    (1_000_000_000, ["миллиард", "миллиарда", "миллиардов"], Gender::Masculine),
    (1_000_000, ["миллион", "миллиона", "миллионов"], Gender::Masculine),
    (1000, ["тысяча", "тысячи", "тысяч"], Gender::Feminine),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_agrees_with_what_is_counted() {
        let said = |number, gender| cardinal(number, gender, Case::Nominative);
        assert_eq!(said(0, Gender::Masculine), "ноль");
        assert_eq!(said(21, Gender::Feminine), "двадцать одна");
        assert_eq!(said(2, Gender::Neuter), "два");
        assert_eq!(said(111, Gender::Neuter), "сто одиннадцать");
        assert_eq!(said(2_001, Gender::Masculine), "две тысячи один");
        assert_eq!(said(5_000_021, Gender::Feminine), "пять миллионов двадцать одна");
        assert_eq!(said(988_777, Gender::Masculine), "девятьсот восемьдесят восемь тысяч семьсот семьдесят семь");

        let forms = ["рубль", "рубля", "рублей"];
        let said: Vec<_> = [1, 2, 5, 11, 12, 21, 104, 111, 1001].map(|number| form(number, forms)).into();
        let expected = ["рубль", "рубля", "рублей", "рублей", "рублей", "рубль", "рубля", "рублей", "рубль"];
        assert_eq!(said, expected);
    }

    #[test]
    fn every_word_of_a_number_is_declined() {
        let cases = [
            (0, Case::Dative, "нулю"),
            (5, Case::Genitive, "пяти"),
            (8, Case::Instrumental, "восемью"),
            (18, Case::Genitive, "восемнадцати"),
            (21, Case::Genitive, "двадцати одной"),
            (21, Case::Accusative, "двадцать одну"),
            (40, Case::Dative, "сорока"),
            (52, Case::Instrumental, "пятьюдесятью двумя"),
            (84, Case::Genitive, "восьмидесяти четырёх"),
            (100, Case::Genitive, "ста"),
            (234, Case::Dative, "двумстам тридцати четырём"),
            (500, Case::Genitive, "пятисот"),
            (800, Case::Instrumental, "восемьюстами"),
            (1_900, Case::Prepositional, "одной тысяче девятистах"),
            (1_000, Case::Accusative, "одну тысячу"),
            (5_003, Case::Instrumental, "пятью тысячами тремя"),
            (2_000_000, Case::Genitive, "двух миллионов"),
        ];
        for (number, case, expected) in cases {
            assert_eq!(cardinal(number, Gender::Feminine, case), expected, "{number} {case:?}");
        }
    }

    #[test]
    fn a_noun_has_the_case_of_its_number() {
        let (rouble, minute) = (["рубль", "рубля", "рублей"], ["минута", "минуты", "минут"]);
        let hour = ["час", "часа", "часов"];
        let cases = [
            (1, rouble, Case::Genitive, "рубля"),
            (1, rouble, Case::Instrumental, "рублём"),
            (5, rouble, Case::Dative, "рублям"),
            (1000, rouble, Case::Dative, "рублей"),
            (21, minute, Case::Accusative, "минуту"),
            (2, minute, Case::Genitive, "минут"),
            (1, minute, Case::Dative, "минуте"),
            (3, minute, Case::Instrumental, "минутами"),
            (1, hour, Case::Dative, "часу"),
            (9, hour, Case::Instrumental, "часами"),
            (2, ["день", "дня", "дней"], Case::Prepositional, "днях"),
            (2, ["евро", "евро", "евро"], Case::Dative, "евро"),
            (2, ["километр в час", "километра в час", "километров в час"], Case::Dative, "километрам в час"),
        ];
        for (number, forms, case, expected) in cases {
            let gender = if forms == minute { Gender::Feminine } else { Gender::Masculine };
            assert_eq!(counted(number, forms, gender, case), expected, "{number} {case:?}");
        }
    }
}
