//! Applications: what they are asked, and where documents lead.

use dialplan::event::Response;
use dialplan::order::{Method, Report};

use crate::world::{APP, World, incoming, plan, plan_with};

fn pairs(world: &World) -> Vec<(String, String)> {
    world.requests.last().expect("something was asked").parameters.clone()
}

fn text(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_callapi_application_is_told_who_calls_whom() {
    let files = dialplan::load::MemoryFiles::new([(
        "p.xml",
        "<Dialplan xmlns='urn:dialtree:1'><Route to='100' menu='m' extension='0003*099' extensionId='145'/><Menu name='m'><Option on='start'><Interactive url='http://a.example/x?who=$CallerIDNum&amp;price=5$$' method='GET'><Param name='plan'>${CalledNumber}</Param><Fallback><Hangup/></Fallback></Interactive></Option></Menu></Dialplan>",
    )]);
    let mut world = World::silent(dialplan::load::load("p.xml", &files).plan.unwrap());
    let call = dialplan::event::Incoming {
        called_did: Some("+441632960000".into()),
        diversion: Some("+441632960222".into()),
        ..incoming()
    };

    world.give(&dialplan::event::Event::Incoming(Box::new(call)));

    let request = world.requests.last().unwrap();
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.url, "http://a.example/x?who=%2B441632960111&price=5$");
    assert_eq!(request.idempotency_key, "0123456789abcdef0123456789abcdef-1");
    let expected = text(&[
        ("EventType", "call_interactive"),
        ("CallID", "0123456789abcdef0123456789abcdef"),
        ("CallAPIID", "0123456789abcdef0123456789abcdef"),
        ("CallerIDNum", "+441632960111"),
        ("CallerIDName", "Ann"),
        ("CalledDID", "+441632960000"),
        ("CalledNumber", "100"),
        ("CalledExtension", "0003*099"),
        ("CalledExtensionID", "145"),
        ("CallStatus", "ANSWER"),
        ("CallFlow", "IN"),
        ("Diversion", "+441632960222"),
        ("plan", "100"),
    ]);
    assert_eq!(pairs(&world), expected);
}

#[test]
fn a_twiml_application_is_told_what_twilio_tells() {
    let world = World::start(&format!("<Answer/><Interactive url='{APP}' dialect='twiml'/>"));

    let expected = text(&[
        ("CallSid", "CA0123456789abcdef0123456789abcdef"),
        ("AccountSid", "AC00000000000000000000000000000000"),
        ("From", "+441632960111"),
        ("To", "100"),
        ("Caller", "+441632960111"),
        ("Called", "100"),
        ("CallStatus", "in-progress"),
        ("ApiVersion", "2010-04-01"),
        ("Direction", "inbound"),
        ("CallerName", "Ann"),
        ("SipHeader_X-Account", "7"),
        ("SipCallId", "a@b"),
        ("SipSourceIp", "192.0.2.1"),
        ("SipDomain", "ivr.example"),
    ]);
    assert_eq!(pairs(&world), expected);
}

#[test]
fn params_are_for_the_node_alone_not_for_what_follows() {
    let mut world = World::start(&format!("<Interactive url='{APP}'><Param name='a'>1</Param></Interactive>"));
    assert_eq!(world.parameter("a"), Some("1"));

    world.answer("<Response><Redirect>/next</Redirect></Response>");

    assert_eq!(world.parameter("a"), None);
}

#[test]
fn a_redirect_drops_the_rest_and_an_empty_one_asks_again() {
    let mut world =
        World::twiml("<Response><Redirect method='GET'>next?a=1</Redirect><Say>Never heard.</Say></Response>");
    world.expect(&["ask GET https://app.example/ivr/next?a=1"]);

    // A GET may come back with its parameters in the URL; they are not sent twice.
    world.reply(Response {
        status: 200,
        url: "https://app.example/ivr/next?a=1&CallSid=CA0".into(),
        body: "<Response><Redirect/></Response>".into(),
        ..Response::default()
    });

    world.expect(&["ask POST https://app.example/ivr/next?a=1"]);
}

#[test]
fn relative_urls_are_meant_against_where_the_document_came_from() {
    let mut world = World::twiml("<Response><Redirect>a</Redirect></Response>");

    world.reply(Response {
        status: 200,
        url: "https://other.example/b/c".into(),
        body: "<Response><Redirect>d</Redirect></Response>".into(),
        ..Response::default()
    });

    world.expect(&["ask POST https://app.example/ivr/a", "ask POST https://other.example/b/d"]);
}

#[test]
fn a_relative_interactive_is_meant_against_the_plans_base() {
    let plan = plan_with(
        "base='https://crm.example/ivr/'",
        "<Menu name='main'><Option on='start'><Interactive url='start' fallbackUrl='spare'/></Option></Menu>",
    );
    let mut world = World::of(plan);

    world.respond(404, "text/html", "<html/>");

    world.expect(&["answer", "ask POST https://crm.example/ivr/start", "ask POST https://crm.example/ivr/spare"]);
}

#[test]
fn behind_a_document_the_next_action_of_the_option_runs() {
    let mut world = World::start(&format!("<Interactive url='{APP}'/><Say>Behind.</Say>"));
    world.answer("<Response><Say>Within.</Say></Response>");
    world.play_out();

    world.expect(&["answer", &format!("ask POST {APP}"), "play Within.", "play Behind.", "hang up: EndOfActions"]);
    assert_eq!(world.call.variable("InteractiveStatus"), Some("ok"));
}

#[test]
fn an_empty_answer_is_nothing_to_run() {
    for (status, body) in [(204, ""), (200, ""), (200, " \n")] {
        let mut world = World::start(&format!("<Interactive url='{APP}'/><Say>Behind.</Say>"));
        world.story();

        world.respond(status, "text/html", body);

        world.expect(&["play Behind."]);
        assert_eq!(world.call.variable("InteractiveStatus"), Some("empty"));
    }
}

#[test]
fn twiml_text_is_spoken_and_audio_is_played() {
    let mut world = World::twiml("<Response><Redirect>a</Redirect></Response>");
    world.respond(200, "text/plain", "Hello & welcome");
    world.story();
    assert!(world.is_playing());

    let mut world = World::twiml("<Response><Redirect>a.mp3</Redirect></Response>");
    world.respond(200, "audio/mpeg", "ID3");
    world.expect(&["ask POST https://app.example/ivr/a.mp3", "play <https://app.example/ivr/a.mp3>"]);
}

#[test]
fn what_is_wrong_with_a_document_is_told_and_the_rest_runs() {
    let mut world =
        World::twiml("<Response><Nonsense/><Say volume='loud'>Hello.</Say><Pause length='soon'/></Response>");

    world.expect(&["play Hello."]);
    let warnings = world.reports.iter().find_map(|report| match report {
        Report::Document { warnings, verbs, .. } => Some((warnings.len(), *verbs)),
        _ => None,
    });
    assert_eq!(warnings, Some((3, 2)));
}

#[test]
fn callapi_documents_are_repaired_unless_they_must_not_be() {
    let broken = "<Response><SetVar name='a'>1<Say>Hello & welcome</Response>";
    let mut world = World::start(&format!("<Interactive url='{APP}'/>"));
    world.answer(broken);
    assert_eq!(world.story().last().unwrap(), "play Hello & welcome");

    let mut world = World::start(&format!(
        "<Interactive url='{APP}' strict='true'><Fallback><Say>No.</Say></Fallback></Interactive>"
    ));
    world.answer(broken);
    assert_eq!(world.story().last().unwrap(), "play No.");
}

#[test]
fn applications_that_lead_in_a_circle_end_in_an_apology() {
    let mut world = World::twiml("<Response><Redirect/></Response>");
    for _ in 0..24 {
        assert!(world.is_fetching());
        world.answer("<Response><Redirect/></Response>");
    }
    assert!(!world.is_fetching());

    world.play_out();

    let story = world.story();
    assert!(story[story.len() - 2].starts_with("play We are sorry"), "{story:?}");
    assert_eq!(story.last().unwrap(), "hang up: limit: 25 documents in a row without a key of the caller");
}

#[test]
fn a_key_shows_that_somebody_is_there() {
    let mut world = World::callapi("<Response><Redirect/></Response>");
    for _ in 0..100 {
        world.press("1");
        world.answer("<Response><Redirect/></Response>");
    }
    assert!(world.is_fetching());
}

#[test]
fn overrides_in_a_url_change_times_and_retries() {
    let mut world = World::start(
        "<Interactive url='http://a.example/x#ct=500&amp;tt=4000&amp;rc=2&amp;rp=4xx' dialect='twiml'><Fallback><Hangup/></Fallback></Interactive>",
    );
    let request = world.requests.last().unwrap();
    assert_eq!(request.url, "http://a.example/x");
    assert_eq!((request.connect_timeout.as_millis(), request.timeout.as_millis()), (500, 4000));

    for _ in 0..2 {
        world.respond(404, "text/html", "");
        world.wait();
    }
    world.respond(404, "text/html", "");

    assert_eq!(world.requests.iter().map(|request| request.attempt).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(world.call.ended().is_some());
}

#[test]
fn a_command_leads_a_call_elsewhere_and_another_ends_it() {
    use dialplan::event::{Command, Event};
    let mut world = World::of(plan(
        "<Menu name='main'><Option on='start'><Say>Hello.</Say></Option><Option on='1'><Hangup/></Option><Option on='timeout'><Say>x</Say></Option></Menu>",
    ));
    world.story();

    world.give(&Event::Command(Command::Redirect { url: "http://b.example/doc".into() }));
    world.expect(&["stop", "ask POST http://b.example/doc"]);
    world.give(&Event::Command(Command::Hangup));
    world.expect(&["give up the request", "hang up: Command"]);
}
