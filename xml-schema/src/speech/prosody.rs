//! Reads the values of `prosody`. <https://www.w3.org/TR/speech-synthesis11/#S3.2.4>

use super::Prosody;
use crate::tree::Element;

/// The prosody inside an element, from that around it. What cannot be read changes nothing.
pub(super) fn inside(element: &Element, around: Prosody) -> Prosody {
    let read = |name: &str, of: fn(&str, u16) -> Option<u16>, around: u16| {
        let written = element.attribute(name).map(|attribute| attribute.value.trim().to_ascii_lowercase());
        written.and_then(|written| of(&written, around)).unwrap_or(around)
    };
    Prosody {
        rate: read("rate", rate, around.rate),
        volume: read("volume", volume, around.volume),
        pitch: read("pitch", pitch, around.pitch),
    }
}

fn rate(written: &str, around: u16) -> Option<u16> {
    let percent = match written {
        "x-slow" => 50.0,
        "slow" => 75.0,
        "medium" | "default" => 100.0,
        "fast" => 150.0,
        "x-fast" => 200.0,
        // A bare number is a factor, as other platforms have it.
        _ => percent(written, around).or_else(|| Some(number(written).filter(|factor| *factor > 0.0)? * 100.0))?,
    };
    limited(percent, 20.0, 300.0)
}

fn volume(written: &str, around: u16) -> Option<u16> {
    let percent = match written {
        "silent" => 0.0,
        "x-soft" => 25.0,
        "soft" => 50.0,
        "medium" | "default" => 100.0,
        "loud" => 150.0,
        "x-loud" => 200.0,
        _ => match written.strip_suffix("db") {
            Some(decibels) => f64::from(around) * 10_f64.powf(number(decibels)? / 20.0),
            // A bare number is a percentage, as in SSML 1.0; with a sign it is added.
            None if written.starts_with(['+', '-']) && !written.ends_with('%') => f64::from(around) + number(written)?,
            None => percent(written, around).or_else(|| number(written))?,
        },
    };
    limited(percent, 0.0, 400.0)
}

fn pitch(written: &str, around: u16) -> Option<u16> {
    let percent = match written {
        "x-low" => 70.0,
        "low" => 85.0,
        "medium" | "default" => 100.0,
        "high" => 120.0,
        "x-high" => 140.0,
        _ => match written.strip_suffix("st") {
            Some(semitones) => f64::from(around) * 2_f64.powf(number(semitones)? / 12.0),
            None => percent(written, around)?,
        },
    };
    limited(percent, 50.0, 200.0)
}

/// `80%` is that much of the voice's own, `+20%` and `-20%` of what is around.
fn percent(written: &str, around: u16) -> Option<f64> {
    let value = number(written.strip_suffix('%')?)?;
    Some(if written.starts_with(['+', '-']) { f64::from(around) * (1.0 + value / 100.0) } else { value })
}

fn number(written: &str) -> Option<f64> {
    written.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn limited(percent: f64, least: f64, most: f64) -> Option<u16> {
    percent.is_finite().then(|| percent.clamp(least, most).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_words_percentages_or_factors() {
        let cases = [
            ("x-slow", Some(50)),
            ("default", Some(100)),
            ("x-fast", Some(200)),
            ("80%", Some(80)),
            ("+50%", Some(300)),
            ("-50%", Some(100)),
            ("1.5", Some(150)),
            ("0%", Some(20)),
            ("99999%", Some(300)),
            ("-5", None),
            ("nan%", None),
            ("quick", None),
            ("", None),
        ];
        for (written, expected) in cases {
            assert_eq!(rate(written, 200), expected, "{written}");
        }
    }

    #[test]
    fn volumes_are_words_decibels_or_percentages() {
        let cases = [
            ("silent", Some(0)),
            ("soft", Some(50)),
            ("+6db", Some(200)),
            ("-6db", Some(50)),
            ("80", Some(80)),
            ("+10", Some(110)),
            ("-90%", Some(10)),
            ("+999db", Some(400)),
            ("loudly", None),
        ];
        for (written, expected) in cases {
            assert_eq!(volume(written, 100), expected, "{written}");
        }
    }

    #[test]
    fn pitches_are_words_percentages_or_semitones() {
        let cases =
            [("x-high", Some(140)), ("+10%", Some(110)), ("-12st", Some(50)), ("+1st", Some(106)), ("200hz", None)];
        for (written, expected) in cases {
            assert_eq!(pitch(written, 100), expected, "{written}");
        }
    }
}
