//! Documents that Twilio's helper library builds run to an end, whatever of them works.

use std::fs;

use crate::scenarios::run_out;
use crate::world::World;

#[test]
fn every_document_of_the_library_ends() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../xml-schema/tests/fixtures/twilio");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for keys in ["", "1", "12#"] {
            let mut world = World::twiml(&text);

            world.press(keys);
            run_out(&mut world);

            let told = world.story();
            assert!(!told.iter().any(|line| line.contains("Fallback")), "{}: {told:?}", path.display());
        }
    }
}
