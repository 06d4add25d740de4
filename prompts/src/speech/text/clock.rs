//! Times as they are written, before it is decided how they are said.

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// 0 to 23.
    pub hour: u64,
    /// 0 to 59.
    pub minute: u64,
    /// 0 to 59; zero is not said.
    pub second: u64,
    /// Whether it was written with `am` or `pm`.
    pub halved: bool,
}

impl Time {
    /// Reads `21:05`, `9:05:30 pm`, `9pm`, `2105`, `21-05`, `21 ч 05 мин`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        if text.contains(['\'', '"', '’', '′', '”', '″']) {
            return None;
        }
        let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
        let half = match letters.as_str() {
            "" | "ч" | "чмин" | "h" | "hm" | "hmin" => None,
            "am" | "a" | "утра" | "ночи" => Some(false),
            "pm" | "p" | "вечера" | "дня" => Some(true),
            _ => return None,
        };
        let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let (hour, minute, second) = match *numbers {
            [digits] if matches!(digits.len(), 4 | 6) => {
                (&digits[..2], &digits[2..4], digits.get(4..6).unwrap_or_default())
            }
            [hour] => (hour, "", ""),
            [hour, minute] => (hour, minute, ""),
            [hour, minute, second] => (hour, minute, second),
            _ => return None,
        };
        let number = |digits: &str, below: u64| match digits {
            "" => Some(0),
            _ => digits.parse().ok().filter(|number| *number < below && digits.len() <= 2),
        };
        let hour = match (number(hour, 24)?, half) {
            (12, Some(false)) => 0,
            (hour @ 1..=11, Some(true)) => hour + 12,
            (hour, _) => hour,
        };
        Some(Self { hour, minute: number(minute, 60)?, second: number(second, 60)?, halved: half.is_some() })
    }
}

/// Reads a length of time, `1'21"`: its minutes and seconds.
pub(super) fn length(text: &str) -> Option<(u64, u64)> {
    let text = text.trim().replace(['’', '′'], "'").replace(['”', '″'], "\"");
    let (minutes, seconds) = match text.split_once('\'') {
        Some((minutes, seconds)) => (minutes, seconds),
        None => ("0", text.as_str()),
    };
    let seconds = match seconds {
        "" => "0",
        seconds => seconds.strip_suffix('"')?,
    };
    let number = |text: &str| text.trim().parse().ok().filter(|number| *number < 10_000);
    Some((number(minutes)?, number(seconds)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_written() {
        let cases = [
            ("21:05", Some((21, 5, 0, false))),
            ("9:05:30 p.m.", Some((21, 5, 30, true))),
            ("12am", Some((0, 0, 0, true))),
            ("12:30 PM", Some((12, 30, 0, true))),
            ("2105", Some((21, 5, 0, false))),
            ("7", Some((7, 0, 0, false))),
            ("9 вечера", Some((21, 0, 0, true))),
            ("25:00", None),
            ("12:60", None),
            ("1:2:3:4", None),
            ("noon", None),
            ("", None),
            ("12:005", None),
        ];
        for (text, expected) in cases {
            let read = Time::read(text).map(|time| (time.hour, time.minute, time.second, time.halved));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn a_length_has_minutes_and_seconds() {
        assert_eq!(length("1'21\""), Some((1, 21)));
        assert_eq!(length("5'"), Some((5, 0)));
        assert_eq!(length("30″"), Some((0, 30)));
        assert_eq!(length("21:05"), None);
        assert_eq!(length("''"), None);
    }
}
