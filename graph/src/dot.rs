//! The picture for Graphviz.

use crate::flow::{Exit, Flow, Row, Seen, Timetable};
use crate::svg::visits;

/// A plan in DOT, the language of Graphviz.
pub fn dot(flow: &Flow) -> String {
    let mut text = String::from(
        "digraph dialplan {\n  rankdir=LR;\n  node [shape=record, fontname=\"sans-serif\", fontsize=11];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    text.push_str(&format!("  label={};\n", quoted(&title(flow))));
    for (number, entrance) in flow.entrances.iter().enumerate() {
        let from = entrance.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let label = quoted(&format!("{}{from}", entrance.number));
        let way = attributes(None, entrance.seen);
        text.push_str(&format!(
            "  n{number} [shape=cds, label={label}];\n  n{number} -> m{}:name{way};\n",
            entrance.card
        ));
    }
    for (number, timetable) in flow.timetables.iter().enumerate() {
        text.push_str(&format!("  s{number} [shape=note, label={}];\n", hours(timetable)));
    }
    for (number, card) in flow.cards.iter().enumerate() {
        let rows = card
            .rows
            .iter()
            .enumerate()
            .map(|(row, told)| format!("|<r{row}> {}{}", record(&told.on), counted(told.seen)));
        let mark =
            card.findings.iter().chain(card.rows.iter().flat_map(|row| &row.findings)).map(|found| found.is_error);
        let color = mark.max().map(|is_error| if is_error { ", color=red" } else { ", color=orange" });
        let label = format!("<name> {}{}{}", record(&card.name), counted(card.seen), rows.collect::<String>());
        let fill = match card.seen.visits {
            None => "",
            Some(0) => ", style=\"filled,dashed\", fillcolor=\"#eeeeee\"",
            Some(_) => ", style=filled, fillcolor=\"#e3f9e5\"",
        };
        text.push_str(&format!("  m{number} [label=\"{label}\"{}{fill}];\n", color.unwrap_or_default()));
        for (row, told) in card.rows.iter().enumerate() {
            edges(&mut text, number, row, told);
        }
    }
    text.push_str("}\n");
    text
}

fn edges(text: &mut String, card: usize, row: usize, told: &Row) {
    for (line, one) in told.lines.iter().enumerate() {
        let Some(exit) = &one.exit else { continue };
        let end = format!("e{card}_{row}_{line}");
        let node = |shape: &str, label: &str| format!("  {end} [shape={shape}, label={}];\n", quoted(label));
        let target = match exit {
            Exit::Card { card, row } => {
                format!("m{card}:{}", row.map_or_else(|| "name".to_owned(), |row| format!("r{row}")))
            }
            Exit::Again => format!("m{card}:name"),
            Exit::Transfer(person) => declared(text, &node("ellipse", person), &end),
            Exit::Application(address) => declared(text, &node("hexagon", address), &end),
            Exit::End(words) => declared(text, &node("box", words), &end),
            Exit::Unknown(menu) => declared(text, &node("plaintext", menu), &end),
        };
        let way = attributes(one.label.as_deref(), one.seen);
        text.push_str(&format!("  m{card}:r{row} -> {target}{way};\n"));
    }
}

/// The plan's name, and what the counts mean.
fn title(flow: &Flow) -> String {
    match flow.calls {
        None => flow.title.clone(),
        Some(1) => format!("{}: how often 1 test call came here; dashed: never", flow.title),
        Some(calls) => format!("{}: how often {calls} test calls came here; dashed: never", flow.title),
    }
}

/// What stands behind an edge: when it is taken, and how often.
fn attributes(label: Option<&str>, seen: Seen) -> String {
    let label = match (label, seen.visits) {
        (label, None) => label.map(str::to_owned),
        (None, Some(count)) => Some(visits(count)),
        (Some(label), Some(count)) => Some(format!("{label} ({})", visits(count))),
    };
    let label = label.map(|label| format!("label={}", quoted(&label)));
    let missed = seen.is_missed().then(|| "style=dashed, color=gray".to_owned());
    let all: Vec<String> = label.into_iter().chain(missed).collect();
    if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) }
}

fn counted(seen: Seen) -> String {
    seen.visits.map(|count| format!(" ({})", visits(count))).unwrap_or_default()
}

/// A line for each of its hours, left-aligned.
fn hours(timetable: &Timetable) -> String {
    let lines = timetable.hours.iter().map(|line| {
        let word = if line.opens { "open" } else { "closed" };
        format!("{word} {} {}", line.days, line.times)
    });
    let head = format!("{} ({})", timetable.name, timetable.zone);
    let lines: Vec<String> = std::iter::once(head).chain(lines).map(|line| escaped(&line)).collect();
    format!("\"{}\\l\"", lines.join("\\l"))
}

fn declared(text: &mut String, node: &str, name: &str) -> String {
    text.push_str(node);
    name.to_owned()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('"', "\\\"")
}

/// A text inside a record: what is markup there is taken out of it.
fn record(text: &str) -> String {
    let mut escaped = String::new();
    for letter in plain(text).chars() {
        if matches!(letter, '{' | '}' | '|' | '<' | '>' | '"' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
