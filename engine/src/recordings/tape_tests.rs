use prompts::{Codec, Law};

use super::*;
use crate::media::likeness;
use crate::media::network::{Network, packets, through, voice};

const SPEECH: i16 = 6000;

/// What a sample is behind a line with A-law.
fn line(sample: i16) -> i16 {
    Law::A.decode(&Law::A.encode(&[sample]))[0]
}

/// A packet on that line.
fn packet(samples: &[i16], timestamp: u32, arrived: Instant) -> Heard {
    let sequence = (timestamp / 160) as u16;
    Heard { codec: Codec::Pcma, payload: Law::A.encode(samples), sequence, timestamp, ssrc: 1, arrived }
}

fn plan() -> Plan {
    Plan { sides: 1, dual: false, silence: None, longest: 8000 * 86_400, trim: false }
}

/// A conversation under a clock of its own.
struct Studio {
    tape: Tape,
    began: Instant,
    out: Vec<i16>,
}

impl Studio {
    fn new(plan: Plan) -> Self {
        let began = Instant::now();
        Self { tape: Tape::new(plan, began), began, out: Vec::new() }
    }

    fn at(&self, ms: u64) -> Instant {
        self.began + Duration::from_millis(ms)
    }

    /// Somebody says `value` for a while, in packets of 20 ms; each arrives when its last sample was said.
    fn say(&mut self, side: usize, value: i16, ms: std::ops::Range<u64>) {
        for start in ms.step_by(20) {
            let samples: Vec<i16> = (0..160).map(|at| if at % 2 == 0 { value } else { -value }).collect();
            self.tape.hear(side, &packet(&samples, start as u32 * 8, self.at(start + 20)));
        }
    }

    fn advance(&mut self, ms: u64) -> Option<RecordEnd> {
        self.tape.advance(self.at(ms), &mut self.out)
    }

    fn stop(&mut self, ms: u64) -> Kept {
        self.tape.stop(self.at(ms), &mut self.out);
        self.tape.kept()
    }
}

#[test]
fn a_recording_is_as_long_as_it_took() {
    let mut studio = Studio::new(plan());
    studio.say(0, SPEECH, 0..1000);
    assert_eq!(studio.advance(1000), None);

    let kept = studio.stop(3000);

    assert_eq!(kept, Kept { samples: 24_000, heard: true });
    assert_eq!((studio.out.len(), studio.out[7998], studio.out[8000]), (24_000, line(SPEECH), 0));
}

#[test]
fn it_ends_when_nobody_speaks_any_more() {
    let mut studio = Studio::new(Plan { silence: Some(16_000), ..plan() });
    studio.say(0, SPEECH, 0..1000);
    studio.say(0, 5, 1000..4000);

    assert_eq!(studio.advance(3100), None);
    assert_eq!(studio.advance(3300), Some(RecordEnd::Silence));
    assert_eq!(studio.tape.kept(), Kept { samples: 24_000, heard: true });
}

#[test]
fn it_ends_when_nobody_ever_speaks() {
    let mut studio = Studio::new(Plan { silence: Some(16_000), ..plan() });

    assert_eq!(studio.advance(2199), None);
    assert_eq!(studio.advance(2200), Some(RecordEnd::Silence));
    assert_eq!(studio.tape.kept(), Kept { samples: 16_000, heard: false });
}

#[test]
fn it_ends_at_its_greatest_length_to_the_sample() {
    let mut studio = Studio::new(Plan { longest: 8100, ..plan() });
    studio.say(0, SPEECH, 0..2000);

    assert_eq!(studio.advance(1190), None);
    assert_eq!(studio.advance(5000), Some(RecordEnd::Length));
    assert_eq!((studio.tape.kept().samples, studio.out.len()), (8100, 8100));
}

#[test]
fn silence_is_cut_off_at_both_ends() {
    let mut studio = Studio::new(Plan { trim: true, ..plan() });
    studio.say(0, SPEECH, 2000..3000);
    studio.advance(2500);

    let kept = studio.stop(6000);

    assert_eq!(kept, Kept { samples: 800 + 8000 + 800, heard: true });
    assert_eq!(
        (studio.out[799], studio.out[800], studio.out[8798], studio.out[8800]),
        (0, line(SPEECH), line(SPEECH), 0)
    );
}

#[test]
fn both_sides_are_mixed_on_one_clock() {
    let mut studio = Studio::new(Plan { sides: 2, ..plan() });
    studio.say(0, 1000, 0..1000);
    studio.say(1, 500, 500..1500);
    studio.say(7, 500, 0..100);

    let kept = studio.stop(1500);

    assert_eq!(kept.samples, 12_000);
    assert_eq!([0, 4000, 8000].map(|at| studio.out[at]), [line(1000), line(1000) + line(500), line(500)]);
}

#[test]
fn each_side_can_have_a_channel() {
    let mut studio = Studio::new(Plan { sides: 2, dual: true, ..plan() });
    studio.say(0, 1000, 0..1000);
    studio.say(1, 500, 500..1500);

    let kept = studio.stop(1500);

    assert_eq!((kept.samples, studio.out.len()), (12_000, 24_000));
    assert_eq!(
        [0, 1, 8000, 8001, 16_000, 16_001].map(|at| studio.out[at]),
        [line(1000), 0, line(1000), line(500), 0, line(500)]
    );
}

#[test]
fn a_voice_over_a_bad_network_is_recorded_in_full_length_and_without_holes() {
    for codec in Codec::ALL {
        let mut studio = Studio::new(plan());
        let said = voice(500 * FRAME);
        let coded = packets(codec, &said);
        // The first one comes at once: it says where all others belong. The last one comes, too.
        let mut arrivals = Network::bad(7).carry(40, 1..499);
        arrivals.insert(0, (20, 0));
        arrivals.push((10_000, 499));
        for (ms, number) in arrivals {
            let (payload, arrived) = (coded[number].clone(), studio.at(ms));
            let (sequence, timestamp) = (number as u16, number as u32 * 160);
            studio.tape.hear(0, &Heard { codec, payload, sequence, timestamp, ssrc: 1, arrived });
            studio.advance(ms);
        }

        let kept = studio.stop(10_000);

        assert_eq!(kept, Kept { samples: 80_000, heard: true }, "{codec:?}");
        let whole = through(codec, &said);
        let as_said = |at: usize, heard: &[i16]| alike(&whole[at..at + FRAME], heard) > 0.95;
        let frames = || studio.out.chunks(FRAME).enumerate().skip(1);
        let right = frames().filter(|(number, heard)| as_said(number * FRAME, heard)).count();
        // A decoder of Opus needs a frame or two behind a loss until it says the same again.
        let enough = if codec == Codec::Opus { 420 } else { 440 };
        assert!(right > enough, "{codec:?}: {right} of 500 frames are what was said");
        let silent = frames().filter(|(_, heard)| heard.iter().all(|sample| *sample == 0)).count();
        assert_eq!(silent, 0, "{codec:?}");
    }
}

fn alike(one: &[i16], other: &[i16]) -> f32 {
    let float = |samples: &[i16]| samples.iter().copied().map(f32::from).collect::<Vec<_>>();
    likeness(&float(one), &float(other))
}

mod any_network {
    use proptest::prelude::*;

    use super::*;

    fn voice(number: u64) -> i16 {
        (number as i16 + 1) * 200
    }

    proptest! {
        /// What comes within the tape's patience is where it was said, whatever is lost, late, twice or out of order.
        #[test]
        fn changes_neither_length_nor_order(
            fates in proptest::collection::vec((0..180_u64, 0..10_u8), 20..80),
        ) {
            let mut studio = Studio::new(plan());
            let mut arrivals: Vec<(u64, u64)> = Vec::new();
            for (number, (delay, fate)) in fates.iter().enumerate() {
                let number = number as u64;
                // The first one comes at once: it says where all others belong.
                let (delay, fate) = if number == 0 { (0, 9) } else { (*delay, *fate) };
                // One in ten is lost, two in ten come twice.
                let copies = match fate { 0 => 0, 1 | 2 => 2, _ => 1 };
                arrivals.extend((0..copies).map(|copy| (number * 20 + 20 + delay.saturating_sub(copy * 7), number)));
            }
            arrivals.sort_unstable();
            for (ms, number) in &arrivals {
                let arrived = studio.at(*ms);
                studio.tape.hear(0, &packet(&[voice(*number); 160], *number as u32 * 160, arrived));
                studio.advance(*ms);
            }

            let end = fates.len() as u64 * 20;
            studio.stop(end);

            for (number, frame) in studio.out.chunks(160).enumerate().take(fates.len()) {
                // The first 10 ms of a frame behind a lost one are blended with what was heard in its place.
                let came = arrivals.iter().any(|(_, arrived)| *arrived == number as u64);
                let expected = line(voice(number as u64));
                prop_assert!(!came || frame[80..].iter().all(|sample| *sample == expected), "frame {number} is {}", frame[80]);
            }
            prop_assert_eq!(studio.out.len(), fates.len() * 160);
        }
    }
}
