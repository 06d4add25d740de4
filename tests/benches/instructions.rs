//! Instructions and allocations of what every call does, counted by Valgrind: they do not depend on how busy the machine is.
//!
//! `.ci/instructions` runs this and compares it with the numbers that are committed.

#![allow(missing_docs, unused_qualifications)] // The macros make modules and functions of their own.

mod parts;

use std::hint::black_box;

use dialplan::call::Call;
use dialplan::order::Order;
use dtmf::Detector;
use engine::media::bench::Bench;
use gungraun::prelude::*;
use prompts::{Prompts, Request};
use sim::Suite;
use xml_schema::Parsed;

#[library_benchmark]
#[bench::of_2_kb(parts::document(1))]
#[bench::of_64_kb(parts::document(32))]
fn parse(text: String) -> Parsed {
    parts::read(&text)
}

#[library_benchmark]
#[bench::of_a_menu(parts::listening())]
fn digit(call: (Call, Vec<Order>)) -> (Call, Vec<Order>) {
    parts::press(call)
}

#[library_benchmark]
#[bench::one_menu(parts::suite())]
fn simulated_call(suite: Suite) -> usize {
    parts::simulate(&suite)
}

#[library_benchmark]
#[bench::in_memory(parts::kept())]
fn prompt((prompts, request): (Prompts, Request)) -> (Prompts, bool) {
    let found = parts::find(&prompts, &request);
    (prompts, found)
}

#[library_benchmark]
#[bench::of_1000_packets(parts::playing())]
#[bench::of_1000_encrypted(parts::encrypted())]
fn send(mut session: Bench) -> usize {
    session.send(1000);
    black_box(session.arrived().unwrap_or_default())
}

#[library_benchmark]
#[bench::of_1000_packets(parts::talk())]
#[bench::of_1000_encrypted(parts::secret())]
#[bench::of_100_keys(parts::keys())]
fn receive((mut session, datagrams): (Bench, Vec<Vec<u8>>)) -> Option<char> {
    parts::receive(&mut session, &datagrams)
}

#[library_benchmark]
#[bench::of_1_second(parts::tone())]
fn tones((mut detector, samples): (Detector, Vec<i16>)) -> usize {
    parts::listen(&mut detector, &samples)
}

library_benchmark_group!(name = calls, benchmarks = [parse, digit, simulated_call, prompt]);
library_benchmark_group!(name = media, benchmarks = [send, receive, tones]);
main!(library_benchmark_groups = [calls, media]);
