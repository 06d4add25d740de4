//! Virtual calls per second on one core.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dialplan::load::{Files, MemoryFiles};
use sim::{Options, Suite, run_virtual};

const PLAN: &str = include_str!("one-menu/plan.xml");
const SCRIPT: &str = include_str!("one-menu/scripts/one.xml");

fn virtual_calls(criterion: &mut Criterion) {
    let files = MemoryFiles::new([("plan/plan.xml", PLAN), ("plan/scripts/one.xml", SCRIPT)]);
    bench(criterion, "one-menu", &["plan/scripts"], &files);
    bench(criterion, "quickstart", &["../examples/quickstart"], &dialplan::load::Disk);
}

/// Runs the whole suite again and again, and counts its calls.
fn bench(criterion: &mut Criterion, name: &str, paths: &[&str], files: &dyn Files) {
    let suite = Suite::open(paths, None, files);
    assert_eq!(suite.errors(), 0, "{}", xml_schema::render(&suite.diagnostics, &suite.sources, false));
    assert!(!suite.cases.is_empty());
    let options = Options::default();
    for case in &suite.cases {
        let outcome = run_virtual(&case.plan, &case.script, &options);
        assert!(outcome.passed, "{}", outcome.transcript);
    }
    let mut group = criterion.benchmark_group("virtual");
    group.throughput(Throughput::Elements(suite.cases.len() as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            for case in &suite.cases {
                black_box(run_virtual(&case.plan, &Arc::clone(&case.script), &options));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, virtual_calls);
criterion_main!(benches);
