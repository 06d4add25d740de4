//! Whatever a dialplan's files hold: loading returns, and what it finds can be shown.

use dialplan::load::{MemoryFiles, load};
use proptest::prelude::*;

const CLINIC: &str = include_str!("../../examples/quickstart/clinic.xml");
const SHOP: &str = include_str!("../../examples/quickstart-ru/shop.xml");

/// Pieces that mean something to the loader.
const PIECES: [&str; 30] = [
    "<",
    ">",
    "/>",
    "</Menu>",
    "</Dialplan>",
    "\"",
    "&",
    "&amp;",
    "&#0;",
    "<!--",
    "-->",
    "<![CDATA[",
    "<!DOCTYPE x>",
    "<?xml?>",
    "\u{feff}",
    "${",
    "}",
    "$",
    "*",
    "X",
    "to=\"*\"",
    "match=\"(\"",
    "on=\"XXX\"",
    "menu=\"main\"",
    "<Include file=\"other.xml\"/>",
    "<Include file=\"x/../plan.xml\"/>",
    "<Prompts dir=\".\"/>",
    "<Jump menu=\"main\"/>",
    "<Redirect/>",
    "\u{10ffff}",
];

/// One change of a text; places are shares of its length.
#[derive(Debug, Clone)]
enum Change {
    Insert(f64, usize),
    Remove(f64, usize),
    Copy(f64, usize, f64),
}

impl Change {
    fn apply(&self, text: &str) -> String {
        let place = |share: f64| {
            let mut place = (text.len() as f64 * share) as usize;
            while !text.is_char_boundary(place) {
                place -= 1;
            }
            place
        };
        let end = |start: usize, length: usize| {
            let mut end = (start + length).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            end
        };
        match *self {
            Self::Insert(share, piece) => {
                let at = place(share);
                [&text[..at], PIECES[piece], &text[at..]].concat()
            }
            Self::Remove(share, length) => {
                let at = place(share);
                [&text[..at], &text[end(at, length)..]].concat()
            }
            Self::Copy(from, length, to) => {
                let (from, to) = (place(from), place(to));
                [&text[..to], &text[from..end(from, length)], &text[to..]].concat()
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0.0..1.0, 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (0.0..1.0, 1_usize..200).prop_map(|(at, length)| Change::Remove(at, length)),
        (0.0..1.0, 1_usize..200, 0.0..1.0).prop_map(|(from, length, to)| Change::Copy(from, length, to)),
    ]
}

fn check(text: &str) {
    let files = MemoryFiles::new([("plans/plan.xml", text), ("plans/other.xml", SHOP)]);
    for path in ["plans", "plans/plan.xml"] {
        let loaded = load(path, &files);
        assert_eq!(loaded.plan.is_some(), loaded.errors() == 0);
        for found in &loaded.diagnostics {
            let source = &loaded.sources[found.span.file.0 as usize];
            assert!(found.span.start <= found.span.end && found.span.end as usize <= source.text.len(), "{found:?}");
        }
        xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_changed_dialplan_never_panics(clinic in any::<bool>(), changes in prop::collection::vec(change(), 1..8)) {
        let text = if clinic { CLINIC } else { SHOP }.to_owned();
        check(&changes.iter().fold(text, |text, change| change.apply(&text)));
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn pieces_in_any_order_never_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let inside: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        check(&format!("<Dialplan xmlns=\"urn:dialtree:1\">{inside}</Dialplan>"));
    }
}
