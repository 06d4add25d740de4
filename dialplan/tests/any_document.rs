//! Any document that can be made from the element table runs to an end with a cause, whatever happens meanwhile.

mod driven;
#[path = "../../xml-schema/tests/support/made.rs"]
mod made;

use made::{Care, Choices, response};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_ends_with_a_cause(
        document in prop::collection::vec(any::<u8>(), 0..300),
        happens in prop::collection::vec(any::<u8>(), 0..150),
        twiml in any::<bool>(),
        careful in any::<bool>(),
    ) {
        let care = if careful { Care::Careful } else { Care::Careless };
        let document = response(&mut Choices::new(&document), care);

        driven::run(&document, if twiml { "twiml" } else { "callapi" }, &mut Choices::new(&happens));
    }

    #[test]
    fn any_document_ends_when_nobody_does_anything(document in prop::collection::vec(any::<u8>(), 0..300), twiml in any::<bool>()) {
        let document = response(&mut Choices::new(&document), Care::Careful);

        driven::run(&document, if twiml { "twiml" } else { "callapi" }, &mut Choices::new(&[]));
    }
}
