//! What every call promises, whatever happens to it. `World` holds it to most of this at every step: nothing is left
//! behind, nothing is ordered after the end, and something can always happen next.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use dialplan::call::{Call, Settings};
use dialplan::event::{Command, Event, FetchFailure, HangupCause, LegProgress, LegResult, PlayOutcome, Response};
use dialplan::ids::{FetchId, LegId, PlayId};
use dialplan::plan::Plan;
use proptest::prelude::*;

use crate::world::{World, plan_with};

/// A plan that leads everywhere.
static PLAN: LazyLock<Arc<Plan>> = LazyLock::new(|| {
    plan_with(
        "settle='100ms' lifetime='1h' voice='v' base='http://base.example/'",
        "<OnError><Say>Error.</Say><Interactive url='http://b.example/error'/></OnError>
        <OnLifetime><Say>Time.</Say><Jump menu='main'/></OnLifetime>
        <Menu name='main' id='1' timeout='3s' interDigit='1s' maxDigits='3' tries='2' dialExtensions='true'>
          <Option on='start'><SetVar name='a'>${Digits}</SetVar><Say where='foreground'>One.</Say><Play digitvar='d'>welcome</Play><Say>Two.</Say></Option>
          <Option on='1'><Interactive url='http://a.example/?a=$a' waitPlay='welcome' fallbackUrl='/spare'/></Option>
          <Option on='2'><Interactive url='http://a.example/' dialect='twiml' retries='3'><Fallback><Say>Local.</Say><Jump menu='2'/></Fallback></Interactive></Option>
          <Option on='3'><Transfer answerOnBridge='true' sequential='true'><Target>1</Target><Target>2</Target></Transfer><Jump menu='main'/></Option>
          <Option on='4'><Gather retries='2' var='pin' sensitive='true' numDigits='2'><Say>Pin.</Say><Play>welcome</Play><NoInput><Say>None.</Say></NoInput><NoMatch><Jump menu='main' option='invalid'/></NoMatch><Case digits='77'><Pause length='2'/></Case></Gather><Say>${pin}</Say></Option>
          <Option on='5X'><Dial hangupOnStar='true' timeLimit='20' action='http://a.example/dialled'><Number sendDigits='w1'>1</Number><Number>2</Number></Dial></Option>
          <Option on='6'><SetVar name='menu'>main</SetVar><Jump menu='${menu}' option='6'/></Option>
          <Option on='timeout'><Say loop='0'>Nothing.</Say></Option>
          <Option on='invalid'><Log>${Digits}</Log></Option>
          <Option on='exhausted'><Jump menu='2'/></Option>
          <Option on='hangup'><Log>bye</Log><Interactive url='http://a.example/bye'><Fallback><Hangup/></Fallback></Interactive></Option>
        </Menu>
        <Menu name='late' id='2'><Option on='start'><Answer after='1s'/><Hangup after='1s' cause='busy'/></Option></Menu>",
    )
});

const BODIES: &[&str] = &[
    "<Response><Say>Hello.</Say><Gather numDigits='1' timeout='2'><Say>Key?</Say></Gather><Redirect/></Response>",
    "<Response><PlaySound where='background' digitvar='x'>welcome</PlaySound><SimpleTransfer>5</SimpleTransfer><Pause/></Response>",
    "<Response><Dial action='' hangupOnStar='true'><Number>1</Number><Sip>sip:2@x</Sip></Dial></Response>",
    "<Response><Jump context='1' option='t'/></Response>",
    "<Response><Jump menu='nowhere'/></Response>",
    "<Response><SetCaller name='x'/><Hangup/></Response>",
    "<Response><Gather actionOnEmptyResult='true' bargeIn='false' finishOnKey=''><Play>x.wav<Say>x</Say></Play></Gather></Response>",
    "<Response><Redirect>http://c.example/#tt=100&rc=5&rp=all</Redirect></Response>",
    "<Response><Reject/></Response>",
    "<Response><Hangup after='2s'/></Response>",
    "<Response><Play digits='12w'/></Response>",
    "<Response><Say",
    "<html>",
    "{}",
    "",
];

#[derive(Debug, Clone)]
enum Happens {
    Event(Event),
    /// The call's own time comes.
    Time,
    /// Milliseconds pass.
    Pass(u64),
}

fn anything() -> impl Strategy<Value = Happens> {
    let key = prop_oneof![
        Just('1'),
        Just('2'),
        Just('3'),
        Just('4'),
        Just('5'),
        Just('7'),
        Just('*'),
        Just('#'),
        any::<char>()
    ];
    // Most numbers are of things under way, some are not.
    let number = 1..40_u32;
    let response =
        (number.clone(), 0..BODIES.len(), prop_oneof![Just(200_u16), Just(200), Just(200), Just(503), 100..600_u16]);
    let progress = prop_oneof![
        Just(LegProgress::Ringing),
        Just(LegProgress::EarlyMedia),
        Just(LegProgress::Answered),
        Just(LegProgress::Failed { result: LegResult::Busy, status: Some(486) }),
        Just(LegProgress::Ended { by_callee: true }),
    ];
    let failure = prop_oneof![Just(FetchFailure::Connect), Just(FetchFailure::Timeout), Just(FetchFailure::TooLarge)];
    let event = prop_oneof![
        6 => key.prop_map(|digit| Event::Digit { digit }),
        8 => number.clone().prop_map(|play| Event::Played { play: PlayId(play), outcome: PlayOutcome::Finished }),
        1 => (number.clone(), 0..3_usize).prop_map(|(play, index)| Event::SoundFailed { play: PlayId(play), index, reason: "x".into() }),
        8 => response.prop_map(|(fetch, body, status)| Event::Response {
            fetch: FetchId(fetch),
            response: Box::new(Response { status, url: "http://a.example/d".into(), body: BODIES[body].into(), ..Response::default() }),
        }),
        2 => (number.clone(), failure).prop_map(|(fetch, failure)| Event::FetchFailed { fetch: FetchId(fetch), failure, reason: "x".into() }),
        6 => (number, progress).prop_map(|(leg, progress)| Event::Leg { leg: LegId(leg), progress }),
        1 => Just(Event::Answered),
        1 => Just(Event::Timeout),
        1 => Just(Event::Command(Command::Redirect { url: "http://d.example/".into() })),
    ];
    prop_oneof![6 => event.prop_map(Happens::Event), 3 => Just(Happens::Time), 1 => (0..30_000_u64).prop_map(Happens::Pass)]
}

/// An event with the number of something that is under way, if its own means nothing.
fn aimed(event: Event, world: &World) -> Event {
    match event {
        Event::Played { play, outcome } => {
            let open = world.open_plays();
            Event::Played { play: pick(&open, play.0).unwrap_or(play), outcome }
        }
        Event::Response { fetch, response } => {
            let open = world.open_fetches();
            Event::Response { fetch: pick(&open, fetch.0).unwrap_or(fetch), response }
        }
        Event::FetchFailed { fetch, failure, reason } => {
            let open = world.open_fetches();
            Event::FetchFailed { fetch: pick(&open, fetch.0).unwrap_or(fetch), failure, reason }
        }
        Event::Leg { leg, progress } => {
            let open: Vec<_> = world.open_legs().into_iter().map(LegId).collect();
            Event::Leg { leg: pick(&open, leg.0).unwrap_or(leg), progress }
        }
        event => event,
    }
}

/// Every fifth number stays what it is, and means nothing.
fn pick<T: Copy>(open: &[T], number: u32) -> Option<T> {
    (!number.is_multiple_of(5)).then(|| open.get(number as usize % open.len().max(1)).copied()).flatten()
}

fn run(happens: Vec<Happens>) -> World {
    let mut world = World::of(Arc::clone(&PLAN));
    for next in happens {
        match next {
            Happens::Event(event) => {
                let event = aimed(event, &world);
                world.give(&event);
            }
            Happens::Time => {
                if world.call.deadline().is_some() {
                    world.wait();
                }
            }
            Happens::Pass(milliseconds) => world.after(Duration::from_millis(milliseconds)),
        }
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_call_whose_caller_hangs_up_ends_whatever_happened_before(happens in prop::collection::vec(anything(), 0..60)) {
        let mut world = run(happens);

        world.give(&Event::HungUp { cause: HangupCause::ByCaller });
        for _ in 0..20 {
            if world.is_fetching() {
                world.fail(FetchFailure::Timeout);
            } else if world.call.ended().is_none() && world.call.deadline().is_some() {
                world.wait();
            }
        }

        prop_assert!(world.call.ended().is_some());
    }

    #[test]
    fn the_same_events_give_the_same_orders(happens in prop::collection::vec(anything(), 0..60)) {
        let world = run(happens);

        let mut again = Call::new(Arc::clone(&PLAN), Arc::new(Settings::default()));
        let mut orders = Vec::new();
        for (now, event) in &world.events {
            again.handle(*now, event, &mut orders);
        }

        prop_assert_eq!(orders, world.orders);
    }

    #[test]
    fn a_call_left_alone_ends(keys in "[1-6]{0,3}") {
        // Nobody ever answers anything: the caller is silent, callees are busy, applications are dead.
        let mut world = World::of(Arc::clone(&PLAN));
        world.press(&keys);
        for _ in 0..500 {
            if world.is_fetching() {
                world.fail(FetchFailure::Connect);
            } else if let Some(leg) = world.open_legs().first().copied() {
                world.leg(leg, LegProgress::Failed { result: LegResult::Busy, status: Some(486) });
            } else if world.is_playing() {
                world.played();
            } else if world.call.ended().is_none() {
                world.wait();
            }
        }
        prop_assert!(world.call.ended().is_some(), "{:?}", world.story());
    }
}
