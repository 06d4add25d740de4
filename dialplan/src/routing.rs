//! Which route takes a call.

use crate::plan::{NumberPattern, Plan, Route};

impl Plan {
    /// The route for a call; the most specific wins: by what was called, then by who calls, then the earlier one.
    pub fn route(&self, to: &str, from: &str) -> Option<&Route> {
        self.find_route(to, from).map(|place| &self.routes[place])
    }

    /// The same: its place among the routes.
    pub(crate) fn find_route(&self, to: &str, from: &str) -> Option<usize> {
        let mut best: Option<(usize, (Rank, Rank))> = None;
        for (place, route) in self.routes.iter().enumerate() {
            let Some(to) = route.to.rank(to) else { continue };
            let from = match &route.from {
                None => Rank::ANYBODY,
                Some(pattern) => match pattern.rank(from) {
                    Some(rank) => rank,
                    None => continue,
                },
            };
            if best.as_ref().is_none_or(|(_, rank)| (to, from) > *rank) {
                best = Some((place, (to, from)));
            }
        }
        best.map(|(place, _)| place)
    }
}

/// How specific a match is; greater wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u8, usize);

impl Rank {
    const ANYBODY: Self = Self(0, 0);
}

impl NumberPattern {
    /// How specifically this matches a number; `None`: not at all. Exact before glob before regular expression.
    pub fn rank(&self, number: &str) -> Option<Rank> {
        match self {
            Self::Exact(exact) => (exact == number).then_some(Rank(3, exact.len())),
            Self::Glob(glob) => matches_glob(glob, number).then(|| Rank(2, literals(glob))),
            Self::Regex(regex) => {
                // The whole number, not a part of it.
                let whole = regex.find(number).is_some_and(|found| found.range() == (0..number.len()));
                whole.then_some(Rank(1, 0))
            }
        }
    }

    /// Whether some number matches both, and neither is more specific. Of regular expressions only equal ones are known to.
    pub(crate) fn ties(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Glob(one), Self::Glob(two)) => globs_tie(one, two),
            (Self::Exact(_), Self::Exact(_)) | (Self::Regex(_), Self::Regex(_)) => self.written() == other.written(),
            _ => false,
        }
    }

    /// Patterns of different classes never tie; this is cheaper to find out than [`Self::ties`].
    pub(crate) fn tie_class(&self) -> TieClass {
        match self {
            Self::Exact(exact) => TieClass::Exact(exact.clone()),
            Self::Glob(glob) => TieClass::Glob(literals(glob)),
            Self::Regex(regex) => TieClass::Regex(regex.as_str().to_owned()),
        }
    }

    /// What the designer wrote; patterns that are the same text are the same pattern.
    pub fn written(&self) -> &str {
        match self {
            Self::Exact(text) | Self::Glob(text) => text,
            Self::Regex(regex) => regex.as_str(),
        }
    }
}

/// Whether some text matches both, and neither has more characters that are no stars.
pub fn globs_tie(one: &str, two: &str) -> bool {
    literals(one) == literals(two) && globs_meet(one, two)
}

/// What patterns that [tie](NumberPattern::ties) have in common: the text, or for globs how many characters are no stars.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TieClass {
    Exact(String),
    Glob(usize),
    Regex(String),
}

fn literals(glob: &str) -> usize {
    glob.chars().filter(|c| *c != '*').count()
}

/// Whether some text matches both. `meet[j]`: what is left of `one` from here and of `two` from `j` on have one in common.
fn globs_meet(one: &str, two: &str) -> bool {
    // Most globs differ before their first star or behind their last: nothing needs to be set up to see it.
    let differ = |(one, two): (char, char)| one != two;
    let until_star = |pair: &(char, char)| pair.0 != '*' && pair.1 != '*';
    if one.chars().zip(two.chars()).take_while(until_star).any(differ)
        || one.chars().rev().zip(two.chars().rev()).take_while(until_star).any(differ)
    {
        return false;
    }
    let (one, two): (Vec<char>, Vec<char>) = (one.chars().collect(), two.chars().collect());
    if one.len().max(two.len()) > MAX_PATTERN {
        return one == two;
    }
    let stars = |rest: &[char]| rest.iter().all(|c| *c == '*');
    let mut meet: Vec<bool> = (0..=two.len()).map(|j| stars(&two[j..])).collect();
    for i in (0..one.len()).rev() {
        let below = std::mem::take(&mut meet);
        meet = vec![false; two.len() + 1];
        meet[two.len()] = stars(&one[i..]);
        for j in (0..two.len()).rev() {
            // A star stands for nothing, or for what the other has next.
            meet[j] =
                if one[i] == '*' || two[j] == '*' { below[j] || meet[j + 1] } else { one[i] == two[j] && below[j + 1] };
        }
    }
    meet[0]
}

/// No number is longer; of longer patterns only equal ones are compared.
const MAX_PATTERN: usize = 256;

/// `*` stands for any characters, also none.
pub fn matches_glob(glob: &str, text: &str) -> bool {
    let mut parts = glob.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            let middle: &str = middle;
            let Some(place) = rest.find(middle) else { return false };
            rest = &rest[place + middle.len()..];
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => rest.len() >= end.len() && rest.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches_glob("*", ""));
        assert!(matches_glob("+44*", "+441632"));
        assert!(matches_glob("0003\u{2a}099", "0003*099"));
        assert!(matches_glob("a*b*c", "aXbYc"));
        assert!(!matches_glob("a*b*c", "aXcYb"));
        assert!(!matches_glob("ab*ba", "aba"));
        assert!(!matches_glob("+44", "+441"));
    }

    #[test]
    fn globs_tie_if_some_number_matches_both_equally_well() {
        let ties = |one: &str, two: &str| NumberPattern::Glob(one.into()).ties(&NumberPattern::Glob(two.into()));

        assert!(ties("+44*", "*123"));
        assert!(ties("*12", "12*"));
        assert!(ties("*1*2", "1*2*"));
        assert!(ties("*", "**"));
        assert!(!ties("+44*", "+49*"));
        assert!(!ties("+44*", "+4*"));
        assert!(!ties("a*", "*"));
        assert!(!ties("*1", "*2"));
    }

    #[test]
    fn exact_wins_over_glob_and_longer_globs_win() {
        let rank = |pattern: NumberPattern| pattern.rank("+441632960000").unwrap();
        let exact = rank(NumberPattern::Exact("+441632960000".into()));
        let long = rank(NumberPattern::Glob("+44163*".into()));
        let short = rank(NumberPattern::Glob("+44*".into()));
        let regex = rank(NumberPattern::Regex(regex::Regex::new(r"\+44\d+").unwrap()));

        assert!(exact > long && long > short && short > regex);
        assert!(NumberPattern::Regex(regex::Regex::new("441").unwrap()).rank("+441632").is_none());
    }
}
