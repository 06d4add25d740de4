//! The dialplans of the examples: a designer copies from them, so nothing may be wrong with them.

use dialplan::load::{Disk, load};

#[test]
fn nothing_is_wrong_with_the_dialplans_of_the_examples() {
    for place in ["quickstart", "quickstart/clinic.xml", "quickstart-ru", "twiml-app", "after-hours"] {
        let loaded = load(&format!("../examples/{place}"), &Disk);

        assert_eq!(xml_schema::render(&loaded.diagnostics, &loaded.sources, false), "");
        assert!(loaded.plan.is_some(), "{place}");
    }
}
