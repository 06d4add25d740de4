use super::*;
use crate::sip::config::Transport;

const BOUNDS: Bounds = Bounds { shortest: 60, longest: 3_600, devices: 3 };
const NOW: i64 = 1_000_000;

fn contact(uri: &str, expires: u32) -> Contact {
    Contact { uri: uri.to_owned(), instance: String::new(), expires: Some(expires), nat: false }
}

fn wish(call_id: &str, cseq: u32, contacts: Contacts) -> Wish {
    let source = Source { transport: Transport::Udp, number: 0, address: ([192, 0, 2, 1], 5060).into() };
    Wish {
        contacts,
        call_id: call_id.to_owned(),
        cseq,
        source,
        agent: String::new(),
        via: Vec::new(),
        knows_path: false,
    }
}

fn these(call_id: &str, cseq: u32, contacts: &[(&str, u32)]) -> Wish {
    let contacts = contacts.iter().map(|(uri, expires)| contact(uri, *expires)).collect();
    wish(call_id, cseq, Contacts::These(contacts))
}

fn after(wishes: &[Wish]) -> Result<Vec<Binding>, Refused> {
    wishes.iter().try_fold(Vec::new(), |bindings, wish| apply(&bindings, wish, BOUNDS, NOW))
}

fn uris(bindings: &[Binding]) -> Vec<&str> {
    bindings.iter().map(|binding| binding.uri.as_str()).collect()
}

#[test]
fn several_telephones_are_kept_side_by_side() {
    let both = after(&[these("a", 1, &[("sip:u@desk", 600)]), these("b", 1, &[("sip:u@mobile", 90_000)])]).unwrap();

    assert_eq!(uris(&both), ["sip:u@desk", "sip:u@mobile"]);
    assert_eq!(both.iter().map(|binding| binding.expires - NOW).collect::<Vec<_>>(), [600, 3_600]);
    let left = apply(&both, &these("b", 2, &[("sip:u@MOBILE", 0)]), BOUNDS, NOW).unwrap();
    assert_eq!(uris(&left), ["sip:u@desk"]);
    assert_eq!(uris(&apply(&left, &these("c", 1, &[]), BOUNDS, NOW + 600).unwrap()), [""; 0]);
}

#[test]
fn one_contact_is_one_telephone_however_it_is_written() {
    let first = these("a", 1, &[("sip:%75@Desk.example:5070;transport=TCP;ob", 600)]);

    let again = after(&[first.clone(), these("a", 2, &[("sip:u@desk.example:5070;transport=tcp", 700)])]).unwrap();
    assert_eq!((again.len(), again[0].expires), (1, NOW + 700));

    for other in
        ["sip:u@desk.example:5070", "sip:u@desk.example;transport=tcp", "sips:u@desk.example:5070;transport=tcp"]
    {
        assert_eq!(after(&[first.clone(), these("a", 2, &[(other, 700)])]).unwrap().len(), 2, "{other}");
    }
}

#[test]
fn what_comes_late_changes_nothing() {
    let refresh = these("a", 5, &[("sip:u@desk", 600)]);

    assert_eq!(after(&[refresh.clone(), these("a", 4, &[("sip:u@desk", 0)])]), Err(Refused::OutOfOrder));
    assert_eq!(after(&[refresh.clone(), these("a", 5, &[("sip:u@desk", 600)])]), Err(Refused::OutOfOrder));
    assert_eq!(after(&[refresh.clone(), wish("a", 5, Contacts::All)]), Err(Refused::OutOfOrder));
    // Started anew, it counts from one again.
    assert!(after(&[refresh, these("b", 1, &[("sip:u@desk", 600)])]).is_ok());
}

#[test]
fn all_of_a_request_is_done_or_nothing() {
    let mixed = these("a", 1, &[("sip:u@desk", 600), ("sip:u@mobile", 59)]);
    assert_eq!(after(&[mixed]), Err(Refused::TooBrief));

    let many = these("a", 1, &[("sip:u@1", 600), ("sip:u@2", 600), ("sip:u@3", 600), ("sip:u@4", 600)]);
    assert_eq!(after(&[many]), Err(Refused::TooMany));
}

#[test]
fn everything_is_taken_back_at_once() {
    let both = these("a", 1, &[("sip:u@desk", 600), ("sip:u@mobile", 600)]);

    assert_eq!(after(&[both, wish("a", 2, Contacts::All)]), Ok(Vec::new()));
}

#[test]
fn a_telephone_that_moves_leaves_no_dead_address_behind() {
    let at = |uri: &str, cseq| {
        let contact = Contact { instance: "(urn:uuid:1)".to_owned(), ..contact(uri, 600) };
        wish("a", cseq, Contacts::These(vec![contact]))
    };

    let bindings = after(&[at("sip:u@home:1234", 1), at("sip:u@train:99", 2), these("b", 1, &[("sip:u@desk", 600)])]);

    assert_eq!(uris(&bindings.unwrap()), ["sip:u@train:99", "sip:u@desk"]);
}
