//! Many calls at once: how soon they are answered and heard.

use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use sim::live::{LoadOptions, LoadReport, Spread, load};

use super::Sim;
use crate::{log, output};

impl Sim {
    pub(super) fn run_load(&self, target: &str, calls: u32) -> ExitCode {
        if let Err(message) = log::start("error", log::Format::Text) {
            return output::wrong(message);
        }
        if !(self.rate > 0.0 && self.rate <= 10_000.0 && (0.0..=86_400.0).contains(&self.hold)) {
            return output::wrong("--rate is above 0 and at most 10000, --hold from 0 to 86400 seconds");
        }
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return output::wrong(error),
        };
        let options = LoadOptions {
            target: target.to_owned(),
            from: "+441632960111".to_owned(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            rate: self.rate,
            calls,
            concurrency: self.max_concurrent,
            hold: Duration::from_secs_f64(self.hold),
            patience: Duration::from_secs(10),
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
                if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(output::FOUND) }
            }
            Err(error) => output::wrong(error),
        }
    }
}

fn told(report: &LoadReport) -> String {
    let line = |name: &str, spread: &Spread| {
        let ms = |time: Duration| format!("{:8.1}", time.as_secs_f64() * 1000.0);
        let times = [spread.p50, spread.p90, spread.p99, spread.max].map(ms);
        format!("{name:<28}{}{}{}{}\n", times[0], times[1], times[2], times[3])
    };
    format!(
        "{} calls completed, {} failed, in {:.1} s\n\n{:<28}{:>8}{:>8}{:>8}{:>8}\n{}{}",
        report.completed,
        report.failed,
        report.took.as_secs_f64(),
        "milliseconds",
        "p50",
        "p90",
        "p99",
        "max",
        line("INVITE to 200", &report.answer),
        line("INVITE to first RTP packet", &report.first_rtp),
    )
}
