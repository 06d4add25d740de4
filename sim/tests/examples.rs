//! The test calls of the examples, in virtual time: a designer copies from them, so they must hold.

use dialplan::load::Disk;
use sim::{Options, Suite};

#[test]
fn every_script_of_every_example_passes() {
    for example in ["quickstart", "quickstart-ru", "twiml-app", "after-hours"] {
        let suite = Suite::open(&[&format!("../examples/{example}/scripts")], None, &Disk);
        assert_eq!(xml_schema::render(&suite.diagnostics, &suite.sources, false), "");
        assert!(!suite.cases.is_empty(), "{example} has no scripts");

        for outcome in suite.run(&Options::default(), 1, |_| {}) {
            let failures = outcome.render_failures(&suite.sources, false);
            assert!(outcome.passed, "{}\n{failures}\n{}", outcome.path, outcome.transcript);
        }
    }
}
