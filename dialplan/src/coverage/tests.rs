use super::*;
use crate::call::{Call, Settings};
use crate::event::{Event, Incoming};
use crate::load::{MemoryFiles, load};
use crate::time::Instant;

fn plan(elements: &str) -> Arc<Plan> {
    let text = format!("<Dialplan xmlns='urn:dialtree:1' language='en-GB'>{elements}</Dialplan>");
    let loaded = load("plan.xml", &MemoryFiles::new([("plan.xml", text)]));
    let found = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
    loaded.plan.unwrap_or_else(|| panic!("{found}"))
}

/// Where a call comes to, whose caller has this number and presses these keys while the first prompt plays.
fn visits(plan: &Arc<Plan>, from: &str, keys: &str) -> Vec<Visit> {
    let mut call = Call::new(Arc::clone(plan), Arc::new(Settings::default()));
    let incoming = Incoming { from: from.to_owned(), to: "100".to_owned(), ..Incoming::default() };
    call.keep_visits();
    let mut orders = Vec::new();
    call.handle(Instant::START, &Event::Incoming(Box::new(incoming)), &mut orders);
    for digit in keys.chars() {
        call.handle(Instant::START, &Event::Digit { digit }, &mut orders);
    }
    call.take_visits()
}

fn count(coverage: &Coverage, name: &str) -> u64 {
    let place = coverage.places().iter().position(|place| place.name == name);
    coverage.visits(place.unwrap_or_else(|| panic!("no {name} in {:#?}", coverage.places())))
}

const PLAN: &str = "
  <Route to='100' menu='main'/>
  <Route to='*' menu='main'/>
  <OnLifetime><Say>Goodbye.</Say></OnLifetime>
  <Menu name='main' dialExtensions='true' maxDigits='2'>
    <Option on='start'>
      <If test='CallerIDNum == \"1\"'><SetVar name='who'>one</SetVar></If>
      <If test='CallerIDNum == \"2\"'><Else><SetVar name='who'>other</SetVar></Else></If>
      <Switch on='${CallerIDNum}'><Case value='1'><SetVar name='a'>1</SetVar></Case><Case value='2'><SetVar name='a'>2</SetVar></Case></Switch>
      <Say>Press one.</Say>
    </Option>
    <Option on='1'><Jump menu='more'/></Option>
    <Option on='timeout'><Say>?</Say></Option><Option on='invalid'><Say>?</Say></Option>
  </Menu>
  <Menu name='more'><Option on='start'><Hangup/></Option></Menu>";

#[test]
fn every_branch_is_counted_also_one_without_an_action() {
    let plan = plan(PLAN);
    let mut coverage = Coverage::of(&plan);

    for from in ["1", "2", "3", "3"] {
        coverage.add(&visits(&plan, from, ""));
    }

    assert_eq!(coverage.calls(), 4);
    let counts = |prefix: &str, names: [&str; 3]| names.map(|name| count(&coverage, &format!("{prefix}{name}")));
    assert_eq!(counts("main, start, if CallerIDNum == \"1\"", ["", ", else", ", SetVar"]), [1, 3, 1]);
    assert_eq!(counts("main, start, if CallerIDNum == \"2\"", ["", ", else", ", else, SetVar"]), [1, 3, 3]);
    assert_eq!(counts("main, start, ${CallerIDNum}", [" = 1", " = 2", ", else"]), [1, 1, 2]);
    assert_eq!(count(&coverage, "OnLifetime"), 0);
}

#[test]
fn routes_menus_options_edges_and_dialled_extensions_are_counted() {
    let plan = plan(PLAN);
    let mut coverage = Coverage::of(&plan);

    coverage.add(&visits(&plan, "9", "1"));
    coverage.add(&visits(&plan, "9", "77"));

    assert_eq!(
        ["100", "*", "more", "main, 1", "main, any extension"].map(|name| count(&coverage, name)),
        [2, 0, 1, 1, 1]
    );
    assert_eq!(["main", "main, start", "main, timeout"].map(|name| count(&coverage, name)), [2, 2, 0]);
}

#[test]
fn actions_of_a_document_are_none_of_the_plan() {
    let plan = plan(PLAN);
    let mut coverage = Coverage::of(&plan);
    let same = Arc::clone(&plan.menus[0].options[0].actions[3]);
    let copy = Arc::new((*same).clone());

    coverage.add(&[Visit::Action(copy), Visit::Action(same)]);

    assert_eq!(count(&coverage, "main, start, Say"), 1);
}

#[test]
fn a_call_that_nobody_asks_keeps_no_notes() {
    let plan = plan(PLAN);
    let mut call = Call::new(plan, Arc::new(Settings::default()));

    call.handle(Instant::START, &Event::Incoming(Box::default()), &mut Vec::new());

    assert!(call.take_visits().is_empty());
}
