//! A caller who leaves takes everything along.

use tests::application::{Application, Reply};
use tests::caller::Phone;
use tests::house::House;

#[tokio::test]
async fn a_caller_who_hangs_up_during_a_request_leaves_nothing_behind() {
    let application = Application::start([Reply::Silence]).await;
    let url = application.url("/slow");
    let menu = format!(
        r#"<Menu name="main">
          <Option on="start"><Interactive url="{url}" timeout="60s"><Fallback><Say>Never.</Say></Fallback></Interactive></Option>
          <Option on="timeout"><Hangup/></Option><Option on="invalid"><Hangup/></Option>
        </Menu>"#
    );
    let (house, phone) = (House::open(&menu).await, Phone::new().await);

    let mut line = phone.call(&house.uri()).await;
    application.wait_for(1).await;
    assert_eq!(house.engine.usage().calls, 1);
    line.hang_up().await;
    line.wait_for_end().await;
    house.is_empty().await;

    assert_eq!(house.engine.usage(), engine::call::Usage::default());
    assert_eq!(application.asked().len(), 1);
}
