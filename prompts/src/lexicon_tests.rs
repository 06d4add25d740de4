//! Lists as people write them.

use super::*;

fn read(language: &str, list: &str) -> (Lexicon, Vec<Mistake>) {
    let mut lexicon = Lexicon::default();
    let mistakes = lexicon.add(language, list);
    (lexicon, mistakes)
}

#[test]
fn a_line_is_a_word_and_what_is_said_for_it() {
    let list = "\u{feff}# Names\r\nSQL = sequel\r\n\r\n  Smith  & Co=Smith and company\r\nkiosk\tkey osk\nThoresen = [ˈtɔːrəsən]";

    let (lexicon, mistakes) = read("en_GB", list);

    assert_eq!(mistakes, []);
    let said: Vec<_> =
        lexicon.languages["en-gb"].iter().map(|entry| (entry.word.as_str(), entry.said.clone())).collect();
    let words = |text: &str| Said::As(text.to_owned());
    let expected = [
        ("SQL", words("sequel")),
        ("Smith & Co", words("Smith and company")),
        ("kiosk", words("key osk")),
        ("Thoresen", Said::Ipa("ˈtɔːrəsən".to_owned())),
    ];
    assert_eq!(said, expected);
    assert_eq!(lexicon.words(), 4);
}

#[cfg(feature = "espeak")]
#[test]
fn every_mistake_of_a_list_is_told_with_its_place() {
    let list = "Acme\n= x\n&& = and\nAcme =\nAcme = [ˈækmi\nЖ = [ˈʘa]\nok = okay\nok = o k\nnone = []\nnone = --";

    let (lexicon, mistakes) = read("en", list);

    let told: Vec<_> = mistakes.iter().map(|found| (&list[found.place.clone()], found.message.as_str())).collect();
    let expected = [
        ("Acme", "there is no `=` in this line"),
        ("=", "nothing is said for signs alone"),
        ("&&", "nothing is said for signs alone"),
        ("=", "nothing is said for `Acme`"),
        ("[ˈækmi", "a bracket is missing"),
        ("ʘ", "`ʘ` is no sound of the voice for `en`"),
        ("ok", "`ok` is listed twice"),
        ("[]", "there is no sound between the brackets"),
        ("--", "nothing is said for `none`"),
    ];
    assert_eq!(told, expected);
    assert_eq!(&list[mistakes[6].first.clone().unwrap()], "ok");
    assert_eq!(lexicon.words(), 1);
}

#[cfg(feature = "espeak")]
#[test]
fn sounds_belong_to_a_language() {
    assert_eq!(read("ru", "кафе = [kɐˈfɛ]").1, []);
    assert_eq!(read("de", "Köln = [kœln]").1[0].label, "not in this language");
    assert_eq!(read("de", "GmbH = Gesellschaft").1, []);
}

#[test]
fn another_word_is_another_fingerprint() {
    let of = |language, list| read(language, list).0.fingerprint();
    assert_eq!(of("en", "a1 = b"), of("EN", "# x\na1  =  b"));
    assert_ne!(of("en", "a1 = b"), of("en", "a1 = c"));
    assert_ne!(of("en", "a1 = b"), of("ru", "a1 = b"));
}

proptest::proptest! {
    #[test]
    fn any_list_is_read_and_its_mistakes_are_in_it(list in "[a-zА-Я=\\[\\]ˈʘ#\t\r\n +\u{301}]{0,60}") {
        for mistake in read("ru", &list).1 {
            assert!(list.get(mistake.place.clone()).is_some_and(|seen| !seen.is_empty()), "{mistake:?}");
        }
    }
}
