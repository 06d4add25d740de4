//! Dates as they are written, before it is decided how they are said.

use crate::spoken::DateOrder;

/// A date, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Date {
    /// 1 to 31.
    pub day: Option<u64>,
    /// 1 to 12.
    pub month: Option<usize>,
    /// With its century.
    pub year: Option<u64>,
}

impl Date {
    /// Reads digits and names of months in an order; `month_first`: the country's habit, where the order is not told.
    /// `None` if there is no such date, or something is left over.
    pub fn read(
        text: &str,
        order: DateOrder,
        month_first: bool,
        month: impl Fn(&str) -> Option<usize>,
    ) -> Option<Self> {
        let parts = parts(text, order);
        let order = match order {
            DateOrder::Usual => usual(&parts, month_first, &month)?,
            order => letters(order),
        };
        if parts.len() != order.len() {
            return None;
        }
        let mut date = Self::default();
        for (part, letter) in parts.iter().zip(order.bytes()) {
            // `????0521`: nobody knows the year.
            if part.starts_with('?') {
                continue;
            }
            match letter {
                b'd' => date.day = Some(day(part).filter(|day| (1..=31).contains(day))?),
                b'm' => {
                    date.month = Some(number(part).or_else(|| month(part)).filter(|month| (1..=12).contains(month))?);
                }
                _ => date.year = Some(year(part)?),
            }
        }
        (date != Self::default()).then_some(date)
    }
}

/// What is between separators; digits in one go are cut by the order they are in.
fn parts(text: &str, order: DateOrder) -> Vec<&str> {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '?').filter(|part| !filler(part)).collect();
    let [all] = parts[..] else { return parts };
    if !all.bytes().all(|byte| byte.is_ascii_digit() || byte == b'?') {
        return parts;
    }
    let order = if order == DateOrder::Usual { "ymd" } else { letters(order) };
    let years = order.contains('y');
    let year_digits = match (all.len(), order.len()) {
        (8, 3) | (6, 2) if years => 4,
        (6, 3) | (4, 2) => 2,
        _ => return parts,
    };
    let mut rest = all;
    let mut cut = Vec::new();
    for letter in order.bytes() {
        let (part, after) = rest.split_at(if letter == b'y' { year_digits } else { 2 });
        cut.push(part);
        rest = after;
    }
    cut
}

/// Words that say nothing: `the 21st of May`, `21 мая 2026 г.`
fn filler(part: &str) -> bool {
    part.is_empty() || matches!(part.to_lowercase().as_str(), "the" | "of" | "г" | "год" | "года")
}

fn letters(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
        DateOrder::Ymd | DateOrder::Usual => "ymd",
        DateOrder::Ydm => "ydm",
        DateOrder::Dm => "dm",
        DateOrder::Md => "md",
        DateOrder::My => "my",
        DateOrder::Ym => "ym",
        DateOrder::D => "d",
        DateOrder::M => "m",
        DateOrder::Y => "y",
    }
}

/// The order a date explains by itself.
fn usual(parts: &[&str], month_first: bool, month: impl Fn(&str) -> Option<usize>) -> Option<&'static str> {
    let long = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let over = |part: &str| number(part).is_some_and(|number| number > 12);
    Some(match *parts {
        [name] if month(name).is_some() => "m",
        [year] if long(year) => "y",
        [_] => "d",
        [first, _] if month(first).is_some() => {
            if long(parts[1]) {
                "my"
            } else {
                "md"
            }
        }
        [_, second] if month(second).is_some() => "dm",
        [first, _] if long(first) => "ym",
        [_, second] if long(second) => "my",
        [first, second] => {
            if day_first(over(first), over(second), month_first) {
                "dm"
            } else {
                "md"
            }
        }
        [first, ..] if long(first) => "ymd",
        [first, _, _] if month(first).is_some() => "mdy",
        [_, second, _] if month(second).is_some() => "dmy",
        [first, second, _] => {
            if day_first(over(first), over(second), month_first) {
                "dmy"
            } else {
                "mdy"
            }
        }
        _ => return None,
    })
}

/// A day above 12 tells, whatever the country.
fn day_first(first_over_12: bool, second_over_12: bool, month_first: bool) -> bool {
    first_over_12 || !(month_first || second_over_12)
}

/// A day, with or without the ending of a place in a row.
fn day(part: &str) -> Option<u64> {
    let digits = part.trim_end_matches(char::is_alphabetic);
    digits.parse().ok().filter(|_| part.len() - digits.len() <= 6)
}

fn number(part: &str) -> Option<usize> {
    part.parse().ok()
}

/// Two digits are a year of the last century from 70 on.
fn year(part: &str) -> Option<u64> {
    let year: u64 = part.parse().ok()?;
    match part.len() {
        2 if year >= 70 => Some(1900 + year),
        2 => Some(2000 + year),
        _ => Some(year).filter(|year| (1..=9999).contains(year)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DateOrder, month_first: bool) -> (u64, usize, u64) {
        let month = |name: &str| (name == "May").then_some(5);
        let date = Date::read(text, order, month_first, month).unwrap_or_default();
        (date.day.unwrap_or(0), date.month.unwrap_or(0), date.year.unwrap_or(0))
    }

    #[test]
    fn a_date_is_read_in_its_order() {
        let cases = [
            ("1/2/2026", DateOrder::Dmy, (1, 2, 2026)),
            ("1/2/26", DateOrder::Mdy, (2, 1, 2026)),
            ("99.2.1", DateOrder::Ymd, (1, 2, 1999)),
            ("20261121", DateOrder::Usual, (21, 11, 2026)),
            ("????0521", DateOrder::Ymd, (21, 5, 0)),
            ("052026", DateOrder::My, (0, 5, 2026)),
            ("the 21st of May, 2026", DateOrder::Usual, (21, 5, 2026)),
            ("May 2026", DateOrder::Usual, (0, 5, 2026)),
            ("2026", DateOrder::Usual, (0, 0, 2026)),
            ("5", DateOrder::M, (0, 5, 0)),
            ("32/1/2026", DateOrder::Dmy, (0, 0, 0)),
            ("1/2", DateOrder::Dmy, (0, 0, 0)),
            ("", DateOrder::Usual, (0, 0, 0)),
            ("a/b/c", DateOrder::Usual, (0, 0, 0)),
        ];
        for (text, order, expected) in cases {
            assert_eq!(read(text, order, false), expected, "{text} {order:?}");
        }
    }

    #[test]
    fn a_country_decides_where_both_are_possible() {
        assert_eq!(read("1/2/2026", DateOrder::Usual, true), (2, 1, 2026));
        assert_eq!(read("13/2/2026", DateOrder::Usual, true), (13, 2, 2026));
        assert_eq!(read("2/13", DateOrder::Usual, false), (13, 2, 0));
    }
}
