//! Callees who hear something before they are connected, and who is told how legs and calls go.

use std::time::Duration;

use dialplan::event::{Event, LegProgress, LegResult};
use dialplan::order::EndCause;

use crate::world::{World, incoming, plan};

const ANSWERED: LegProgress = LegProgress::Answered;
const GONE: LegProgress = LegProgress::Ended { by_callee: true };
const LEFT: LegProgress = LegProgress::Ended { by_callee: false };
const SCREENED: &str = "<Response><Dial action='/done'><Number url='/whisper'>205</Number></Dial></Response>";
const ACCEPT: &str =
    "<Response><Gather numDigits='1' action='/accept'><Say>Press one to accept.</Say></Gather><Hangup/></Response>";

fn key(digit: char) -> LegProgress {
    LegProgress::Digit { digit }
}

#[test]
fn a_callee_hears_a_document_before_the_caller_is_connected() {
    let mut world = World::twiml(SCREENED);
    world.leg(1, LegProgress::Ringing);
    world.expect(&["call 205 as +441632960111", "play ringing of gb for ever"]);
    world.leg(1, ANSWERED);
    world.expect(&["ask POST https://app.example/whisper"]);
    assert_eq!(world.parameter("Direction"), Some("outbound-dial"));
    assert_eq!(world.parameter("To"), Some("205"));
    assert_ne!(world.parameter("CallSid"), world.parameter("ParentCallSid"));

    world.answer(ACCEPT);
    world.expect(&["to leg 1: play Press one to accept."]);
    world.leg(1, key('1'));
    world.expect(&["stop", "ask POST https://app.example/accept"]);
    assert_eq!(world.parameter("Digits"), Some("1"));
    world.answer("<Response/>");

    world.expect(&["stop", "connect leg 1"]);
}

#[test]
fn a_callee_who_does_not_want_the_caller_is_no_answer() {
    let mut world = World::twiml(SCREENED);
    world.leg(1, ANSWERED);
    world.answer(ACCEPT);
    world.story();

    assert_eq!(world.call.deadline(), None, "the prompt plays");
    world.played();
    assert_eq!(world.wait(), Duration::from_secs(5));
    world.expect(&["hang up leg 1"]);
    world.leg(1, LEFT);

    world.expect(&["ask POST https://app.example/done"]);
    assert_eq!(world.parameter("DialCallStatus"), Some("no-answer"));
}

#[test]
fn a_callee_who_hangs_up_in_the_document_leaves_nothing_behind() {
    let mut world = World::twiml(SCREENED);
    world.leg(1, ANSWERED);
    world.answer(ACCEPT);
    world.story();

    world.leg(1, GONE);

    world.expect(&["stop", "ask POST https://app.example/done"]);
}

#[test]
fn a_dead_application_does_not_keep_the_callee_from_the_caller() {
    let mut world = World::twiml(SCREENED);
    world.leg(1, ANSWERED);
    world.respond(404, "text/html", "<html/>");

    assert_eq!(world.story().last().unwrap(), "connect leg 1");
}

#[test]
fn of_several_who_answer_the_first_whose_document_ends_has_the_caller() {
    let mut world =
        World::twiml("<Response><Dial><Number url='/a'>205</Number><Number url='/b'>206</Number></Dial></Response>");
    world.leg(1, ANSWERED);
    world.leg(2, ANSWERED);
    world.answer("<Response><Pause length='9'/></Response>");
    world.story();

    world.answer("<Response/>");

    world.expect(&["hang up leg 1", "connect leg 2"]);
}

#[test]
fn only_what_a_callee_can_hear_runs_on_one() {
    let mut world = World::twiml(SCREENED);
    world.leg(1, ANSWERED);
    world.answer("<Response><Dial>206</Dial><Record/></Response>");

    assert_eq!(world.story().last().unwrap(), "connect leg 1");
    assert_eq!(world.warnings.len(), 2, "{:?}", world.warnings);
}

#[test]
fn who_wants_to_know_of_a_leg_is_told_in_order() {
    let mut world = World::twiml(
        "<Response><Dial><Sip statusCallback='/leg' statusCallbackEvent='initiated ringing answered completed'>sip:a@pbx.example</Sip></Dial></Response>",
    );
    world.leg(1, LegProgress::Ringing);
    world.leg(1, ANSWERED);
    world.after(Duration::from_secs(9));
    world.leg(1, GONE);

    let said = |name: &str| -> Vec<String> {
        let of = |request: &dialplan::order::Request| {
            request.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        world.notices.iter().filter_map(of).collect()
    };
    assert_eq!(said("CallStatus"), ["initiated", "ringing", "in-progress", "completed"]);
    assert_eq!(said("SequenceNumber"), ["0", "1", "2", "3"]);
    assert_eq!(said("CallDuration"), ["9"]);
    assert_eq!(said("ParentCallSid").len(), 4);
}

#[test]
fn a_leg_that_is_not_reached_is_told_with_its_status() {
    let mut world = World::twiml("<Response><Dial><Number statusCallback='/leg'>205</Number></Dial></Response>");

    world.leg(1, LegProgress::Failed { result: LegResult::Busy, status: Some(486) });

    assert_eq!(world.told("CallStatus"), Some("busy"));
    assert_eq!(world.told("SipResponseCode"), Some("486"));
}

#[test]
fn who_wants_to_know_of_the_call_is_told_from_its_beginning_to_its_end() {
    let plan = plan(
        "<Route to='200' menu='main' statusCallback='https://app.example/call' statusCallbackEvent='initiated ringing answered completed'/>
         <Menu name='main'><Option on='start'><Say>Goodbye.</Say><Hangup/></Option></Menu>",
    );
    let mut world = World::silent(plan);
    world.give(&Event::Incoming(Box::new(dialplan::event::Incoming { to: "200".into(), ..incoming() })));
    world.after(Duration::from_secs(4));
    world.play_out();

    world.ended(&EndCause::Hangup);
    let events: Vec<_> = world
        .notices
        .iter()
        .map(|notice| {
            notice
                .parameters
                .iter()
                .find(|(name, _)| name == "CallStatus")
                .map(|(_, value)| value.as_str())
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(events, ["initiated", "in-progress", "completed"]);
    assert_eq!(world.told("CallDuration"), Some("4"));
    assert_eq!(world.told("CallbackSource"), Some("call-progress-events"));
    assert_eq!(world.told("SipResponseCode"), Some("200"));
}

#[test]
fn a_referred_caller_leaves_us_or_comes_back() {
    let document = "<Response><Refer action='/done'><Sip>sip:desk@pbx.example</Sip></Refer></Response>";
    for (accepted, status, told) in
        [(true, Some(200), "completed"), (true, Some(486), "busy"), (false, Some(603), "failed")]
    {
        let mut world = World::twiml(document);
        world.expect(&["refer to sip:desk@pbx.example"]);

        world.give(&Event::Referred { accepted, status });

        world.expect(&["ask POST https://app.example/done"]);
        assert_eq!(world.parameter("ReferCallStatus"), Some(told));
    }
    let mut world = World::start("<Transfer mode='blind' to='205'/><Say>Sorry.</Say>");
    world.expect(&["answer", "refer to 205"]);
    world.give(&Event::Referred { accepted: true, status: None });
    world.ended(&EndCause::TransferCompleted);
    let mut world = World::start("<Transfer mode='blind' to='205'/><Say>Sorry.</Say>");
    world.give(&Event::Referred { accepted: false, status: Some(405) });
    assert_eq!(world.story().last().unwrap(), "play Sorry.");
}

#[test]
fn a_callee_sends_the_caller_where_the_application_says() {
    let mut world =
        World::twiml("<Response><Dial referUrl='/refer' action='/done'><Sip>sip:a@pbx.example</Sip></Dial></Response>");
    assert!(world.dials[0].refers);
    world.leg(1, ANSWERED);
    world.story();

    world.leg(1, LegProgress::Refer { target: "sip:b@pbx.example".into() });
    world.expect(&["part leg 1", "hang up leg 1", "ask POST https://app.example/refer"]);
    assert_eq!(world.parameter("ReferTransferTarget"), Some("sip:b@pbx.example"));
    world.answer("<Response><Dial><Sip>sip:b@pbx.example</Sip></Dial></Response>");

    world.expect(&["call sip:b@pbx.example as +441632960111"]);
}
