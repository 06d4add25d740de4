//! A caller is answered, hears a menu, presses keys, and leaves nothing behind.

use tests::caller::Phone;
use tests::house::{House, ONE_KEY};

#[tokio::test]
async fn a_caller_hears_the_menu_presses_a_key_and_is_hung_up_on() {
    let (mut house, phone) = (House::open(ONE_KEY).await, Phone::new().await);

    let mut line = phone.call(&house.uri()).await;
    line.wait_for_audio().await;
    house.hears("Press one").await;
    line.press("1");
    house.hears("Goodbye").await;
    line.wait_for_end().await;

    house.is_empty().await;
    assert_eq!(house.engine.usage(), engine::call::Usage::default());
}

#[tokio::test]
async fn a_draining_engine_lets_a_call_finish_and_takes_no_other() {
    let (mut house, phone) = (House::open(ONE_KEY).await, Phone::new().await);
    let mut line = phone.call(&house.uri()).await;
    house.hears("Press one").await;

    let draining = tokio::spawn(house.engine.drain(std::time::Duration::from_secs(30)));
    line.press("1");
    line.wait_for_end().await;

    tests::patience::soon("the engine to stop", draining).await.unwrap();
}
