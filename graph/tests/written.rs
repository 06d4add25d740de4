//! The pictures as text: DOT, Mermaid, and the SVG that the documentation shows.

mod support;

use std::path::Path;

use support::{example, plan};

/// A little of everything.
const EVERYTHING: &str = "
  <Route to=\"+44163296*\" menu=\"main\"/>
  <Route to=\"100\" from=\"anonymous\" menu=\"refuse\"/>
  <OnError><Say>Sorry.</Say><Transfer to=\"sip:desk@pbx.example\"/></OnError>
  <Menu name=\"refuse\"><Option on=\"start\"><Reject reason=\"busy\"/></Option></Menu>
  <Menu name=\"main\" dialExtensions=\"true\">
    <Option on=\"start\"><Say>Press one or two.</Say></Option>
    <Option on=\"1\"><Say>One moment.</Say><Jump menu=\"more\" option=\"1\"/></Option>
    <Option on=\"2XX\"><Transfer timeout=\"9\"><Target>sip:anna@pbx.example</Target><Target>100</Target></Transfer><Hangup/></Option>
    <Option on=\"timeout\"><Say>I did not hear a key.</Say></Option>
    <Option on=\"invalid\"><Jump menu=\"${next}\"/></Option>
  </Menu>
  <Menu name=\"more\" tries=\"1\">
    <Option on=\"start\"><SetVar name=\"tier\">gold</SetVar>
      <Switch on=\"${tier}\"><Case value=\"gold\"><Jump menu=\"main\"/></Case><Else><Hangup/></Else></Switch></Option>
    <Option on=\"1\"><Interactive url=\"https://crm.example:8443/balance/?a=$a\"><Fallback><Say>No.</Say></Fallback></Interactive>
      <If test=\"balance &lt; 10\"><Say>Little.</Say><Else><Say>Much.</Say></Else></If></Option>
    <Option on=\"timeout\"><Say>?</Say></Option><Option on=\"invalid\"><Say>?</Say></Option>
  </Menu>";

#[test]
fn a_plan_for_graphviz() {
    insta::assert_snapshot!(graph::dot(&plan(EVERYTHING)));
}

#[test]
fn a_plan_for_mermaid() {
    insta::assert_snapshot!(graph::mermaid(&plan(EVERYTHING)));
}

#[test]
fn the_picture_in_the_documentation_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/clinic.svg");
    let drawn = graph::svg(&example("examples/quickstart/clinic.xml"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &drawn).expect("docs/ can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == drawn, "docs/clinic.svg is stale: run UPDATE_DOCS=1 cargo test -p graph, and look at it");
}
