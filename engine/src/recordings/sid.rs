//! The public name of a recording.

use std::fmt;

/// `RE` and 32 lower-case hex digits: what may become the name of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordingSid(String);

impl RecordingSid {
    /// Takes a name, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("RE")?;
        let hex = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        (digits.len() == 32 && digits.bytes().all(hex)).then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordingSid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_recordings_are_taken() {
        assert!(RecordingSid::parse("RE0123456789abcdef0123456789abcdef").is_some());
        for other in ["", "RE", "RE0123456789ABCDEF0123456789ABCDEF", "../RE0123456789abcdef0123456789abcd", "é"] {
            assert_eq!(RecordingSid::parse(other), None, "{other}");
        }
    }
}
