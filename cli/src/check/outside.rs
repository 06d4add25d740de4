//! What `check` must look into the world for: the recordings of a plan, its voices, the trunks of the configuration, and whether a
//! call can come in.

use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use dialplan::load::Loaded;
use dialplan::outside::{Heard, recordings, routes, voices};
use dialplan::plan::PromptFile;
use engine::config::Config;

use super::part;
use super::voices::Speakers;
use crate::plan;

/// Adds what is found of recordings, of voices, of numbers and addresses that are called, and of a plan at `path` that cannot be called.
pub fn add(loaded: &mut Loaded, path: &str, config: Option<&Config>, speakers: &mut Speakers) {
    let plan = loaded.draft.clone();
    let mut wanted = Vec::new();
    recordings(&plan, |file| {
        wanted.push(file.clone());
        Err(String::new())
    });
    let mut heard = hear(&wanted).into_iter();
    loaded.diagnostics.extend(recordings(&plan, |_| heard.next().unwrap_or_else(|| Err(String::new()))));
    loaded.diagnostics.extend(voices(&plan, |name| speakers.speaks(name)));
    loaded.diagnostics.extend(plan::unreached(&plan, config));
    loaded.diagnostics.extend(routes(loaded).filter(|_| !part::is_part(path, &plan)));
    plan::sort(loaded);
}

/// Listens to files, several at a time; the answers stand in their order.
fn hear(files: &[PromptFile]) -> Vec<Result<Heard, String>> {
    let next = AtomicUsize::new(0);
    let heard = Mutex::new(Vec::with_capacity(files.len()));
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(files.len());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((place, file)) = next_of(files, &next) {
                    let told = listen(file);
                    // Nobody panics while holding it.
                    if let Ok(mut heard) = heard.lock() {
                        heard.push((place, told));
                    }
                }
            });
        }
    });
    let mut heard = heard.into_inner().unwrap_or_default();
    heard.sort_by_key(|(place, _)| *place);
    heard.into_iter().map(|(_, told)| told).collect()
}

fn next_of<'f>(files: &'f [PromptFile], next: &AtomicUsize) -> Option<(usize, &'f PromptFile)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    files.get(place).map(|file| (place, file))
}

fn listen(file: &PromptFile) -> Result<Heard, String> {
    let measured = prompts::measure(Path::new(&file.path)).map_err(|error| error.to_string())?;
    Ok(Heard { length: measured.length, silent: measured.silent, clipped: measured.clipped })
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;
    use std::path::PathBuf;

    use dialplan::load::{Disk, load};

    use super::*;

    /// A plan beside a folder of recordings.
    fn plan(actions: &str, recordings: &[(&str, Vec<i16>)]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sounds")).unwrap();
        for (name, samples) in recordings {
            let spec = hound::WavSpec {
                channels: 1,
                sample_rate: 8000,
                bits_per_sample: 16,
                sample_format: hound::SampleFormat::Int,
            };
            let mut file = hound::WavWriter::create(folder.path().join(format!("sounds/{name}.wav")), spec).unwrap();
            samples.iter().for_each(|sample| file.write_sample(*sample).unwrap());
            file.finalize().unwrap();
        }
        let path = folder.path().join("plan.xml");
        let text = format!(
            "<Dialplan xmlns='urn:dialtree:1'>\n<Prompts dir='sounds'/><Route to='*' menu='main'/>\n<Menu name='main'>\
             <Option on='start'>\n{actions}\n<Hangup/></Option></Menu></Dialplan>"
        );
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    /// The codes found, each with its line and what the caret stands under.
    fn found(path: &Path, config: Option<&Config>) -> Vec<(&'static str, u32, String)> {
        let mut loaded = load(&path.to_string_lossy(), &Disk);
        assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
        add(&mut loaded, &path.to_string_lossy(), config, &mut Speakers::new(None));
        let place = |found: &xml_schema::Diagnostic| {
            let source = &loaded.sources[0];
            let under = source.text[found.span.start as usize..found.span.end as usize].trim().to_owned();
            (found.code.0, source.line_column(found.span.start).0, under)
        };
        loaded.diagnostics.iter().map(place).collect()
    }

    fn tone(seconds: usize, amplitude: f32) -> Vec<i16> {
        let sample = |n: usize| (amplitude * (TAU * 440.0 * n as f32 / 8000.0).sin()).clamp(-1.0, 1.0);
        (0..seconds * 8000).map(|n| (sample(n) * 32767.0) as i16).collect()
    }

    #[test]
    fn every_fault_of_a_recording_is_found_where_it_is_played_and_good_ones_are_not() {
        let actions = "<Play>loud</Play>\n<Play>good</Play>\n<Play>nothing</Play>\n<Play>broken</Play>\n\
                       <Play>speech</Play>\n<Say>One.</Say>";
        let recordings = [
            ("loud", tone(2, 3.0)),
            ("good", tone(2, 0.9)),
            ("nothing", vec![3; 8000]),
            ("speech", tone(61, 0.3)),
            ("unused", vec![0; 10]),
        ];
        let (folder, path) = plan(actions, &recordings);
        std::fs::write(folder.path().join("sounds/broken.wav"), "RIFF, and then nothing that is sound").unwrap();

        let expected = [("D045", 4, "loud"), ("D044", 6, "nothing"), ("D043", 7, "broken"), ("D046", 8, "speech")];
        assert_eq!(found(&path, None), expected.map(|(code, line, under)| (code, line, under.to_owned())));
    }

    #[test]
    fn music_for_who_waits_may_be_long() {
        let node =
            "<Interactive url='https://a.example/' waitPlay='music'><Fallback><Hangup/></Fallback></Interactive>";
        let (_folder, path) = plan(node, &[("music", tone(70, 0.3))]);

        assert_eq!(found(&path, None), []);
    }

    #[test]
    fn a_plan_without_a_route_is_told_at_its_root() {
        let (_folder, path) = plan("<Log>nobody</Log>", &[]);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("<Route to='*' menu='main'/>", "")).unwrap();

        assert_eq!(found(&path, None), [("D051", 1, "Dialplan".to_owned())]);
    }

    #[test]
    fn a_number_needs_a_trunk_that_takes_it_and_an_address_none() {
        let actions = "<Transfer to='+44 1632 960-000'/>\n<Transfer to='101'/>\n<Transfer to='sip:a@pbx.example'/>\n\
                       <Dial><Number>102</Number><Sip>sips:b@pbx.example</Sip></Dial>\n<Transfer to='${desk}'/>";
        let (_folder, path) = plan(&format!("<SetVar name='desk'>1</SetVar>{actions}"), &[]);
        let text = "[trunk.carrier]\nuri = \"sip:sip.carrier.example\"\nnumbers = [\"+44*\"]\n";
        let config = Config::parse(text, "dialtree.toml", Path::new(""), &|_| None).unwrap();

        let told = |list: Vec<(&str, u32, String)>| -> Vec<String> { list.into_iter().map(|found| found.2).collect() };
        assert_eq!(told(found(&path, Some(&config))), ["101", "102"]);
        assert_eq!(told(found(&path, Some(&Config::default()))), ["+44 1632 960-000", "101", "102"]);
        assert_eq!(told(found(&path, None)), [""; 0]);
    }
}
