//! Logs to standard error.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::output;

/// How log lines are written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl From<engine::config::LogFormat> for Format {
    fn from(format: engine::config::LogFormat) -> Self {
        match format {
            engine::config::LogFormat::Text => Self::Text,
            engine::config::LogFormat::Json => Self::Json,
        }
    }
}

/// Starts logging. `level` is a level or a filter in `RUST_LOG`'s notation; `RUST_LOG` wins over it.
///
/// # Errors
/// What is wrong with the filter.
pub fn start(level: &str, format: Format) -> Result<(), String> {
    let wanted = std::env::var("RUST_LOG").unwrap_or_else(|_| level.to_owned());
    // A word that is no level would be taken for the name of a part of the program, of which everything is written, and nothing else.
    let is_word = wanted.chars().all(|c| c.is_ascii_alphanumeric());
    if is_word && wanted.parse::<LevelFilter>().is_err() {
        let levels = ["error", "warn", "info", "debug", "trace"];
        let near = xml_schema::suggest(&wanted, levels);
        let hint = near.map_or_else(|| format!("write {}", levels.join(", ")), |near| format!("did you mean {near}?"));
        return Err(format!("{wanted:?} is no log level; {hint}"));
    }
    // rsipstack's info log prints whole messages: numbers, keys, credentials. Said last, so that only an explicit filter for it wins.
    let filter = if wanted.contains("rsipstack") { wanted.clone() } else { format!("{wanted},rsipstack=warn") };
    let filter = EnvFilter::try_new(&filter)
        .map_err(|error| format!("{wanted:?} is no log level: {error}; write error, warn, info, debug or trace"))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        Format::Text => lines.with_ansi(output::color()).with_target(false).init(),
        Format::Json => lines.json().init(),
    }
    Ok(())
}
