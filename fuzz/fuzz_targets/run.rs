//! Any document runs in virtual time, whatever happens meanwhile: the call ends with a cause, and never goes round in
//! circles without input.

#![no_main]

#[path = "../../dialplan/tests/driven/mod.rs"]
mod driven;
#[path = "../../xml-schema/tests/support/made.rs"]
mod made;

use libfuzzer_sys::fuzz_target;
use made::{Care, Choices, response};
use xml_schema::decode;

fuzz_target!(|bytes: &[u8]| {
    // How the document is written, how long it is, the document, and what happens.
    let [how, length, rest @ ..] = bytes else { return };
    let (document, happens) = rest.split_at(rest.len() * usize::from(*length) / 256);
    let document = match how % 3 {
        0 => decode(document).into_owned(),
        1 => response(&mut Choices::new(document), Care::Careful),
        _ => response(&mut Choices::new(document), Care::Careless),
    };
    let dialect = if how & 4 == 0 { "twiml" } else { "callapi" };
    driven::run(&document, dialect, &mut Choices::new(happens));
});
