//! `Gather` at its edges: keys around the end of the prompt, at the ends of its times, and a hang-up at each.

use crate::stage::{Story, callapi, twiml};

const AFTER: &str = "<App url='https://app.example/got'><Answer><Response><Hangup/></Response></Answer></App>";
/// How long the simulator takes to say "Enter your code."
const PROMPT: u64 = 1_175;

/// A Gather with these attributes, and what the caller does.
fn gather(attributes: &str, steps: &str) -> Story {
    let document =
        format!("<Gather action='/got' {attributes}><Say>Enter your code.</Say></Gather><Say>Nothing.</Say>");
    twiml(&document, AFTER, steps)
}

/// What the caller presses, so long after the prompt began.
fn key(at: u64, keys: &str) -> String {
    keys_with_gap(at, 0, keys)
}

fn keys_with_gap(at: u64, gap: u64, keys: &str) -> String {
    format!("<Hear>Enter your code</Hear><Press during='true' after='{at}ms' gap='{gap}ms'>{keys}</Press>")
}

/// The digits that were sent, and when.
#[track_caller]
fn sent(story: &Story) -> (String, u64) {
    let line = story.find("/got").unwrap_or_else(|| panic!("nothing was sent:\n{}", story.outcome.transcript));
    let digits = line.text.split("Digits=").nth(1).unwrap_or_default();
    (digits.split(' ').next().unwrap_or_default().to_owned(), line.at)
}

#[test]
fn the_prompt_takes_as_long_as_these_tests_think() {
    let story = gather("timeout='3'", "<End within='20s'/>");

    assert_eq!(story.at("says \"Nothing.\""), PROMPT + 3_000, "{}", story.outcome.transcript);
}

#[test]
fn a_key_around_the_end_of_the_prompt_counts_when_it_is_pressed() {
    for at in [PROMPT - 1, PROMPT, PROMPT + 1] {
        let story = gather("numDigits='1'", &key(at, "1"));

        assert_eq!(sent(&story), ("1".into(), at), "{}", story.outcome.transcript);
    }
}

#[test]
fn without_barge_in_a_key_before_the_end_of_the_prompt_counts_at_its_end() {
    for (at, counts) in [(PROMPT - 1, PROMPT), (PROMPT, PROMPT), (PROMPT + 1, PROMPT + 1)] {
        let story = gather("numDigits='1' bargeIn='false'", &key(at, "1"));

        assert_eq!(sent(&story), ("1".into(), counts), "{}", story.outcome.transcript);
        assert_eq!(story.count("stops after"), 0, "the prompt plays to its end");
    }
}

#[test]
fn the_time_for_the_first_key_ends_to_the_millisecond() {
    let end = PROMPT + 3_000;
    let story = gather("timeout='3' numDigits='1'", &key(end - 1, "1"));
    assert_eq!(sent(&story), ("1".into(), end - 1));

    for at in [end, end + 1] {
        let story = gather("timeout='3' numDigits='1'", &key(at, "1"));
        assert_eq!(story.find("/got"), None, "{}", story.outcome.transcript);
        assert_eq!(story.at("says \"Nothing.\""), end);
    }
}

#[test]
fn the_time_between_keys_ends_to_the_millisecond() {
    let three = |gap: u64| keys_with_gap(500, gap, "123");
    let attributes = "numDigits='3' interDigitTimeout='2s'";

    let story = gather(attributes, &three(1_999));
    assert_eq!(sent(&story), ("123".into(), 500 + 2 * 1_999));

    for gap in [2_000, 2_001] {
        let story = gather(attributes, &three(gap));
        assert_eq!(sent(&story), ("1".into(), 2_500), "{}", story.outcome.transcript);
    }
}

#[test]
fn a_finishing_key_alone_is_a_sign_of_life_and_no_entry() {
    let story = gather("timeout='3'", &key(2_000, "#"));
    assert_eq!(story.find("/got"), None);
    assert_eq!(story.at("says \"Nothing.\""), 5_000, "{}", story.outcome.transcript);

    let story = gather("timeout='3'", &keys_with_gap(2_000, 100, "#47#"));
    assert_eq!(sent(&story), ("47".into(), 2_300));
}

#[test]
fn more_keys_than_asked_for_are_not_sent() {
    let story = gather("numDigits='2'", &keys_with_gap(500, 50, "4711"));

    assert_eq!(sent(&story), ("47".into(), 550));
    assert_eq!(story.count("asks POST https://app.example/got"), 1);
}

#[test]
fn keys_typed_ahead_skip_the_prompt_in_callapi_and_are_dropped_in_twiml() {
    let document = "<Say>Welcome to us.</Say><Gather action='/got' numDigits='2' timeout='3'><Say>Enter your code.</Say></Gather><Hangup/>";
    let steps = "<Hear>Welcome</Hear><Press during='true' after='100ms' gap='100ms'>47</Press>";

    let story = callapi(document, AFTER, steps);
    assert_eq!(sent(&story).0, "47");
    assert_eq!(story.find("Enter your code"), None, "{}", story.outcome.transcript);

    let story = twiml(document, AFTER, steps);
    assert!(story.find("Enter your code").is_some());
    assert_eq!(story.find("/got"), None);
}

#[test]
fn a_hang_up_at_any_edge_ends_the_call_and_sends_nothing() {
    let end = PROMPT + 3_000;
    for at in [1, PROMPT - 1, PROMPT, PROMPT + 1, end - 1] {
        for attributes in ["timeout='3'", "timeout='3' bargeIn='false'", "timeout='3' numDigits='1'"] {
            let story = gather(attributes, &format!("<Hangup after='{at}ms'/>"));

            assert_eq!(story.find("/got"), None, "{}", story.outcome.transcript);
            assert!(story.find("the call is over: the caller hung up").is_some(), "{}", story.outcome.transcript);
        }
    }
}

#[test]
fn a_hang_up_between_keys_sends_nothing() {
    let steps = format!("{}<Hangup after='1999ms'/>", key(500, "12"));

    let story = gather("interDigitTimeout='2s'", &steps);

    assert_eq!(story.find("/got"), None, "{}", story.outcome.transcript);
}
