//! Instructions of what every call does, counted by Callgrind: they do not depend on how busy the machine is.
//!
//! `.ci/instructions` runs this and compares it with the numbers that are committed.

#![allow(missing_docs, unused_qualifications)] // The macros make modules and functions of their own.

use std::hint::black_box;
use std::sync::Arc;

use dialplan::call::{Call, Settings};
use dialplan::event::{Event, Incoming};
use dialplan::load::{MemoryFiles, load};
use dialplan::order::Order;
use dialplan::time::Instant;
use engine::media::bench::Bench;
use gungraun::prelude::*;
use prompts::{Options, Prompts, Request};
use sim::Suite;
use xml_schema::{Dialect, DocumentKind, FileId, Limits, Parsed};

const TWIML: DocumentKind = DocumentKind::Response(Dialect::Twiml);
/// A menu as applications write them, 2 kB.
const MENU: &str = include_str!("../../xml-schema/benches/menu.xml");

fn document(menus: usize) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>{}</Response>\n", MENU.repeat(menus))
}

fn read(text: &str) -> Parsed {
    black_box(xml_schema::parse(text, FileId(0), TWIML, Limits::for_kind(TWIML), false))
}

/// A document, when another one has been read before: tables that are made once are there.
fn next_document(menus: usize) -> String {
    read(&document(1));
    document(menus)
}

#[library_benchmark]
#[bench::of_2_kb(next_document(1))]
#[bench::of_64_kb(next_document(32))]
fn parse(text: String) -> Parsed {
    read(black_box(&text))
}

const PLAN: &str = include_str!("../../sim/benches/one-menu/plan.xml");
const SCRIPT: &str = include_str!("../../sim/benches/one-menu/scripts/one.xml");

/// A call that hears the menu, and room for what it orders.
fn listening() -> (Call, Vec<Order>) {
    let plan = load("plan.xml", &MemoryFiles::new([("plan.xml", PLAN)])).plan.expect("the plan is right");
    let mut call = Call::new(plan, Arc::new(Settings::default()));
    let mut orders = Vec::with_capacity(16);
    let call_id = "0123456789abcdef0123456789abcdef".to_owned();
    let incoming = Incoming { call_id, from: "1".into(), to: "100".into(), ..Incoming::default() };
    call.handle(Instant::START, &Event::Incoming(Box::new(incoming)), &mut orders);
    orders.clear();
    (call, orders)
}

#[library_benchmark]
#[bench::of_a_menu(listening())]
fn digit((mut call, mut orders): (Call, Vec<Order>)) -> (Call, Vec<Order>) {
    call.handle(Instant::START, black_box(&Event::Digit { digit: '1' }), &mut orders);
    black_box((call, orders))
}

fn suite() -> Suite {
    let files = MemoryFiles::new([("plan/plan.xml", PLAN), ("plan/scripts/one.xml", SCRIPT)]);
    Suite::open(&["plan/scripts"], None, &files)
}

#[library_benchmark]
#[bench::one_menu(suite())]
fn simulated_call(suite: Suite) -> usize {
    let run = |case: &sim::Case| sim::run_virtual(&case.plan, &Arc::clone(&case.script), &sim::Options::default());
    suite.cases.iter().filter(|case| black_box(run(case)).passed).count()
}

/// A prompt that is in memory.
fn kept() -> (Prompts, Request) {
    let prompts = Prompts::new(Options::default()).expect("no folder is needed");
    let request = Request::Ringback { country: "gb".into() };
    prompts.render(&request).expect("it is a tone");
    (prompts, request)
}

#[library_benchmark]
#[bench::in_memory(kept())]
fn prompt((prompts, request): (Prompts, Request)) -> (Prompts, bool) {
    let found = black_box(prompts.ready(black_box(&request))).is_some();
    (prompts, found)
}

#[library_benchmark]
#[bench::of_1000_packets(Bench::new().expect("loopback has a port"))]
fn send(mut session: Bench) -> usize {
    session.send(1000);
    black_box(session.arrived().unwrap_or_default())
}

/// A session, and packets of RTP for it: payload type, timestamp, marker, payload.
fn session(packets: impl Iterator<Item = (u8, u32, bool, Vec<u8>)>) -> (Bench, Vec<Vec<u8>>) {
    let datagrams = packets.enumerate().map(|(sequence, (payload_type, timestamp, marker, payload))| {
        let mut datagram = vec![0x80, payload_type | if marker { 0x80 } else { 0 }];
        datagram.extend((sequence as u16).to_be_bytes());
        datagram.extend(timestamp.to_be_bytes());
        datagram.extend([1, 2, 3, 4]);
        datagram.extend(payload);
        datagram
    });
    (Bench::new().expect("loopback has a port"), datagrams.collect())
}

fn talk() -> (Bench, Vec<Vec<u8>>) {
    session((0..1000_u32).map(|number| (8, number * 160, number == 0, vec![0xd5; 160])))
}

/// RFC 4733: five packets while a key is down, three when it is up.
fn keys() -> (Bench, Vec<Vec<u8>>) {
    session((0..100_u32).flat_map(|key| {
        (1..=8_u32).map(move |part| {
            let (end, duration) = (if part > 5 { 0x80 } else { 0 }, (part.min(5) * 160) as u16);
            let [high, low] = duration.to_be_bytes();
            (101, key * 8000, part == 1, vec![(key % 10) as u8, end | 10, high, low])
        })
    }))
}

#[library_benchmark]
#[bench::of_1000_packets(talk())]
#[bench::of_100_keys(keys())]
fn receive((mut session, datagrams): (Bench, Vec<Vec<u8>>)) -> Option<char> {
    session.receive(black_box(&datagrams));
    black_box(session.key())
}

library_benchmark_group!(name = calls, benchmarks = [parse, digit, simulated_call, prompt]);
library_benchmark_group!(name = media, benchmarks = [send, receive]);
main!(library_benchmark_groups = [calls, media]);
