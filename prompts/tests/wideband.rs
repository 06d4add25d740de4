//! What a leg with G.722 hears: more than the others where the source has more, as loud as they do, from the same work.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

use std::f64::consts::TAU;
use std::path::Path;

use prompts::{Codec, Options, Prompt, Prompts, Request};

fn prompts(wideband: bool) -> Prompts {
    Prompts::new(Options { wideband, ..Options::default() }).unwrap()
}

/// The level of a frequency in samples at 16 kHz, in dBFS of a sine.
fn level(samples: &[i16], hz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        let (sample, phase) = (f64::from(*sample) / 32768.0, TAU * hz * n as f64 / 16_000.0);
        re += sample * phase.cos();
        im += sample * phase.sin();
    }
    20.0 * (f64::hypot(re, im) * 2.0 / samples.len() as f64).max(1e-9).log10()
}

/// A second of 1 kHz and of 6 kHz, 12 dB below it.
fn write_two_tones(folder: &Path, rate_hz: u32) -> Request {
    let path = folder.join(format!("{rate_hz}.wav"));
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels: 1, sample_rate: rate_hz, bits_per_sample: 16, sample_format };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for n in 0..rate_hz {
        let at = |hz: f64| (TAU * hz * f64::from(n) / f64::from(rate_hz)).sin();
        writer.write_sample((8000.0 * at(1000.0) + 2000.0 * at(6000.0)) as i16).unwrap();
    }
    writer.finalize().unwrap();
    Request::File { path, as_is: false }
}

fn heard(prompt: &Prompt) -> Vec<i16> {
    Codec::G722.decode(&Codec::G722.encode(prompt.wide_samples()))
}

#[test]
fn a_wideband_leg_hears_what_a_telephone_does_not_carry() {
    let folder = tempfile::tempdir().unwrap();
    let prompts = prompts(true);
    for rate_hz in [16_000, 22_050, 44_100, 48_000] {
        let prompt = prompts.render(&write_two_tones(folder.path(), rate_hz)).unwrap();

        let middle = &heard(&prompt)[4000..12_000];
        let (low, high) = (level(middle, 1000.0), level(middle, 6000.0));
        assert!((low + 17.0).abs() < 0.3, "{rate_hz} Hz: 1 kHz at {low:.2} dBFS");
        assert!((low - high - 12.0).abs() < 0.3, "{rate_hz} Hz: 6 kHz at {high:.2} dBFS");
        assert_eq!(prompt.wide_samples().len(), prompt.samples().len() * 2);
    }
}

#[test]
fn a_narrow_leg_hears_the_same_with_wideband_and_without() {
    let folder = tempfile::tempdir().unwrap();
    let file = write_two_tones(folder.path(), 48_000);
    let requests = [
        file,
        Request::Ringback { country: "gb".into() },
        #[cfg(feature = "espeak")]
        Request::speech("Welcome to the clinic. По-русски: два.", "en-GB"),
    ];
    for request in requests {
        let [narrow, wide] = [false, true].map(|wideband| prompts(wideband).render(&request).unwrap());

        assert_eq!(narrow.samples(), wide.samples(), "{request:?}");
    }
}

#[test]
fn without_wideband_a_leg_with_g722_hears_the_telephone_band() {
    let folder = tempfile::tempdir().unwrap();

    let prompt = prompts(false).render(&write_two_tones(folder.path(), 48_000)).unwrap();

    let middle = &heard(&prompt)[4000..12_000];
    let (low, high) = (level(middle, 1000.0), level(middle, 6000.0));
    assert!((low + 17.0).abs() < 0.3, "1 kHz at {low:.2} dBFS");
    assert!(high < -60.0, "6 kHz at {high:.2} dBFS");
}

#[test]
fn both_bands_of_a_tone_are_one_sound() {
    let prompt = prompts(true).render(&Request::Tone { hz: 440, length: std::time::Duration::from_secs(1) }).unwrap();
    let difference = level(&prompt.wide_samples()[4000..12_000], 440.0) + 20.0 * (1.0 / 0.35_f64).log10();
    assert!(difference.abs() < 0.05, "{difference:.3} dB");
}

#[cfg(feature = "espeak")]
mod speech {
    use std::sync::Arc;

    use super::*;

    /// The share of the power that lies above 4 kHz.
    fn above_4_khz(samples: &[i16]) -> f64 {
        // What is left of a signal after its two-sample mean, which takes out the upper half softly.
        let power = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>();
        let all = power(&mut samples.iter().map(|sample| f64::from(*sample)));
        let narrow: Vec<f64> = samples.windows(2).map(|pair| (f64::from(pair[0]) - f64::from(pair[1])) / 2.0).collect();
        power(&mut narrow.iter().copied()) / all
    }

    fn kept(text: &str) -> Request {
        let mut request = Request::speech(text, "en-GB");
        if let Request::Speech { keep, .. } = &mut request {
            *keep = true;
        }
        request
    }

    #[test]
    fn speech_has_its_sibilants() {
        let request = Request::speech("Six silver spoons, please.", "en-GB");
        let [narrow, wide] = [false, true].map(|wideband| prompts(wideband).render(&request).unwrap());

        let (with, without) = (above_4_khz(wide.wide_samples()), above_4_khz(narrow.wide_samples()));
        assert!(with > without * 1.5, "{with:.4} and {without:.4}");
        let change = 20.0 * (rms(wide.wide_samples()) / rms(wide.samples())).log10();
        assert!((-0.2..1.0).contains(&change), "{change:.2} dB");
    }

    fn rms(samples: &[i16]) -> f64 {
        (samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / samples.len() as f64).sqrt()
    }

    #[test]
    fn both_rates_are_found_on_disk_and_a_damaged_one_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let open = |wideband| {
            Prompts::new(Options { cache_dir: Some(folder.path().into()), wideband, ..Options::default() }).unwrap()
        };
        let files = || {
            let mut names: Vec<_> =
                std::fs::read_dir(folder.path().join("speech")).unwrap().map(|entry| entry.unwrap().path()).collect();
            names.sort();
            names
        };
        let request = kept("Hello.");

        // Made narrow, and wide later.
        open(false).render(&request).unwrap();
        assert_eq!(files().len(), 1);
        let first = open(true).render(&request).unwrap();
        assert_eq!(files().len(), 2);

        let same = |second: Arc<Prompt>| {
            assert_eq!(second.samples(), first.samples());
            assert_eq!(second.wide_samples(), first.wide_samples());
        };
        same(open(true).render(&request).unwrap());
        for file in files() {
            let whole = std::fs::read(&file).unwrap();
            std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
            same(open(true).render(&request).unwrap());
            assert_eq!(std::fs::read(&file).unwrap(), whole);
        }
    }
}
