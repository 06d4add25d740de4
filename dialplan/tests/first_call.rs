//! A call from its first event to its last order.

use std::sync::Arc;
use std::time::Duration;

use dialplan::call::{Call, Settings};
use dialplan::event::{Event, Incoming, PlayOutcome, Response};
use dialplan::load::{MemoryFiles, load};
use dialplan::order::{EndCause, Order};
use dialplan::sound::Sound;
use dialplan::time::Instant;

const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1" language="en-GB">
  <Route to="*" menu="main"/>
  <Menu name="main" timeout="5s">
    <Option on="start"><Say>Press one for hours.</Say></Option>
    <Option on="1">
      <Interactive url="http://app.example/hours?who=$CallerIDNum"><Fallback><Say>No answer.</Say></Fallback></Interactive>
    </Option>
    <Option on="timeout"><Say>Nothing heard.</Say></Option>
    <Option on="invalid"><Say>No such choice.</Say></Option>
  </Menu>
</Dialplan>"#;

struct World {
    call: Call,
    now: Instant,
    orders: Vec<Order>,
}

impl World {
    fn new(plan: &str) -> Self {
        let loaded = load("plan.xml", &MemoryFiles::new([("plan.xml", plan)]));
        let found = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
        let plan = loaded.plan.unwrap_or_else(|| panic!("{found}"));
        assert_eq!(found, "");
        let mut world =
            Self { call: Call::new(plan, Arc::new(Settings::default())), now: Instant::START, orders: Vec::new() };
        let incoming =
            Incoming { call_id: "0".repeat(32), from: "+44111".into(), to: "100".into(), ..Incoming::default() };
        world.give(&Event::Incoming(Box::new(incoming)));
        world
    }

    fn give(&mut self, event: &Event) -> &[Order] {
        self.orders.clear();
        self.call.handle(self.now, event, &mut self.orders);
        &self.orders
    }

    fn said(&self) -> Option<String> {
        self.orders.iter().find_map(|order| match order {
            Order::Play { sounds, .. } => sounds.iter().find_map(|sound| match sound {
                Sound::Speech { text, .. } => Some(text.clone()),
                _ => None,
            }),
            _ => None,
        })
    }

    fn finish_play(&mut self) {
        let play = self.orders.iter().rev().find_map(|order| match order {
            Order::Play { play, .. } => Some(*play),
            _ => None,
        });
        let play = play.expect("something plays");
        self.give(&Event::Played { play, outcome: PlayOutcome::Finished });
    }
}

#[test]
fn a_caller_hears_the_menu_presses_a_key_and_hears_the_application() {
    let mut world = World::new(PLAN);
    assert!(world.orders.contains(&Order::Answer));
    assert_eq!(world.said().as_deref(), Some("Press one for hours."));

    world.give(&Event::Digit { digit: '1' });
    let (fetch, request) = world
        .orders
        .iter()
        .find_map(|order| match order {
            Order::Fetch { fetch, request } => Some((*fetch, request.clone())),
            _ => None,
        })
        .expect("the application is asked");
    assert_eq!(request.url, "http://app.example/hours?who=%2B44111");
    assert!(request.parameters.contains(&("CallStatus".to_owned(), "ANSWER".to_owned())));

    let body = "<Response><Say>Nine to five.</Say><Hangup/></Response>".to_owned();
    let response = Response { status: 200, url: request.url, body, ..Response::default() };
    world.give(&Event::Response { fetch, response: Box::new(response) });
    assert_eq!(world.said().as_deref(), Some("Nine to five."));

    world.finish_play();
    assert_eq!(world.orders.last(), Some(&Order::HangUp { cause: EndCause::Hangup }));
    assert_eq!(world.call.ended(), Some(&EndCause::Hangup));
}

#[test]
fn silence_runs_timeout_and_the_third_time_ends_the_call() {
    let mut world = World::new(PLAN);
    for attempt in 1..=3 {
        world.finish_play();
        let deadline = world.call.deadline().expect("the first key has a time");
        assert_eq!(deadline - world.now, Duration::from_secs(5));
        world.now = deadline;
        world.give(&Event::Timeout);
        if attempt < 3 {
            assert_eq!(world.said().as_deref(), Some("Nothing heard."));
            world.finish_play();
            assert_eq!(world.said().as_deref(), Some("Press one for hours."));
        }
    }
    assert_eq!(world.call.ended(), Some(&EndCause::Exhausted));
}

#[test]
fn a_dead_application_leads_to_the_fallback() {
    let mut world = World::new(PLAN);
    world.give(&Event::Digit { digit: '1' });
    let mut attempts = 0;
    while world.said().is_none() {
        let fetch = world.orders.iter().find_map(|order| match order {
            Order::Fetch { fetch, .. } => Some(*fetch),
            _ => None,
        });
        match fetch {
            Some(fetch) => {
                attempts += 1;
                let failure = dialplan::event::FetchFailure::Connect;
                world.give(&Event::FetchFailed { fetch, failure, reason: "refused".into() });
            }
            None => {
                world.now = world.call.deadline().expect("the next attempt");
                world.give(&Event::Timeout);
            }
        }
    }
    assert_eq!(attempts, 2);
    assert_eq!(world.said().as_deref(), Some("No answer."));
    assert_eq!(world.call.variable("InteractiveStatus"), Some("connect"));
}
