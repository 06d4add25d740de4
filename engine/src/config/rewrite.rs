//! Patterns of numbers and what becomes of a number that fits one.

use xml_schema::Diagnostic;

use super::item::Item;
use super::{messages, span};

/// `{ "+44*" = "0*", "+*" = "00*" }`: the most specific pattern that fits decides; a number that fits none stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rewrite(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    pattern: Split,
    replacement: Split,
}

/// A text with one `*` or none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Split {
    before: String,
    /// What stands behind the `*`; `None`: there is no `*`.
    behind: Option<String>,
}

impl Rewrite {
    /// Every number becomes this one.
    pub fn always(number: &str) -> Self {
        let pattern = Split { before: String::new(), behind: Some(String::new()) };
        Self(vec![Rule { pattern, replacement: Split { before: number.to_owned(), behind: None } }])
    }

    /// What becomes of a number.
    pub fn apply(&self, number: &str) -> String {
        let fitting = self.0.iter().filter_map(|rule| Some((rule.pattern.literal(), rule.pattern.rest(number)?, rule)));
        let best = fitting.max_by_key(|(literal, ..)| *literal);
        best.map_or_else(|| number.to_owned(), |(_, rest, rule)| rule.replacement.filled(rest))
    }

    /// A table of patterns and replacements.
    pub(super) fn read(item: Item<'_, '_>) -> Result<Self, Box<Diagnostic>> {
        let expected = "a table of patterns and replacements, like { \"+44*\" = \"0*\" }";
        let Some(table) = item.table() else { return Err(item.wrong_type(expected)) };
        let rules = table.iter().map(|(pattern, replacement)| {
            let value = Item::new(item.key, replacement);
            let pattern_place = span(pattern.span());
            let two_stars = || Box::new(messages::bad_value(pattern_place, item.key, "a pattern with one * at most"));
            let rule = Rule {
                pattern: Split::read(pattern.get_ref()).ok_or_else(two_stars)?,
                replacement: Split::read(value.text()?).ok_or_else(|| value.bad("a replacement with one * at most"))?,
            };
            if rule.replacement.behind.is_some() && rule.pattern.behind.is_none() {
                return Err(value.bad("a replacement without *, as there is none in the pattern"));
            }
            Ok(rule)
        });
        rules.collect::<Result<_, _>>().map(Self)
    }
}

impl Split {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.split_once('*') {
            None => Some(Self { before: text.to_owned(), behind: None }),
            Some((before, behind)) => {
                (!behind.contains('*')).then(|| Self { before: before.to_owned(), behind: Some(behind.to_owned()) })
            }
        }
    }

    /// How specific it is.
    fn literal(&self) -> usize {
        self.before.len() + self.behind.as_ref().map_or(usize::MAX / 2, String::len)
    }

    /// What the `*` stands for in a number that fits.
    fn rest<'n>(&self, number: &'n str) -> Option<&'n str> {
        match &self.behind {
            None => (number == self.before).then_some(""),
            Some(behind) => number.strip_prefix(self.before.as_str())?.strip_suffix(behind.as_str()),
        }
    }

    fn filled(&self, rest: &str) -> String {
        match &self.behind {
            None => self.before.clone(),
            Some(behind) => [&self.before, rest, behind].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite(rules: &[(&str, &str)]) -> Rewrite {
        let rule = |(pattern, replacement): &(&str, &str)| {
            Some(Rule { pattern: Split::read(pattern)?, replacement: Split::read(replacement)? })
        };
        Rewrite(rules.iter().filter_map(rule).collect())
    }

    #[test]
    fn the_most_specific_pattern_decides() {
        let rules = rewrite(&[("+*", "00*"), ("+44*", "0*"), ("999", "+44999"), ("*00", "<*>")]);

        assert_eq!(rules.apply("+442079460000"), "02079460000");
        assert_eq!(rules.apply("+4930123456"), "004930123456");
        assert_eq!(rules.apply("999"), "+44999");
        assert_eq!(rules.apply("12300"), "<123>");
        assert_eq!(rules.apply("101"), "101");
        assert_eq!(Rewrite::default().apply("101"), "101");
        assert_eq!(Rewrite::always("+1").apply("anonymous"), "+1");
    }

    #[test]
    fn what_a_star_stands_for_never_overlaps() {
        let rules = rewrite(&[("1*1", "<*>")]);

        assert_eq!(rules.apply("11"), "<>");
        assert_eq!(rules.apply("1"), "1");
    }
}
