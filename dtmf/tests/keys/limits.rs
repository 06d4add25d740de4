//! Table A-1 of ITU-T Q.24, limit by limit.

use prompts::Law;

use crate::line::{Line, heard};

/// Every key, five times, is heard.
#[track_caller]
fn accepts(line: Line) {
    let (keys, samples) = line.all(5);
    assert_eq!(heard(&samples), keys, "{line:?}");
}

/// No key is heard.
#[track_caller]
fn refuses(line: Line) {
    let (_, samples) = line.all(5);
    assert_eq!(heard(&samples), "", "{line:?}");
}

#[test]
fn every_key_is_heard_in_both_laws() {
    for law in [Law::Mu, Law::A] {
        accepts(Line { law, ..Line::GOOD });
    }
}

#[test]
fn levels_from_0_to_25_dbm0_below_are_accepted() {
    for law in [Law::Mu, Law::A] {
        for level in 0..=27 {
            let level = -f64::from(level);
            accepts(Line { row: level, column: level, law, ..Line::GOOD });
        }
    }
}

#[test]
fn what_is_too_quiet_to_be_a_key_of_this_line_is_refused() {
    for level in [-40.0, -45.0, -55.0] {
        refuses(Line { row: level, column: level, ..Line::GOOD });
    }
}

#[test]
fn twist_is_accepted_to_8_db_and_4_db_the_other_way() {
    for level in [-3.0, -10.0, -17.0] {
        for twist in 0..=8 {
            accepts(Line { row: level, column: level - f64::from(twist), ..Line::GOOD });
        }
        for twist in 0..=4 {
            accepts(Line { row: level - f64::from(twist), column: level, ..Line::GOOD });
        }
    }
}

#[test]
fn tones_of_quite_different_levels_are_refused() {
    refuses(Line { row: -5.0, column: -17.0, ..Line::GOOD });
    refuses(Line { row: -13.0, column: -5.0, ..Line::GOOD });
    refuses(Line { row: -5.0, column: -90.0, ..Line::GOOD });
    refuses(Line { row: -90.0, column: -5.0, ..Line::GOOD });
}

#[test]
fn tones_may_be_1_5_percent_and_2_hz_off() {
    for off in [-1.8, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 1.8] {
        accepts(Line { row_off: off, ..Line::GOOD });
        accepts(Line { column_off: off, ..Line::GOOD });
        accepts(Line { row_off: off, column_off: off, ..Line::GOOD });
        accepts(Line { row_off: off, column_off: -off, down: 40.0, up: 40.0, noise: Some(15.0), ..Line::GOOD });
    }
}

#[test]
fn tones_3_5_percent_off_are_refused() {
    for off in [-6.0, -5.0, -4.0, -3.5, 3.5, 4.0, 4.5] {
        refuses(Line { row_off: off, ..Line::GOOD });
        refuses(Line { column_off: off, ..Line::GOOD });
        refuses(Line { row_off: off, noise: Some(20.0), ..Line::GOOD });
    }
}

#[test]
fn keys_of_40_ms_with_pauses_of_40_ms_are_accepted() {
    for (down, up) in [(40.0, 40.0), (40.0, 100.0), (50.0, 43.0), (65.0, 40.0), (500.0, 40.0)] {
        accepts(Line { down, up, ..Line::GOOD });
        accepts(Line { down, up, noise: Some(15.0), ..Line::GOOD });
    }
}

#[test]
fn tones_under_23_ms_are_refused() {
    for down in [5.0, 10.0, 15.0, 20.0, 22.9] {
        refuses(Line { down, ..Line::GOOD });
        refuses(Line { down, noise: Some(15.0), ..Line::GOOD });
        refuses(Line { down, row: 0.0, column: 0.0, ..Line::GOOD });
    }
}

#[test]
fn a_flaw_of_10_ms_does_not_double_a_key() {
    for flaw in [2.0, 5.0, 8.0, 10.0] {
        let line = Line { down: 50.0, up: flaw, ..Line::GOOD };
        for key in ["11", "55", "00", "DD"] {
            assert_eq!(heard(&line.press(key)), key[..1], "{flaw} ms");
        }
    }
}

#[test]
fn noise_may_be_15_db_below() {
    for level in [-5.0, -15.0, -25.0] {
        for below in [15.0, 18.0, 24.0] {
            accepts(Line { row: level, column: level, noise: Some(below), down: 50.0, up: 50.0, ..Line::GOOD });
            accepts(Line { row: level, column: level, noise: Some(below), down: 40.0, up: 40.0, ..Line::GOOD });
        }
    }
}

#[test]
fn a_dial_tone_under_the_keys_is_tolerated() {
    const AMERICA: &[(f64, f64)] = &[(350.0, -10.0), (440.0, -10.0)];
    const EUROPE: &[(f64, f64)] = &[(425.0, -8.0)];
    const BRITAIN: &[(f64, f64)] = &[(350.0, -10.0), (450.0, -10.0)];
    const JAPAN: &[(f64, f64)] = &[(400.0, -8.0)];
    for hum in [AMERICA, EUROPE, BRITAIN, JAPAN] {
        for level in [-10.0, -14.0, -18.0] {
            accepts(Line { row: level, column: level, hum, down: 50.0, up: 50.0, ..Line::GOOD });
            accepts(Line { row: level, column: level - 4.0, hum, noise: Some(18.0), ..Line::GOOD });
        }
    }
}

#[test]
fn a_third_tone_is_no_key() {
    const OTHER: &[(f64, f64)] = &[(2130.0, -10.0)];
    refuses(Line { hum: OTHER, ..Line::GOOD });
}
