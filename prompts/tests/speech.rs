//! What the built-in voices say: how long, how loud, the same every time, and in reasonable time.

#![cfg(feature = "espeak")]
#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::sync::{Arc, LazyLock};

use prompts::{Clock, DateOrder, InterpretAs, Law, Level, Mark, Options, Prompt, Prompts, Prosody, Request};

static PROMPTS: LazyLock<Prompts> = LazyLock::new(fresh);

fn fresh() -> Prompts {
    Prompts::new(Options::default()).unwrap()
}

fn request(text: &str, language: &str) -> Request {
    Request::speech(text, language)
}

fn say(text: &str, language: &str) -> Arc<Prompt> {
    PROMPTS.render(&request(text, language)).unwrap()
}

/// Level of the frames somebody speaks in, dBFS.
fn active_dbfs(samples: &[i16]) -> f64 {
    let power =
        |frame: &[i16]| frame.iter().map(|s| (f64::from(*s) / 32768.0).powi(2)).sum::<f64>() / frame.len() as f64;
    let powers: Vec<f64> = samples.chunks(160).map(power).filter(|power| *power > 1e-5).collect();
    10.0 * (powers.iter().sum::<f64>() / powers.len() as f64).log10()
}

/// Prompts of all lengths, with the words in them as they are said.
const TEXTS: [(&str, &str, u32); 10] = [
    ("Yes.", "en-GB", 1),
    ("Welcome to the clinic.", "en-GB", 4),
    ("For appointments press one, for prescriptions press two.", "en-US", 8),
    ("Your balance is £12.50. Your appointment is on 21/11/2026 at 9:30.", "en-GB", 21),
    ("Please hold the line while we look for somebody who can help you with your question.", "en-GB", 16),
    ("Да.", "ru-RU", 1),
    ("Здравствуйте! Вы позвонили в клинику.", "ru-RU", 5),
    ("Чтобы записаться на приём, нажмите один.", "ru-RU", 6),
    ("На вашем счёте 1 234,50 ₽. Приём 21.11.2026 в 9:30.", "ru-RU", 23),
    ("Пожалуйста, оставайтесь на линии, первый освободившийся оператор ответит на ваш вопрос.", "ru-RU", 11),
];

#[test]
fn speech_is_as_long_as_its_words_take() {
    for (text, language, words) in TEXTS {
        let seconds = say(text, language).duration().as_secs_f64();
        // 90 to 260 words a minute, and a little for the ends.
        let (least, most) = (f64::from(words) * 60.0 / 260.0 - 0.1, f64::from(words) * 60.0 / 90.0 + 0.4);
        assert!((least..most).contains(&seconds), "{text}: {seconds:.2} s, expected {least:.1} to {most:.1}");
    }
}

#[test]
fn all_that_is_said_is_as_loud() {
    for (text, language, _) in TEXTS {
        let prompt = say(text, language);
        let level = active_dbfs(prompt.samples());
        assert!((-22.0..-18.0).contains(&level), "{text}: {level:.1} dBFS");
        let peak = prompt.samples().iter().map(|sample| sample.unsigned_abs()).max().unwrap();
        assert!(peak <= 23_200, "{text}: a peak of {peak} is above -3 dBFS");
    }
}

#[test]
fn no_silence_is_left_at_the_ends() {
    for (text, language, _) in TEXTS {
        let prompt = say(text, language);
        let loud = |sample: &i16| sample.unsigned_abs() > 300;
        let first = prompt.samples().iter().position(loud).unwrap();
        let last = prompt.samples().len() - prompt.samples().iter().rposition(loud).unwrap();
        assert!(first < 1600 && last < 1600, "{text}: {first} and {last} samples");
    }
}

#[test]
fn what_is_written_short_sounds_like_what_it_means() {
    let pairs = [
        ("£5.50", "five pounds and fifty pence", "en-GB"),
        ("Press #", "Press hash", "en-GB"),
        ("3 messages", "three messages", "en-US"),
        ("2 минуты", "две минуты", "ru-RU"),
        ("Нажмите *", "Нажмите звёздочку", "ru-RU"),
    ];
    for (short, long, language) in pairs {
        assert_eq!(say(short, language).samples(), say(long, language).samples(), "{short}");
    }
}

#[test]
fn russian_in_an_english_text_is_said_in_russian() {
    let together = say("Press two. Два.", "en-GB").samples().len();
    let apart = say("Press two.", "en-GB").samples().len() + say("Два.", "ru-RU").samples().len();
    let gap = 2000;
    assert!(together.abs_diff(apart + gap) < 800, "{together} and {apart}");
}

#[test]
fn a_name_of_another_platforms_voice_means_the_languages_own() {
    let mut alice = request("Hello", "en-GB");
    if let Request::Speech { voice, .. } = &mut alice {
        *voice = Some("Polly.Amy".into());
    }
    assert!(Arc::ptr_eq(&PROMPTS.render(&alice).unwrap(), &say("Hello", "en-GB")));
}

#[test]
fn eight_threads_in_two_languages_do_not_mix_their_texts() {
    let expected: Vec<_> = TEXTS.iter().map(|(text, language, _)| say(text, language)).collect();

    std::thread::scope(|scope| {
        for thread in 0..8 {
            let expected = &expected;
            scope.spawn(move || {
                // Without memory each of the 200 is made anew, and each thread begins elsewhere.
                let prompts = Prompts::new(Options { memory_bytes: 0, ..Options::default() }).unwrap();
                for turn in 0..25 {
                    let place = (turn + thread * 3) % TEXTS.len();
                    let (text, language, _) = TEXTS[place];
                    let prompt = prompts.render(&request(text, language)).unwrap();
                    assert_eq!(prompt.samples(), expected[place].samples(), "{text}");
                }
            });
        }
    });
}

#[test]
fn a_long_text_is_as_long_as_its_sentences() {
    let sentence = "This is a sentence of an ordinary length, as in a menu. ";
    let ten = say(&sentence.repeat(10), "en-GB").duration().as_secs_f64();
    let hundred = say(&sentence.repeat(100), "en-GB").duration().as_secs_f64();
    assert!((9.0..11.0).contains(&(hundred / ten)), "{ten} s and {hundred} s");
}

#[test]
fn both_laws_carry_the_same_speech() {
    let prompt = say("Welcome to the clinic.", "en-GB");
    for law in [Law::Mu, Law::A] {
        let heard = law.decode(prompt.frames(law));
        assert_eq!(heard.len() % 160, 0);
        let power = |samples: &mut dyn Iterator<Item = f64>| samples.map(|sample| sample * sample).sum::<f64>();
        let signal = power(&mut prompt.samples().iter().map(|sample| f64::from(*sample)));
        let noise = power(&mut heard.iter().zip(prompt.samples()).map(|(a, b)| f64::from(*a) - f64::from(*b)));
        let ratio = 10.0 * (signal / noise).log10();
        assert!(ratio > 30.0, "{law:?}: {ratio:.1} dB");
    }
}

fn marked(text: &str, language: &str, part: &str, how: InterpretAs) -> Request {
    let start = text.find(part).unwrap();
    let mut marked = request(text, language);
    if let Request::Speech { marks, .. } = &mut marked {
        marks.push(Mark { start, end: start + part.len(), how });
    }
    marked
}

fn with_prosody(text: &str, language: &str, prosody: Prosody) -> Arc<Prompt> {
    let mut request = request(text, language);
    if let Request::Speech { prosody: own, .. } = &mut request {
        *own = prosody;
    }
    PROMPTS.render(&request).unwrap()
}

#[test]
fn what_is_marked_sounds_like_its_words() {
    let cases = [
        ("Code 4711.", "en-GB", "4711", InterpretAs::Digits, "Code four seven one one."),
        ("Due 5/6/2026", "en-US", "5/6/2026", InterpretAs::Date(DateOrder::Mdy), "Due May sixth, twenty twenty-six"),
        ("В 21:05", "ru-RU", "21:05", InterpretAs::Time(Clock::Usual), "В двадцать один час пять минут"),
        ("Oh damn it", "en-GB", "damn", InterpretAs::Expletive, "Oh it"),
    ];
    for (text, language, part, how, words) in cases {
        let prompt = PROMPTS.render(&marked(text, language, part, how)).unwrap();
        assert_eq!(prompt.samples(), say(words, language).samples(), "{text}");
    }
}

#[test]
fn a_pronunciation_is_followed() {
    let written = say("The tomato is red.", "en-GB");
    let same = InterpretAs::Phoneme("təˈmɑːtəʊ".into());
    let other = InterpretAs::Phoneme("ˈbʌtə".into());
    let render = |how| PROMPTS.render(&marked("The tomato is red.", "en-GB", "tomato", how)).unwrap();

    assert!(render(same).samples().len().abs_diff(written.samples().len()) < 400);
    assert_ne!(render(other).samples(), written.samples());
    let word = PROMPTS.render(&marked("x", "ru-RU", "x", InterpretAs::Phoneme("ˈzamək".into()))).unwrap();
    assert!((0.2..0.9).contains(&word.duration().as_secs_f64()), "{:?}", word.duration());
}

#[test]
fn emphasis_is_slower_and_louder_where_it_is() {
    let text = "This is very important now.";
    let plain = say(text, "en-GB");
    let strong =
        PROMPTS.render(&marked(text, "en-GB", "very important", InterpretAs::Emphasis(Level::Strong))).unwrap();
    let ratio = strong.samples().len() as f64 / plain.samples().len() as f64;
    assert!((1.08..1.5).contains(&ratio), "{ratio}");
}

#[test]
fn a_rate_changes_the_tempo_and_not_the_words() {
    for (text, language) in [(TEXTS[4].0, TEXTS[4].1), (TEXTS[9].0, TEXTS[9].1)] {
        let own = say(text, language).samples().len() as f64;
        for rate in [50, 75, 120, 150, 200] {
            let spoken = with_prosody(text, language, Prosody { rate, ..Prosody::default() });
            let ratio = spoken.samples().len() as f64 / own * f64::from(rate) / 100.0;
            assert!((0.9..1.1).contains(&ratio), "{rate} % of {text}: {ratio:.2} of what it should be");
        }
    }
}

#[test]
fn a_volume_is_kept_whatever_the_loudness_of_others() {
    let own = active_dbfs(say("Welcome to the clinic.", "en-GB").samples());
    for (volume, expected) in [(50, -6.0), (25, -12.0), (150, 3.5)] {
        let spoken = with_prosody("Welcome to the clinic.", "en-GB", Prosody { volume, ..Prosody::default() });
        let change = active_dbfs(spoken.samples()) - own;
        assert!((change - expected).abs() < 1.5, "{volume} %: {change:.1} dB");
    }
    let silent = with_prosody("Welcome to the clinic.", "en-GB", Prosody { volume: 0, ..Prosody::default() });
    assert!(silent.samples().iter().all(|sample| *sample == 0));
}

#[test]
fn a_pitch_is_heard() {
    let hum = |pitch| {
        let prompt = with_prosody("Mmm, no, no, no, no.", "en-GB", Prosody { pitch, ..Prosody::default() });
        let mut periods: Vec<usize> = prompt.samples().chunks_exact(480).filter_map(period).collect();
        periods.sort_unstable();
        8000.0 / periods[periods.len() / 2] as f64
    };
    let (low, own, high) = (hum(70), hum(100), hum(140));
    assert!(low < own && own < high, "{low:.0} {own:.0} {high:.0}");
}

/// The period of a voice in a frame, in samples, if it has one between 50 and 250 Hz.
fn period(frame: &[i16]) -> Option<usize> {
    let alike = |lag: usize| {
        let (head, tail) = (&frame[..frame.len() - lag], &frame[lag..]);
        let sum = |a: &[i16], b: &[i16]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        sum(head, tail) / (sum(head, head) * sum(tail, tail)).sqrt().max(1e6)
    };
    let best = (32..160).max_by(|a, b| alike(*a).total_cmp(&alike(*b)))?;
    (alike(best) > 0.8).then_some(best)
}
