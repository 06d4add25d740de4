//! The list as people and programs read it.

use std::fmt::Write;

use super::row::{Kind, Row};

/// A list of objects.
pub fn json(rows: &[Row]) -> String {
    // Strings and numbers always have a JSON form.
    format!("{}\n", serde_json::to_string_pretty(rows).unwrap_or_default())
}

/// A line for each, and what they come to.
pub fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    let places: Vec<String> = rows.iter().map(place).collect();
    let width = places.iter().map(|place| place.chars().count()).max().unwrap_or(0);
    for (row, place) in rows.iter().zip(&places) {
        writeln!(text, "{place:<width$}  {}", line(row)).ok();
    }
    text.push_str(&sum(rows));
    text
}

fn place(row: &Row) -> String {
    match row.places.as_slice() {
        [] => "not played".to_owned(),
        [first] => format!("{}:{}", first.file, first.line),
        [first, rest @ ..] => format!("{}:{} +{}", first.file, first.line, rest.len()),
    }
}

fn line(row: &Row) -> String {
    let kind = match row.kind {
        Kind::Text => "text",
        Kind::Recording => "recording",
        Kind::Url => "url",
        Kind::Keys => "keys",
        Kind::Ringing => "ringing",
    };
    let language = row.language.as_deref().unwrap_or("-");
    let mut text = format!("{kind:<9}  {language:<5}  ");
    match &row.measure {
        Some(measure) => {
            let level = measure.level_dbfs.map_or_else(|| "silent".to_owned(), |level| format!("{level:.1} dBFS"));
            write!(text, "{:>6.2} s  {level:>10}  ", measure.seconds).ok();
        }
        None => text.push_str("       -           -  "),
    }
    match row.kind {
        Kind::Text => write!(text, "{:?}", row.what),
        _ => write!(text, "{}", row.what),
    }
    .ok();
    if let Some(file) = &row.file {
        write!(text, " ({file})").ok();
    }
    if row.measure.as_ref().is_some_and(|measure| measure.clipped) {
        text.push_str("; clipped");
    }
    if row.varies {
        text.push_str("; differs from call to call");
    }
    if let Some(problem) = &row.problem {
        write!(text, "; {problem}").ok();
    }
    text
}

fn sum(rows: &[Row]) -> String {
    let seconds: f64 = rows.iter().filter_map(|row| row.measure.as_ref()).map(|measure| measure.seconds).sum();
    let of = |kind: Kind| rows.iter().filter(|row| row.kind == kind).count();
    let problems = rows.iter().filter(|row| row.problem.is_some()).count();
    let rendered = rows.iter().filter(|row| row.rendered.is_some()).count();
    let (texts, recordings) = (of(Kind::Text), of(Kind::Recording));
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let mut text =
        format!("{texts} text{}, {recordings} recording{}, {seconds:.1} s", plural(texts), plural(recordings));
    if problems > 0 {
        write!(text, "; {problems} cannot be heard").ok();
    }
    if rendered > 0 {
        write!(text, "; {rendered} rendered").ok();
    }
    text.push('\n');
    text
}
