//! The picture for Graphviz.

use crate::flow::{Exit, Flow, Row};

/// A plan in DOT, the language of Graphviz.
pub fn dot(flow: &Flow) -> String {
    let mut text = String::from(
        "digraph dialplan {\n  rankdir=LR;\n  node [shape=record, fontname=\"sans-serif\", fontsize=11];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    text.push_str(&format!("  label={};\n", quoted(&flow.title)));
    for (number, entrance) in flow.entrances.iter().enumerate() {
        let from = entrance.from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default();
        let label = quoted(&format!("{}{from}", entrance.number));
        text.push_str(&format!("  n{number} [shape=cds, label={label}];\n  n{number} -> m{}:name;\n", entrance.card));
    }
    for (number, card) in flow.cards.iter().enumerate() {
        let rows = card.rows.iter().enumerate().map(|(row, told)| format!("|<r{row}> {}", record(&told.on)));
        let mark =
            card.findings.iter().chain(card.rows.iter().flat_map(|row| &row.findings)).map(|found| found.is_error);
        let color = mark.max().map(|is_error| if is_error { ", color=red" } else { ", color=orange" });
        let label = format!("<name> {}{}", record(&card.name), rows.collect::<String>());
        text.push_str(&format!("  m{number} [label=\"{label}\"{}];\n", color.unwrap_or_default()));
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
        let label = one.label.as_ref().map(|label| format!(" [label={}]", quoted(label))).unwrap_or_default();
        text.push_str(&format!("  m{card}:r{row} -> {target}{label};\n"));
    }
}

fn declared(text: &mut String, node: &str, name: &str) -> String {
    text.push_str(node);
    name.to_owned()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('\\', "\\\\").replace('"', "\\\""))
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
