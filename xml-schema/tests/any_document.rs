//! What the table allows the parser takes, and of what it does not allow it tells: with documents made from the table.

#[path = "support/made.rs"]
mod made;
mod support;

use made::{Care, Choices, response};
use proptest::prelude::*;
use support::{CALLAPI, TWIML, read, written};

/// Planned, and not offered; and two numbers of one element that do not fit each other, which the maker does not look at.
const ALLOWED: [&str; 3] = ["X017", "X018", "X025"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_table_allows_is_taken_without_a_word(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = response(&mut Choices::new(&bytes), Care::Careful);

        for kind in [TWIML, CALLAPI] {
            let parsed = read(&text, kind);
            for found in &parsed.diagnostics {
                prop_assert!(ALLOWED.contains(&found.code.0), "{}\n{text}", found.message);
            }
        }
    }

    #[test]
    fn a_careless_document_is_never_refused_and_read_alike(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = response(&mut Choices::new(&bytes), Care::Careless);

        let (strict, lenient) = (read(&text, TWIML), read(&text, CALLAPI));

        prop_assert!(!strict.refused() && !lenient.refused(), "{:?}\n{text}", strict.diagnostics);
        prop_assert_eq!(strict.root.map(|root| written(&root)), lenient.root.map(|root| written(&root)));
    }
}

#[test]
fn bytes_lead_to_every_element_of_the_table() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..1500_u32 {
        // A small generator of numbers: the same bytes on every machine.
        let mut state = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let bytes: Vec<u8> = (0..120)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 24) as u8
            })
            .collect();
        let text = response(&mut Choices::new(&bytes), Care::Careful);
        seen.extend(text.split('<').filter_map(|part| part.split([' ', '>']).next()).map(str::to_owned));
    }
    for name in
        ["Gather", "PlaySound", "NoMatch", "Sip", "Conference", "ConversationRelay", "say-as", "w", "Else", "Target"]
    {
        assert!(seen.contains(name), "{name} is never made");
    }
}

#[test]
fn every_line_of_a_text_ends_with_a_line_feed_alone() {
    for ending in ["\n", "\r\n", "\r"] {
        let text =
            "<Response>\n<Say>one\ntwo <![CDATA[three\nfour]]>&#13;five</Say>\n</Response>".replace('\n', ending);
        let root = read(&text, TWIML).root.expect("it is a document");

        // A carriage return that is written as a reference is meant. XML 1.0 §2.11.
        let say = root.elements().next().expect("it says something");
        assert_eq!(say.text(), "one\ntwo three\nfour\rfive", "{ending:?}");
    }
}
