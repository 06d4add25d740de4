//! `dialtree sim`: scripted test calls, in virtual time or over real SIP.

mod live;
mod load;

use std::path::PathBuf;
use std::process::ExitCode;

use dialplan::load::Disk;
use engine::sip::TlsConfig;
use indicatif::{ProgressBar, ProgressStyle};
use sim::{Options, Outcome, Suite};

use crate::output;

/// Run scripted test calls: in virtual time, or over real SIP with --sip.
///
/// In virtual time the production call logic runs against a pretended caller, application and callee; ten minutes of call
/// take milliseconds, and the same files give the same transcript, byte for byte.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree sim examples/quickstart
  dialtree sim --plan plans/clinic tests/*.xml --junit report.xml
  dialtree sim plans/clinic --coverage coverage.json --fail-under 80
  dialtree sim --sip sip:127.0.0.1:5060 examples/quickstart
  dialtree sim --sip sips:ivr.example --ca ca.pem examples/quickstart
  dialtree sim --sip sip:1000@127.0.0.1:5060 --calls 500 --rate 20 --hold 10
  dialtree sim --sip sip:1000@127.0.0.1:5060 --calls 9000 --rate 75 --ramp 30 --press 1 --press-after 3.2 --talk

Exit status: 0 all passed, 1 a script failed or too little was visited, 2 a script or dialplan is wrong.")]
pub struct Sim {
    /// Scripts: files, or folders of them.
    #[arg(required_unless_present = "calls", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Call this SIP address over the network instead of running in virtual time.
    #[arg(long, value_name = "URI")]
    sip: Option<String>,
    /// Over TLS (sips:, ;transport=tls): trust the authorities of this PEM file beside the public ones.
    #[arg(long, value_name = "FILE", requires = "sip")]
    ca: Option<PathBuf>,
    /// Load: make so many calls, each answered, heard and hung up on.
    #[arg(long, value_name = "COUNT", requires = "sip", conflicts_with_all = ["paths", "plan", "junit"])]
    calls: Option<u32>,
    /// Load: calls begun per second.
    #[arg(long, value_name = "PER SECOND", default_value_t = 10.0, conflicts_with = "paths")]
    rate: f64,
    /// Load: calls at one time, at most.
    #[arg(long, value_name = "COUNT", default_value_t = 1000, conflicts_with = "paths")]
    max_concurrent: usize,
    /// Load: how long a call lasts, in seconds, unless the server ends it before.
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, conflicts_with = "paths")]
    hold: f64,
    /// Load: how long the rate takes to rise to --rate, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, conflicts_with = "paths")]
    ramp: f64,
    /// Load: press these keys in each call, `w` a pause of 0.5 s.
    #[arg(long, value_name = "KEYS", default_value = "", hide_default_value = true, conflicts_with = "paths")]
    press: String,
    /// Load: how long after the answer they are pressed, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, requires = "press")]
    press_after: f64,
    /// Load: callers send audio, too: silence, 50 packets a second each.
    #[arg(long, conflicts_with = "paths")]
    talk: bool,
    /// The dialplan they call; default: the one in a script's folder or above it.
    #[arg(long, value_name = "PATH")]
    plan: Option<PathBuf>,
    /// Write a JUnit report.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write a JSON report.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write what the calls came to of the dialplan, as JSON, and print a summary; `dialtree graph --coverage` draws it.
    #[arg(long, value_name = "FILE", conflicts_with = "sip")]
    coverage: Option<PathBuf>,
    /// Fail if less of the routes, menus, options and branches was visited.
    #[arg(long, value_name = "PERCENT", conflicts_with = "sip", value_parser = percentage)]
    fail_under: Option<f64>,
    /// Print the transcript of every call, not only of those that fail.
    #[arg(short, long)]
    verbose: bool,
    /// Threads of a virtual run; 0: one per core.
    #[arg(long, default_value_t = 0, value_name = "COUNT")]
    threads: usize,
}

impl Sim {
    /// Runs them and reports.
    pub fn run(self) -> ExitCode {
        if let (Some(target), Some(calls)) = (&self.sip, self.calls) {
            return self.run_load(target, calls);
        }
        let paths: Vec<String> = self.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let plan = self.plan.as_ref().map(|plan| plan.to_string_lossy().into_owned());
        let suite = Suite::open(&paths, plan.as_deref(), &Disk);
        if !suite.diagnostics.is_empty() {
            output::complain(&xml_schema::render(&suite.diagnostics, &suite.sources, output::color()));
        }
        if suite.errors() > 0 {
            return ExitCode::from(output::WRONG);
        }
        if suite.cases.is_empty() {
            return output::wrong("no script found: a script is an XML file with the root <Script>");
        }
        match &self.sip {
            Some(target) => self.run_live(target, &suite),
            None => self.run_virtual(&suite),
        }
    }

    fn run_virtual(&self, suite: &Suite) -> ExitCode {
        let threads = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            threads => threads,
        };
        // Shows only on a terminal, and only where it takes long enough to be seen.
        let style =
            ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let progress = ProgressBar::new(suite.cases.len() as u64).with_style(style);
        let options = Options { coverage: self.wants_coverage(), ..Options::default() };
        let outcomes = suite.run(&options, threads, |outcome| {
            progress.suspend(|| self.tell(outcome, suite));
            progress.inc(1);
        });
        progress.finish_and_clear();
        self.report(&outcomes, suite)
    }

    fn tell(&self, outcome: &Outcome, suite: &Suite) {
        let mark = if outcome.passed { "passed" } else { "FAILED" };
        output::print(&format!("{mark}  {}  ({:.1} s of call)\n", outcome.name, outcome.duration.as_secs_f64()));
        if self.verbose || !outcome.passed {
            output::print(&format!("{}\n", outcome.transcript));
        }
        output::complain(&outcome.render_failures(&suite.sources, output::color()));
    }

    fn report(&self, outcomes: &[Outcome], suite: &Suite) -> ExitCode {
        let reports = [
            (&self.junit, sim::junit as fn(&[Outcome], &[xml_schema::Source]) -> String),
            (&self.json, sim::json as fn(&[Outcome], &[xml_schema::Source]) -> String),
        ];
        for (file, report) in reports {
            if let Some(file) = file
                && let Err(error) = std::fs::write(file, report(outcomes, &suite.sources))
            {
                return output::wrong(format!("{}: {error}", file.display()));
            }
        }
        let failed = outcomes.iter().filter(|outcome| !outcome.passed).count();
        output::print(&format!("{} passed, {failed} failed\n", outcomes.len() - failed));
        if self.wants_coverage() {
            match self.report_coverage(outcomes, suite) {
                Ok(true) => {}
                Ok(false) => return ExitCode::from(output::FOUND),
                Err(message) => return output::wrong(message),
            }
        }
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(output::FOUND) }
    }

    /// Whom callers over TLS trust.
    fn tls(&self) -> Result<TlsConfig, String> {
        let Some(file) = &self.ca else { return Ok(TlsConfig::default()) };
        let hint = "give a file of PEM with the certificates of the authorities to trust";
        TlsConfig::trusting(file).map_err(|error| format!("--ca: {error}; {hint}"))
    }

    fn wants_coverage(&self) -> bool {
        self.coverage.is_some() || self.fail_under.is_some()
    }

    /// Writes and prints it; whether enough was visited.
    fn report_coverage(&self, outcomes: &[Outcome], suite: &Suite) -> Result<bool, String> {
        let counted = sim::coverage::count(suite, outcomes);
        output::print(&sim::coverage::summary(&counted));
        if let Some(file) = &self.coverage {
            std::fs::write(file, counted.to_json()).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        let percent = sim::coverage::percent(&counted);
        let wanted = self.fail_under.unwrap_or(0.0);
        if percent < wanted {
            output::complain(&format!("coverage: {percent:.1} % visited, --fail-under wants {wanted} %\n"));
        }
        Ok(percent >= wanted)
    }
}

fn percentage(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse().ok().filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 100".to_owned())
}
