//! `Start` and `Stop`: the call is recorded while it goes on.

use std::time::Duration;

use dialplan::order::EndCause;

use crate::world::World;

const RECORDED: &str = "<Start><Recording name='all' recordingStatusCallback='/tape'/></Start>";

#[test]
fn a_call_is_recorded_until_its_end_and_ends_behind_its_recording() {
    let mut world = World::twiml(&format!("<Response>{RECORDED}<Say>One.</Say><Say>Two.</Say></Response>"));
    world.expect(&["record Call { dual: true }", "play One."]);
    assert!(world.records[0].trim);
    world.play_out();
    world.expect(&["play Two.", "stop recording"]);
    assert_eq!(world.call.ended(), None);
    world.press("1");
    world.recorded(9, true);

    world.expect(&["tell https://app.example/tape", "hang up: EndOfActions"]);
    assert_eq!(world.told("RecordingStatus"), Some("completed"));
    assert_eq!(world.told("RecordingSource"), Some("StartCallRecordingTwiML"));
    assert_eq!(world.told("RecordingChannels"), Some("2"));
    assert_eq!(world.told("RecordingTrack"), Some("both"));
    assert_eq!(world.told("RecordingDuration"), Some("9"));
}

#[test]
fn a_recording_stops_by_its_name() {
    let mut world = World::twiml(&format!(
        "<Response>{RECORDED}<Stop><Recording name='other'/></Stop><Stop><Recording name='all'/></Stop><Say>On.</Say></Response>"
    ));
    world.expect(&["record Call { dual: true }", "stop recording", "play On."]);
    assert!(world.warnings[0].contains("no such recording"), "{:?}", world.warnings);

    world.recorded(1, true);
    world.expect(&["tell https://app.example/tape"]);
    world.play_out();

    world.ended(&EndCause::EndOfActions);
}

#[test]
fn a_caller_who_hangs_up_is_recorded_until_then() {
    let mut world = World::twiml(&format!("<Response>{RECORDED}<Say>One.</Say></Response>"));
    world.story();

    world.hang_up();
    world.expect(&["stop", "stop recording"]);
    world.recorded(3, true);

    world.expect(&["tell https://app.example/tape", "end: CallerHungUp"]);
}

#[test]
fn a_caller_may_hang_up_while_the_recording_is_written() {
    let mut world = World::twiml(&format!("<Response>{RECORDED}<Hangup/></Response>"));
    world.expect(&["record Call { dual: true }", "stop recording"]);

    world.hang_up();
    world.expect(&[]);
    world.recorded(3, true);

    world.expect(&["tell https://app.example/tape", "end: Hangup"]);
}

#[test]
fn a_disk_that_hangs_does_not_hold_the_call() {
    let mut world = World::twiml(&format!("<Response>{RECORDED}<Hangup/></Response>"));
    world.story();

    assert_eq!(world.wait(), Duration::from_secs(5));

    world.expect(&["hang up: Hangup"]);
    assert!(world.warnings[0].contains("not ready"), "{:?}", world.warnings);
}

#[test]
fn a_record_of_its_own_goes_on_beside_it() {
    let mut world = World::twiml(&format!(
        "<Response>{RECORDED}<Start><Recording/></Start><Record playBeep='false' action='/done'/></Response>"
    ));
    world.expect(&["record Call { dual: true }", "record Caller"]);
    assert!(world.warnings[0].contains("recorded already"), "{:?}", world.warnings);

    world.recorded(86_400, true);
    world.expect(&["tell https://app.example/tape"]);
    world.press("#");
    world.expect(&["stop recording"]);
    world.recorded(2, true);

    world.expect(&["ask POST https://app.example/done"]);
    assert_eq!(world.parameter("RecordingDuration"), Some("2"));
}

#[test]
fn a_part_of_the_call_is_recorded() {
    for (attributes, source) in
        [("track='inbound'", "Caller"), ("track='outbound'", "Heard"), ("channels='mono'", "Call { dual: false }")]
    {
        let mut world = World::twiml(&format!(
            "<Response><Start><Recording {attributes} trim='do-not-trim'/></Start><Pause/></Response>"
        ));
        world.expect(&[&format!("record {source}")]);
        assert!(!world.records[0].trim);
    }
}
