//! What the call reports about itself, in the transcript and to the caller.

use dialplan::order::Report;

use super::world::World;
use crate::observation::Observation;
use crate::transcript::Who;

impl World {
    pub(super) fn report(&mut self, report: Report) {
        match &report {
            Report::Menu { menu, .. } => self.notice(&Observation::Menu { name: menu.clone() }),
            Report::Log { text, .. } => self.notice(&Observation::Log { text: text.clone() }),
            _ => {}
        }
        if let Some(line) = line(report) {
            self.line(Who::Plan, &line);
        }
    }
}

/// One line; `None`: another line says the same.
fn line(report: Report) -> Option<String> {
    Some(match report {
        Report::Routed { menu } => format!("routes to menu {menu}"),
        Report::Menu { menu, attempt } => format!("menu {menu}, try {attempt}"),
        Report::Option { menu, on } => format!("option {on} of {menu}"),
        // What is played shows itself.
        Report::Verb { name, .. } if matches!(name.as_str(), "Say" | "PlayTTS" | "Play" | "PlaySound" | "Log") => {
            return None;
        }
        Report::Verb { name, detail } if detail.is_empty() => name,
        Report::Verb { name, detail } => format!("{name} {detail}"),
        Report::Document { url, verbs, warnings } => {
            let mut text = format!("document of {verbs} {} from {url}", if verbs == 1 { "verb" } else { "verbs" });
            for warning in warnings {
                text.push_str("\n  warning: ");
                text.push_str(&warning);
            }
            text
        }
        Report::InteractiveFailed { url, status, reason, instead } => {
            format!("{url} failed ({status}): {reason}; {instead} takes over")
        }
        Report::Variable { name, value } => format!("{name} = {value}"),
        Report::Log { level, text } => format!("log {level}: {text}"),
        Report::Warning { text } => format!("warning: {text}"),
    })
}
