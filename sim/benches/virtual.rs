//! Virtual calls per second on one core.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dialplan::load::{Files, MemoryFiles};
use sim::{Options, Suite, run_virtual};

const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1">
  <Route to="100" menu="welcome"/>
  <Menu name="welcome">
    <Option on="start"><Say>For sales press one. For service press two.</Say></Option>
    <Option on="1"><Say>Goodbye.</Say><Hangup/></Option>
    <Option on="timeout"><Jump menu="welcome"/></Option>
    <Option on="invalid"><Jump menu="welcome"/></Option>
  </Menu>
</Dialplan>"#;

const SCRIPT: &str = r#"<Script xmlns="urn:dialtree:1" name="one menu" to="100">
  <Hear>For sales press one</Hear>
  <Press after="400ms">1</Press>
  <Hear>Goodbye</Hear>
  <End outcome="hangup"/>
</Script>"#;

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
