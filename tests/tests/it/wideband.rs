//! Telephones with G.722.

use dialplan::order::Order;
use engine::config::{Config, Egress};
use engine::media::{Heard, Voice};
use prompts::Codec;
use tests::caller::Phone;
use tests::house::{House, ONE_KEY};
use tests::patience::soon;
use tokio::sync::mpsc;

/// Waits for something loud; everything that comes has to be of that codec.
async fn something_loud(mut heard: mpsc::Receiver<Heard>, codec: Codec) {
    let mut voice = Voice::default();
    let listening = async {
        while let Some(heard) = heard.recv().await {
            assert_eq!(heard.codec, codec);
            if voice.hear(&heard).iter().any(|sample| sample.unsigned_abs() > 2_000) {
                return;
            }
        }
        panic!("the call is over");
    };
    soon("something loud", listening).await;
}

#[tokio::test]
async fn a_phone_that_prefers_g722_is_spoken_to_in_it_and_its_keys_are_taken() {
    let (mut house, phone) = (House::open(ONE_KEY).await, Phone::with_codecs(vec![Codec::G722, Codec::Pcma]).await);

    let mut line = phone.call(&house.uri()).await;
    assert_eq!(line.codec(), Some(Codec::G722));
    something_loud(line.listen(), Codec::G722).await;
    line.press("1");
    house.hears("Goodbye").await;

    line.wait_for_end().await;
    house.is_empty().await;
}

#[tokio::test]
async fn a_codec_that_is_not_configured_is_not_taken() {
    let mut config = Config { egress: Egress::with_loopback(), ..Config::default() };
    config.media.codecs = vec![Codec::Pcma];
    let house = House::with(ONE_KEY, config, None).await;
    let phone = Phone::with_codecs(vec![Codec::G722, Codec::Pcmu, Codec::Pcma]).await;

    let line = phone.call(&house.uri()).await;

    assert_eq!(line.codec(), Some(Codec::Pcma));
    line.hang_up().await;
    house.is_empty().await;
}

#[tokio::test]
async fn a_caller_with_g722_and_a_callee_hear_each_other_whatever_codec_it_has() {
    for callee in [Codec::G722, Codec::Pcma] {
        let (phone, mut reception) =
            tokio::join!(Phone::with_codecs(vec![Codec::G722]), Phone::with_codecs(vec![callee]));
        let transfer = format!(
            r#"<Menu name="main"><Option on="start"><Transfer to="{}" timeout="10"/><Hangup/></Option>
            <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option></Menu>"#,
            reception.uri("reception")
        );
        let mut house = House::open(&transfer).await;
        let target = house.uri();

        let (mut line, mut desk) = tokio::join!(phone.call(&target), reception.answer());
        house.wait_for("a bridge", |order| matches!(order, Order::Bridge { .. }).then_some(())).await;

        assert_eq!((line.codec(), desk.codec()), (Some(Codec::G722), Some(callee)));
        let (at_desk, at_line) = (desk.listen(), line.listen());
        tokio::join!(line.hum(600), something_loud(at_desk, callee));
        tokio::join!(desk.hum(600), something_loud(at_line, Codec::G722));
        desk.hang_up().await;
        line.wait_for_end().await;
        house.is_empty().await;
    }
}
