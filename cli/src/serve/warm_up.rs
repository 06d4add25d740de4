//! The texts of a plan are spoken before the first caller hears them: a bar on a terminal, a line in a log.

use std::io::IsTerminal;
use std::time::Instant;

use engine::Engine;
use indicatif::{ProgressBar, ProgressStyle};

/// Speaks them. Calls are taken meanwhile, and go before.
pub async fn run(engine: &Engine) {
    let begun = Instant::now();
    let bar = std::io::stderr().is_terminal().then(bar);
    let mut texts = 0;
    engine
        .warm_up(|done, count| {
            texts = count;
            if let Some(bar) = &bar {
                bar.set_length(count as u64);
                bar.set_position(done as u64);
            }
        })
        .await;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    if texts > 0 {
        let seconds = begun.elapsed().as_secs_f64();
        tracing::info!(texts, seconds = format!("{seconds:.1}"), "the dialplan's texts are ready");
    }
}

fn bar() -> ProgressBar {
    // The template is ours and right; without it the bar has another look.
    let style = ProgressStyle::with_template("speaking the dialplan's texts {bar:30} {pos}/{len}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
