//! The picture for Mermaid, which GitHub and GitLab draw in their pages.

use crate::flow::{Exit, Flow, Line, Row, Seen};
use crate::measure::fit;
use crate::svg::visits;

/// A plan as a Mermaid flowchart.
pub fn mermaid(flow: &Flow) -> String {
    let mut text = String::from("flowchart LR\n");
    for (number, entrance) in flow.entrances.iter().enumerate() {
        let from = entrance.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let label = escape(&format!("{}{from}", entrance.number));
        let way = match entrance.seen.visits {
            None => "-->".to_owned(),
            Some(count) => format!("{}|\"{}\"|", arrow(entrance.seen), visits(count)),
        };
        text.push_str(&format!("  n{number}([\"{label}\"]) {way} m{}\n", entrance.card));
    }
    for (number, timetable) in flow.timetables.iter().enumerate() {
        let lines = timetable.hours.iter().map(|line| {
            let word = if line.opens { "open" } else { "closed" };
            format!("<br/>{word} {} {}", escape(&line.days), escape(&line.times))
        });
        let name = format!("<b>{}</b> {}", escape(&timetable.name), escape(&timetable.zone));
        text.push_str(&format!("  s{number}[[\"{name}{}\"]]\n", lines.collect::<String>()));
    }
    for (number, card) in flow.cards.iter().enumerate() {
        let says = if card.says.is_empty() { String::new() } else { format!("“{}”", fit(&card.says, 12, 260)) };
        let says = if says.is_empty() { says } else { format!("<br/>{}", escape(&says)) };
        let count = card.seen.visits.map(|count| format!(" · {}", visits(count))).unwrap_or_default();
        text.push_str(&format!("  m{number}[\"<b>{}</b>{count}{says}\"]\n", escape(&card.name)));
        for (row, told) in card.rows.iter().enumerate() {
            edges(&mut text, number, row, told);
        }
    }
    for (was_visited, name, style) in
        [(true, "visited", "fill:#e3f9e5"), (false, "missed", "fill:#eeeeee,stroke-dasharray:4 4")]
    {
        let cards = flow.cards.iter().enumerate();
        let cards = cards.filter(|(_, card)| card.seen.visits.map(|visits| visits > 0) == Some(was_visited));
        let cards: Vec<String> = cards.map(|(number, _)| format!("m{number}")).collect();
        if !cards.is_empty() {
            text.push_str(&format!("  classDef {name} {style}\n  class {} {name}\n", cards.join(",")));
        }
    }
    if let Some(calls) = flow.calls {
        let calls = if calls == 1 { "1 test call".to_owned() } else { format!("{calls} test calls") };
        text.push_str(&format!("  legend[\"× how often {calls} came here; dashed: never\"]\n"));
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
        text.push_str(&format!("  m{card} {}|\"{}\"| {target}\n", arrow(line.seen), escape(&label(told, line))));
    }
}

fn arrow(seen: Seen) -> &'static str {
    if seen.is_missed() { "-.->" } else { "-->" }
}

fn label(row: &Row, line: &Line) -> String {
    let count = line.seen.visits.map(|count| format!(" ({})", visits(count))).unwrap_or_default();
    match &line.label {
        Some(label) => format!("{}, {label}{count}", row.on),
        None => format!("{}{count}", row.on),
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
