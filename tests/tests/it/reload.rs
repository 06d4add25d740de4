//! The plan is swapped a thousand times while people are calling: nobody notices.

use dialplan::load::{Loaded, MemoryFiles, load};
use tests::caller::Phone;
use tests::house::House;

const CALLERS: usize = 20;
const SWAPS: usize = 1_000;

/// A menu that waits for as long as the storm takes.
fn menu(number: usize) -> String {
    format!(
        r#"<Menu name="main" timeout="10m">
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

/// Swaps the plan so many times; each is the number behind the one before.
async fn storm(house: &House, number: &mut usize, swaps: usize) {
    for _ in 0..swaps {
        *number += 1;
        let said = house.engine.reload(&read(&menu(*number))).expect("a good plan");
        assert_eq!(said, ["1 menu changed: main"]);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_storm_of_reloads_under_real_calls_drops_nothing() {
    let mut house = House::open(&menu(0)).await;
    let mut number = 0;
    let mut calls = Vec::new();

    // They come and go in the storm, each on another plan.
    for _ in 0..CALLERS {
        let phone = Phone::new().await;
        let mut line = phone.call(&house.uri()).await;
        line.wait_for_audio().await;
        calls.push((number, phone, line));
        storm(&house, &mut number, SWAPS / CALLERS / 2).await;
    }
    assert_eq!(house.engine.calls(), CALLERS);
    for (began_on, _phone, mut line) in calls {
        line.press("1");
        house.hears(&format!("Goodbye {began_on}.")).await;
        line.wait_for_end().await;
        storm(&house, &mut number, SWAPS / CALLERS / 2).await;
    }

    assert_eq!(number, SWAPS);
    let late = Phone::new().await;
    let mut line = late.call(&house.uri()).await;
    line.wait_for_audio().await;
    line.press("1");
    house.hears(&format!("Goodbye {SWAPS}.")).await;
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
