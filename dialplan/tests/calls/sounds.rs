//! `Say`, `Play`, `Pause`: what a caller hears.

use std::time::Duration;

use dialplan::order::Order;
use dialplan::sound::Sound;

use crate::world::World;

#[test]
fn verbs_of_a_document_run_one_after_another_and_then_the_call_is_hung_up() {
    let mut world =
        World::twiml("<Response><Say>One.</Say><Pause length='2'/><Play>https://cdn.example/two.mp3</Play></Response>");

    world.expect(&["play One."]);
    world.played();
    assert_eq!(world.wait(), Duration::from_secs(2));
    world.expect(&["play <https://cdn.example/two.mp3>"]);
    world.played();
    world.expect(&["hang up: EndOfActions"]);
}

#[test]
fn a_pause_without_length_is_one_second_in_twiml_and_ten_in_callapi() {
    assert_eq!(World::twiml("<Response><Pause/></Response>").wait(), Duration::from_secs(1));
    assert_eq!(World::callapi("<Response><Pause/></Response>").wait(), Duration::from_secs(10));
}

#[test]
fn saying_nothing_is_over_at_once() {
    let mut world = World::twiml("<Response><Say/><Say>  </Say><Play/><Say>Bye.</Say></Response>");

    world.expect(&["play Bye."]);
}

#[test]
fn markup_becomes_pauses_and_languages() {
    let mut world = World::twiml(
        "<Response><Say loop='2'>Code <say-as interpret-as='digits'>42</say-as><break time='300ms'/><lang xml:lang='fr-FR'>au revoir</lang></Say></Response>",
    );

    world.expect(&["play Code 42 {42: Digits} | 300 ms | (fr-FR) au revoir x2"]);
}

#[test]
fn say_as_marks_the_value_of_a_variable() {
    let mut world = World::callapi(
        "<Response><SetVar name='code'>47</SetVar><Say>Code <say-as interpret-as='digits'>${code}</say-as>.</Say></Response>",
    );

    world.expect(&["play Code 47. {47: Digits}"]);
}

#[test]
fn a_prompt_is_found_by_name_and_language() {
    let mut world = World::callapi(
        "<Response><PlaySound>welcome</PlaySound><PlaySound language='ru-RU'>welcome</PlaySound></Response>",
    );

    world.expect(&["play [welcome]"]);
    world.played();
    world.expect(&["play [welcome]"]);
}

#[test]
fn what_is_no_prompt_is_audio_beside_the_document() {
    let mut world = World::twiml("<Response><Play>welcome</Play><Play>other</Play><Play>../up.wav</Play></Response>");

    world.expect(&["play [welcome]"]);
    world.played();
    world.expect(&["play <https://app.example/ivr/other>"]);
    world.played();
    world.expect(&["play <https://app.example/up.wav>"]);
}

#[test]
fn a_callapi_name_is_a_prompt_and_a_callapi_path_is_audio() {
    let mut world = World::callapi("<Response><PlaySound>nowhere</PlaySound><PlaySound>a/b.wav</PlaySound></Response>");

    assert!(world.warnings[0].contains("no prompt is called \"nowhere\""), "{:?}", world.warnings);
    world.expect(&["play <https://app.example/ivr/a/b.wav>"]);
}

#[test]
fn audio_that_cannot_be_had_is_spoken_if_there_is_a_text_for_it() {
    let mut world = World::twiml("<Response><Play>x.wav<Say>Instead.</Say></Play><Play>y.wav</Play></Response>");

    world.story();
    world.sound_failed(0);
    world.played();
    world.expect(&["play Instead."]);
    world.played();
    world.expect(&["play <https://app.example/ivr/y.wav>"]);
    world.sound_failed(0);
    world.played();
    world.expect(&["hang up: EndOfActions"]);
    assert_eq!(world.warnings.iter().filter(|text| text.contains("cannot be had")).count(), 2);
}

#[test]
fn digits_are_sent_instead_of_played_and_take_their_time() {
    let mut world = World::twiml("<Response><Play digits='1w2'/><Say>Sent.</Say></Response>");

    world.expect(&["send 1w2"]);
    assert_eq!(world.wait(), Duration::from_millis(900));
    world.expect(&["play Sent."]);
}

#[test]
fn a_sound_without_end_is_stopped_by_a_key() {
    let mut world = World::callapi("<Response><Say loop='0'>Waiting.</Say><Say>Next.</Say></Response>");

    world.expect(&["play Waiting. for ever"]);
    world.press("1");
    world.expect(&["stop", "play Next."]);
}

#[test]
fn keys_do_not_stop_a_sound_in_the_foreground() {
    let mut world = World::callapi("<Response><Say>Listen.</Say><Gather><Say>Now.</Say></Gather></Response>");

    world.story();
    world.press("5#");
    world.expect(&[]);
    world.played();
    world.expect(&["ask POST https://app.example/ivr/start"]);
    assert_eq!(world.parameter("Digits"), Some("5"));
}

#[test]
fn keys_during_a_background_sound_go_into_its_variable() {
    let mut world = World::callapi(
        "<Response><PlaySound where='background' digitvar='choice'>welcome</PlaySound><Say>You chose ${choice}.</Say></Response>",
    );

    world.story();
    world.press("7");
    world.expect(&["stop", "play You chose 7."]);
}

#[test]
fn settling_silence_comes_before_the_first_sound_only() {
    let plan = crate::world::plan_with(
        "settle='200ms'",
        "<Menu name='main'><Option on='start'><Say>A.</Say><Say>B.</Say></Option></Menu>",
    );
    let mut world = World::of(plan);

    world.expect(&["answer", "play 200 ms | A."]);
    world.played();
    world.expect(&["play B."]);
}

#[test]
fn a_volume_is_in_the_scale_of_callapi() {
    let volumes = |say: &str| {
        let world = World::callapi(&format!("<Response>{say}</Response>"));
        let plays = world.orders.iter().filter_map(|order| match order {
            Order::Play { sounds, .. } => Some(sounds.clone()),
            _ => None,
        });
        let volume = |sound| match sound {
            Sound::Speech { prosody, .. } => Some(prosody.volume),
            _ => None,
        };
        plays.flatten().filter_map(volume).collect::<Vec<_>>()
    };
    assert_eq!(volumes("<PlayTTS volume='300'>Hi</PlayTTS>"), [200]);
    assert_eq!(volumes("<PlayTTS volume='75'>Hi <prosody volume='soft'>there</prosody></PlayTTS>"), [50, 25]);
    assert_eq!(volumes("<PlayTTS volume='1000'>Hi</PlayTTS>"), [400]);
    assert_eq!(volumes("<Say>Hi</Say>"), [100]);
}
