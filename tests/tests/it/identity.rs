//! Who calls, as it is told to a carrier.

use std::path::Path;

use engine::config::Config;
use tests::caller::Phone;
use tests::house::House;

/// An engine that passes every call on through a trunk with these keys, which leads to a telephone.
async fn passing_on(carrier: &Phone, keys: &str) -> House {
    let gateway = carrier.uri("x").replace("sip:x@", "sip:");
    let text = format!("[sip]\nlisten = [\"udp://127.0.0.1:0\"]\n[trunk.out]\nuri = \"{gateway}\"\n{keys}\n");
    let config = Config::parse(&text, "test.toml", Path::new(""), &|_| Some("hush".to_owned()));
    let menu = r#"<Menu name="main"><Option on="start"><Transfer to="+442079460000" mode="bridge" timeout="60"/><Hangup/></Option></Menu>"#;
    House::with(menu, config.unwrap_or_else(|errors| panic!("{errors}")), None).await
}

/// The headers of the INVITE that the carrier gets when somebody calls with these.
async fn told(keys: &str, headers: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let (phone, mut carrier) = (Phone::new().await, Phone::new().await);
    let house = passing_on(&carrier, keys).await;
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let target = house.uri();
    // The call ends with the refusal, before or behind our own answer.
    let call = tokio::spawn(async move { phone.call_with(&target, headers).await.wait_for_end().await });
    let invitation = carrier.called().await;
    let told = (invitation.from_number.clone(), invitation.headers.clone());
    invitation.leg.reject(486).await;
    drop(tests::patience::soon("the end of the call", call).await);
    house.is_empty().await;
    told
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn a_carrier_is_told_who_calls_and_who_passed_it_on() {
    let keys = "identity = \"asserted\"\ndiversion = \"diversion\"\n\
                login = { user = \"acme\", password = { env = \"P\" } }";
    let (from, headers) = told(keys, &[]).await;

    assert_eq!(from, "acme");
    assert_eq!(header(&headers, "P-Asserted-Identity"), Some("<tel:+441632960111>"));
    assert!(header(&headers, "Diversion").is_some_and(|value| value.contains("1000@") && value.contains("counter=1")));
    assert_eq!(header(&headers, "Privacy"), None);
}

#[tokio::test]
async fn as_it_stands_the_number_is_in_from_and_history_info_only_if_wanted() {
    let (from, headers) = told("", &[]).await;
    assert_eq!(from, "+441632960111");
    for name in ["P-Asserted-Identity", "Diversion", "History-Info", "Privacy"] {
        assert_eq!(header(&headers, name), None, "{name}");
    }

    let (_, headers) = told("diversion = \"history-info\"", &[]).await;
    let history = header(&headers, "History-Info").expect("the carrier wants it");
    assert!(history.contains("1000@") && history.ends_with("<tel:+442079460000>;index=1.1;mp=1"), "{history}");
}
