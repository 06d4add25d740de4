//! English numbers in words.

/// A digit.
pub(super) fn digit(digit: u8) -> &'static str {
    SMALL[usize::from(digit.min(9))]
}

/// A number of things. Americans leave out the `and`.
pub(super) fn cardinal(number: u64, american: bool) -> String {
    if number < 20 {
        return SMALL[number as usize].to_owned();
    }
    if number < 100 {
        let tens = TENS[number as usize / 10];
        return if number.is_multiple_of(10) {
            tens.to_owned()
        } else {
            format!("{tens}-{}", SMALL[number as usize % 10])
        };
    }
    if number < 1000 {
        return joined(format!("{} hundred", SMALL[number as usize / 100]), number % 100, american);
    }
    let (size, name) = SCALES.into_iter().find(|(size, _)| number >= *size).unwrap_or((1000, "thousand"));
    joined(format!("{} {name}", cardinal(number / size, american)), number % size, american)
}

fn joined(head: String, rest: u64, american: bool) -> String {
    match rest {
        0 => head,
        1..100 if !american => format!("{head} and {}", cardinal(rest, american)),
        _ => format!("{head} {}", cardinal(rest, american)),
    }
}

/// A place in a row.
pub(super) fn ordinal(number: u64, american: bool) -> String {
    let cardinal = cardinal(number, american);
    let (head, last) = match cardinal.rfind([' ', '-']) {
        Some(place) => cardinal.split_at(place + 1),
        None => ("", cardinal.as_str()),
    };
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        last => last.strip_suffix('y').map_or_else(|| format!("{last}th"), |stem| format!("{stem}ieth")),
    };
    format!("{head}{last}")
}

/// A year, in pairs as people say it.
pub(super) fn year(number: u64, american: bool) -> String {
    let (century, rest) = (number / 100, number % 100);
    match rest {
        _ if !(1100..=2099).contains(&number) || (2000..2010).contains(&number) => cardinal(number, american),
        0 => format!("{} hundred", cardinal(century, american)),
        1..10 => format!("{} oh {}", cardinal(century, american), cardinal(rest, american)),
        _ => format!("{} {}", cardinal(century, american), cardinal(rest, american)),
    }
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(u64, &str); 4] =
    [(1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_in_school() {
        let cases = [
            (0, "zero"),
            (40, "forty"),
            (101, "one hundred and one"),
            (1_001, "one thousand and one"),
            (12_345, "twelve thousand three hundred and forty-five"),
            (
                999_999_999_999_999,
                "nine hundred and ninety-nine trillion nine hundred and ninety-nine billion \
             nine hundred and ninety-nine million nine hundred and ninety-nine thousand nine hundred and ninety-nine",
            ),
        ];
        for (number, expected) in cases {
            assert_eq!(cardinal(number, false), expected);
        }
        assert_eq!(cardinal(1_101, true), "one thousand one hundred one");
    }

    #[test]
    fn places_and_years_have_their_own_words() {
        let ordinals: Vec<_> = [1, 2, 3, 5, 8, 9, 12, 20, 21, 100].map(|number| ordinal(number, false)).into();
        let expected = [
            "first",
            "second",
            "third",
            "fifth",
            "eighth",
            "ninth",
            "twelfth",
            "twentieth",
            "twenty-first",
            "one hundredth",
        ];
        assert_eq!(ordinals, expected);

        let years: Vec<_> = [1900, 1905, 1999, 2000, 2009, 2026, 1066].map(|number| year(number, false)).into();
        let expected = [
            "nineteen hundred",
            "nineteen oh five",
            "nineteen ninety-nine",
            "two thousand",
            "two thousand and nine",
            "twenty twenty-six",
            "one thousand and sixty-six",
        ];
        assert_eq!(years, expected);
    }
}
