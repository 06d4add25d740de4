//! A sentence for a voice that cannot be told to stress a part of it: in pieces, each of which it says in a manner of its own.

use super::text::signs::{Sign, is_heard};

/// A part of a sentence that is said in one manner.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub sign: Sign,
    pub text: String,
    /// Whether the sentence goes on behind it.
    pub goes_on: bool,
}

/// The pieces of a sentence, without its signs of emphasis. What nobody can say by itself, like a full stop, stays with the
/// words before it.
pub(super) fn pieces(sentence: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut sign = Sign::Normal;
    let mut rest = sentence;
    loop {
        let end = rest.find(|character| Sign::of(character).is_some());
        let text = &rest[..end.unwrap_or(rest.len())];
        let is_silent = !text.chars().any(is_heard);
        match pieces.last_mut() {
            Some(last) if is_silent || last.sign == sign => last.text.push_str(text),
            _ if is_silent => {}
            _ => pieces.push(Piece { sign, text: text.to_owned(), goes_on: true }),
        }
        let Some(place) = end else { break };
        let mut behind = rest[place..].chars();
        sign = behind.next().and_then(Sign::of).unwrap_or(sign);
        rest = behind.as_str();
    }
    if let Some(last) = pieces.last_mut() {
        last.goes_on = false;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(sign: Sign, text: &str, goes_on: bool) -> Piece {
        Piece { sign, text: text.to_owned(), goes_on }
    }

    #[test]
    fn a_sentence_is_cut_where_its_manner_changes() {
        let [strong, reduced, normal] = [Sign::Strong, Sign::Reduced, Sign::Normal].map(Sign::character);

        assert_eq!(
            pieces(&format!("This is {strong}very important{normal}, and {reduced}that{normal} is not.")),
            [
                piece(Sign::Normal, "This is ", true),
                piece(Sign::Strong, "very important", true),
                piece(Sign::Normal, ", and ", true),
                piece(Sign::Reduced, "that", true),
                piece(Sign::Normal, " is not.", false),
            ]
        );
        assert_eq!(pieces(&format!("{strong}No{normal}.")), [piece(Sign::Strong, "No.", false)]);
        assert_eq!(pieces("Hello, world."), [piece(Sign::Normal, "Hello, world.", false)]);
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_empty() {
        let [strong, normal] = [Sign::Strong, Sign::Normal].map(Sign::character);
        assert_eq!(pieces(&format!(" {strong}{normal}")), []);
        assert_eq!(pieces(&format!("{strong}{normal}a{strong} {normal}b")), [piece(Sign::Normal, "a b", false)]);
    }
}
