//! A caller is connected to somebody.

use dialplan::order::Order;
use tests::caller::Phone;
use tests::house::House;

fn menu(target: &str) -> String {
    menu_by(target, "bridge")
}

fn menu_by(target: &str, mode: &str) -> String {
    format!(
        r#"<Menu name="main">
          <Option on="start"><Transfer to="{target}" mode="{mode}" timeout="10"/><Say>Status ${{TransferStatus}}.</Say><Hangup/></Option>
          <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option>
        </Menu>"#
    )
}

#[tokio::test]
async fn keys_reach_the_callee_and_both_are_released_when_it_hangs_up() {
    // A phone that cannot take a call over stays connected here.
    for mode in ["bridge", "attended"] {
        let (phone, mut reception) = (Phone::new().await, Phone::new().await);
        let mut house = House::open(&menu_by(&reception.uri("reception"), mode)).await;
        let target = house.uri();

        let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
        house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
        line.press("5");
        assert_eq!(desk.wait_for_key().await, '5', "{mode}");
        desk.hang_up().await;

        line.wait_for_end().await;
        house.is_empty().await;
        assert_eq!(house.engine.usage(), engine::call::Usage::default(), "{mode}");
    }
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

#[tokio::test]
async fn a_phone_takes_over_the_call_to_the_callee() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let house = House::open(&menu_by(&reception.uri("reception"), "attended")).await;
    let target = house.uri();
    let supported = vec![("Supported".to_owned(), "replaces".to_owned())];

    let mut line = phone.call_with(&target, supported).await;
    line.accept_refers().await;
    let mut desk = reception.answer().await;
    let refer = line.wait_for_refer().await;
    let (uri, replaces) = refer.split_once("?Replaces=").expect("it says whose place is to be taken");
    assert!(uri.contains(reception.uri("").trim_start_matches("sip:")), "{uri} leads to the callee");
    let replaces = replaces.replace("%3B", ";").replace("%3D", "=").replace("%40", "@");
    let headers = vec![("Replaces".to_owned(), replaces.clone())];
    let (taken, (mut new_line, header)) =
        tokio::join!(phone.call_with(uri, headers), reception.answer_header("Replaces"));
    assert_eq!(header, Some(replaces));
    // We leave both.
    line.wait_for_end().await;
    desk.wait_for_end().await;
    taken.press("7");
    assert_eq!(new_line.wait_for_key().await, '7');

    house.is_empty().await;
}
