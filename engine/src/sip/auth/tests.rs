use proptest::prelude::*;
use rsipstack::sip::{Headers, Method, Version};

use super::*;

fn doorkeeper() -> Doorkeeper {
    let user = |name: &str| User { name: name.to_owned(), password: Secret::new("hush") };
    Doorkeeper::new(&[user("101"), user("102")], &Registrar::default())
}

fn request(authorization: &str) -> Request {
    let uri = convert::uri("sip:pbx.example").expect("a URI");
    let mut headers = Headers::default();
    headers.push(Header::Authorization(authorization.into()));
    Request { method: Method::Register, uri, version: Version::V2, headers, body: Vec::new() }
}

/// What a phone answers to a challenge.
fn answer(challenge: &Header, user: &str, password: &str) -> String {
    let mut prompt = digest_auth::parse(challenge.value()).expect("a challenge");
    let context =
        AuthContext::new_with_method(user, password, "sip:pbx.example", None::<&[u8]>, HttpMethod::from("REGISTER"));
    prompt.respond(&context).expect("an answer").to_header_string()
}

fn source() -> IpAddr {
    IpAddr::from([192, 0, 2, 1])
}

#[test]
fn every_hash_that_is_offered_is_taken_once() {
    let door = doorkeeper();

    for challenge in door.challenges(false) {
        let given = request(&answer(&challenge, "101", "hush"));
        assert_eq!(door.ask(&given, source()), Shown::User("101".to_owned()));
        // Somebody who has listened says it again.
        assert_eq!(door.ask(&given, source()), Shown::Nothing { stale: true });
    }
}

#[test]
fn a_wrong_password_and_an_unknown_user_look_the_same() {
    let door = doorkeeper();
    let challenge = &door.challenges(false)[0];

    let wrong = |user: &str| Shown::Wrong(user.to_owned());
    assert_eq!(door.ask(&request(&answer(challenge, "101", "hash")), source()), wrong("101"));
    assert_eq!(door.ask(&request(&answer(challenge, "103@pbx.example", "hush")), source()), wrong("103"));
    assert_eq!(door.ask(&request(&answer(challenge, "103", "")), source()), wrong("103"));
    assert_eq!(door.ask(&request("Basic MTAxOmh1c2g="), source()), Shown::Nothing { stale: false });
}

#[test]
fn an_old_nonce_is_stale_only_for_who_knows_the_password() {
    let (door, before) = (doorkeeper(), doorkeeper());
    let challenge = &before.challenges(false)[0];

    assert_eq!(door.ask(&request(&answer(challenge, "101", "hush")), source()), Shown::Nothing { stale: true });
    assert_eq!(door.ask(&request(&answer(challenge, "101", "no")), source()), Shown::Wrong("101".to_owned()));
}

#[test]
fn who_guesses_is_not_listened_to_even_when_right() {
    let door = doorkeeper();
    let challenge = &door.challenges(false)[0];
    for guess in 0..10 {
        assert_eq!(
            door.ask(&request(&answer(challenge, "101", &guess.to_string())), source()),
            Shown::Wrong("101".to_owned())
        );
    }

    let right = request(&answer(challenge, "101", "hush"));

    assert!(matches!(door.ask(&right, source()), Shown::TooOften(1..=10)));
    assert_eq!(door.ask(&right, IpAddr::from([192, 0, 2, 9])), Shown::User("101".to_owned()));
}

proptest! {
    #[test]
    fn no_authorization_panics(value in "(Digest )?(\\PC|[a-z]+=\"?|, ){0,40}") {
        doorkeeper().ask(&request(&value), source());
    }
}
