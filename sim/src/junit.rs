//! Outcomes as JUnit XML, which every CI system reads.

use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use xml_schema::Source;

use crate::outcome::Outcome;

/// The outcomes as one test suite; the transcript of a call is its output.
pub fn junit(outcomes: &[Outcome], sources: &[Source]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail.
    let _ = write(&mut writer, outcomes, sources);
    let mut text = String::from_utf8(writer.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

fn write(writer: &mut Writer<Vec<u8>>, outcomes: &[Outcome], sources: &[Source]) -> std::io::Result<()> {
    let failed = outcomes.iter().filter(|outcome| !outcome.passed).count().to_string();
    let tests = outcomes.len().to_string();
    let time = seconds(outcomes.iter().map(|outcome| outcome.duration).sum());
    let counts = [("tests", tests.as_str()), ("failures", failed.as_str()), ("errors", "0"), ("time", time.as_str())];
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.create_element("testsuites").with_attributes(counts).write_inner_content(|writer| {
        let suite = writer.create_element("testsuite").with_attribute(("name", "dialtree sim"));
        suite.with_attributes(counts).write_inner_content(|writer| {
            outcomes.iter().try_for_each(|outcome| write_case(writer, outcome, sources))
        })?;
        Ok(())
    })?;
    Ok(())
}

fn write_case(writer: &mut Writer<Vec<u8>>, outcome: &Outcome, sources: &[Source]) -> std::io::Result<()> {
    let (name, path) = (clean(&outcome.name), clean(&outcome.path));
    let time = seconds(outcome.duration);
    let case = writer.create_element("testcase");
    let attributes = [("name", name.as_str()), ("classname", path.as_str()), ("time", time.as_str())];
    case.with_attributes(attributes).write_inner_content(|writer| {
        if let Some(failure) = outcome.failures.first() {
            let message = clean(&failure.diagnostic.message);
            let element = writer.create_element("failure");
            let text = clean(&outcome.render_failures(sources, false));
            let code = failure.diagnostic.code.0;
            let element = element.with_attributes([("message", message.as_str()), ("type", code)]);
            element.write_text_content(BytesText::new(&text))?;
        }
        writer.create_element("system-out").write_text_content(BytesText::new(&clean(&outcome.transcript)))?;
        Ok(())
    })?;
    Ok(())
}

/// Without the control characters that XML 1.0 cannot hold.
fn clean(text: &str) -> String {
    text.chars().filter(|character| !character.is_control() || matches!(character, '\n' | '\t')).collect()
}

fn seconds(length: Duration) -> String {
    format!("{}.{:03}", length.as_secs(), length.subsec_millis())
}
