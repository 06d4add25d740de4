//! `Record`, and documents that a callee hears.

use crate::stage::{plan, twiml};

const DONE: &str =
    "<App url='https://app.example/done'><Answer><Response><Say>Thank you.</Say></Response></Answer></App>";

#[test]
fn a_recording_ends_when_nobody_speaks_any_more() {
    let document = "<Say>Speak.</Say><Record action='/done' timeout='2'/>";
    let steps = "<Hear>Speak</Hear><Hear tone='1000'/><Speak after='1s' for='4s'/><Expect request='https://app.example/done'><Param name='RecordingDuration'>4</Param></Expect><Hear>Thank you</Hear><End outcome='hangup'/>";

    let story = twiml(document, DONE, steps);

    assert!(story.outcome.passed, "{}", story.outcome.transcript);
    assert_eq!(story.at("has recorded 4s") - story.at("speaks"), 6_000, "{}", story.outcome.transcript);
}

#[test]
fn a_caller_who_says_nothing_goes_on_with_the_next_verb() {
    let document = "<Record action='/done' timeout='2' playBeep='false'/><Say>You said nothing.</Say>";

    let story = twiml(document, DONE, "<Hear within='3s'>You said nothing</Hear><End outcome='hangup'/>");

    assert!(story.outcome.passed, "{}", story.outcome.transcript);
    assert_eq!(story.find("/done"), None);
}

#[test]
fn a_recording_ends_at_its_greatest_length_and_at_its_key() {
    let document = "<Record action='/done' maxLength='3' playBeep='false'/>";
    let story = twiml(document, DONE, "<Speak for='10s'/><End outcome='hangup'/>");
    assert!(story.find("has recorded 3s: it is long enough").is_some(), "{}", story.outcome.transcript);

    let document = "<Record action='/done' finishOnKey='#' playBeep='false'/>";
    let steps = "<Speak for='2s'/><Press>#</Press><Expect request='https://app.example/done'><Param name='Digits'>#</Param></Expect><End/>";
    let story = twiml(document, DONE, steps);
    assert!(story.outcome.passed, "{}", story.outcome.transcript);
}

#[test]
fn what_was_said_until_a_hang_up_is_told() {
    let document = "<Record action='/done' playBeep='false' recordingStatusCallback='/tape'/>";
    let steps = "<Speak for='2s'/><Hangup/><End outcome='caller'/>";

    let story = twiml(document, DONE, steps);

    assert!(story.outcome.passed, "{}", story.outcome.transcript);
    assert!(story.at("tells POST https://app.example/tape") <= story.at("asks POST https://app.example/done"));
    assert!(story.find("Digits=hangup").is_some(), "{}", story.outcome.transcript);
}

#[test]
fn a_callee_presses_a_key_to_take_the_call() {
    let document = "<Dial action='/done'><Number url='/screen'>205</Number></Dial>";
    let screen = "<App url='https://app.example/screen'><Answer><Response><Gather action='/taken' numDigits='1'><Say>Press one to take the call.</Say></Gather><Hangup/></Response></Answer></App><App url='https://app.example/taken'><Answer><Response/></Answer></App>";
    let steps = "<Expect transfer='205'/><End outcome='transfer' to='205' within='30s'/>";

    let takes = twiml(document, &format!("{DONE}{screen}<Callee press='1'/>"), steps);
    assert!(takes.find("connects the caller and 205").is_some(), "{}", takes.outcome.transcript);
    assert!(takes.find("to 205: says \"Press one").is_some(), "{}", takes.outcome.transcript);

    let refuses = twiml(document, &format!("{DONE}{screen}<Callee/>"), "<Hear>Thank you</Hear><End outcome='hangup'/>");
    assert!(refuses.outcome.passed, "{}", refuses.outcome.transcript);
    assert!(refuses.find("DialCallStatus=no-answer").is_some(), "{}", refuses.outcome.transcript);
}

#[test]
fn a_blind_transfer_leaves_by_refer_or_comes_back() {
    let actions = "<Transfer mode='blind' to='205'/><Say>They are ${TransferStatus}.</Say><Hangup/>";

    let leaves = plan(actions, "", "<End outcome='transfer' to='205'/>");
    assert!(leaves.outcome.passed, "{}", leaves.outcome.transcript);

    let back = plan(actions, "<Callee busy='true'/>", "<Hear>They are busy</Hear><End outcome='hangup'/>");
    assert!(back.outcome.passed, "{}", back.outcome.transcript);
}
