//! Telephones that encrypt their audio.

use dialplan::order::Order;
use engine::config::{Config, Egress};
use engine::sip::sdp::Encryption;
use tests::caller::Phone;
use tests::house::House;

const MENU: &str = r#"
  <Menu name="main">
    <Option on="start"><Say>Press one.</Say></Option>
    <Option on="1"><Say>Goodbye.</Say><Hangup/></Option>
    <Option on="timeout"><Say>Again.</Say></Option>
    <Option on="invalid"><Say>No.</Say></Option>
  </Menu>"#;

fn config(encryption: Encryption) -> Config {
    let mut config = Config { egress: Egress::with_loopback(), ..Config::default() };
    config.media.srtp = encryption;
    // The telephones here have no TLS.
    config.media.keys_in_clear = true;
    config
}

const TO_RECEPTION: &str = r#"<Menu name="main"><Option on="start"><Transfer to="RECEPTION" timeout="10"/><Hangup/></Option>
    <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu>"#;

#[tokio::test]
async fn a_phone_that_encrypts_is_spoken_to_and_its_keys_are_taken() {
    for encryption in [Encryption::Optional, Encryption::Required] {
        let mut house = House::with(MENU, config(encryption), None).await;
        let phone = Phone::encrypting().await;

        let mut line = phone.call(&house.uri()).await;
        assert!(line.is_encrypted());
        line.wait_for_audio().await;
        house.hears("Press one").await;
        line.press("1");
        house.hears("Goodbye").await;
        line.wait_for_end().await;
        house.is_empty().await;
    }
}

#[tokio::test]
async fn a_callee_is_encrypted_where_all_calls_are() {
    let (phone, mut reception) = (Phone::encrypting().await, Phone::encrypting().await);
    let transfer = TO_RECEPTION.replace("RECEPTION", &reception.uri("reception"));
    let mut house = House::with(&transfer, config(Encryption::Required), None).await;
    let target = house.uri();

    let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
    house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;
    line.press("5");

    assert_eq!(desk.wait_for_key().await, '5');
    desk.hang_up().await;
    line.wait_for_end().await;
    house.is_empty().await;
}

#[tokio::test]
async fn who_does_not_fit_is_refused_with_488() {
    for (encryption, phone) in
        [(Encryption::Off, Phone::encrypting().await), (Encryption::Required, Phone::new().await)]
    {
        let house = House::with(MENU, config(encryption), None).await;
        assert_eq!(phone.refused(&house.uri()).await, Some(488), "{encryption:?}");
        house.is_empty().await;
    }
}

#[tokio::test]
async fn keys_are_not_offered_to_everybody_on_the_way() {
    let (phone, reception) = (Phone::encrypting().await, Phone::encrypting().await);
    let mut config = config(Encryption::Required);
    config.media.keys_in_clear = false;
    let transfer = TO_RECEPTION.replace("RECEPTION", &reception.uri("reception"));
    let house = House::with(&transfer, config, None).await;

    // Who offers keys of his own has not cared; but ours go to nobody who has not.
    let mut line = phone.call(&house.uri()).await;
    line.wait_for_end().await;

    assert!(reception.is_idle(), "the callee has heard of it");
    house.is_empty().await;
}
