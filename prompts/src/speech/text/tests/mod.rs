//! What is marked, as it is said in each language: tables of phrases.

mod english;
mod russian;

use super::{OwnWords, Stretch, Way};
use crate::speech::voice::Voice;
use crate::spoken::{Clock, DateOrder, InterpretAs, Mark};

/// The words of a text in which what is marked stands in braces: `Code {digits:4711}.`
fn said(written: &str, voice: Voice) -> String {
    let (mut text, mut marks) = (String::new(), Vec::new());
    for part in written.split('{') {
        let Some((marked, after)) = part.split_once('}') else {
            text.push_str(part);
            continue;
        };
        let (how, marked) = marked.split_once(':').unwrap();
        let start = text.len();
        text.push_str(marked);
        marks.push(Mark { start, end: text.len(), how: read(how) });
        text.push_str(after);
    }
    let stretches = stretches(&text, &marks, voice).unwrap();
    let said: String = stretches.into_iter().map(|stretch| stretch.text).collect();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a text out without a lexicon.
fn stretches(text: &str, marks: &[Mark], rules: Voice) -> Option<Vec<Stretch>> {
    let own = OwnWords::default();
    super::write_out(text, marks, &Way { rules, language: rules.tag(), own: &own, sounds: true })
}

fn read(how: &str) -> InterpretAs {
    let order = |order| InterpretAs::Date(order);
    match how {
        "characters" => InterpretAs::Characters,
        "digits" => InterpretAs::Digits,
        "telephone" => InterpretAs::Telephone,
        "cardinal" => InterpretAs::Cardinal,
        "ordinal" => InterpretAs::Ordinal,
        "date" => order(DateOrder::Usual),
        "dmy" => order(DateOrder::Dmy),
        "mdy" => order(DateOrder::Mdy),
        "ymd" => order(DateOrder::Ymd),
        "ydm" => order(DateOrder::Ydm),
        "dm" => order(DateOrder::Dm),
        "md" => order(DateOrder::Md),
        "my" => order(DateOrder::My),
        "ym" => order(DateOrder::Ym),
        "d" => order(DateOrder::D),
        "m" => order(DateOrder::M),
        "y" => order(DateOrder::Y),
        "time" => InterpretAs::Time(Clock::Usual),
        "hms12" => InterpretAs::Time(Clock::Twelve),
        "hms24" => InterpretAs::Time(Clock::TwentyFour),
        "currency" => InterpretAs::Currency,
        "fraction" => InterpretAs::Fraction,
        "unit" => InterpretAs::Unit,
        "expletive" => InterpretAs::Expletive,
        other => panic!("{other} is no way to read"),
    }
}

fn check(cases: &[(&str, &str)], voice: Voice) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(written, expected)| (written, said(written, voice), expected))
        .filter(|(_, said, expected)| said != *expected)
        .map(|(written, said, expected)| format!("{written}\n    said     {said}\n    expected {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

mod hostile {
    use proptest::prelude::*;

    use super::*;
    use crate::spoken::Level;

    fn any_way() -> impl Strategy<Value = InterpretAs> {
        let names = [
            "characters",
            "digits",
            "telephone",
            "cardinal",
            "ordinal",
            "date",
            "dmy",
            "mdy",
            "ymd",
            "ydm",
            "dm",
            "md",
            "my",
            "ym",
            "d",
            "m",
            "y",
            "time",
            "hms12",
            "hms24",
            "currency",
            "fraction",
            "unit",
            "expletive",
        ];
        prop_oneof![
            20 => proptest::sample::select(names.to_vec()).prop_map(read),
            1 => ".{0,9}".prop_map(InterpretAs::Phoneme),
            1 => "[ˈˌtdəɑː ʃʒʲ]{0,9}".prop_map(InterpretAs::Phoneme),
            1 => Just(InterpretAs::Emphasis(Level::Strong)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn any_mark_on_any_text_is_read_without_a_panic(
            text in prop_oneof![".{0,40}", "[0-9:/.,' $€₽apmдкгч½?+-]{0,20}"],
            marks in proptest::collection::vec((0..60_usize, 0..60_usize, any_way()), 0..5),
        ) {
            let marks: Vec<_> = marks.into_iter().map(|(start, end, how)| Mark { start, end, how }).collect();
            let whole: Vec<_> = marks.iter().map(|mark| Mark { start: 0, end: text.len(), ..mark.clone() }).collect();
            for voice in [Voice::English, Voice::American, Voice::Russian] {
                stretches(&text, &marks, voice);
                for mark in &whole {
                    if let Some(stretches) = stretches(&text, std::slice::from_ref(mark), voice) {
                        let length: usize = stretches.iter().map(|stretch| stretch.text.len()).sum();
                        prop_assert!(length < 4000, "{length} bytes for {text:?} {mark:?}");
                    }
                }
            }
        }
    }
}
