//! What every call does, taken apart: each part with what it needs beforehand.

use std::hint::black_box;
use std::sync::Arc;

use dialplan::call::{Call, Settings};
use dialplan::event::{Event, Incoming};
use dialplan::load::{MemoryFiles, load};
use dialplan::order::Order;
use dialplan::time::Instant;
use dtmf::{Detector, Tone};
use engine::media::bench::Bench;
use prompts::{Options, Prompts, Request};
use sim::Suite;
use xml_schema::{Dialect, DocumentKind, FileId, Limits, Parsed};

const TWIML: DocumentKind = DocumentKind::Response(Dialect::Twiml);
/// A menu as applications write them, 2 kB.
const MENU: &str = include_str!("../../../xml-schema/benches/menu.xml");
const PLAN: &str = include_str!("../../../sim/benches/one-menu/plan.xml");
const SCRIPT: &str = include_str!("../../../sim/benches/one-menu/scripts/one.xml");

/// A document of so many menus, when another one has been read before: tables that are made once are there.
pub fn document(menus: usize) -> String {
    let document = |menus| {
        let menus = MENU.repeat(menus);
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>{menus}</Response>\n")
    };
    read(&document(1));
    document(menus)
}

/// Reads and checks it.
pub fn read(text: &str) -> Parsed {
    black_box(xml_schema::parse(black_box(text), FileId(0), TWIML, Limits::for_kind(TWIML), false))
}

/// A call that hears the menu, and room for what it orders.
pub fn listening() -> (Call, Vec<Order>) {
    let plan = load("plan.xml", &MemoryFiles::new([("plan.xml", PLAN)])).plan.expect("the plan is right");
    let mut call = Call::new(plan, Arc::new(Settings::default()));
    let mut orders = Vec::with_capacity(16);
    let call_id = "0123456789abcdef0123456789abcdef".to_owned();
    let incoming = Incoming { call_id, from: "1".into(), to: "100".into(), ..Incoming::default() };
    call.handle(Instant::START, &Event::Incoming(Box::new(incoming)), &mut orders);
    orders.clear();
    (call, orders)
}

/// A key, and all that the call orders then.
pub fn press((mut call, mut orders): (Call, Vec<Order>)) -> (Call, Vec<Order>) {
    call.handle(Instant::START, black_box(&Event::Digit { digit: '1' }), &mut orders);
    black_box((call, orders))
}

/// A scripted call through that menu.
pub fn suite() -> Suite {
    let files = MemoryFiles::new([("plan/plan.xml", PLAN), ("plan/scripts/one.xml", SCRIPT)]);
    Suite::open(&["plan/scripts"], None, &files)
}

/// Makes it: how many were as the script has it.
pub fn simulate(suite: &Suite) -> usize {
    let run = |case: &sim::Case| sim::run_virtual(&case.plan, &Arc::clone(&case.script), &sim::Options::default());
    suite.cases.iter().filter(|case| black_box(run(case)).passed).count()
}

/// A prompt that is in memory.
pub fn kept() -> (Prompts, Request) {
    let prompts = Prompts::new(Options::default()).expect("no folder is needed");
    let request = Request::Ringback { country: "gb".into() };
    prompts.render(&request).expect("it is a tone");
    (prompts, request)
}

/// Looks it up.
pub fn find(prompts: &Prompts, request: &Request) -> bool {
    black_box(prompts.ready(black_box(request))).is_some()
}

/// A session that plays a prompt.
pub fn playing() -> Bench {
    Bench::new().expect("loopback has a port")
}

/// The same, encrypted.
pub fn encrypted() -> Bench {
    Bench::encrypted().expect("loopback has a port")
}

/// A second of audio with a key of 100 ms in it, and one who listens for keys.
pub fn tone() -> (Detector, Vec<i16>) {
    let tone = Tone::of('5').expect("it is on the keypad");
    (Detector::default(), (0..8000).map(|place| if place < 800 { tone.sample(place) } else { 0 }).collect())
}

/// The keys that are heard.
pub fn listen(detector: &mut Detector, samples: &[i16]) -> usize {
    let mut keys = 0;
    detector.hear(black_box(samples), |_| keys += 1);
    black_box(keys)
}

/// A session, and packets of RTP for it: payload type, timestamp, marker, payload.
fn session(mut session: Bench, packets: impl Iterator<Item = (u8, u32, bool, Vec<u8>)>) -> (Bench, Vec<Vec<u8>>) {
    let datagrams = packets.enumerate().map(|(sequence, (payload_type, timestamp, marker, payload))| {
        let mut datagram = vec![0x80, payload_type | if marker { 0x80 } else { 0 }];
        datagram.extend((sequence as u16).to_be_bytes());
        datagram.extend(timestamp.to_be_bytes());
        datagram.extend([1, 2, 3, 4]);
        datagram.extend(payload);
        session.sealed(datagram)
    });
    let datagrams = datagrams.collect();
    (session, datagrams)
}

/// A thousand packets of audio.
pub fn talk() -> (Bench, Vec<Vec<u8>>) {
    session(playing(), voice())
}

/// The same, encrypted.
pub fn secret() -> (Bench, Vec<Vec<u8>>) {
    session(encrypted(), voice())
}

fn voice() -> impl Iterator<Item = (u8, u32, bool, Vec<u8>)> {
    (0..1000_u32).map(|number| (8, number * 160, number == 0, vec![0xd5; 160]))
}

/// A hundred keys by RFC 4733: five packets while a key is down, three when it is up.
pub fn keys() -> (Bench, Vec<Vec<u8>>) {
    let packets = (0..100_u32).flat_map(|key| {
        (1..=8_u32).map(move |part| {
            let (end, duration) = (if part > 5 { 0x80 } else { 0 }, (part.min(5) * 160) as u16);
            let [high, low] = duration.to_be_bytes();
            (101, key * 8000, part == 1, vec![(key % 10) as u8, end | 10, high, low])
        })
    });
    session(playing(), packets)
}

/// Takes the packets; the first key in them.
pub fn receive(session: &mut Bench, datagrams: &[Vec<u8>]) -> Option<char> {
    session.receive(black_box(datagrams));
    black_box(session.key())
}
