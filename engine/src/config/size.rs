//! Sizes: a number of bytes with its unit.

/// Reads `512 B`, `64 KiB`, `16MiB`, `1 GiB`, `10 kB`, `2 MB`. KiB are 1,024 bytes, kB are 1,000.
pub(super) fn read(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let factor = UNITS.iter().find(|(name, _)| *name == unit.trim_start())?.1;
    number.parse::<u64>().ok()?.checked_mul(factor)
}

/// Writes a size so that [`read`] understands it: the largest unit that leaves a whole number.
pub(super) fn shown(bytes: u64) -> String {
    let binary = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let unit = binary.iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor));
    match unit {
        Some((name, factor)) => format!("{} {name}", bytes / factor),
        None => format!("{bytes} B"),
    }
}

const UNITS: &[(&str, u64)] = &[
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_understood() {
        assert_eq!(read("64 KiB"), Some(65_536));
        assert_eq!(read("2MB"), Some(2_000_000));
        assert_eq!(read("10 B"), Some(10));
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in ["", "64", "KiB", "-1 KiB", "1.5 MiB", "99999999999 GiB", "1 kib"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_shown_can_be_read() {
        for bytes in [1, 1_000, 65_536, 3 << 20, 5 << 30] {
            assert_eq!(read(&shown(bytes)), Some(bytes));
        }
    }
}
