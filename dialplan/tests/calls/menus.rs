//! Menus: choices, times and tries.

use std::time::Duration;

use dialplan::order::{EndCause, Report};

use crate::world::{World, plan};

const SHOP: &str = "<Menu name='main' id='7' timeout='5s' interDigit='2s' maxDigits='2' tries='3'>
  <Option on='start'><Say>Choose.</Say><Say>Or wait.</Say></Option>
  <Option on='1'><Say>Sales.</Say></Option>
  <Option on='12'><Say>Sales abroad.</Say></Option>
  <Option on='3X'><Say>Room ${Digits}.</Say></Option>
  <Option on='9'><Jump menu='main'/></Option>
  <Option on='timeout'><Say>Nothing.</Say></Option>
  <Option on='invalid'><Say>Wrong.</Say></Option>
  <Option on='exhausted'><Say>Goodbye.</Say></Option>
</Menu>";

fn shop() -> World {
    let mut world = World::of(plan(SHOP));
    world.expect(&["answer", "play Choose."]);
    world
}

#[test]
fn a_key_stops_the_prompt_and_is_the_first_of_the_choice() {
    let mut world = shop();

    world.press("12");

    world.expect(&["stop", "play Sales abroad."]);
    world.played();
    world.expect(&["hang up: EndOfActions"]);
}

#[test]
fn an_option_that_is_a_prefix_of_another_waits_for_the_next_key() {
    let mut world = shop();

    world.press("1");
    world.expect(&["stop"]);
    assert_eq!(world.wait(), Duration::from_secs(2));
    world.expect(&["play Sales."]);
}

#[test]
fn a_hash_ends_the_choice() {
    let mut world = shop();

    world.press("1#");

    world.expect(&["stop", "play Sales."]);
}

#[test]
fn a_pattern_takes_any_digit() {
    let mut world = shop();

    world.press("34");

    world.expect(&["stop", "play Room 34."]);
    assert_eq!(world.call.variable("Digits"), Some("34"));
}

#[test]
fn the_time_for_the_first_key_begins_behind_the_last_prompt() {
    let mut world = shop();
    world.play_out();
    world.story();

    assert_eq!(world.wait(), Duration::from_secs(5));
    world.expect(&["play Nothing."]);
    world.played();
    world.expect(&["play Choose."]);
}

#[test]
fn wrong_keys_and_silence_count_together() {
    let mut world = shop();
    world.press("88");
    world.expect(&["stop", "play Wrong."]);
    world.play_out();
    world.expect(&["play Choose.", "play Or wait."]);
    world.wait();
    world.expect(&["play Nothing."]);
    world.play_out();
    world.story();

    world.press("77");

    world.expect(&["play Goodbye."]);
    world.played();
    world.ended(&EndCause::Exhausted);
}

#[test]
fn a_jump_into_the_same_menu_does_not_begin_the_count_again() {
    let mut world = shop();
    for _ in 0..2 {
        world.press("88");
        world.play_out();
    }
    world.press("9");
    world.press("88");

    assert!(world.story().contains(&"play Goodbye.".to_owned()));
    let attempts: Vec<u32> = world
        .reports
        .iter()
        .filter_map(|report| match report {
            Report::Menu { attempt, .. } => Some(*attempt),
            _ => None,
        })
        .collect();
    assert_eq!(attempts, [1, 2, 3, 3]);
}

#[test]
fn keys_typed_ahead_choose_without_the_prompts() {
    let menus = format!(
        "<Menu name='first'><Option on='start'><Say>x</Say></Option></Menu>{}",
        SHOP.replace("<Say>Choose.</Say>", "<Say where='foreground'>Hear me.</Say><Say>Choose.</Say>")
    );
    let mut world = World::of(plan(&menus));
    world.expect(&["answer", "play Hear me."]);

    world.press("34");
    world.expect(&[]);
    world.played();
    world.expect(&["play Room 34."]);
}

#[test]
fn a_menu_of_prompts_alone_ends_behind_them() {
    let mut world = World::start("<Say>We are closed.</Say>");

    world.press("1");
    world.expect(&["answer", "play We are closed.", "stop", "hang up: EndOfActions"]);
}

#[test]
fn longer_options_are_taken_whatever_max_digits_says() {
    let mut world = World::of(plan(
        "<Menu name='main'><Option on='start'><Say>Room?</Say></Option><Option on='100'><Say>Hundred.</Say></Option></Menu>",
    ));
    world.story();

    world.press("100");

    world.expect(&["stop", "play Hundred."]);
}

#[test]
fn a_menu_without_the_option_it_needs_hangs_up_and_says_why() {
    let mut world = World::of(plan(
        "<Menu name='main'><Option on='start'><Say>Press 1.</Say></Option><Option on='1'><Hangup/></Option></Menu>",
    ));

    world.press("5");

    assert_eq!(world.story().last().unwrap(), "hang up: EndOfActions");
    assert!(world.warnings[0].contains("has no option \"invalid\""), "{:?}", world.warnings);
}

#[test]
fn an_extension_that_is_dialled_is_called_and_nobody_there_is_a_wrong_choice() {
    use dialplan::event::{LegProgress, LegResult};
    let mut world = World::of(plan(
        "<Menu name='main' maxDigits='3' dialExtensions='true'><Option on='start'><Say>Dial.</Say></Option><Option on='1'><Hangup/></Option><Option on='invalid'><Say>Nobody.</Say></Option></Menu>",
    ));
    world.story();

    world.press("205");
    world.expect(&["stop", "call 205 as +441632960111"]);
    assert!(world.dials[0].extension, "it is not for a trunk");
    world.leg(1, LegProgress::Failed { result: LegResult::Failed, status: Some(404) });
    world.expect(&["play Nobody."]);
}

#[test]
fn without_max_digits_an_extension_ends_with_a_pause_or_a_hash() {
    let mut world = World::of(plan(
        "<Menu name='main' dialExtensions='true'><Option on='start'><Say>Dial.</Say></Option><Option on='1'><Transfer to='desk@pbx.example'/></Option></Menu>",
    ));
    world.story();

    world.press("205#");
    world.expect(&["stop", "call 205 as +441632960111"]);

    let mut world = World::of(plan(
        "<Menu name='main' dialExtensions='true'><Option on='start'><Say>Dial.</Say></Option><Option on='1'><Transfer to='desk@pbx.example'/></Option></Menu>",
    ));
    world.story();

    world.press("1");
    world.expect(&["stop", "call desk@pbx.example as +441632960111"]);
    assert!(!world.dials[0].extension, "the plan says whom to call");
}

#[test]
fn an_option_wins_over_the_extension_of_the_same_number() {
    let mut world = World::of(plan(
        "<Menu name='main' maxDigits='3' dialExtensions='true'><Option on='start'><Say>Dial.</Say></Option><Option on='205'><Say>Option.</Say><Hangup/></Option><Option on='3XX'><Say>Pattern.</Say><Jump menu='main'/></Option></Menu>",
    ));
    world.story();

    world.press("301");
    world.expect(&["stop", "play Pattern."]);
    world.played();
    world.expect(&["play Dial."]);
    world.press("205");
    world.expect(&["stop", "play Option."]);
    assert!(world.dials.is_empty(), "{:?}", world.dials);
}

#[test]
fn a_document_jumps_by_name_or_id_to_any_action_of_an_option() {
    let to = |jump: &str| {
        let menus = format!(
            "<Menu name='main'><Option on='start'><Answer/><Interactive url='http://a.example/'><Fallback><Hangup/></Fallback></Interactive></Option></Menu>{}",
            SHOP.replace("name='main'", "name='shop'")
        );
        let mut world = World::of(plan(&menus));
        world.story();
        world.answer(&format!("<Response>{jump}<Say>Never heard.</Say></Response>"));
        world
    };

    to("<Jump menu='shop'/>").expect(&["play Choose."]);
    to("<Jump context='7' option='s' priority='2'/>").expect(&["play Or wait."]);
    to("<Jump menu='shop' option='i'/>").expect(&["play Wrong."]);
    to("<Jump menu='shop' option='12'/>").expect(&["play Sales abroad."]);
    let mut lost = to("<Jump menu='shop' option='44'/>");
    lost.expect(&["play Wrong."]);
    assert!(lost.warnings[0].contains("no option \"44\""), "{:?}", lost.warnings);
}
