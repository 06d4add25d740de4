//! The picture for Mermaid, which GitHub and GitLab draw in their pages.

use crate::flow::{Exit, Flow, Line, Row};
use crate::measure::fit;

/// A plan as a Mermaid flowchart.
pub fn mermaid(flow: &Flow) -> String {
    let mut text = String::from("flowchart LR\n");
    for (number, entrance) in flow.entrances.iter().enumerate() {
        let from = entrance.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let label = escape(&format!("{}{from}", entrance.number));
        text.push_str(&format!("  n{number}([\"{label}\"]) --> m{}\n", entrance.card));
    }
    for (number, card) in flow.cards.iter().enumerate() {
        let says = if card.says.is_empty() { String::new() } else { format!("“{}”", fit(&card.says, 12, 260)) };
        let says = if says.is_empty() { says } else { format!("<br/>{}", escape(&says)) };
        text.push_str(&format!("  m{number}[\"<b>{}</b>{says}\"]\n", escape(&card.name)));
        for (row, told) in card.rows.iter().enumerate() {
            edges(&mut text, number, row, told);
        }
    }
    let found = |wanted: bool| {
        let cards = flow.cards.iter().enumerate().filter(move |(_, card)| {
            let all = card.findings.iter().chain(card.rows.iter().flat_map(|row| &row.findings));
            all.map(|found| found.is_error).max() == Some(wanted)
        });
        cards.map(|(number, _)| format!("m{number}")).collect::<Vec<_>>().join(",")
    };
    for (is_error, name, color) in [(true, "error", "#c81e1e"), (false, "warning", "#b45309")] {
        let cards = found(is_error);
        if !cards.is_empty() {
            text.push_str(&format!("  classDef {name} stroke:{color},stroke-width:3px\n  class {cards} {name}\n"));
        }
    }
    text
}

fn edges(text: &mut String, card: usize, row: usize, told: &Row) {
    for (number, line) in told.lines.iter().enumerate() {
        let Some(exit) = &line.exit else { continue };
        let end = format!("e{card}_{row}_{number}");
        let target = match exit {
            Exit::Card { card, .. } => format!("m{card}"),
            Exit::Again => format!("m{card}"),
            Exit::Transfer(person) => format!("{end}([\"{}\"])", escape(person)),
            Exit::Application(address) => format!("{end}{{{{\"{}\"}}}}", escape(address)),
            Exit::End(words) => format!("{end}[/\"{}\"/]", escape(words)),
            Exit::Unknown(menu) => format!("{end}>\"{}\"]", escape(menu)),
        };
        text.push_str(&format!("  m{card} -->|\"{}\"| {target}\n", escape(&label(told, line))));
    }
}

fn label(row: &Row, line: &Line) -> String {
    match &line.label {
        Some(label) => format!("{}, {label}", row.on),
        None => row.on.clone(),
    }
}

/// A text in which nothing is markup: what could be is written as Mermaid's `#number;`.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            letter if letter.is_control() => escaped.push(' '),
            ' ' | '.' | ',' | '-' | '+' | '/' | ':' | '=' => escaped.push(letter),
            letter if letter.is_ascii_punctuation() => escaped.push_str(&format!("#{};", u32::from(letter))),
            letter => escaped.push(letter),
        }
    }
    escaped
}
