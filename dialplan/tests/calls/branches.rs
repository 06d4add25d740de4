//! `If` and `Switch`.

use dialplan::order::EndCause;

use crate::world::{World, plan};

#[test]
fn a_condition_decides_which_actions_run() {
    for (digits, said) in [("1", "One."), ("2", "Another.")] {
        let mut world = World::start(
            "<Gather numDigits='1'/><If test='Digits == \"1\"'><Say>One.</Say><Else><Say>Another.</Say></Else></If><Say>Both.</Say>",
        );
        world.story();

        world.press(digits);

        world.expect(&[&format!("play {said}")]);
        world.play_out();
        world.expect(&["play Both.", "hang up: EndOfActions"]);
    }
}

#[test]
fn a_condition_that_cannot_be_told_is_false_with_a_warning() {
    let mut world = World::callapi(
        "<Response><SetVar name='word'>abc</SetVar><If test='word > 3'><Say>Yes.</Say><Else><Say>No.</Say></Else></If></Response>",
    );

    assert_eq!(world.story().last().unwrap(), "play No.");
    assert!(world.warnings[0].contains("a number is needed"), "{:?}", world.warnings);
}

#[test]
fn a_value_is_never_a_part_of_a_condition() {
    let mut world = World::callapi(
        "<Response><SetVar name='word'>' || true || '</SetVar><If test=\"word == 'x'\"><Say>Yes.</Say><Else><Say>No.</Say></Else></If></Response>",
    );

    assert_eq!(world.story().last().unwrap(), "play No.");
}

#[test]
fn a_switch_runs_the_case_that_fits_else_its_else() {
    for (to, said) in [("gold", "Dear customer."), ("silver", "Customer."), ("lead", "Who are you?")] {
        let mut world = World::start(&format!(
            "<SetVar name='tier'>{to}</SetVar><Switch on='${{tier}}'>
               <Case value='gold'><Say>Dear customer.</Say></Case><Case value='silver'><Say>Customer.</Say></Case>
               <Else><Say>Who are you?</Say></Else></Switch>"
        ));

        assert_eq!(world.story(), ["answer".to_owned(), format!("play {said}")]);
    }
}

#[test]
fn a_key_stops_the_sounds_of_a_branch_as_those_around_it() {
    let mut world = World::of(plan(
        "<Menu name='main'>
           <Option on='start'><If test='tries &lt; 3'><Say>Press one.</Say></If></Option>
           <Option on='1'><Hangup/></Option>
         </Menu>",
    ));
    world.story();

    world.press("1");

    world.expect(&["stop", "hang up: Hangup"]);
    world.ended(&EndCause::Hangup);
}

#[test]
fn a_document_may_ask_for_the_opening_hours_of_the_dialplan() {
    for (from, said) in [("09:00", "We are open."), ("11:00", "We are closed.")] {
        // The tests call on a Monday at ten.
        let mut world = World::of(plan(&format!(
            "<Schedule name='office'><Open days='Mon-Fri' from='{from}' to='18:00'/></Schedule>
             <Menu name='main'><Option on='start'><Interactive url='https://app.example/start'/></Option>
               <Option on='1'><If schedule='office'><Hangup/></If></Option></Menu>"
        )));
        world.story();

        world.answer(
            "<Response><If schedule='office'><Say>We are open.</Say><Else><Say>We are closed.</Say></Else></If></Response>",
        );

        world.expect(&[&format!("play {said}")]);
    }
}
