//! An application that is slow, resets, times out, fails, answers half or nonsense, and recovers: no caller is lost, and none
//! waits longer than the budget.

use crate::stage::{Story, plan};

/// All attempts at one request together.
const BUDGET_MS: u64 = 15_000;
const GOOD: &str = "<Answer><Response><Say>Here we are again.</Say></Response></Answer>";

/// A call to an application that answers so, then well; what the node's Fallback is, and what follows.
fn outage(bad: &str, retries: u32, fallback: &str) -> Story {
    let actions = format!(
        "<Interactive url='https://app.example/start' retries='{retries}'>{fallback}</Interactive><Say>Goodbye.</Say><Hangup/>"
    );
    let app = format!("<App url='https://app.example/start'>{bad}{GOOD}</App>");
    plan(&actions, &app, "<End within='5m'/>")
}

const FALLBACK: &str = "<Fallback><Say>Our system is down.</Say></Fallback>";

/// Ways to fail, and what `InteractiveStatus` then says.
const WAYS: [(&str, &str); 9] = [
    ("<Answer drop='connect'/>", "connect"),
    ("<Answer drop='mid-body'><Response><Say>Half</Say></Response></Answer>", "connect"),
    ("<Answer drop='never'/>", "timeout"),
    ("<Answer after='11s'><Response/></Answer>", "timeout"),
    ("<Answer status='500'>broken</Answer>", "http-500"),
    ("<Answer status='503'>busy</Answer>", "http-503"),
    ("<Answer status='404'>gone</Answer>", "http-404"),
    ("<Answer>&lt;Result/&gt;</Answer>", "bad-document"),
    ("<Answer>{\"verb\": \"say\"}</Answer>", "bad-document"),
];

#[test]
fn every_failure_takes_the_fallback_and_the_call_goes_on() {
    for (bad, status) in WAYS {
        let story = outage(bad, 0, FALLBACK);

        let transcript = &story.outcome.transcript;
        assert!(story.outcome.passed, "{bad}: {transcript}");
        assert!(story.find("Our system is down").is_some(), "{bad}: {transcript}");
        assert!(story.find("Goodbye").is_some(), "{bad}: {transcript}");
        assert!(transcript.contains(status), "{bad}: {transcript}");
        assert!(story.at("Our system is down") <= BUDGET_MS, "{bad}: {transcript}");
    }
}

#[test]
fn a_second_attempt_finds_an_application_that_has_recovered() {
    for (bad, _) in WAYS.iter().filter(|(bad, _)| bad.contains("connect") || bad.contains("503")) {
        let story = outage(bad, 1, FALLBACK);

        assert!(story.find("Here we are again").is_some(), "{bad}: {}", story.outcome.transcript);
        assert_eq!(story.find("Our system is down"), None, "{bad}");
    }
}

#[test]
fn the_budget_ends_all_attempts_together() {
    let never = "<Answer drop='never'/><Answer drop='never'/><Answer drop='never'/><Answer drop='never'/>";

    let story = outage(never, 3, FALLBACK);

    let heard = story.at("Our system is down");
    assert!((10_000..=BUDGET_MS).contains(&heard), "{}", story.outcome.transcript);
}

#[test]
fn without_a_fallback_the_next_action_runs_and_without_one_an_apology_is_spoken() {
    for (bad, _) in WAYS {
        let story = outage(bad, 0, "");
        assert!(story.find("Goodbye").is_some(), "{bad}: {}", story.outcome.transcript);

        let actions = "<Interactive url='https://app.example/start' retries='0'/>";
        let app = format!("<App url='https://app.example/start'>{bad}</App>");
        let story = plan(actions, &app, "<End outcome='hangup' within='1m'/>");
        assert!(story.outcome.passed, "{bad}: {}", story.outcome.transcript);
        assert!(story.find("not available at the moment").is_some(), "{bad}: {}", story.outcome.transcript);
    }
}

#[test]
fn callers_who_come_after_the_outage_notice_nothing() {
    let story = outage("", 0, FALLBACK);

    assert!(story.find("Here we are again").is_some());
    assert!(story.at("Here we are again") < 50, "{}", story.outcome.transcript);
}
