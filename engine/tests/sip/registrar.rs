//! Telephones made of raw octets that register here, and are called.

use std::path::{Path, PathBuf};
use std::time::Duration;

use digest_auth::{AuthContext, HttpMethod};
use engine::config::Config;
use engine::sip::{Endpoint, Invitation, Leg, LegEvent, SipConfig, Transport};
use tokio::sync::mpsc;

use crate::peer::*;

/// An endpoint with the users 101 and 102, whose password is `hush`, and further keys of `[registrar]`.
pub(crate) async fn registrar(keys: &str, file: Option<PathBuf>) -> (Endpoint, mpsc::Receiver<Invitation>) {
    let user = |name| format!("[user.{name}]\npassword = {{ env = \"PW\" }}\n");
    let text = format!("[registrar]\n{keys}\n{}{}", user("101"), user("102"));
    let parsed = Config::parse(&text, "test.toml", Path::new(""), &|_| Some("hush".to_owned()));
    let Config { users, mut registrar, .. } = parsed.unwrap_or_else(|errors| panic!("{errors}"));
    // More often than the file may say.
    registrar.keep_alive = Some(Duration::from_millis(100));
    let config = SipConfig { users, registrar, registrations: file, ..config() };
    Endpoint::bind(config).await.expect("loopback can be bound")
}

async fn phone(endpoint: &Endpoint) -> Peer {
    Peer::new(address(endpoint, Transport::Udp)).await
}

/// The request again with an answer to the challenge.
pub(crate) fn signed(request: &str, challenge: &Message, user: &str, password: &str) -> String {
    let method = request.split(' ').next().expect("a method").to_owned();
    let uri = request.split(' ').nth(1).expect("a URI");
    let mut prompt = digest_auth::parse(&challenge.header("WWW-Authenticate")).expect("a challenge");
    let context = AuthContext::new_with_method(user, password, uri, None::<&[u8]>, HttpMethod::from(method.clone()));
    let answer = prompt.respond(&context).expect("an answer").to_header_string();
    let again =
        request.replace("CSeq: 1 ", "CSeq: 2 ").replace(&format!("{method}1;rport"), &format!("{method}2;rport"));
    again.replacen("\r\nMax-Forwards", &format!("\r\nAuthorization: {answer}\r\nMax-Forwards"), 1)
}

impl Peer {
    pub(crate) fn register(&self, user: &str, call: &str, contact: &str, expires: u32) -> String {
        let more = format!("Expires: {expires}\r\n");
        let request = self.request("REGISTER", "sip:pbx.example", call, 1, "", &more, "");
        let contact = if contact.is_empty() { String::new() } else { format!("Contact: {contact}\r\n") };
        let own = format!("Contact: <sip:ann@{}>\r\n", self.local);
        request.replace("sip:100@test.example", &format!("sip:{user}@pbx.example")).replace(&own, &contact)
    }

    /// Registers with the right password; what the registrar says.
    async fn registered(&self, user: &str, call: &str, contact: &str, expires: u32) -> Message {
        let request = self.register(user, call, contact, expires);
        self.send(&request).await;
        let challenge = self.expect("SIP/2.0 401").await;
        self.send(signed(&request, &challenge, user, "hush")).await;
        self.expect("SIP/2.0").await
    }

    fn at(&self) -> String {
        format!("<sip:101@{}>", self.local)
    }
}

pub(crate) fn call_user(endpoint: &Endpoint) -> (Leg, mpsc::Receiver<LegEvent>) {
    let (events, receiver) = mpsc::channel(16);
    (endpoint.invite_user("101", &order(""), events), receiver)
}

/// Two telephones of user 101.
async fn two_phones(endpoint: &Endpoint) -> (Peer, Peer) {
    let (desk, mobile) = (phone(endpoint).await, phone(endpoint).await);
    desk.registered("101", "desk", &desk.at(), 600).await;
    mobile.registered("101", "mobile", &mobile.at(), 600).await;
    (desk, mobile)
}

#[tokio::test]
async fn a_telephone_registers_asks_and_leaves() {
    let (endpoint, _invitations) = registrar("", None).await;
    let phone = phone(&endpoint).await;

    let request = phone.register("101", "reg", &phone.at(), 600);
    phone.send(&request).await;
    let challenge = phone.expect("SIP/2.0 401").await;
    let offered = challenge.headers("WWW-Authenticate");
    assert!(offered[0].contains("algorithm=SHA-256") && offered[1].contains("algorithm=MD5"), "{offered:?}");
    phone.send(signed(&request, &challenge, "101", "hush")).await;
    let granted = phone.expect("SIP/2.0 200").await;
    assert_eq!(granted.header("Contact"), format!("{};expires=600", phone.at()));
    let lines = endpoint.registrations();
    assert!(lines.len() == 1 && lines[0].starts_with(&format!("101: sip:101@{} from UDP", phone.local)), "{lines:?}");

    let asked = phone.registered("101", "ask", "", 0).await;
    assert_eq!(asked.headers("Contact").len(), 1);

    let left = phone.registered("101", "leave", "*", 0).await;
    assert_eq!((left.start(), left.headers("Contact").len()), ("SIP/2.0 200 OK", 0));
    assert_eq!(endpoint.registrations(), [""; 0]);
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn what_a_telephone_may_not_is_refused() {
    let (endpoint, _invitations) = registrar("min_expires = \"2m\"\ndevices = 1", None).await;
    let phone = phone(&endpoint).await;

    let brief = phone.registered("101", "brief", &phone.at(), 119).await;
    assert_eq!((brief.start(), brief.header("Min-Expires")), ("SIP/2.0 423 Interval Too Brief", "120".to_owned()));
    let star = phone.registered("101", "star", "*", 600).await;
    assert!(star.start().contains("400"), "{star:?}");
    let both = format!("{}, <sip:101@192.0.2.9>", phone.at());
    assert!(phone.registered("101", "both", &both, 600).await.start().contains("403"));
    for contact in ["<tel:101>", "<sip:101@>", "<sip:101@192.0.2.9?Replaces=x>", "<mailto:a@b>"] {
        let refused = phone.registered("101", &format!("odd{}", contact.len()), contact, 600).await;
        assert!(refused.start().contains("400"), "{contact}: {refused:?}");
    }

    // For somebody else, with a password of one's own.
    let request = phone.register("102", "other", &phone.at(), 600);
    phone.send(&request).await;
    let challenge = phone.expect("SIP/2.0 401").await;
    phone.send(signed(&request, &challenge, "101", "hush")).await;
    assert!(phone.expect("SIP/2.0").await.start().contains("403"));
    assert_eq!(endpoint.registrations(), [""; 0]);
}

#[tokio::test]
async fn who_guesses_passwords_has_to_wait() {
    let (endpoint, _invitations) = registrar("", None).await;
    let phone = phone(&endpoint).await;
    let request = |guess: usize| phone.register("101", &format!("guess{guess}"), &phone.at(), 600);
    phone.send(request(0)).await;
    let challenge = phone.expect("SIP/2.0 401").await;

    for guess in 1..=10 {
        phone.send(signed(&request(guess), &challenge, "101", &guess.to_string())).await;
        assert!(phone.expect("SIP/2.0").await.start().contains("403"));
    }
    phone.send(signed(&request(11), &challenge, "101", "hush")).await;

    let later = phone.expect("SIP/2.0 503").await;
    assert!((1..=10).contains(&later.header("Retry-After").parse::<u32>().unwrap()), "{later:?}");
}

#[tokio::test]
async fn without_users_nobody_can_register() {
    let (endpoint, _invitations) = endpoint().await;
    let phone = phone(&endpoint).await;

    phone.send(phone.register("101", "none", &phone.at(), 600)).await;

    assert!(phone.expect("SIP/2.0").await.start().contains("405"));
}

#[tokio::test]
async fn registrations_outlive_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Some(folder.path().join("registrations.sqlite"));
    let (before, _invitations) = registrar("", file.clone()).await;
    let desk = phone(&before).await;
    desk.registered("101", "desk", &desk.at(), 600).await;
    before.shutdown().await;

    let (endpoint, _invitations) = registrar("", file).await;
    let (_leg, _events) = call_user(&endpoint);

    assert!(desk.expect("INVITE").await.start().starts_with(&format!("INVITE sip:101@{}", desk.local)));
}

#[tokio::test]
async fn all_telephones_of_a_user_ring_and_the_first_that_answers_has_the_call() {
    let (endpoint, _invitations) = registrar("", None).await;
    let (mut desk, mut mobile) = two_phones(&endpoint).await;
    for phone in [&mut desk, &mut mobile] {
        phone.server = address(&endpoint, Transport::Udp);
    }

    let (leg, mut events) = call_user(&endpoint);
    let (ringing, wanted) = (desk.expect("INVITE").await, mobile.expect("INVITE").await);
    assert_ne!(ringing.header("Call-ID"), wanted.header("Call-ID"));
    desk.send(ringing.answer("180 Ringing", "d", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { sdp: None }));
    let contact = format!("Contact: {}\r\n", mobile.at());
    mobile.send(wanted.answer("200 OK", "m", &contact, ANSWER)).await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
    mobile.expect("ACK").await;

    let cancel = desk.expect("CANCEL").await;
    assert_eq!(cancel.header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
    desk.send(cancel.answer("200 OK", "d", "", "")).await;
    desk.send(ringing.answer("487 Request Terminated", "d", "", "")).await;
    desk.expect("ACK").await;

    leg.hang_up().await;
    let bye = mobile.expect("BYE").await;
    mobile.send(bye.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ended { by_peer: false, .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn when_two_answer_at_once_the_second_is_hung_up() {
    let (endpoint, _invitations) = registrar("", None).await;
    let (desk, mobile) = two_phones(&endpoint).await;

    let (_leg, mut events) = call_user(&endpoint);
    let (one, other) = (desk.expect("INVITE").await, mobile.expect("INVITE").await);
    desk.send(one.answer("200 OK", "d", &format!("Contact: {}\r\n", desk.at()), ANSWER)).await;
    mobile.send(other.answer("200 OK", "m", &format!("Contact: {}\r\n", mobile.at()), ANSWER)).await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));

    let bye = soon("a BYE for one of them", async {
        tokio::select! { bye = desk.expect("BYE") => (&desk, bye), bye = mobile.expect("BYE") => (&mobile, bye) }
    });
    let (late, bye) = bye.await;
    late.send(bye.answer("200 OK", "", "", "")).await;
    soon("one dialog to be left", async {
        while endpoint.dialogs() != 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_refusal_that_says_most_is_told() {
    let (endpoint, _invitations) = registrar("", None).await;
    let (desk, mobile) = two_phones(&endpoint).await;

    let (_leg, mut events) = call_user(&endpoint);
    let (one, other) = (desk.expect("INVITE").await, mobile.expect("INVITE").await);
    desk.send(one.answer("486 Busy Here", "d", "", "")).await;
    mobile.send(other.answer("480 Temporarily Unavailable", "m", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(486), .. }));

    // A decline is for all of them.
    let (_leg, mut events) = call_user(&endpoint);
    let (one, other) = (desk.expect("INVITE").await, mobile.expect("INVITE").await);
    mobile.send(other.answer("180 Ringing", "m", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ringing { .. }));
    desk.send(one.answer("603 Decline", "d", "", "")).await;
    let cancel = mobile.expect("CANCEL").await;
    mobile.send(cancel.answer("200 OK", "m", "", "")).await;
    mobile.send(other.answer("487 Request Terminated", "m", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(603), .. }));
    nothing_left(&endpoint).await;
}

#[tokio::test]
async fn a_user_without_telephones_is_not_there() {
    let (endpoint, _invitations) = registrar("", None).await;

    let (_leg, mut events) = call_user(&endpoint);

    assert!(matches!(event(&mut events).await, LegEvent::Failed { status: Some(480), .. }));
}

/// It believes to be at 10.0.0.1, and is where its packets come from.
#[tokio::test]
async fn a_telephone_behind_nat_is_called_where_it_is() {
    let (endpoint, _invitations) = registrar("", None).await;
    let phone = phone(&endpoint).await;
    let inside = |request: String| request.replace(&format!("UDP {}", phone.local), "UDP 10.0.0.1:5060");
    let request = inside(phone.register("101", "nat", "<sip:101@10.0.0.1:5060>", 600));
    phone.send(&request).await;
    let challenge = phone.expect("SIP/2.0 401").await;
    assert!(challenge.header("Via").contains(&format!("rport={}", phone.local.port())), "{challenge:?}");
    phone.send(signed(&request, &challenge, "101", "hush")).await;
    phone.expect("SIP/2.0 200").await;
    assert!(endpoint.registrations()[0].contains("behind NAT"));

    let (leg, mut events) = call_user(&endpoint);
    let invite = phone.expect("INVITE sip:101@10.0.0.1:5060").await;
    phone.send(invite.answer("200 OK", "n", "Contact: <sip:101@10.0.0.1:5060>\r\n", ANSWER)).await;
    assert!(matches!(event(&mut events).await, LegEvent::Answered { .. }));
    phone.expect("ACK").await;
    leg.hang_up().await;
    let bye = phone.expect("BYE").await;
    phone.send(bye.answer("200 OK", "", "", "")).await;
    assert!(matches!(event(&mut events).await, LegEvent::Ended { .. }));

    // The NAT is kept open.
    let empty = soon("a sign of life", async {
        loop {
            let message = phone.receive().await;
            if message.0.trim().is_empty() {
                return message.0;
            }
        }
    })
    .await;
    assert_eq!(empty, "\r\n\r\n");
}

#[tokio::test]
async fn who_calls_as_a_user_must_be_that_user() {
    let (endpoint, mut invitations) = registrar("", None).await;
    let phone = phone(&endpoint).await;
    let own = |call: &str, user: &str| phone.invite(call, OFFER).replace("sip:+15550001@", &format!("sip:{user}@"));

    phone.send(own("wrong", "101")).await;
    let challenge = phone.expect("SIP/2.0 401").await;
    phone.send(signed(&own("wrong", "101"), &challenge, "101", "hash")).await;
    assert!(phone.expect("SIP/2.0 4").await.start().contains("403"));

    phone.send(own("other", "101")).await;
    let challenge = phone.expect("SIP/2.0 401").await;
    phone.send(signed(&own("other", "101"), &challenge, "102", "hush")).await;
    assert!(phone.expect("SIP/2.0 4").await.start().contains("403"));

    // Not by the header of carriers either.
    let asserted = "\r\nP-Asserted-Identity: <sip:101@x>\r\nMax-Forwards";
    phone.send(own("asserted", "anonymous").replacen("\r\nMax-Forwards", asserted, 1)).await;
    phone.expect("SIP/2.0 401").await;

    assert!(invitations.try_recv().is_err());
    phone.send(own("right", "101")).await;
    let challenge = phone.expect("SIP/2.0 401").await;
    phone.send(signed(&own("right", "101"), &challenge, "101", "hush")).await;
    let invitation = soon("an invitation", invitations.recv()).await.expect("listening");
    assert_eq!(invitation.from_number, "101");

    // Everybody else needs no password.
    phone.send(own("stranger", "+15550001")).await;
    assert_eq!(soon("an invitation", invitations.recv()).await.expect("listening").from_number, "+15550001");
}
