//! The example of `docs/life-of-a-call.md` is what really happens.

use std::sync::Arc;
use std::time::Duration;

use dialplan::call::{Call, Settings};
use dialplan::event::{Event, FetchFailure, Incoming, LegProgress, PlayOutcome, Response};
use dialplan::ids::{FetchId, LegId, PlayId};
use dialplan::load::{MemoryFiles, load};
use dialplan::order::{Order, Report};
use dialplan::time::Instant;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/life-of-a-call.md");

#[test]
fn the_documented_call_is_what_happens() {
    let text = std::fs::read_to_string(DOCUMENT).unwrap();
    let plan = fenced(&text, "```xml\n");

    let story = run(&text[plan]);

    let place = fenced(&text, "```text\n");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(DOCUMENT, format!("{}{story}{}", &text[..place.start], &text[place.end..])).unwrap();
        return;
    }
    assert_eq!(&text[place], story, "run UPDATE_DOCS=1 cargo test -p dialplan --test calls");
}

/// Where the text of the last block that begins so stands.
fn fenced(text: &str, begin: &str) -> std::ops::Range<usize> {
    let start = text.rfind(begin).expect("the block is there") + begin.len();
    let end = start + text[start..].find("```").expect("the block ends");
    start..end
}

fn run(plan: &str) -> String {
    let plan = load("plan.xml", &MemoryFiles::new([("plan.xml", plan)])).plan.expect("the plan has no errors");
    let mut call = Call::new(plan, Arc::new(Settings::default()));
    let mut story = String::new();
    let mut at = |milliseconds, event: Event| {
        let now = Instant::after_start(Duration::from_millis(milliseconds));
        let mut orders = Vec::new();
        call.handle(now, &event, &mut orders);
        let time = format!("{:>4}.{:03} s", milliseconds / 1000, milliseconds % 1000);
        story.push_str(&format!("{time}  {}\n", happened(&event)));
        for order in &orders {
            story.push_str(&format!("            ► {}\n", ordered(order)));
        }
        call.deadline()
    };
    at(0, Event::Incoming(Box::new(incoming())));
    at(40, Event::Answered);
    at(1200, Event::Digit { digit: '1' });
    at(1201, Event::Played { play: PlayId(1), outcome: PlayOutcome::Stopped });
    let failure = FetchFailure::Connect;
    let again = at(1203, Event::FetchFailed { fetch: FetchId(1), failure, reason: "connection refused".into() });
    let again = u64::try_from(again.expect("it is asked again").since_start().as_millis()).expect("calls are short");
    at(again, Event::Timeout);
    at(again + 80, Event::Response { fetch: FetchId(2), response: Box::new(balance()) });
    at(again + 2900, Event::Played { play: PlayId(2), outcome: PlayOutcome::Finished });
    at(again + 3000, Event::Leg { leg: LegId(1), progress: LegProgress::Ringing });
    at(again + 7000, Event::Leg { leg: LegId(1), progress: LegProgress::Answered });
    at(again + 67_000, Event::Leg { leg: LegId(1), progress: LegProgress::Ended { by_callee: true } });
    story
}

fn incoming() -> Incoming {
    Incoming {
        call_id: "0123456789abcdef0123456789abcdef".into(),
        from: "+441632960111".into(),
        to: "+441632960000".into(),
        ..Incoming::default()
    }
}

fn balance() -> Response {
    Response {
        status: 200,
        url: "https://crm.example/balance".into(),
        body: "<Response><Say>Your balance is ten pounds.</Say></Response>".into(),
        ..Response::default()
    }
}

fn happened(event: &Event) -> String {
    match event {
        Event::Incoming(call) => format!("Incoming, from {} to {}", call.from, call.to),
        Event::Digit { digit } => format!("Digit {digit}"),
        Event::Played { play, outcome } => format!("Played {}: {outcome:?}", play.0),
        Event::Response { fetch, response } => {
            format!("Response to {}: {} {}", fetch.0, response.status, response.body)
        }
        Event::FetchFailed { fetch, reason, .. } => format!("FetchFailed {}: {reason}", fetch.0),
        Event::Leg { leg, progress } => format!("Leg {}: {progress:?}", leg.0),
        event => format!("{event:?}"),
    }
}

fn ordered(order: &Order) -> String {
    match order {
        Order::Play { play, sounds, times, .. } => {
            let times = times.map_or("for ever".to_owned(), |times| format!("{times} time"));
            format!("Play {}, {times}: {sounds:?}", play.0)
        }
        Order::Stop { play } => format!("Stop {}", play.0),
        Order::Fetch { fetch, request } => {
            let count = request.parameters.len();
            format!(
                "Fetch {}: {:?} {}, {count} parameters, attempt {}",
                fetch.0, request.method, request.url, request.attempt
            )
        }
        Order::Dial { leg, dial } => format!("Dial {}: {} as {}", leg.0, dial.target, dial.caller_number),
        Order::Bridge { leg } => format!("Bridge {}", leg.0),
        Order::Unbridge { leg } => format!("Unbridge {}", leg.0),
        Order::Report(report) => format!("Report {}", reported(report)),
        order => format!("{order:?}"),
    }
}

fn reported(report: &Report) -> String {
    let text = format!("{report:?}");
    text.replace("\\\"", "\"")
}
