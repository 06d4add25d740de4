//! Traces are written as calls go on, and can be read back.

use std::sync::Arc;
use std::time::Duration;

use dialplan::call::{Call, Settings};
use dialplan::event::{
    Command, Event, FetchFailure, HangupCause, Incoming, LegProgress, LegResult, PlayOutcome, Response,
};
use dialplan::ids::{FetchId, LegId, PlayId};
use dialplan::load::{MemoryFiles, load};
use dialplan::order::{Credentials, Dial, EndCause, Method, Order, Report, Request};
use dialplan::sound::Sound;
use dialplan::time::Instant;
use engine::trace::{FORMAT, ReadError, RecordedLine, Traces, What, read};
use xml_schema::Dialect;

const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1"><Route to="*" menu="m"/><Menu name="m">
    <Option on="start"><Gather numDigits="4" sensitive="true" var="pin"/><Pause length="9"/></Option>
    <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu></Dialplan>"#;

/// A call that asks for a secret number first of all.
fn call() -> Call {
    let plan = load("p.xml", &MemoryFiles::new([("p.xml", PLAN)])).plan.expect("a plan");
    Call::new(plan, Arc::new(Settings::default()))
}

fn events() -> Vec<Event> {
    let incoming = Incoming { call_id: "abc".into(), from: "+441632960111".into(), ..Incoming::default() };
    let response = Response { status: 200, body: "<Response/>\n".into(), ..Response::default() };
    vec![
        Event::Incoming(Box::new(incoming)),
        Event::Answered,
        Event::Digit { digit: '#' },
        Event::Played { play: PlayId(1), outcome: PlayOutcome::Stopped },
        Event::SoundFailed { play: PlayId(1), index: 2, reason: "404".into() },
        Event::Response { fetch: FetchId(1), response: Box::new(response) },
        Event::FetchFailed { fetch: FetchId(2), failure: FetchFailure::TooLarge, reason: "large".into() },
        Event::Leg { leg: LegId(1), progress: LegProgress::Failed { result: LegResult::Busy, status: Some(486) } },
        Event::Leg { leg: LegId(1), progress: LegProgress::Answered },
        Event::Command(Command::Hangup),
        Event::Command(Command::Redirect { url: "http://crm.example/".into() }),
        Event::HungUp { cause: HangupCause::ByCaller },
        Event::Timeout,
    ]
}

fn orders() -> Vec<Order> {
    let request = Request {
        method: Method::Post,
        url: "http://crm.example/".into(),
        parameters: vec![("Digits".into(), "1".into())],
        dialect: Dialect::Twiml,
        connect_timeout: Duration::from_millis(3000),
        timeout: Duration::from_micros(9_999_999),
        idempotency_key: "abc-1".into(),
        attempt: 1,
        auth: None,
        secrets: Vec::new(),
    };
    let dial = Dial {
        target: "200".into(),
        caller_number: "101".into(),
        caller_name: String::new(),
        credentials: None,
        refers: false,
        extension: false,
        timeout: Duration::from_secs(30),
    };
    let speech = Sound::speech("Hello", "en");
    vec![
        Order::Ring,
        Order::Answer,
        Order::Play {
            leg: None,
            play: PlayId(1),
            sounds: vec![speech, Sound::Silence { length: Duration::from_millis(250) }],
            times: None,
        },
        Order::Stop { play: PlayId(1) },
        Order::Fetch { fetch: FetchId(1), request: Box::new(request) },
        Order::Dial { leg: LegId(1), dial: Box::new(dial) },
        Order::Bridge { leg: LegId(1) },
        Order::SendDigits { leg: None, digits: "1w2".into() },
        Order::Report(Report::Option { menu: "main".into(), on: "1".into() }),
        Order::Report(Report::Variable { name: "pin".into(), value: "***".into() }),
        Order::Reject { status: 486 },
        Order::HangUp { cause: EndCause::Limit { what: "documents".into() } },
        Order::End { cause: EndCause::CallerHungUp },
    ]
}

#[test]
fn what_is_read_is_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let traces = Traces::new(&folder.path().join("deep/traces")).unwrap();
    let (trace, call) = (traces.open("abc", "hash"), call());
    let mut expected = Vec::new();
    let moments = (0..).map(|count| Duration::from_nanos(count * 20_000_017));
    for (at, event) in moments.clone().zip(events()) {
        trace.event(at, &event, &call);
        expected.push(RecordedLine { at, what: What::Event(event) });
    }
    for (at, order) in moments.zip(orders()) {
        trace.order(at, &order, &call);
        expected.push(RecordedLine { at, what: What::Order(order) });
    }
    drop(trace);
    traces.flush();

    let recorded = read(&folder.path().join("deep/traces/abc.jsonl")).unwrap();

    assert_eq!(recorded.lines, expected);
    assert_eq!((recorded.call.as_str(), recorded.plan.as_str(), recorded.cut_off), ("abc", "hash", false));
    assert_eq!(recorded.engine, env!("CARGO_PKG_VERSION"));
}

#[test]
fn secrets_do_not_reach_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let traces = Traces::new(folder.path()).unwrap();
    let mut call = call();
    let mut told = |event: Event| call.handle(Instant::START, &event, &mut Vec::new());
    told(Event::Incoming(Box::default()));
    let Order::Dial { leg, dial } = orders().swap_remove(5) else { panic!("the dial") };
    let credentials = Credentials { username: "ivr".into(), password: "hunter2".into() };
    let dial = Order::Dial { leg, dial: Box::new(Dial { credentials: Some(credentials), ..*dial }) };
    let warning = Order::Report(Report::Warning { text: "https://ivr:hunter2@crm.example/a said 4417".into() });
    let trace = traces.open("abc", "hash");

    trace.event(Duration::ZERO, &Event::Digit { digit: '7' }, &call);
    for digit in "4417".chars() {
        call.handle(Instant::START, &Event::Digit { digit }, &mut Vec::new());
    }
    trace.order(Duration::from_millis(4417), &dial, &call);
    trace.order(Duration::from_millis(4417), &warning, &call);
    drop(trace);
    traces.flush();

    let text = std::fs::read_to_string(folder.path().join("abc.jsonl")).unwrap();
    assert!(text.contains(r#"{"digit":"*","event":"digit","ms":0}"#), "{text}");
    assert!(text.contains("https://***@crm.example/a said ***"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(read(&folder.path().join("abc.jsonl")).unwrap().lines[2].at, Duration::from_millis(4417));
}

#[cfg(unix)]
#[test]
fn traces_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let traces = Traces::new(&folder.path().join("traces")).unwrap();
    drop(traces.open("../abc", "hash"));
    traces.flush();

    let mode = |path: &str| std::fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("traces"), mode("traces/abc.jsonl")), (0o700, 0o600));
}

#[test]
fn a_call_can_be_followed_while_it_lasts() {
    let folder = tempfile::tempdir().unwrap();
    let traces = Traces::new(folder.path()).unwrap();
    let trace = traces.open("abc", "hash");
    trace.event(Duration::ZERO, &Event::Answered, &call());
    traces.flush();

    assert_eq!(read(&folder.path().join("abc.jsonl")).unwrap().lines.len(), 1);
    drop(trace);
}

#[test]
fn a_trace_that_was_cut_off_says_so_and_one_that_is_broken_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let header = format!("{{\"format\":{FORMAT},\"engine\":\"0\",\"call\":\"a\",\"plan\":\"p\"}}\n");
    let write = |text: &str| std::fs::write(&path, format!("{header}{text}")).unwrap();

    write("{\"ms\":5,\"event\":\"timeout\"}\n{\"lost\":3}\n{\"ms\":6,\"ev");
    let cut = read(&path).unwrap();
    assert!(cut.cut_off);
    assert_eq!(cut.lines[1], RecordedLine { at: Duration::from_millis(5), what: What::Lost(3) });

    write("{\"ms\":5,\"event\":\"timeout\"}\n{\"ms\":6,\"event\":\"sneezed\"}\n");
    assert!(matches!(read(&path), Err(ReadError::Line { number: 3, .. })));
    std::fs::write(&path, "{\"format\":99}\n").unwrap();
    assert!(matches!(read(&path), Err(ReadError::Header { .. })));
    assert!(matches!(read(folder.path()), Err(ReadError::File { .. })));
}
