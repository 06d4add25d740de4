//! `Transfer` and `Dial`: callees who answer, do not, or are many.

use std::time::Duration;

use dialplan::event::{Event, LegProgress, LegResult};
use dialplan::order::EndCause;

use crate::world::{APP, World};

const RINGING: LegProgress = LegProgress::Ringing;
const ANSWERED: LegProgress = LegProgress::Answered;
const GONE: LegProgress = LegProgress::Ended { by_callee: true };
const BUSY: LegProgress = LegProgress::Failed { result: LegResult::Busy, status: Some(486) };
const NO_ANSWER: LegProgress = LegProgress::Failed { result: LegResult::NoAnswer, status: None };
const FAILED: LegProgress = LegProgress::Failed { result: LegResult::Failed, status: Some(404) };

#[test]
fn a_transfer_rings_connects_and_ends_with_the_callee() {
    let mut world = World::start("<Transfer to='sip:sales@pbx.example'/><Say>Never heard.</Say>");
    world.expect(&["answer", "call sip:sales@pbx.example as +441632960111"]);

    world.leg(1, RINGING);
    world.expect(&["play ringing of gb for ever"]);
    world.leg(1, ANSWERED);
    world.expect(&["stop", "connect leg 1"]);
    world.after(Duration::from_secs(61));
    world.leg(1, GONE);
    world.expect(&["part leg 1", "hang up: TransferCompleted"]);
    assert_eq!(world.call.variable("TransferStatus"), Some("completed"));
    assert_eq!(world.call.variable("TransferDuration"), Some("61"));
}

#[test]
fn a_callee_who_is_not_reached_leaves_the_caller_with_the_next_verb() {
    for (progress, status) in [(BUSY, "busy"), (NO_ANSWER, "no-answer"), (FAILED, "failed")] {
        let mut world = World::start("<SimpleTransfer>205</SimpleTransfer><Say>They are ${TransferStatus}.</Say>");
        world.leg(1, RINGING);
        world.story();

        world.leg(1, progress);

        world.expect(&["stop", &format!("play They are {status}.")]);
    }
}

#[test]
fn a_dial_tells_its_action_how_it_went() {
    let mut world =
        World::twiml("<Response><Dial action='/done'>+1 (555) 123-0001</Dial><Say>Never heard.</Say></Response>");
    world.expect(&["call +15551230001 as +441632960111"]);
    world.leg(1, ANSWERED);
    world.after(Duration::from_secs(7));
    world.story();

    world.leg(1, GONE);

    world.expect(&["part leg 1", "ask POST https://app.example/done"]);
    assert_eq!(world.parameter("DialCallStatus"), Some("completed"));
    assert_eq!(world.parameter("DialCallDuration"), Some("7"));
    assert_eq!(world.parameter("DialBridged"), Some("true"));
    assert_eq!(world.parameter("DialCallSid").map(str::len), Some(34));
}

#[test]
fn a_callapi_transfer_tells_its_action_in_its_own_words() {
    let mut world = World::callapi("<Response><Transfer to='205' action='' method='GET'/></Response>");

    world.leg(1, BUSY);

    assert_eq!(world.story().last().unwrap(), &format!("ask GET {APP}"));
    assert_eq!(world.parameter("TransferStatus"), Some("busy"));
    assert_eq!(world.parameter("TransferDuration"), Some("0"));
}

#[test]
fn behind_a_dial_without_action_the_next_verb_runs_also_if_they_talked() {
    let mut world = World::twiml("<Response><Dial>205</Dial><Say>They are gone.</Say></Response>");
    world.leg(1, ANSWERED);
    world.story();

    world.leg(1, GONE);

    world.expect(&["part leg 1", "play They are gone."]);
}

#[test]
fn a_dial_that_was_the_last_verb_ends_the_call_as_a_transfer() {
    let mut world = World::twiml("<Response><Dial>205</Dial></Response>");
    world.leg(1, ANSWERED);

    world.leg(1, GONE);

    world.ended(&EndCause::TransferCompleted);
}

#[test]
fn of_several_who_ring_together_the_first_to_answer_is_connected() {
    let mut world = World::twiml(
        "<Response><Dial><Number>1</Number><Number sendDigits='w5'>2</Number><Sip username='u' password='p'>sip:3@pbx.example</Sip></Dial></Response>",
    );
    world.expect(&["call 1 as +441632960111", "call 2 as +441632960111", "call sip:3@pbx.example as +441632960111"]);
    assert_eq!(world.dials[2].credentials.as_ref().map(|who| who.username.as_str()), Some("u"));

    world.leg(2, ANSWERED);
    world.expect(&["hang up leg 1", "hang up leg 3", "send w5 to leg 2", "connect leg 2"]);
    world.leg(1, LegProgress::Failed { result: LegResult::Canceled, status: Some(487) });
    // Too late: it answered while our CANCEL was on its way.
    world.leg(3, ANSWERED);
    world.leg(3, LegProgress::Ended { by_callee: false });
    world.leg(2, GONE);
    world.expect(&["part leg 2", "hang up: TransferCompleted"]);
}

#[test]
fn in_sequence_one_rings_after_the_other() {
    let mut world = World::start(
        "<Transfer sequential='true' timeout='12'><Target>1</Target><Target>2</Target></Transfer><Say>${TransferStatus}</Say>",
    );
    world.expect(&["answer", "call 1 as +441632960111"]);
    assert_eq!(world.dials[0].timeout, Duration::from_secs(12));

    world.leg(1, BUSY);
    world.expect(&["call 2 as +441632960111"]);
    world.leg(2, FAILED);
    world.expect(&["play busy"]);
}

#[test]
fn a_caller_can_stay_unanswered_until_the_callee_answers() {
    let mut world = World::start("<Transfer to='205' answerOnBridge='true'/><Reject/>");
    world.expect(&["call 205 as +441632960111", "ring"]);

    world.leg(1, RINGING);
    world.expect(&[]);
    world.leg(1, ANSWERED);
    world.expect(&["answer", "connect leg 1"]);
}

#[test]
fn a_transfer_nobody_took_can_still_be_refused() {
    let mut world = World::start("<Transfer to='205' answerOnBridge='true'/><Reject reason='busy'/>");
    world.story();

    world.leg(1, NO_ANSWER);

    world.expect(&["reject 486"]);
}

#[test]
fn the_callers_star_and_the_time_limit_end_the_conversation() {
    let mut world = World::twiml("<Response><Dial hangupOnStar='true'>205</Dial><Say>Back.</Say></Response>");
    world.press("*");
    world.leg(1, ANSWERED);
    world.story();
    world.press("12*");
    world.expect(&["part leg 1", "hang up leg 1"]);
    world.leg(1, LegProgress::Ended { by_callee: false });
    world.expect(&["play Back."]);

    let mut world = World::twiml("<Response><Dial timeLimit='60'>205</Dial></Response>");
    world.leg(1, ANSWERED);
    world.story();
    assert_eq!(world.wait(), Duration::from_secs(60));
    world.expect(&["part leg 1", "hang up leg 1"]);
}

#[test]
fn who_the_caller_is_can_be_set_for_callees_and_stays_for_applications() {
    let mut world = World::callapi(
        "<Response><SetCaller name='Shop' number='+441632960999'/><Transfer to='1'/><Transfer to='2' callerId='300'/><Redirect/></Response>",
    );

    world.expect(&["call 1 as +441632960999"]);
    assert_eq!(world.dials[0].caller_name, "Shop");
    world.leg(1, BUSY);
    world.expect(&["call 2 as 300"]);
    world.leg(2, BUSY);
    assert_eq!(world.parameter("CallerIDNum"), Some("+441632960111"));
}

#[test]
fn a_callapi_document_is_dropped_behind_half_a_caller() {
    let mut world = World::callapi(
        "<Response><SetVar name='a'>1</SetVar><SetCaller name='Shop'/><Say>Never heard.</Say></Response>",
    );

    world.expect(&["hang up: EndOfActions"]);
    assert_eq!(world.call.variable("a"), Some("1"));
}

#[test]
fn a_leg_that_ends_without_an_answer_was_not_reached_and_one_that_fails_behind_it_was() {
    let mut world = World::start("<Transfer to='205'/><Say>${TransferStatus}</Say>");
    world.story();
    world.leg(1, GONE);
    world.expect(&["play failed"]);

    let mut world = World::start("<Transfer to='205'/><Say>Never heard.</Say>");
    world.leg(1, ANSWERED);
    world.leg(1, FAILED);
    world.ended(&EndCause::TransferCompleted);
}

/// A caller who talks with leg 1 since three seconds, and whose phone has been asked to take over.
fn handing(verbs: &str) -> World {
    let mut world = World::start(verbs);
    world.leg(1, ANSWERED);
    world.expect(&[
        "answer",
        "call sip:a@pbx.example as +441632960111",
        "connect leg 1",
        "refer to sip:a@pbx.example in the place of leg 1",
    ]);
    world.after(Duration::from_secs(3));
    world
}

const ATTENDED: &str = "<Transfer mode='attended' to='sip:a@pbx.example'/><Say>Never heard.</Say>";
const TAKEN: Event = Event::Referred { accepted: true, status: Some(200) };
const REFUSED: Event = Event::Referred { accepted: true, status: Some(481) };

#[test]
fn a_phone_takes_over_the_call_it_was_put_through_to() {
    let mut world = handing(ATTENDED);
    // The callee leaves us for the phone before the phone tells.
    world.leg(1, GONE);
    world.expect(&["part leg 1"]);

    world.give(&TAKEN);

    world.ended(&EndCause::TransferCompleted);
    assert_eq!(world.call.variable("TransferStatus"), Some("completed"));
    assert_eq!(world.call.variable("TransferDuration"), Some("3"));

    let mut world = handing(ATTENDED);
    world.give(&TAKEN);
    world.expect(&["part leg 1", "hang up leg 1", "hang up: TransferCompleted"]);
}

#[test]
fn a_phone_that_does_not_take_over_stays_connected() {
    let mut world = handing(ATTENDED);
    world.give(&REFUSED);
    world.expect(&[]);
    assert!(world.warnings[0].contains("did not take over the call (it said 481)"), "{:?}", world.warnings);

    world.leg(1, GONE);
    world.ended(&EndCause::TransferCompleted);

    // The callee hung up before the phone could take over.
    let mut world = handing(ATTENDED);
    world.leg(1, GONE);
    world.give(&REFUSED);
    world.ended(&EndCause::TransferCompleted);
}

#[test]
fn a_phone_that_is_asked_to_take_over_may_just_hang_up() {
    let mut world = handing("<Transfer mode='attended' to='sip:a@pbx.example' action='https://app.example/done'/>");

    world.hang_up();

    assert_eq!(world.parameter("TransferStatus"), Some("completed"));
}
