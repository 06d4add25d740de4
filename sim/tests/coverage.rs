//! What test calls have come to: counted over a suite, told in words, and known again by a plan that has changed since.

use dialplan::coverage::Coverage;
use dialplan::load::{MemoryFiles, load};
use sim::coverage::{CoverageFile, Known, count, percent, summary};
use sim::{Options, Suite};

const PLAN: &str = r#"<Dialplan xmlns="urn:dialtree:1" language="en-GB">
  <Route to="100" menu="main"/>
  <Route to="200" menu="more"/>
  <OnError><Say>Sorry.</Say></OnError>
  <Menu name="main">
    <Option on="start"><Say>Press one or two.</Say></Option>
    <Option on="1"><If test="CallerIDNum == &quot;7&quot;"><Say>Seven.</Say></If><Hangup/></Option>
    <Option on="2"><Jump menu="more"/></Option>
    <Option on="timeout"><Say>Again.</Say></Option>
    <Option on="invalid"><Say>Again.</Say></Option>
  </Menu>
  <Menu name="more">
    <Option on="start"><Interactive url="https://x.example/"><Fallback><Say>It is down.</Say></Fallback></Interactive></Option>
    <Option on="timeout"><Hangup/></Option>
  </Menu>
</Dialplan>"#;

/// Somebody who calls 100 and presses these keys.
fn script(name: &str, from: &str, keys: &str) -> String {
    format!(
        r#"<Script xmlns="urn:dialtree:1" name="{name}" to="100" from="{from}">
             <App url="https://x.example/"><Answer status="503"/></App>
             <Hear>press one or two</Hear><Press>{keys}</Press><Wait for="1s"/>
           </Script>"#
    )
}

fn run(scripts: &[(&str, &str)], threads: usize) -> CoverageFile {
    let mut files = vec![("plan.xml".to_owned(), PLAN.to_owned())];
    for (number, (from, keys)) in scripts.iter().enumerate() {
        files.push((format!("s{number}.xml"), script(&format!("script {number}"), from, keys)));
    }
    let files = MemoryFiles::new(files);
    let paths: Vec<String> = (0..scripts.len()).map(|number| format!("s{number}.xml")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let suite = Suite::open(&paths, Some("plan.xml"), &files);
    assert_eq!(suite.errors(), 0, "{}", xml_schema::render(&suite.diagnostics, &suite.sources, false));
    let outcomes = suite.run(&Options { coverage: true, ..Options::default() }, threads, |_| {});
    for outcome in &outcomes {
        assert!(outcome.passed, "{}", outcome.transcript);
    }
    count(&suite, &outcomes)
}

fn visits(file: &CoverageFile, kind: &str, name: &str) -> u64 {
    let place = file.plans[0].places.iter().find(|place| place.kind == kind && place.name == name);
    place.unwrap_or_else(|| panic!("no {kind} {name}")).visits
}

/// What a file knows of a plan at this path with this text.
fn known(file: &CoverageFile, path: &str, text: &str) -> Result<Known, String> {
    let loaded = load(path, &MemoryFiles::new([(path, text)]));
    let plan = loaded.plan.expect("a plan without errors");
    file.known(path, &Coverage::of(&plan)).map_err(|error| error.to_string())
}

#[test]
fn a_summary_names_what_no_call_came_to() {
    let file = run(&[("7", "1"), ("8", "1")], 1);

    insta::assert_snapshot!(summary(&file));
    assert_eq!(format!("{:.1}", percent(&file)), "40.0");
}

#[test]
fn visits_of_many_scripts_are_added_whatever_thread_they_run_on() {
    let callers: Vec<(&str, &str)> = (0..60).map(|number| ("7", if number % 3 == 0 { "2" } else { "1" })).collect();

    let file = run(&callers, 4);

    assert_eq!(file.plans[0].calls, 60);
    assert_eq!(visits(&file, "menu", "main"), 60);
    assert_eq!(visits(&file, "option", "main, 1"), 40);
    assert_eq!(visits(&file, "edge", "main, 2, Jump more"), 20);
    assert_eq!(visits(&file, "branch", "more, start, fallback"), 20);
    assert_eq!(visits(&file, "branch", "main, 1, if CallerIDNum == \"7\", else"), 0);
    assert_eq!(file, run(&callers, 1));
}

#[test]
fn outcomes_hold_no_visits_unless_they_are_wanted() {
    let files = MemoryFiles::new([("plan.xml", PLAN.to_owned()), ("s.xml", script("s", "7", "1"))]);
    let suite = Suite::open(&["s.xml"], Some("plan.xml"), &files);

    let outcomes = suite.run(&Options::default(), 1, |_| {});

    assert!(outcomes[0].visits.is_empty());
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let file = run(&[("7", "1")], 1);

    assert_eq!(CoverageFile::from_json(&file.to_json()).expect("our own file"), file);
    let told = |text: &str| CoverageFile::from_json(text).expect_err("no coverage file").to_string();
    assert!(told("{}").contains("`dialtree sim --coverage FILE` writes one"));
    assert!(told(&file.to_json().replace("coverage 1", "coverage 9")).contains("\"dialtree coverage 9\""));
}

#[test]
fn the_very_plan_knows_all_of_it() {
    let known = known(&run(&[("7", "1")], 1), "elsewhere.xml", PLAN).expect("the same plan");

    assert!(!known.is_old && known.unknown.is_empty());
    assert!(known.visits.iter().all(|(_, visits)| visits.is_some()));
    let of = |name: &str| known.visits.iter().find(|(place, _)| place.name == name).and_then(|(_, visits)| *visits);
    assert_eq!([of("main"), of("main, 2")], [Some(1), Some(0)]);
}

#[test]
fn a_newer_plan_knows_what_is_still_there_and_the_rest_is_named() {
    let newer = PLAN.replace("on=\"2\"", "on=\"3\"");

    let known = known(&run(&[("7", "1")], 1), "plan.xml", &newer).expect("the same plan, older");

    assert!(known.is_old);
    assert_eq!(known.unknown, ["option \"main, 2\"", "edge \"main, 2, Jump more\""]);
    let new: Vec<&str> =
        known.visits.iter().filter(|(_, visits)| visits.is_none()).map(|(place, _)| place.name.as_str()).collect();
    assert_eq!(new, ["main, 3", "main, 3, Jump more"]);
}

#[test]
fn the_coverage_of_another_plan_is_an_error_that_names_it() {
    let other = r#"<Dialplan xmlns="urn:dialtree:1"><Route to="*" menu="main"/>
      <Menu name="main"><Option on="start"><Hangup/></Option></Menu></Dialplan>"#;
    let mut file = run(&[("7", "1")], 1);
    let plan = &mut file.plans[0];
    plan.places.retain(|place| place.kind == "menu");
    for (place, name) in plan.places.iter_mut().zip(["sales", "support"]) {
        place.name = name.to_owned();
    }

    let told = known(&file, "plan.xml", other).expect_err("another plan");

    assert!(told.contains("another plan: plan.xml with the menus sales, support"), "{told}");
}

#[test]
fn a_plan_is_shared_by_the_scripts_that_call_it() {
    let file = run(&[("7", "1"), ("8", "2")], 2);

    assert_eq!(file.plans.len(), 1);
    assert_eq!((file.plans[0].path.as_str(), file.plans[0].calls), ("plan.xml", 2));
}
