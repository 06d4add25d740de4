//! Conditions that hold, do not, and cannot be told.

use super::*;

fn told(test: &str) -> Result<bool, String> {
    let value = |name: &str| match name {
        "Digits" => Some("1"),
        "tries" => Some("2"),
        "balance" => Some("12.50"),
        "CallerIDNum" => Some("+79161234567"),
        "word" => Some("abc"),
        _ => None,
    };
    Condition::compile(test).map_err(|error| format!("{}: {}", error.offset, error.what))?.holds(value)
}

#[test]
fn texts_and_numbers_mean_what_they_say() {
    for test in [
        "Digits == '1'",
        "Digits == 1",
        "tries < 3 && CallerIDNum.startsWith('+7')",
        "balance > 12 && balance < 12.6",
        "balance - 2.0 > 10.0",
        "tries / 4.0 == 0.5",
        "CallerIDNum.matches('^[+]7[0-9]{10}$')",
        "word in ['abc', 'def']",
        "unset == '' && alsounset == 0",
        "size(word) == 3",
        "int(word == 'abc' ? '1' : '2') == 1",
        "!(word.contains('x'))",
    ] {
        assert_eq!(told(test), Ok(true), "{test}");
    }
    assert_eq!(told("Digits == '2' || tries >= 3"), Ok(false));
}

#[test]
fn what_cannot_be_told_is_said() {
    assert_eq!(told("word < 3").unwrap_err(), "word is \"abc\", and a number is needed");
    assert_eq!(told("word").unwrap_err(), "it is a text, not true or false");
    assert!(told("nobody(1)").unwrap_err().contains("nobody"));
    assert!(told("1 / tries2 > 0").unwrap_err().contains("zero"));
}

#[test]
fn what_is_no_condition_says_where() {
    assert_eq!(told("").unwrap_err(), "0: it is empty");
    assert_eq!(told("tries <").unwrap_err(), "7: something is missing at its end");
    assert!(told("tries = 3").unwrap_err().starts_with("6: "), "{:?}", told("tries = 3"));
    assert!(told(&"(".repeat(20_000)).unwrap_err().starts_with("500: it is longer than 500"));
    assert!(told(&format!("{}1{}", "(".repeat(7), ")".repeat(7))).unwrap_err().contains("brackets"));
    assert_eq!(told("'((((((((((' != word"), Ok(true));
    assert!(told("[1, 2].map(x, x) == [1, 2]").unwrap_err().contains("`map` goes through lists"));
}

#[test]
fn the_names_of_variables_are_known() {
    let condition = Condition::compile("tries < 3 && CallerIDNum.startsWith('+7')").unwrap();

    assert_eq!(condition.names().collect::<Vec<_>>(), ["CallerIDNum", "tries"]);
}
