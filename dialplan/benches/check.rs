//! How long it takes to check large dialplans: 1,000 menus, and a file of 10 MB. A designer should not have to wait.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dialplan::load::{MemoryFiles, load};

/// A plan of so many menus: each leads to the next ones, has variables, conditions, a schedule and an application, as plans
/// have that grew over years.
fn plan(menus: usize) -> String {
    let mut text = String::from(
        "<Dialplan xmlns=\"urn:dialtree:1\" language=\"en-GB\" base=\"https://app.example/\">\n\
         <Route to=\"*\" menu=\"menu0\"/>\n<Schedule name=\"office\"><Open days=\"Mon-Fri\" from=\"09:00\" to=\"17:00\"/></Schedule>\n",
    );
    for menu in 0..menus {
        let (next, far, back) = ((menu + 1) % menus, (menu * 7 + 3) % menus, menu / 2);
        let _ = write!(
            text,
            "  <Menu name=\"menu{menu}\" id=\"{menu}\" timeout=\"6s\" tries=\"3\">
    <Option on=\"start\"><Say>For the next one press one, for a far one two, and three to enter a number.</Say></Option>
    <Option on=\"1\"><SetVar name=\"seen{menu}\">yes</SetVar><Jump menu=\"menu{next}\"/></Option>
    <Option on=\"2\"><If test=\"seen{menu} == 'yes' &amp;&amp; seen{back} != ''\"><Jump menu=\"menu{back}\"/></If><Jump menu=\"menu{far}\"/></Option>
    <Option on=\"3\">
      <Gather numDigits=\"4\" minDigits=\"4\" var=\"number{menu}\"><Say>Please enter it.</Say><NoInput><Say>Nothing.</Say></NoInput></Gather>
      <Interactive url=\"look?number=$number{menu}\"><Fallback><Transfer to=\"sip:desk@pbx.example\"/></Fallback></Interactive>
      <Jump menu=\"menu{back}\"/>
    </Option>
    <Option on=\"4XX\"><If schedule=\"office\"><Transfer to=\"sip:${{Digits}}@pbx.example\"/><Else><Say>Closed.</Say></Else></If><Jump menu=\"{far}\"/></Option>
    <Option on=\"timeout\"><Say>I did not hear a key.</Say></Option>
    <Option on=\"invalid\"><Say>That is not a choice.</Say></Option>
    <Option on=\"exhausted\"><Transfer to=\"sip:desk@pbx.example\"/></Option>
  </Menu>
"
        );
    }
    text + "</Dialplan>\n"
}

/// So large that a plan of it has 10 MB.
const MENUS_OF_10_MB: usize = 7_350;

/// Few menus, much text: 10 MB of prompts that are spoken.
fn texts() -> String {
    let say = format!("      <Say>{}</Say>\n", "The office is open from nine to five. ".repeat(25));
    let plan = plan(10);
    let start = "<Option on=\"start\">";
    plan.replace(start, &format!("{start}\n{}", say.repeat((10 << 20) / 10 / say.len())))
}

fn large(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    let plans = [("1,000 menus", plan(1_000)), ("10 MB of menus", plan(MENUS_OF_10_MB)), ("10 MB of texts", texts())];
    for (name, text) in plans {
        let files = MemoryFiles::new([("plan.xml", text.as_str())]);
        let loaded = load("plan.xml", &files);
        assert!(loaded.plan.is_some(), "{:?}", loaded.diagnostics.first());
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| load(black_box("plan.xml"), &files)));
    }
    group.finish();
}

criterion_group!(benches, large);
criterion_main!(benches);
