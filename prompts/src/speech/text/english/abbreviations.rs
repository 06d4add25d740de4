//! English words that are written short. espeak-ng knows `Dr` and `Mr` itself.

use std::sync::LazyLock;

use regex::Regex;

use super::super::rule::{Found, pattern, replace};

/// Writes them out.
pub(super) fn expand(text: &str) -> String {
    let text =
        replace(text, &DAYS, |found| Some(format!("{} to {}", day(found.group("from"))?, day(found.group("to"))?)));
    let text = replace(&text, &STREET, |found| Some(street(found)));
    replace(&text, &SHORT, |found| {
        if found.is_inside_word() {
            return None;
        }
        let short = found.all();
        let (_, word, of_number) = WORDS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(short))?;
        let number = found.after.trim_start().starts_with(|c: char| c.is_ascii_digit());
        // In capitals it could be a word of its own: "NO. 5 minutes left".
        let fits = !of_number || number;
        let stop = if short.ends_with('.') && ends_sentence(found.after) && !number { "." } else { "" };
        fits.then(|| format!("{word}{stop}"))
    })
}

/// Capitals that people say as a word, or spell though they could be said.
pub(super) fn capitals(text: &str) -> String {
    replace(text, &CAPITALS, |found| {
        let known = CAPITALS_SAID.iter().find(|(capitals, _)| *capitals == found.all())?;
        (!found.is_inside_word()).then(|| known.1.to_owned())
    })
}

/// A saint before a name, a street behind one.
fn street(found: &Found<'_>) -> String {
    let before = found.word_before();
    let named = before.starts_with(char::is_uppercase) && !found.before.trim_end().ends_with([',', '.', ':']);
    let name_follows = found.after.trim_start().starts_with(char::is_uppercase) && found.after.starts_with(' ');
    let stop = if found.all().ends_with('.') && ends_sentence(found.after) { "." } else { "" };
    match found.all().trim_end_matches('.') {
        "St" if name_follows && !named => "Saint".to_owned(),
        "St" if named => format!("Street{stop}"),
        "Rd" if named => format!("Road{stop}"),
        "Ave" if named => format!("Avenue{stop}"),
        _ => found.all().to_owned(),
    }
}

fn ends_sentence(after: &str) -> bool {
    after.trim_start().chars().next().is_none_or(char::is_uppercase)
}

fn day(short: &str) -> Option<&'static str> {
    WEEK.iter().find(|day| day.starts_with(&short[..3])).copied()
}

const WEEK: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What is short, what it means, and whether a number has to follow.
const WORDS: [(&str, &str, bool); 10] = [
    ("no.", "number", true),
    ("nos.", "numbers", true),
    ("e.g.", "for example", false),
    ("i.e.", "that is", false),
    ("approx.", "approximately", false),
    ("ext.", "extension", true),
    ("dept.", "department", false),
    ("appt.", "appointment", false),
    ("incl.", "including", false),
    ("vs.", "versus", false),
];
const CAPITALS_SAID: [(&str, &str); 6] = [
    ("PIN", "pin"),
    ("PINs", "pins"),
    ("ZIP", "zip"),
    ("SIM", "sim"),
    ("ETA", "E T eigh"),
    ("ASAP", "as soon as possible"),
];

static SHORT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:nos?|e\.g|i\.e|approx|ext|dept|appt|incl|vs)\."));
static STREET: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:St|Rd|Ave)\b\.?"));
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:PINs?|ZIP|SIM|ETA|ASAP)"));
static DAYS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?P<from>(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?)\.? ?[-–] ?(?P<to>(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?)\b",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_written_out_where_they_can_be_nothing_else() {
        let cases = [
            ("St. Mary's, 5 High St.", "Saint Mary's, 5 High Street."),
            ("Main St, then Park Ave. and on", "Main Street, then Park Avenue and on"),
            ("Item no. 5, i.e. a chair. No. Wait.", "Item number 5, that is a chair. No. Wait."),
            ("approx. 5, ext. 12, vs. us", "approximately 5, extension 12, versus us"),
            ("Mon-Fri, Sat – Sunday", "Monday to Friday, Saturday to Sunday"),
        ];
        for (text, expected) in cases {
            assert_eq!(expand(text), expected);
        }
        assert_eq!(capitals("Your PIN, SIM or PINT"), "Your pin, sim or PINT");
    }
}
