//! An application is slow, broken or gone: what the caller gets instead.

use std::time::Duration;

use dialplan::event::{FetchFailure, Response};
use dialplan::order::{EndCause, Report};

use crate::world::{APP, World, plan};

/// What was told about failures: status and what ran instead.
fn failures(world: &World) -> Vec<(&str, &str)> {
    let told = world.reports.iter().filter_map(|report| match report {
        Report::InteractiveFailed { status, instead, .. } => Some((status.as_str(), instead.as_str())),
        _ => None,
    });
    told.collect()
}

fn asked(attributes: &str, inside: &str, behind: &str) -> World {
    let mut world = World::start(&format!("<Interactive url='{APP}' {attributes}>{inside}</Interactive>{behind}"));
    world.story();
    world
}

const FALLBACK: &str = "<Fallback><Say>Local.</Say></Fallback>";

#[test]
fn a_connection_that_fails_is_tried_once_more_after_a_rest() {
    let mut world = asked("", FALLBACK, "");

    world.fail(FetchFailure::Connect);
    let rest = world.wait();
    assert!((200..=400).contains(&rest.as_millis()), "{rest:?}");
    world.expect(&[&format!("ask POST {APP}")]);
    let [first, second] = &world.requests[..] else { panic!("two attempts") };
    assert_eq!((first.attempt, second.attempt), (1, 2));
    assert_eq!(first.idempotency_key, second.idempotency_key);

    world.fail(FetchFailure::Connect);
    world.expect(&["play Local."]);
    assert_eq!(failures(&world), [("connect", "Fallback")]);
    assert_eq!(world.call.variable("InteractiveStatus"), Some("connect"));
}

#[test]
fn only_what_may_pass_is_tried_again() {
    for status in [429, 502, 503, 504] {
        let mut world = asked("", FALLBACK, "");
        world.respond(status, "text/html", "busy");
        assert!(!world.is_playing() && !world.is_fetching(), "{status}");
    }
    for status in [301, 400, 401, 404, 405, 500, 501] {
        let mut world = asked("", FALLBACK, "");
        world.respond(status, "text/html", "<html>no</html>");
        world.expect(&["play Local."]);
        assert_eq!(world.call.variable("InteractiveStatus"), Some(format!("http-{status}").as_str()));
    }
    for (failure, word) in [
        (FetchFailure::Timeout, "timeout"),
        (FetchFailure::Dns, "dns"),
        (FetchFailure::Tls, "tls"),
        (FetchFailure::TooLarge, "too-large"),
        (FetchFailure::Refused, "refused"),
    ] {
        let mut world = asked("", FALLBACK, "");
        world.fail(failure);
        world.expect(&["play Local."]);
        assert_eq!(world.call.variable("InteractiveStatus"), Some(word));
    }
}

#[test]
fn the_application_may_say_when_to_come_back_within_the_budget() {
    let retry_after = |seconds| {
        let mut world = asked("", FALLBACK, "");
        let retry_after = Some(Duration::from_secs(seconds));
        world.reply(Response { status: 503, retry_after, ..Response::default() });
        world
    };

    let mut world = retry_after(1);
    assert_eq!(world.wait(), Duration::from_secs(1));
    world.expect(&[&format!("ask POST {APP}")]);
    retry_after(60).expect(&["play Local."]);
}

#[test]
fn attempts_share_one_budget() {
    let mut world = asked("retries='10' timeout='10s'", FALLBACK, "");
    while failures(&world).is_empty() {
        if world.is_fetching() {
            world.after(Duration::from_secs(4));
            world.fail(FetchFailure::Connect);
        } else {
            world.wait();
        }
    }
    let timeouts: Vec<u64> = world.requests.iter().map(|request| request.timeout.as_secs()).collect();
    assert_eq!(timeouts.len(), 4, "{timeouts:?}");
    assert!(timeouts.last().unwrap() < &3, "{timeouts:?}");
}

#[test]
fn a_long_time_for_one_attempt_is_meant() {
    let world = asked("timeout='40s'", FALLBACK, "");

    assert_eq!(world.requests[0].timeout, Duration::from_secs(40));
}

#[test]
fn the_fallback_url_is_asked_once_and_told_what_was_wrong() {
    let mut world = asked("fallbackUrl='https://spare.example/x' dialect='twiml'", FALLBACK, "");

    world.respond(500, "text/html", "oops");
    world.expect(&["ask POST https://spare.example/x"]);
    assert_eq!(world.parameter("ErrorCode"), Some("11200"));
    assert_eq!(world.parameter("ErrorUrl"), Some(APP));
    world.fail(FetchFailure::Connect);
    world.expect(&["answer", "play Local."]);
    assert_eq!(failures(&world), [("http-500", "fallbackUrl"), ("connect", "Fallback")]);
}

#[test]
fn a_document_of_the_fallback_url_runs_like_any_other() {
    let mut world = asked("fallbackUrl='https://spare.example/x'", FALLBACK, "");
    world.respond(500, "text/html", "oops");

    world.answer("<Response><Redirect>again</Redirect></Response>");
    world.expect(&["ask POST https://spare.example/x", "ask POST https://spare.example/again"]);
    world.respond(500, "text/html", "oops");
    world.expect(&["play Local."]);
    assert_eq!(world.call.variable("InteractiveStatus"), Some("http-500"));
}

#[test]
fn without_a_fallback_the_next_action_runs() {
    let mut world = asked("", "", "<Say>Next.</Say>");

    world.fail(FetchFailure::Timeout);

    world.expect(&["play Next."]);
    assert_eq!(failures(&world), [("timeout", "next action")]);
}

#[test]
fn without_a_next_action_the_plans_on_error_runs() {
    let mut world = World::of(plan(&format!(
        "<OnError><Say>Plan B.</Say><Transfer to='sip:desk@pbx.example'/></OnError><Menu name='main'><Option on='start'><Interactive url='{APP}'/></Option></Menu>"
    )));
    world.story();

    world.fail(FetchFailure::Timeout);
    world.expect(&["play Plan B."]);
    world.played();
    world.expect(&["call sip:desk@pbx.example as +441632960111"]);
}

#[test]
fn with_nothing_at_all_the_caller_hears_an_apology() {
    let mut world = asked("", "", "");

    world.fail(FetchFailure::Timeout);
    let story = world.story();
    assert!(story[0].starts_with("play We are sorry"), "{story:?}");
    assert_eq!(failures(&world), [("timeout", "apology")]);
    world.played();
    world.ended(&EndCause::ApplicationFailed);
}

#[test]
fn an_on_error_whose_application_is_dead_too_ends_in_the_apology() {
    let mut world = World::of(plan(&format!(
        "<OnError><Interactive url='{APP}/b'/></OnError><Menu name='main'><Option on='start'><Interactive url='{APP}'/></Option></Menu>"
    )));
    world.fail(FetchFailure::Timeout);
    world.fail(FetchFailure::Timeout);

    assert_eq!(failures(&world), [("timeout", "OnError"), ("timeout", "apology")]);
}

#[test]
fn an_on_error_that_jumps_into_a_menu_gives_the_caller_a_menu() {
    let mut world = World::of(plan(&format!(
        "<OnError><Jump menu='desk'/></OnError><Menu name='main'><Option on='start'><Interactive url='{APP}'/></Option></Menu><Menu name='desk'><Option on='start'><Say>Desk.</Say></Option><Option on='1'><Say>One.</Say></Option></Menu>"
    )));
    world.fail(FetchFailure::Timeout);
    world.story();

    world.played();
    world.press("1");

    world.expect(&["play One."]);
}

#[test]
fn a_dead_application_in_mid_call_leads_to_the_nodes_fallback_too() {
    let mut world = World::twiml("<Response><Gather numDigits='1'/></Response>");
    world.press("1");

    world.fail(FetchFailure::Timeout);

    assert_eq!(world.story().last().unwrap(), "play Fallback.");
}

#[test]
fn what_is_no_document_takes_the_fallback() {
    let large = format!("<Response><Say>{}</Say></Response>", "a".repeat(1 << 20));
    for (content_type, body, status) in [
        ("text/xml", "<Response><Say>Hello</Response>", "bad-document"),
        ("text/html", "<!DOCTYPE html><html><body>Sorry</body></html>", "bad-document"),
        ("application/json", "{\"say\":\"hello\"}", "bad-document"),
        ("text/xml", "<Answer/>", "bad-document"),
        ("text/xml", "<!DOCTYPE r [<!ENTITY a 'b'>]><Response>&a;</Response>", "bad-document"),
        ("text/xml", large.as_str(), "too-large"),
    ] {
        let mut world = asked("dialect='twiml'", FALLBACK, "");
        world.respond(200, content_type, body);
        world.expect(&["answer", "play Local."]);
        assert_eq!(failures(&world), [(status, "Fallback")], "{content_type}");
    }
}

#[test]
fn a_url_that_is_none_is_a_failure_like_any_other() {
    let mut world = World::callapi("<Response><Redirect>ftp://x.example/</Redirect></Response>");

    world.expect(&["play Fallback."]);
    assert_eq!(failures(&world), [("refused", "Fallback")]);
}

#[test]
fn a_refused_request_takes_the_fallback_at_once() {
    let mut world = World::start(
        "<Interactive url='https://app.example/ivr/start' retries='3'><Fallback><Say>Our system is down.</Say></Fallback></Interactive>",
    );
    world.story();

    world.fail(FetchFailure::Refused);

    world.expect(&["play Our system is down."]);
}
