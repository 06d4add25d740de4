//! The time of what every call does, part by part; `instructions` counts the same without a clock.

mod parts;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

fn calls(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("calls");
    for (name, menus) in [("parse a document of 2 kB", 1), ("parse a document of 64 kB", 32)] {
        let text = parts::document(menus);
        group.bench_function(name, |bencher| bencher.iter(|| parts::read(&text)));
    }
    group.bench_function("a key in a menu", |bencher| {
        bencher.iter_batched(parts::listening, parts::press, BatchSize::SmallInput);
    });
    let suite = parts::suite();
    group.bench_function("a simulated call", |bencher| bencher.iter(|| parts::simulate(&suite)));
    let (prompts, request) = parts::kept();
    group.bench_function("find a prompt", |bencher| bencher.iter(|| parts::find(&prompts, &request)));
    group.finish();
}

fn media(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("media");
    let mut session = parts::playing();
    group.bench_function("send a packet", |bencher| bencher.iter(|| session.send(1)));
    // Each round is the same stream again: the same sequence numbers, and keys that were heard before.
    for (name, (mut session, datagrams)) in [("receive audio", parts::talk()), ("receive keys", parts::keys())] {
        group.throughput(Throughput::Elements(datagrams.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| parts::receive(&mut session, &datagrams)));
    }
    let mut session = parts::encrypted();
    group.throughput(Throughput::Elements(1));
    group.bench_function("send an encrypted packet", |bencher| bencher.iter(|| session.send(1)));
    // What has come before is refused, so that each round wants a session of its own.
    group.throughput(Throughput::Elements(parts::secret().1.len() as u64));
    group.bench_function("receive encrypted audio", |bencher| {
        let receive = |(mut session, datagrams): (_, Vec<_>)| parts::receive(&mut session, &datagrams);
        bencher.iter_batched(parts::secret, receive, BatchSize::LargeInput);
    });
    let (mut detector, samples) = parts::tone();
    group.throughput(Throughput::Elements(samples.len() as u64));
    group.bench_function("listen for keys in audio", |bencher| {
        bencher.iter(|| black_box(parts::listen(&mut detector, &samples)));
    });
    group.finish();
}

criterion_group!(benches, calls, media);
criterion_main!(benches);
