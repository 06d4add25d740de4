//! "Did you mean": the name nearest to one that is not there.

/// The candidate most like `word`: the same but for case, or at most a third of its letters away. Earlier ones win ties.
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = (length.max(3) / 3).max(1);
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Nothing with a longer name is a slip of the finger, and comparing takes its square.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        assert_eq!(suggest("timout", ["action", "timeout"]), Some("timeout"));
        assert_eq!(suggest("say", ["Play", "Say"]), Some("Say"));
    }

    #[test]
    fn another_word_is_not() {
        assert_eq!(suggest("volume", ["voice", "language"]), None);
    }
}
