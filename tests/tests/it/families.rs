//! Callers and callees on IPv6 and IPv4, and an engine that listens at every address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use dialplan::order::Order;
use engine::config::Config;
use engine::sip::{Listen, Transport};
use tests::caller::Phone;
use tests::house::House;

const FOUR: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const SIX: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

fn config(listen: &[IpAddr]) -> Config {
    let mut config = Config::default();
    let at = |ip: &IpAddr| Listen { transport: Transport::Udp, address: SocketAddr::new(*ip, 0) };
    config.sip.listen = listen.iter().map(at).collect();
    config
}

#[tokio::test]
async fn a_caller_on_ipv6_talks_with_callees_on_ipv6_and_ipv4() {
    for callee in [SIX, FOUR] {
        let (phone, mut desk) = (Phone::at(SIX).await, Phone::at(callee).await);
        let menu = format!(
            r#"<Menu name="main"><Option on="start"><Transfer to="{}"/><Hangup/></Option></Menu>"#,
            desk.uri("desk")
        );
        let mut house = House::with(&menu, config(&[FOUR, SIX]), None).await;
        let port = house.engine.sip_addresses()[1].address.port();

        let target = format!("sip:1000@[::1]:{port}");
        let (mut line, mut taken) = tokio::join!(phone.call(&target), desk.answer());
        house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
        line.press("5");
        assert_eq!(taken.wait_for_key().await, '5');
        taken.press("7");
        assert_eq!(line.wait_for_key().await, '7');

        taken.hang_up().await;
        line.wait_for_end().await;
        house.is_empty().await;
    }
}

#[tokio::test]
async fn who_listens_at_every_address_is_heard_and_hears() {
    let everywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let menu = r#"<Menu name="main"><Option on="start"><Say>Press one.</Say></Option><Option on="1"><Hangup/></Option></Menu>"#;
    let (house, phone) = (House::with(menu, config(&[everywhere]), None).await, Phone::new().await);
    let port = house.engine.sip_addresses()[0].address.port();

    let mut line = phone.call(&format!("sip:1000@127.0.0.1:{port}")).await;
    // With `c=IN IP4 0.0.0.0` in the answer the phone would be on hold, and its key would go nowhere.
    line.wait_for_audio().await;
    line.press("1");
    line.wait_for_end().await;
}
