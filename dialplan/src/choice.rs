//! Which option of a menu the keys so far mean.

use crate::plan::{Menu, Trigger};

/// What keys mean in a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// This option, and no longer one could be meant.
    Complete(usize),
    /// This option, unless another key follows.
    Ambiguous(usize),
    /// No option yet; one could be meant.
    Partial,
    /// No option begins so.
    Invalid,
}

impl Menu {
    /// What these keys mean; an exact option wins over a pattern, an earlier pattern over a later one.
    pub fn choose(&self, keys: &str) -> Choice {
        let exact =
            self.options.iter().position(|option| matches!(&option.on, Trigger::Digits(digits) if digits == keys));
        let pattern = || {
            self.options
                .iter()
                .position(|option| matches!(&option.on, Trigger::Pattern(pattern) if matches_pattern(pattern, keys)))
        };
        let longer = self.options.iter().any(|option| match &option.on {
            Trigger::Digits(digits) => digits.len() > keys.len() && digits.starts_with(keys),
            Trigger::Pattern(pattern) => {
                pattern.len() > keys.len()
                    && pattern.is_char_boundary(keys.len())
                    && matches_pattern(&pattern[..keys.len()], keys)
            }
            _ => false,
        });
        match (exact.or_else(pattern), longer) {
            (Some(option), false) => Choice::Complete(option),
            (Some(option), true) => Choice::Ambiguous(option),
            (None, true) => Choice::Partial,
            (None, false) => Choice::Invalid,
        }
    }
}

/// `X` stands for any digit 0-9.
fn matches_pattern(pattern: &str, keys: &str) -> bool {
    pattern.len() == keys.len()
        && pattern
            .chars()
            .zip(keys.chars())
            .all(|(place, key)| if place == 'X' { key.is_ascii_digit() } else { place == key })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use xml_schema::Span;

    use super::*;
    use crate::plan::MenuOption;

    fn menu(options: &[&str]) -> Menu {
        let option =
            |on: &&str| MenuOption { on: Trigger::from_word(on), actions: Arc::from([]), span: Span::default() };
        Menu {
            name: "m".into(),
            id: None,
            timeout: Duration::from_secs(5),
            inter_digit: Duration::from_secs(2),
            max_digits: 3,
            tries: 3,
            dial_extensions: false,
            options: options.iter().map(option).collect(),
            span: Span::default(),
        }
    }

    #[test]
    fn a_choice_is_complete_when_no_longer_one_can_be_meant() {
        let menu = menu(&["start", "1", "12", "2XX", "200"]);

        assert_eq!(menu.choose("1"), Choice::Ambiguous(1));
        assert_eq!(menu.choose("12"), Choice::Complete(2));
        assert_eq!(menu.choose("2"), Choice::Partial);
        assert_eq!(menu.choose("299"), Choice::Complete(3));
        assert_eq!(menu.choose("200"), Choice::Complete(4));
        assert_eq!(menu.choose("9"), Choice::Invalid);
        assert_eq!(menu.choose("1*"), Choice::Invalid);
    }
}
