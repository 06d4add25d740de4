//! A caller is connected to somebody.

use dialplan::order::Order;
use tests::caller::Phone;
use tests::house::House;

fn menu(target: &str) -> String {
    format!(
        r#"<Menu name="main">
          <Option on="start"><Transfer to="{target}" timeout="10"/><Say>Status ${{TransferStatus}}.</Say><Hangup/></Option>
          <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option>
        </Menu>"#
    )
}

#[tokio::test]
async fn keys_reach_the_callee_and_both_are_released_when_it_hangs_up() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let mut house = House::open(&menu(&reception.uri("reception"))).await;
    let target = house.uri();

    let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
    house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
    line.press("5");
    assert_eq!(desk.wait_for_key().await, '5');
    desk.hang_up().await;

    line.wait_for_end().await;
    house.is_empty().await;
    assert_eq!(house.engine.usage(), engine::call::Usage::default());
}

#[tokio::test]
async fn a_busy_callee_is_told_to_the_plan() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let mut house = House::open(&menu(&reception.uri("reception"))).await;
    let target = house.uri();

    let (mut line, ()) = tokio::join!(phone.call(&target), reception.refuse(486));
    house.hears("Status busy").await;

    line.wait_for_end().await;
}
