//! `Gather`: keys, times, and what becomes of an entry.

use std::time::Duration;

use dialplan::order::{Order, Report};

use crate::world::{APP, World};

#[test]
fn a_full_entry_is_sent_and_the_answer_runs() {
    let mut world = World::twiml(
        "<Response><Gather action='/menu' numDigits='2'><Say>Enter.</Say></Gather><Say>Never heard.</Say></Response>",
    );
    world.expect(&["play Enter."]);

    world.press("12");

    world.expect(&["stop", "ask POST https://app.example/menu"]);
    assert_eq!(world.parameter("Digits"), Some("12"));
    assert_eq!(world.parameter("FinishedOnKey"), Some(""));
    world.answer("<Response><Say>Thanks.</Say></Response>");
    world.expect(&["play Thanks."]);
    world.played();
    world.expect(&["hang up: EndOfActions"]);
}

#[test]
fn a_finishing_key_ends_an_entry_but_does_not_begin_one() {
    let mut world = World::twiml("<Response><Gather finishOnKey='*#'/></Response>");

    world.press("*12#");

    world.expect(&[&format!("ask POST {APP}")]);
    assert_eq!(world.parameter("Digits"), Some("12"));
    assert_eq!(world.parameter("FinishedOnKey"), Some("#"));
}

#[test]
fn without_a_finishing_key_every_key_counts() {
    let mut world = World::twiml("<Response><Gather finishOnKey='' numDigits='2'/></Response>");

    world.press("#1");

    assert_eq!(world.parameter("Digits"), Some("#1"));
}

#[test]
fn the_time_begins_when_the_prompts_end_and_again_with_each_key() {
    let mut world =
        World::twiml("<Response><Gather timeout='3'><Say>Enter.</Say><Pause length='2'/></Gather></Response>");
    world.expect(&["play Enter. | 2000 ms"]);
    assert_eq!(world.call.deadline(), None);

    world.played();
    assert_eq!(world.call.deadline().map(|at| at - world.now), Some(Duration::from_secs(3)));
    world.after(Duration::from_secs(2));
    world.press("4");
    assert_eq!(world.wait(), Duration::from_secs(3));
    world.expect(&[&format!("ask POST {APP}")]);
}

#[test]
fn nothing_entered_goes_on_with_the_next_verb_or_asks_if_told_to() {
    let mut world = World::twiml("<Response><Gather timeout='0'/><Say>Nothing.</Say></Response>");
    world.wait();
    world.expect(&["play Nothing."]);

    let mut world = World::twiml("<Response><Gather actionOnEmptyResult='true'/><Say>Never heard.</Say></Response>");
    world.wait();
    world.expect(&[&format!("ask POST {APP}")]);
    assert_eq!(world.parameter("Digits"), Some(""));
}

#[test]
fn without_barge_in_keys_wait_for_the_end_of_the_prompt() {
    let mut world =
        World::twiml("<Response><Gather numDigits='1' bargeIn='false'><Say>Hear me out.</Say></Gather></Response>");
    world.story();

    world.press("3");
    world.expect(&[]);
    world.played();
    world.expect(&[&format!("ask POST {APP}")]);
    assert_eq!(world.parameter("Digits"), Some("3"));
}

#[test]
fn keys_before_a_gather_are_kept_in_callapi_and_dropped_in_twiml() {
    let document = "<Response><Say>Wait.</Say><Gather numDigits='1'><Say>Enter.</Say></Gather></Response>";

    let mut world = World::callapi(document);
    world.press("5");
    world.played();
    assert_eq!(world.parameter("Digits"), Some("5"));

    let mut world = World::twiml(document);
    world.press("5");
    world.played();
    world.expect(&["play Wait.", "play Enter."]);
}

#[test]
fn a_case_runs_without_another_request_and_then_the_next_verb() {
    let mut world = World::twiml(
        "<Response><Gather><Case digits='1'><Say>One.</Say></Case><Case digits='12'><Say>Twelve.</Say></Case><NoMatch><Say>What?</Say></NoMatch></Gather><Say>Next.</Say></Response>",
    );

    world.press("1#");
    world.play_out();

    world.expect(&["play One.", "play Next.", "hang up: EndOfActions"]);
}

#[test]
fn an_entry_that_no_case_takes_is_no_match() {
    let mut world = World::twiml(
        "<Response><Gather numDigits='1'><Case digits='1'><Say>One.</Say></Case><NoMatch><Say>What?</Say></NoMatch></Gather></Response>",
    );

    world.press("8");

    world.expect(&["play What?"]);
}

#[test]
fn it_asks_again_as_often_as_it_says_with_a_word_for_what_was_wrong() {
    let mut world = World::start(
        "<Gather numDigits='2' validDigits='12' minDigits='2' retries='2' timeout='4' var='code'><Say>Code?</Say><NoInput><Say>Nothing.</Say></NoInput><NoMatch><Say>Wrong.</Say></NoMatch></Gather><Say>Code ${code}.</Say>",
    );
    world.expect(&["answer", "play Code?"]);

    world.press("99");
    world.expect(&["stop", "play Wrong."]);
    world.play_out();
    world.expect(&["play Code?"]);
    world.wait();
    world.expect(&["play Nothing."]);
    world.play_out();
    world.story();
    world.press("12");
    world.expect(&["play Code 12."]);
    assert_eq!(world.call.variable("code"), Some("12"));
}

#[test]
fn behind_the_last_round_the_next_verb_runs() {
    let mut world = World::start(
        "<Gather retries='1' timeout='4'><Say>Code?</Say><NoInput><Say>Nothing.</Say></NoInput></Gather><Say>Bye.</Say>",
    );
    for _ in 0..2 {
        world.play_out();
        world.wait();
    }
    world.play_out();

    let expected =
        ["answer", "play Code?", "play Nothing.", "play Code?", "play Nothing.", "play Bye.", "hang up: EndOfActions"];
    assert_eq!(world.story(), expected);
}

#[test]
fn a_dialplans_gather_keeps_its_digits_and_goes_on() {
    let mut world = World::start("<Gather numDigits='1'/><Say>Got ${Digits}.</Say>");

    world.press("6");

    world.expect(&["answer", "play Got 6."]);
}

#[test]
fn secret_digits_reach_the_application_and_nothing_else() {
    let mut world = World::callapi(
        "<Response><Gather numDigits='4' sensitive='true' var='pin'/><SetVar name='copy'>pin ${pin}</SetVar><Log>${copy}</Log><Redirect>/check?pin=${pin}</Redirect></Response>",
    );
    assert!(world.call.masks_digits());

    world.press("4711");

    assert!(!world.call.masks_digits());
    assert_eq!(world.call.variable("pin"), Some("4711"));
    let request = world.requests.last().unwrap();
    assert_eq!(request.url, "https://app.example/check?pin=4711");
    assert!(!format!("{request:?}").contains("4711"));
    assert_eq!(world.call.mask("4711 is 4,711"), "*** is 4,711");
    let told: Vec<_> = world.reports.iter().cloned().map(Order::Report).collect();
    assert!(!format!("{told:?}").contains("4711"), "{told:?}");
    assert!(world.reports.contains(&Report::Log { level: "info".into(), text: "pin ***".into() }));
}

#[test]
fn audio_in_a_gather_that_cannot_be_had_is_spoken_behind_the_rest() {
    let mut world = World::twiml(
        "<Response><Gather numDigits='1'><Play>a.wav<Say>A.</Say></Play><Say>B.</Say></Gather></Response>",
    );
    world.expect(&["play <https://app.example/ivr/a.wav> | B."]);

    world.sound_failed(0);
    world.played();

    world.expect(&["play A."]);
}

#[test]
fn as_many_keys_as_may_be_pressed_are_enough() {
    let mut world = World::callapi("<Response><Gather minDigits='5' numDigits='4' retries='2'/></Response>");

    world.press("1234");

    world.expect(&[&format!("ask POST {APP}")]);
    assert_eq!(world.parameter("Digits"), Some("1234"));
}
