//! Scripts in virtual time: each element when it comes true and when it does not.

use std::sync::Arc;
use std::time::Duration;

use dialplan::load::{Disk, load};
use dialplan::plan::Plan;
use dialplan::time::Instant;
use sim::caller::Failure;
use sim::script::LoadedScripts;
use sim::{Lengths, Options, Outcome, Suite, run_virtual};
use xml_schema::{Diagnostic, FileId, Source, Span};

fn plan() -> Arc<Plan> {
    let loaded = load("tests/fixtures/plan.xml", &Disk);
    let plan = loaded.plan.clone();
    plan.unwrap_or_else(|| panic!("{}", xml_schema::render(&loaded.diagnostics, &loaded.sources, false)))
}

fn scripts(folder: &str) -> LoadedScripts {
    let loaded = sim::script::load(&[&format!("tests/fixtures/{folder}")], &Disk);
    assert_eq!(loaded.errors(), 0, "{}", xml_schema::render(&loaded.diagnostics, &loaded.sources, false));
    assert!(!loaded.scripts.is_empty());
    loaded
}

fn run(loaded: &LoadedScripts) -> Vec<Outcome> {
    let (plan, options) = (plan(), Options::default());
    loaded.scripts.iter().map(|script| run_virtual(&plan, script, &options)).collect()
}

/// `hear-words` of `tests/fixtures/failing/hear-words.xml`.
fn stem(outcome: &Outcome) -> &str {
    outcome.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".xml")
}

#[test]
fn every_element_passes_where_it_should() {
    let loaded = scripts("passing");

    for outcome in run(&loaded) {
        let failures = outcome.render_failures(&loaded.sources, false);
        assert!(outcome.passed, "{failures}\n{}", outcome.transcript);
    }
}

#[test]
fn every_element_fails_where_it_should_and_says_why() {
    let loaded = scripts("failing");

    for outcome in run(&loaded) {
        assert!(!outcome.passed, "{}", outcome.transcript);
        insta::assert_snapshot!(format!("failing-{}", stem(&outcome)), outcome.render_failures(&loaded.sources, false));
    }
}

#[test]
fn every_mistake_of_a_script_is_reported_with_its_place() {
    for name in ["many", "no-number"] {
        let loaded = sim::script::load(&[&format!("tests/fixtures/wrong/{name}.xml")], &Disk);

        assert!(loaded.scripts.is_empty());
        let text = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
        insta::assert_snapshot!(format!("wrong-{name}"), text);
    }
}

#[test]
fn a_suite_finds_the_dialplan_above_its_scripts_and_runs_in_order_on_any_number_of_threads() {
    let suite = Suite::open(&["tests/fixtures/passing", "tests/fixtures/failing"], None, &Disk);
    assert_eq!(suite.errors(), 0, "{}", xml_schema::render(&suite.diagnostics, &suite.sources, false));

    let mut told = Vec::new();
    let one = suite.run(&Options::default(), 1, |_| {});
    let four = suite.run(&Options::default(), 4, |outcome| told.push(outcome.name.clone()));

    assert_eq!(one, four);
    assert_eq!(told, four.iter().map(|outcome| outcome.name.clone()).collect::<Vec<_>>());
}

#[test]
fn a_run_is_the_same_byte_for_byte_every_time() {
    let loaded = scripts("passing");

    assert_eq!(run(&loaded), run(&loaded));
}

#[test]
fn the_examples_pass_and_are_the_same_byte_for_byte_every_time() {
    let suite = Suite::open(&["../examples"], None, &Disk);
    assert_eq!(suite.errors(), 0, "{}", xml_schema::render(&suite.diagnostics, &suite.sources, false));
    assert!(!suite.cases.is_empty());

    let first = suite.run(&Options::default(), 1, |_| {});
    let second = suite.run(&Options::default(), 2, |_| {});

    for outcome in &first {
        assert!(outcome.passed, "{}\n{}", outcome.render_failures(&suite.sources, false), outcome.transcript);
    }
    assert_eq!(first, second);
}

#[test]
fn a_transcript_says_when_who_does_what() {
    let loaded = scripts("passing/transfer-busy.xml");

    let outcome = run(&loaded).remove(0);

    let story = [
        "the desk is busy",
        "    0.000  caller  calls 100 as +441632960999",
        "    4.925  caller  presses 1",
        "    4.925  engine  calls sip:desk@pbx.example as +441632960999",
        "    4.925  callee  sip:desk@pbx.example is busy",
        "    4.925  engine  says \"Nobody can take your call.\" (1.775s)",
        "    6.700  sim     passed",
    ];
    let mut lines = outcome.transcript.lines();
    for wanted in story {
        assert!(lines.any(|line| line == wanted), "no line {wanted:?} in\n{}", outcome.transcript);
    }
}

#[test]
fn keys_of_a_sensitive_gather_are_not_written() {
    let loaded = scripts("passing/secret.xml");

    let outcome = run(&loaded).remove(0);

    assert!(outcome.passed, "{}", outcome.transcript);
    assert!(!outcome.transcript.contains("9753"), "{}", outcome.transcript);
}

#[test]
fn outcomes_are_written_as_junit_and_json() {
    let source =
        Source { name: "clinic.xml".into(), text: "<Script>\n  <Hear>Hello & welcome</Hear>\n</Script>".into() };
    let span = Span { file: FileId(0), start: 11, end: 39 };
    let diagnostic = Diagnostic::error("S101", span, "\"Hello & welcome\" was not heard").label("not heard within 10s");
    let failed = Outcome {
        name: "hello & welcome".into(),
        path: "clinic.xml".into(),
        passed: false,
        transcript: "hello & welcome\n    0.000  caller  calls 100 as 200\n".into(),
        failures: vec![Failure { at: Instant::after_start(Duration::from_secs(10)), diagnostic }],
        duration: Duration::from_millis(10_250),
        visits: Vec::new(),
    };
    let (name, transcript) = ("goodbye".into(), "goodbye\n".into());
    let passed = Outcome { name, passed: true, transcript, failures: Vec::new(), ..failed.clone() };
    let outcomes = [failed, passed];

    insta::assert_snapshot!("junit", sim::junit(&outcomes, std::slice::from_ref(&source)));
    insta::assert_snapshot!("json", sim::json(&outcomes, &[source]));
}

#[test]
fn a_script_without_a_dialplan_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/c/d/e");
    std::fs::create_dir_all(&path).unwrap();
    let script = path.join("script.xml");
    std::fs::write(&script, "<Script xmlns=\"urn:dialtree:1\" to=\"100\"><End/></Script>").unwrap();

    let suite = Suite::open(&[script.to_str().unwrap()], None, &Disk);

    assert!(suite.cases.is_empty());
    assert_eq!(suite.diagnostics[0].code.0, "S015");
}

#[test]
fn lengths_may_be_those_of_the_real_prompts() {
    let prompts = prompts::Prompts::new(prompts::Options::default()).unwrap();
    let lengths = Lengths::Real(Arc::new(prompts));
    let loaded = scripts("passing/no-key.xml");
    let (script, plan) = (&loaded.scripts[0], plan());

    let real = run_virtual(&plan, script, &Options { lengths, ..Options::default() });
    let estimated = run_virtual(&plan, script, &Options::default());

    assert!(real.passed, "{}", real.transcript);
    assert_ne!(real.duration, estimated.duration);
    let ratio = real.duration.as_secs_f64() / estimated.duration.as_secs_f64();
    assert!((0.6..1.6).contains(&ratio), "estimates are off by {ratio}");
}
