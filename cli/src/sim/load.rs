//! Many calls at once: how soon they are answered and heard.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use sim::live::{LoadOptions, LoadReport, load};

use super::Sim;
use crate::{log, output};

impl Sim {
    pub(super) fn run_load(&self, target: &str, calls: u32) -> ExitCode {
        if let Err(message) = log::start("error", log::Format::Text) {
            return output::wrong(message);
        }
        let (tls, file) = match self.can_load(calls).and_then(|()| Ok((self.tls()?, self.open_load()?))) {
            Ok(made) => made,
            Err(message) => return output::wrong(message),
        };
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return output::wrong(error),
        };
        let options = LoadOptions {
            rate: self.rate,
            ramp: Duration::from_secs_f64(self.ramp),
            concurrency: self.max_concurrent,
            hold: Duration::from_secs_f64(self.hold),
            press: self.press.clone(),
            press_after: Duration::from_secs_f64(self.press_after),
            talk: self.talk,
            tls,
            ..LoadOptions::new(target, calls)
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} calls, {msg} failed");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        let progress = ProgressBar::new(calls.into()).with_style(style);
        let mut failed = 0;
        let report = runtime.block_on(load(&options, |completed| {
            failed += u32::from(!completed);
            progress.set_message(failed.to_string());
            progress.inc(1);
        }));
        progress.finish_and_clear();
        match report {
            Ok(report) => {
                output::print(&told(&report));
                if let Err(message) = file.map_or(Ok(()), |file| self.write_load(file, &report)) {
                    return output::wrong(message);
                }
                if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(output::FOUND) }
            }
            Err(error) => output::wrong(error),
        }
    }

    /// Looks at what is asked for; else what to write instead.
    fn can_load(&self, calls: u32) -> Result<(), String> {
        let times = [self.hold, self.ramp, self.press_after];
        if !(self.rate > 0.0 && self.rate <= 10_000.0 && times.iter().all(|time| (0.0..=86_400.0).contains(time))) {
            return Err("--rate is above 0 and at most 10000; --hold, --ramp and --press-after are 0 to 86400 s".into());
        }
        if calls == 0 || self.max_concurrent == 0 {
            return Err("--calls and --max-concurrent are 1 or more: without a call there is nothing to measure".into());
        }
        if let Some(strange) = self.press.chars().find(|key| !"0123456789*#ABCDabcdwW".contains(*key)) {
            return Err(format!("--press has `{strange}`, which is no key; expected 0-9 * # A-D, w for a pause"));
        }
        let (hold, after) = (self.hold, self.press_after);
        if !self.press.is_empty() && after >= hold {
            return Err(format!(
                "--press-after {after}: calls are over by then, as --hold is {hold} s; give a longer --hold, or a shorter --press-after"
            ));
        }
        Ok(())
    }

    /// The file of the report, before any call is made. What is in it stays until there is a report.
    fn open_load(&self) -> Result<Option<File>, String> {
        let open = |file: &PathBuf| OpenOptions::new().write(true).create(true).truncate(false).open(file);
        self.json.as_ref().map(open).transpose().map_err(|error| self.unwritable(&error))
    }

    fn write_load(&self, mut file: File, report: &LoadReport) -> Result<(), String> {
        let text = serde_json::to_string_pretty(report).map_err(|error| error.to_string())?;
        // A pipe has no length.
        file.set_len(0).ok();
        file.write_all((text + "\n").as_bytes()).map_err(|error| self.unwritable(&error))
    }

    fn unwritable(&self, error: &std::io::Error) -> String {
        let file = self.json.as_deref().unwrap_or(Path::new("")).display();
        format!("--json: {file} cannot be written: {error}; name a file in a folder that you may write to")
    }
}

fn told(report: &LoadReport) -> String {
    let mut text = format!(
        "{} calls completed, {} failed, {} at one time at most, in {:.1} s\n",
        report.completed,
        report.failed,
        report.most_at_once,
        report.took.as_secs_f64(),
    );
    for (reason, count) in &report.failures {
        text += &format!("{count:>8}  {reason}\n");
    }
    if report.completed == 0 {
        return text;
    }
    let expected = report.packets + report.lost;
    let percent = report.lost as f64 * 100.0 / expected.max(1) as f64;
    text += &format!("{} packets of audio, {} lost ({percent:.3} %)\n\n", report.packets, report.lost);
    text += &format!("{:<40}{:>8}{:>8}{:>8}{:>8}\n", "milliseconds", "p50", "p90", "p99", "max");
    let lines = [
        ("INVITE to 200", &report.answer),
        ("INVITE to first RTP packet", &report.first_rtp),
        ("key to new audio", &report.key_to_audio),
        ("packet from where it was expected", &report.deviation),
    ];
    for (name, spread) in lines.into_iter().filter(|(_, spread)| spread.count > 0) {
        let times = [spread.p50, spread.p90, spread.p99, spread.max].map(|time| time.as_secs_f64() * 1000.0);
        text += &format!("{name:<40}{:>8.2}{:>8.2}{:>8.2}{:>8.2}\n", times[0], times[1], times[2], times[3]);
    }
    text
}
