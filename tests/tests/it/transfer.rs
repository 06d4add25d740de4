//! A caller is connected to somebody.

use std::path::Path;

use dialplan::order::Order;
use engine::config::Config;
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

    let mut line = phone.call(&target).await;
    line.accept_refers().await;
    let mut desk = reception.answer().await;
    let refer = line.wait_for_refer().await;
    let (uri, replaces) = refer.split_once("?Replaces=").expect("it says whose place is to be taken");
    assert!(uri.contains(reception.uri("").trim_start_matches("sip:")), "{uri} leads to the callee");
    let names = replaces.replace("%3B", ";").replace("%3D", "=");
    assert_eq!(names.split(';').map(|part| part.split('=').count()).collect::<Vec<_>>(), [1, 2, 2], "{names}");
    // It says at once that it has done so: we leave both.
    line.wait_for_end().await;
    desk.wait_for_end().await;

    house.is_empty().await;
}

/// An engine whose trunk `out` leads to a telephone, for numbers that begin with 2; only they may take a caller's place.
async fn with_rule(menus: &str, manager: &Phone) -> House {
    let gateway = manager.uri("x").replace("sip:x@", "sip:");
    let text =
        format!("[sip]\nlisten = [\"udp://127.0.0.1:0\"]\ntransfers = [\"2*\"]\n[trunk.out]\nuri = \"{gateway}\"\n");
    let config = Config::parse(&text, "test.toml", Path::new(""), &|_| None);
    House::with(menus, config.unwrap_or_else(|errors| panic!("{errors}")), None).await
}

#[tokio::test]
async fn a_caller_and_a_callee_have_their_places_taken_by_whom_a_rule_allows() {
    for callee_refers in [false, true] {
        let (phone, mut reception, mut manager) = (Phone::new().await, Phone::new().await, Phone::new().await);
        let mut house = with_rule(&menu(&reception.uri("reception")), &manager).await;
        let target = house.uri();
        let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
        house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
        let (leaving, staying) = if callee_refers { (&mut desk, &mut line) } else { (&mut line, &mut desk) };

        // What no rule allows changes nothing.
        assert_eq!(leaving.refer("sip:900@127.0.0.1").await, (false, Some(603)));
        assert_eq!(leaving.refer(&reception.uri("300")).await, (false, Some(603)));
        let (outcome, boss) = tokio::join!(leaving.refer("sip:200@pbx.example"), manager.answer());
        assert_eq!(outcome, (true, Some(200)));
        leaving.wait_for_end().await;
        boss.press("7");
        assert_eq!(staying.wait_for_key().await, '7');

        boss.hang_up().await;
        staying.wait_for_end().await;
        house.is_empty().await;
        assert_eq!(house.engine.usage(), engine::call::Usage::default());
    }
}

#[tokio::test]
async fn whatever_becomes_of_a_call_has_a_word_in_the_plan() {
    let (phone, mut reception) = (Phone::new().await, Phone::new().await);
    let mut house = House::open(&menu(&reception.uri("reception"))).await;
    let target = house.uri();

    for (status, word) in [
        (600, "busy"),
        (408, "no-answer"),
        (480, "no-answer"),
        (487, "no-answer"),
        (302, "failed"),
        (401, "failed"),
        (404, "failed"),
        (407, "failed"),
        (500, "failed"),
        (603, "failed"),
    ] {
        let (mut line, ()) = tokio::join!(phone.call(&target), reception.refuse(status));
        house.hears(&format!("Status {word}")).await;
        line.wait_for_end().await;
    }
    house.is_empty().await;

    // Nobody listens there.
    let mut house = House::open(&menu("sip:nobody@127.0.0.1:9;transport=tcp")).await;
    let mut line = phone.call(&house.uri()).await;
    house.hears("Status failed").await;
    line.wait_for_end().await;
    house.is_empty().await;
}
