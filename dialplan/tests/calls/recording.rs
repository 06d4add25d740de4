//! `Record` and `Echo`: the caller's voice.

use std::time::Duration;

use dialplan::event::LegProgress;
use dialplan::order::EndCause;

use crate::world::{APP, World};

#[test]
fn a_recording_begins_behind_its_tone_and_is_told_when_it_can_be_read() {
    let mut world = World::twiml(
        "<Response><Record action='/done' maxLength='30' finishOnKey='#'/><Say>Never heard.</Say></Response>",
    );
    world.expect(&["play 1000 Hz"]);
    world.play_out();
    world.expect(&["record Caller"]);
    assert_eq!(world.records[0].silence, Some(Duration::from_secs(5)));
    assert_eq!(world.records[0].max_length, Some(Duration::from_secs(30)));
    assert!(world.records[0].trim && world.records[0].sid.len() == 34);

    world.press("1#");
    world.expect(&["stop recording"]);
    world.recorded(7, true);

    world.expect(&["ask POST https://app.example/done"]);
    assert_eq!(world.parameter("RecordingUrl"), Some("https://ivr.example/recordings/RE1.wav"));
    assert_eq!(world.parameter("RecordingDuration"), Some("7"));
    assert_eq!(world.parameter("RecordingSid"), Some(world.records[0].sid.as_str()));
    assert_eq!(world.parameter("Digits"), Some("#"));
}

#[test]
fn silence_alone_goes_on_with_the_next_verb() {
    let mut world = World::twiml("<Response><Record playBeep='false'/><Say>You said nothing.</Say></Response>");
    world.expect(&["record Caller"]);

    world.recorded(5, false);

    world.expect(&["play You said nothing."]);
    assert_eq!(world.call.variable("RecordingDuration"), Some("0"));
    assert_eq!(world.call.variable("RecordingUrl"), Some(""));
}

#[test]
fn without_an_action_the_document_is_asked_again_and_a_dialplan_goes_on() {
    let mut world = World::twiml("<Response><Record playBeep='false'/></Response>");
    world.recorded(3, true);
    world.expect(&["record Caller", &format!("ask POST {APP}")]);

    let mut world = World::start("<Record playBeep='false'/><Log>${RecordingUrl} ${RecordingDuration}</Log><Hangup/>");
    world.recorded(3, true);
    assert_eq!(world.call.variable("RecordingDuration"), Some("3"));
    world.ended(&EndCause::Hangup);
}

#[test]
fn what_was_said_before_a_hang_up_is_saved_and_told() {
    let mut world = World::twiml("<Response><Record playBeep='false' action='/done'/></Response>");
    world.story();

    world.hang_up();
    world.expect(&["stop recording"]);
    assert_eq!(world.call.ended(), None);
    world.recorded(2, true);
    world.expect(&["ask POST https://app.example/done"]);
    assert_eq!(world.parameter("Digits"), Some("hangup"));
    assert_eq!(world.parameter("CallStatus"), Some("completed"));
    world.answer("<Response><Say>Too late.</Say></Response>");

    world.expect(&["end: CallerHungUp"]);
}

#[test]
fn a_recording_that_fails_goes_on_and_says_so() {
    let mut world = World::twiml("<Response><Record playBeep='false' action='/done'/><Say>Sorry.</Say></Response>");
    world.story();

    world.recording_failed();

    world.expect(&["play Sorry."]);
    assert!(world.warnings[0].contains("the disk is full"), "{:?}", world.warnings);
}

#[test]
fn who_wants_to_know_of_a_recording_is_told_in_order() {
    let mut world = World::twiml(
        "<Response><Record playBeep='false' recordingStatusCallback='/tape' recordingStatusCallbackEvent='in-progress completed absent'/></Response>",
    );
    world.expect(&["record Caller", "tell https://app.example/tape"]);
    assert_eq!(world.told("RecordingStatus"), Some("in-progress"));
    assert_eq!(world.told("SequenceNumber"), Some("0"));

    world.recorded(3, true);

    assert_eq!(world.told("RecordingStatus"), Some("completed"));
    assert_eq!(world.told("RecordingSource"), Some("RecordVerb"));
    assert_eq!(world.told("SequenceNumber"), Some("1"));
    assert_eq!(world.told("RecordingDuration"), Some("3"));
}

#[test]
fn a_conversation_is_recorded_and_its_action_waits_for_the_file() {
    let mut world = World::twiml(
        "<Response><Dial record='record-from-answer-dual' action='/done' recordingStatusCallback='/tape'>205</Dial></Response>",
    );
    world.leg(1, LegProgress::Ringing);
    world.story();
    world.leg(1, LegProgress::Answered);
    world.expect(&["stop", "record Conversation { leg: LegId(1), dual: true }", "connect leg 1"]);

    world.leg(1, LegProgress::Ended { by_callee: true });
    world.expect(&["part leg 1", "stop recording"]);
    world.recorded(12, true);

    world.expect(&["tell https://app.example/tape", "ask POST https://app.example/done"]);
    assert_eq!(world.told("RecordingChannels"), Some("2"));
    assert_eq!(world.parameter("DialCallStatus"), Some("completed"));
    assert_eq!(world.parameter("RecordingUrl"), Some("https://ivr.example/recordings/RE1.wav"));
}

#[test]
fn one_side_of_a_conversation_is_recorded() {
    for (track, source) in [("inbound", "Caller"), ("outbound", "Leg { leg: LegId(1) }")] {
        let mut world = World::twiml(&format!(
            "<Response><Dial record='record-from-answer-dual' recordingTrack='{track}' recordingStatusCallback='/tape'>205</Dial></Response>",
        ));
        world.leg(1, LegProgress::Answered);
        assert!(world.story().contains(&format!("record {source}")));

        world.leg(1, LegProgress::Ended { by_callee: true });
        world.recorded(12, true);

        assert_eq!(world.told("RecordingTrack"), Some(track));
        assert_eq!(world.told("RecordingChannels"), Some("1"));
    }
}

#[test]
fn a_recorded_conversation_is_saved_when_the_caller_hangs_up() {
    let mut world = World::twiml("<Response><Dial record='true' action='/done'>205</Dial></Response>");
    world.leg(1, LegProgress::Answered);
    world.story();

    world.hang_up();
    world.expect(&["stop recording", "part leg 1", "hang up leg 1"]);
    world.recorded(5, true);

    world.expect(&["ask POST https://app.example/done"]);
    assert_eq!(world.parameter("RecordingDuration"), Some("5"));
}

#[test]
fn an_echo_lasts_as_long_as_it_says_or_until_the_hang_up() {
    let mut world = World::start("<Echo for='3s'/><Say>That was you.</Say>");
    world.expect(&["answer", "echo"]);
    assert_eq!(world.wait(), Duration::from_secs(3));
    world.expect(&["stop the echo", "play That was you."]);

    let mut world = World::twiml("<Response><Echo/></Response>");
    world.story();
    assert_eq!(world.call.deadline(), None);
    world.hang_up();
    world.expect(&["stop the echo", "end: CallerHungUp"]);
}
