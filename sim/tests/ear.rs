//! The ear with real speech: the prompts of a telephone menu in one voice, which is the hard case.

use std::sync::Arc;

use dialplan::time::Instant;
use prompts::{Law, Prompt, Prompts, Request};
use sim::live::ear::{Ear, Known};
use sim::observation::{Observation, SoundKind};

const TEXTS: &[(&str, &str)] = &[
    ("en", "Welcome to the clinic. For appointments press one. For your account press two."),
    ("en", "For appointments press one."),
    ("en", "For your account press two."),
    ("en", "Sorry, I did not hear you."),
    ("en", "Sorry, that is not a choice."),
    ("en", "Please enter your account number, and press the hash key."),
    ("en", "Please enter your telephone number, and press the hash key."),
    ("en", "Your balance is ten pounds."),
    ("en", "Your balance is eleven pounds."),
    ("en", "Thank you. Goodbye."),
    ("en", "Goodbye."),
    ("ru", "Здравствуйте. Чтобы записаться, нажмите один. Чтобы узнать баланс, нажмите два."),
    ("ru", "Вы ничего не выбрали."),
    ("ru", "Ваш баланс десять рублей."),
];

fn rendered() -> Vec<(Known, Arc<Prompt>)> {
    let prompts = Prompts::new(prompts::Options::default()).expect("no folder is needed");
    let render = |(language, text): &(&str, &str)| {
        let prompt = prompts.render(&Request::speech(*text, *language)).expect("espeak speaks both languages");
        (Known { kind: SoundKind::Speech, text: (*text).to_owned(), samples: prompt.samples().to_vec() }, prompt)
    };
    TEXTS.iter().map(render).collect()
}

/// What a caller hears of these sounds over a G.711 line, as texts with the part that was heard in percent.
fn listen(knows: &[Known], line: &[i16], law: Law) -> Vec<(String, u32)> {
    let mut ear = Ear::new(knows, &[], Instant::START);
    let mut observations = Vec::new();
    let line = law.decode(&law.encode(line));
    for (index, frame) in line.chunks(160).enumerate() {
        ear.hear(index * 160, frame);
        ear.report(&mut observations);
    }
    ear.finish(&mut observations);
    let mut heard: Vec<(u32, String, u32)> = Vec::new();
    for observation in observations {
        match observation {
            Observation::Sound(sound) => heard.push((sound.id, sound.text, 0)),
            Observation::SoundEnded { id, heard: part, .. } => {
                let entry = heard.iter_mut().find(|(known, ..)| *known == id).expect("a sound begins before it ends");
                entry.2 = (part * 100.0).round() as u32;
            }
            _ => {}
        }
    }
    heard.into_iter().map(|(_, text, part)| (text, part)).collect()
}

#[test]
fn every_prompt_is_told_from_every_other() {
    let rendered = rendered();
    let knows: Vec<Known> = rendered.iter().map(|(known, _)| known.clone()).collect();

    for (index, (known, prompt)) in rendered.iter().enumerate() {
        let law = if index % 2 == 0 { Law::Mu } else { Law::A };
        let mut line = vec![0; 777 + 1_000 * index];
        line.extend_from_slice(prompt.samples());
        line.extend(vec![0; 8_000]);

        assert_eq!(listen(&knows, &line, law), [(known.text.clone(), 100)]);
    }
}

#[test]
fn prompts_one_after_another_are_heard_in_order() {
    let rendered = rendered();
    let knows: Vec<Known> = rendered.iter().map(|(known, _)| known.clone()).collect();
    let mut line = Vec::new();
    for (_, prompt) in &rendered {
        line.extend_from_slice(prompt.samples());
    }

    let heard: Vec<String> = listen(&knows, &line, Law::A).into_iter().map(|(text, _)| text).collect();

    assert_eq!(heard, knows.iter().map(|known| known.text.clone()).collect::<Vec<_>>());
}

#[test]
fn a_prompt_cut_off_by_a_key_is_heard_in_part() {
    let rendered = rendered();
    let knows: Vec<Known> = rendered.iter().map(|(known, _)| known.clone()).collect();

    for (known, prompt) in rendered.iter().filter(|(known, _)| known.samples.len() > 20_000) {
        let mut line = vec![0; 3_210];
        line.extend_from_slice(&prompt.samples()[..prompt.samples().len() / 2]);
        line.extend_from_slice(rendered[3].1.samples());
        line.extend(vec![0; 8_000]);

        let heard = listen(&knows, &line, Law::Mu);

        assert_eq!(heard[0].0, known.text, "{heard:?}");
        assert!((40..=55).contains(&heard[0].1), "{heard:?}");
        assert_eq!(heard[1], (rendered[3].0.text.clone(), 100));
    }
}
