//! What a studio gets: a WAV file for everything that is said, and a sheet of the texts.

use std::path::{Path, PathBuf};

use prompts::{Prompts, Request};
use sha2::{Digest, Sha256};

use super::row::{Kind, Row};

/// Renders what can be rendered, and writes the sheet. A file that is there stays: it may be the studio's.
pub fn write(folder: &Path, rows: &mut [Row], prompts: &Prompts) -> Result<(), String> {
    let bad = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut sheet = String::from(BYTE_ORDER_MARK);
    sheet.push_str(&line(&["file", "kind", "language", "voice", "seconds", "text", "place", "play"]));
    for row in rows.iter_mut() {
        let file = file(row);
        if let (Some(file), Some(request), Some(_)) = (&file, &row.request, &row.measure) {
            let path = folder.join(file);
            if !path.exists() {
                let prompt = prompts.render(request).map_err(|error| bad(&path, &error))?;
                let parent = path.parent().unwrap_or(folder);
                std::fs::create_dir_all(parent).map_err(|error| bad(parent, &error))?;
                save(&path, prompt.wide_samples()).map_err(|error| bad(&path, &error))?;
            }
            row.rendered = Some(file.to_string_lossy().into_owned());
        }
        if row.kind == Kind::Text || row.kind == Kind::Recording {
            sheet.push_str(&entry(row));
        }
    }
    std::fs::create_dir_all(folder).map_err(|error| bad(folder, &error))?;
    let path = folder.join("prompts.csv");
    std::fs::write(&path, sheet).map_err(|error| bad(&path, &error))
}

/// A line of the sheet. What has no file is listed, too: texts with variables must be said by somebody.
fn entry(row: &Row) -> String {
    let kind = if row.kind == Kind::Text { "text" } else { "recording" };
    let seconds = row.measure.as_ref().map_or_else(String::new, |measure| format!("{:.2}", measure.seconds));
    let text = if row.kind == Kind::Text { row.what.as_str() } else { "" };
    let places: Vec<String> = row.places.iter().map(|place| format!("{}:{}", place.file, place.line)).collect();
    let play = match row.rendered {
        Some(_) => format!("<Play>{}</Play>", name(row)),
        None => String::new(),
    };
    line(&[
        row.rendered.as_deref().unwrap_or_default(),
        kind,
        row.language.as_deref().unwrap_or_default(),
        row.voice.as_deref().unwrap_or_default(),
        &seconds,
        text,
        &places.join(" "),
        &play,
    ])
}

/// Where it is put: as a `Prompts` folder has it, language by language.
fn file(row: &Row) -> Option<PathBuf> {
    if row.varies || !matches!(row.kind, Kind::Text | Kind::Recording) {
        return None;
    }
    let file = format!("{}.wav", name(row));
    Some(row.language.as_ref().map_or_else(|| PathBuf::from(&file), |language| Path::new(language).join(&file)))
}

/// What a `Play` calls it: a recording by its own name, a text by its first words and a number made of all that
/// shapes how it sounds.
fn name(row: &Row) -> String {
    let Some(Request::Speech { text, language, marks, prosody, .. }) = &row.request else { return row.what.clone() };
    let words: Vec<String> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .map(|word| word.chars().take(WORD).collect::<String>().to_lowercase())
        .collect();
    // Not the voice: whoever records it has another.
    let sum = Sha256::digest(format!("{text}\0{language}\0{marks:?}\0{prosody:?}"));
    format!("{}-{:02x}{:02x}{:02x}", words.join("-"), sum[0], sum[1], sum[2])
}

fn save(path: &Path, samples: &[i16]) -> Result<(), hound::Error> {
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels: 1, sample_rate: 16_000, bits_per_sample: 16, sample_format };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for sample in samples {
        writer.write_sample(*sample)?;
    }
    writer.finalize()
}

/// A line of comma-separated values. RFC 4180.
fn line(fields: &[&str]) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
    format!("{}\r\n", quoted.join(","))
}

/// Without it spreadsheets take the sheet for Latin-1.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// The words of a text that are in its file's name, and the letters of each.
const WORDS: usize = 5;
const WORD: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted() {
        assert_eq!(line(&["a", "say \"b\", c", "d\ne"]), "\"a\",\"say \"\"b\"\", c\",\"d\ne\"\r\n");
    }
}
