//! What a caller hears of an answer with a mistake in it: what runs of it, or the node's fallback. Every call ends.

use std::fmt::Write;
use std::fs;

use dialplan::event::Response;

use crate::scenarios::run_out;
use crate::world::{APP, World};

/// A call whose application answers its first question with this.
fn call(dialect: &str, content_type: &str, body: &str) -> World {
    let mut world = World::start(&format!(
        "<Answer/><Interactive url='{APP}' dialect='{dialect}'><Fallback><Say>Fallback.</Say></Fallback></Interactive>"
    ));
    world.story();
    let content_type = Some(content_type.to_owned()).filter(|content_type| !content_type.is_empty());
    world.reply(Response { status: 200, url: APP.into(), content_type, body: body.into(), ..Response::default() });
    world
}

/// The first thing that the caller notices.
fn first(world: &mut World) -> String {
    let first = world.story().first().cloned().unwrap_or_else(|| "nothing".to_owned());
    run_out(world);
    first
}

#[test]
fn an_answer_with_a_mistake_runs_as_far_as_it_may() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../xml-schema/tests/fixtures/mistakes/answer/bad");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut told = String::new();
    for path in paths {
        let text = xml_schema::decode(&fs::read(&path).unwrap()).into_owned();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for dialect in ["twiml", "callapi"] {
            let heard = first(&mut call(dialect, "text/xml", &text));
            writeln!(told, "{name}, {dialect}: {heard}").unwrap();
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_content_type_decides_what_an_answer_is() {
    let document = "<Response><Say>Document.</Say></Response>";
    let mut told = String::new();
    for (content_type, body) in [
        ("", document),
        ("text/xml", document),
        ("TEXT/XML; charset=UTF-8", document),
        ("application/xml", document),
        ("application/voicexml+xml", document),
        ("text/html", document),
        ("text/plain", document),
        ("text/plain", "Plain words."),
        ("text/html", "<html><body>Page.</body></html>"),
        ("application/json", document),
        ("application/json", "{\"say\": 1}"),
        ("application/octet-stream", document),
        ("image/png", "\u{89}PNG"),
        ("audio/mpeg", ""),
        ("nonsense", document),
        ("", "Plain words."),
        ("", ""),
        ("application/json", " \n"),
    ] {
        for dialect in ["twiml", "callapi"] {
            let heard = first(&mut call(dialect, content_type, body));
            writeln!(told, "{content_type:?} {body:?}, {dialect}: {heard}").unwrap();
        }
    }
    insta::assert_snapshot!(told);
}
