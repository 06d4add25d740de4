//! The plan is swapped a thousand times while people are calling: nobody notices.

use dialplan::load::{Loaded, MemoryFiles, load};
use tests::caller::Phone;
use tests::house::House;

const CALLERS: usize = 20;
const SWAPS: usize = 1_000;

fn menu(number: usize) -> String {
    format!(
        r#"<Menu name="main">
          <Option on="start"><Say>Press one.</Say></Option>
          <Option on="1"><Say>Goodbye {number}.</Say><Hangup/></Option>
          <Option on="timeout"><Say>Again.</Say></Option>
          <Option on="invalid"><Say>No.</Say></Option>
        </Menu>"#
    )
}

fn read(menus: &str) -> Loaded {
    let text =
        format!(r#"<Dialplan xmlns="urn:dialtree:1" language="en-GB"><Route to="*" menu="main"/>{menus}</Dialplan>"#);
    load("plan.xml", &MemoryFiles::new([("plan.xml", text)]))
}

#[tokio::test]
async fn a_storm_of_reloads_under_real_calls_drops_nothing() {
    let mut house = House::open(&menu(0)).await;
    let mut phones = Vec::new();
    for _ in 0..CALLERS {
        let phone = Phone::new().await;
        let mut line = phone.call(&house.uri()).await;
        line.wait_for_audio().await;
        phones.push((phone, line));
    }

    for number in 1..=SWAPS {
        let said = house.engine.reload(&read(&menu(number))).expect("a good plan");
        assert_eq!(said, ["1 menu changed: main"]);
        tokio::task::yield_now().await;
    }
    assert_eq!(house.engine.calls(), CALLERS);
    for (_, line) in &mut phones {
        line.press("1");
    }
    for (_, line) in &mut phones {
        // Those who were there finish on their plan.
        house.hears("Goodbye 0").await;
        line.wait_for_end().await;
    }
    let late = Phone::new().await;
    let mut line = late.call(&house.uri()).await;
    line.wait_for_audio().await;
    line.press("1");
    house.hears(&format!("Goodbye {SWAPS}")).await;
    line.wait_for_end().await;
    house.is_empty().await;
}

#[tokio::test]
async fn a_plan_with_errors_changes_nothing_and_everything_wrong_is_told() {
    let house = House::open(&menu(0)).await;

    let wrong = house.engine.reload(&read(r#"<Menu name="mian"/>"#)).expect_err("a bad plan");

    assert!(wrong.contains("D006") && wrong.contains("plan.xml:1"), "{wrong}");
    let same = house.engine.reload(&read(&menu(0))).expect("the old one again");
    assert!(same.is_empty(), "{same:?}");
}
