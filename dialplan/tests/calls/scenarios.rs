//! Documents of public TwiML examples run to the end a reader expects.

use std::fs;

use dialplan::event::LegProgress;

use crate::world::World;

/// Does for a call what the world does, as simply as it can: sounds end, callees answer and hang up, applications say goodbye.
pub fn run_out(world: &mut World) {
    for _ in 0..10_000 {
        if world.call.ended().is_some() {
            return;
        }
        if let Some(leg) = world.open_legs().first().copied() {
            world.leg(leg, LegProgress::Answered);
            world.leg(leg, LegProgress::Ended { by_callee: true });
        } else if world.is_fetching() {
            world.answer("<Response><Hangup/></Response>");
        } else if world.is_playing() {
            world.played();
        } else if !world.settle() {
            world.wait();
        }
    }
    panic!("it never ends: {:?}", world.story());
}

/// A story as a snapshot shows it: long texts and long lists cut.
fn told(story: &[String]) -> String {
    let short = |line: &String| match line.char_indices().nth(90) {
        Some((cut, _)) => format!("  {}…\n", &line[..cut]),
        None => format!("  {line}\n"),
    };
    match story {
        [first @ .., _, last] if first.len() > 20 => {
            let more = story.len() - 6;
            first[..5].iter().map(short).collect::<String>() + &format!("  … {more} more\n") + &short(last)
        }
        story => story.iter().map(short).collect(),
    }
}

#[test]
fn every_scenario_runs_to_its_end() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../xml-schema/tests/fixtures/twiml-scenarios");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|suffix| suffix == "xml"));
    paths.sort();
    assert_eq!(paths.len(), 23);
    let mut snapshot = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for keys in ["", "1"] {
            let mut world = World::twiml(&text);
            let who = if keys.is_empty() { "silent" } else { "presses 1" };
            if !keys.is_empty() && !text.contains("<Gather") {
                continue;
            }
            world.press(keys);
            run_out(&mut world);
            let story = told(&world.story());
            let warnings = world.warnings.iter().map(|text| format!("  warning: {text}\n")).collect::<String>();
            snapshot.push_str(&format!("{name}, {who}\n{story}{warnings}"));
        }
    }
    insta::assert_snapshot!(snapshot);
}
