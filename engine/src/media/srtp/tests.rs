//! Packets as they are on the wire, and what is made of them.

use super::*;

/// RFC 3711 B.3 has keys and the session keys made of them, and no packet: these are of libsrtp's driver, which all
/// implementations are compared with (`srtp_validate`).
const KEY_OF_LIBSRTP: [u8; 30] = [
    0xe1, 0xf9, 0x7a, 0x0d, 0x3e, 0x01, 0x8b, 0xe0, 0xd6, 0x4f, 0xa3, 0x2c, 0x06, 0xde, 0x41, 0x39, 0x0e, 0xc6, 0x75,
    0xad, 0x49, 0x8a, 0xfe, 0xeb, 0xb6, 0x96, 0x0b, 0x3a, 0xab, 0xe6,
];
const PLAIN: [u8; 28] = [
    0x80, 0x0f, 0x12, 0x34, 0xde, 0xca, 0xfb, 0xad, 0xca, 0xfe, 0xba, 0xbe, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab,
    0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab, 0xab,
];
const SEALED: [u8; 38] = [
    0x80, 0x0f, 0x12, 0x34, 0xde, 0xca, 0xfb, 0xad, 0xca, 0xfe, 0xba, 0xbe, 0x4e, 0x55, 0xdc, 0x4c, 0xe7, 0x99, 0x78,
    0xd8, 0x8c, 0xa4, 0xd2, 0x15, 0x94, 0x9d, 0x24, 0x02, 0xb7, 0x8d, 0x6a, 0xcc, 0x99, 0xea, 0x17, 0x9b, 0x8d, 0xbb,
];

fn pair(suite: Suite) -> [Protection; 2] {
    let (one, two) = (SrtpKey([1; 30]), SrtpKey([2; 30]));
    [(one, two), (two, one)].map(|(send, receive)| Protection::agree(Srtp { suite, send, receive }, None).unwrap().0)
}

fn packet(sequence: u16) -> Vec<u8> {
    let mut packet = PLAIN.to_vec();
    packet[2..4].copy_from_slice(&sequence.to_be_bytes());
    packet
}

fn seal(protection: &mut Protection, packet: &[u8]) -> Vec<u8> {
    protection.seal(packet).unwrap().as_ref().to_vec()
}

#[test]
fn a_packet_is_what_libsrtp_makes_of_it() {
    let key = SrtpKey(KEY_OF_LIBSRTP);
    let agreed = Srtp { suite: Suite::Sha1With80, send: key, receive: key };
    let (mut protection, _) = Protection::agree(agreed, None).unwrap();

    assert_eq!(seal(&mut protection, &PLAIN), SEALED);
    assert_eq!(protection.open(&SEALED).unwrap(), PLAIN);
}

#[test]
fn packets_are_opened_once_in_any_order_over_the_end_of_their_numbers() {
    for (suite, signature) in [(Suite::Sha1With80, 10), (Suite::Sha1With32, 4)] {
        let [mut one, mut two] = pair(suite);
        let packets: Vec<_> = (0..60).map(|number| packet(65_500_u16.wrapping_add(number))).collect();
        let sealed: Vec<_> = packets.iter().map(|packet| seal(&mut one, packet)).collect();
        assert_eq!(sealed[0].len(), packets[0].len() + signature);
        for pair in [1_usize, 0, 3, 2].into_iter().chain(4..60) {
            assert_eq!(two.open(&sealed[pair]).as_ref(), Some(&packets[pair]), "{pair}");
            assert_eq!(two.open(&sealed[pair]), None, "{pair} again");
        }
    }
}

#[test]
fn what_was_changed_or_made_with_another_key_is_refused_and_leaves_nothing_behind() {
    let [mut one, mut two] = pair(Suite::Sha1With80);
    let sealed = seal(&mut one, &packet(1));
    for place in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        assert_eq!(two.open(&changed), None, "{place}");
    }
    for length in 0..sealed.len() {
        assert_eq!(two.open(&sealed[..length]), None, "{length}");
    }
    assert_eq!(two.sources(), 0);
    assert_eq!(two.open(&sealed), Some(packet(1)));
    assert_eq!(one.open(&sealed), None);
}

#[test]
fn a_new_agreement_with_the_same_keys_counts_on() {
    let [mut one, mut two] = pair(Suite::Sha1With80);
    for sequence in [65_535, 0] {
        let sealed = seal(&mut one, &packet(sequence));
        assert!(two.open(&sealed).is_some());
    }
    let [agreed, theirs] = [one.agreed(), two.agreed()];
    let (mut one, anew) = Protection::agree(agreed, Some(one)).unwrap();
    let (mut two, _) = Protection::agree(theirs, Some(two)).unwrap();
    assert!(!anew);

    let sealed = seal(&mut one, &packet(1));

    assert_eq!(two.open(&sealed), Some(packet(1)));
    assert_eq!(two.open(&sealed), None);
}

#[test]
fn reports_are_sealed_too() {
    let [mut one, mut two] = pair(Suite::Sha1With32);
    let sealed = one.seal_report(&REPORT).unwrap().as_ref().to_vec();
    assert_eq!(sealed.len(), REPORT.len() + 4 + 10);
    assert_eq!(two.open(&sealed).as_deref(), Some(&REPORT[..]));
    assert_eq!(two.open(&sealed), None);
}

#[test]
fn keys_are_not_shown() {
    let key = SrtpKey::random();
    assert_eq!(
        format!("{:?}", Srtp { suite: Suite::Sha1With80, send: key, receive: key }),
        "Srtp { suite: Sha1With80, send: SrtpKey, receive: SrtpKey }"
    );
    assert!(key != SrtpKey::random());
}

/// A receiver report without blocks.
const REPORT: [u8; 8] = [0x80, 201, 0, 1, 0, 0, 0, 7];

#[test]
fn a_report_that_claims_not_to_be_encrypted_is_refused() {
    let [mut one, mut two] = pair(Suite::Sha1With80);
    let mut forged = REPORT.to_vec();
    forged.extend_from_slice(&[0, 0, 0, 1]);
    forged.extend_from_slice(&[0; 10]);
    assert_eq!(two.open(&forged), None);

    let sealed = one.seal_report(&REPORT).unwrap().as_ref().to_vec();
    for place in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[place] ^= 0x80;
        assert_eq!(two.open(&changed), None, "{place}");
    }
    assert_eq!(two.sources(), 0);
    assert_eq!(two.open(&sealed).as_deref(), Some(&REPORT[..]));
}

#[test]
fn a_packet_of_half_a_round_ago_does_not_come_again() {
    let [mut one, mut two] = pair(Suite::Sha1With80);
    let old = seal(&mut one, &packet(7_232));
    assert!(two.open(&old).is_some());
    for sequence in (7_233..=40_010).step_by(7) {
        let sealed = seal(&mut one, &packet(sequence));
        assert!(two.open(&sealed).is_some(), "{sequence}");
        if sequence > 39_000 {
            assert_eq!(two.open(&old), None, "at {sequence}");
        }
    }
    let sealed = seal(&mut one, &packet(40_011));
    assert!(two.open(&sealed).is_some());
}

#[test]
fn the_audio_outlives_any_number_of_other_sources() {
    let [mut one, mut two] = pair(Suite::Sha1With80);
    for sequence in [65_534, 65_535, 0, 1] {
        let sealed = seal(&mut one, &packet(sequence));
        assert!(two.open(&sealed).is_some());
    }
    for number in 0..40_u8 {
        let mut key = packet(1);
        key[11] = number;
        let key = seal(&mut one, &key);
        assert!(two.open(&key).is_some(), "{number}");
        // In its second round, which a new beginning would not know.
        let sealed = seal(&mut one, &packet(2 + u16::from(number)));
        assert!(two.open(&sealed).is_some(), "{number}");
    }
}

#[test]
fn a_new_key_or_suite_of_ours_asks_for_a_new_source() {
    let [one, _] = pair(Suite::Sha1With80);
    let agreed = one.agreed();
    let (one, anew) = Protection::agree(Srtp { receive: SrtpKey([9; 30]), ..agreed }, Some(one)).unwrap();
    assert!(!anew);
    let (one, anew) = Protection::agree(Srtp { send: SrtpKey([9; 30]), ..agreed }, Some(one)).unwrap();
    assert!(anew);
    let (_, anew) = Protection::agree(Srtp { suite: Suite::Sha1With32, ..one.agreed() }, Some(one)).unwrap();
    assert!(anew);
}

proptest::proptest! {
    #[test]
    fn nothing_that_comes_is_a_problem(
        mut datagram in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..120),
        first in proptest::prelude::any::<u8>(),
    ) {
        let [mut one, mut two] = pair(Suite::Sha1With32);
        if let Some(byte) = datagram.first_mut() {
            *byte = 0x80 | first & 0x3f;
        }
        assert_eq!(two.open(&datagram), None);
        // The same, signed: whatever it says of itself.
        let sealed = one.seal(&datagram).map(|sealed| sealed.as_ref().to_vec());
        sealed.map(|sealed| two.open(&sealed));
        let sealed = one.seal_report(&datagram).map(|sealed| sealed.as_ref().to_vec());
        sealed.map(|sealed| two.open(&sealed));
    }
}
