//! The reference of the file, made from the table of its keys.

use std::fmt::Write;

use xml_schema::Explanation;

use super::explained::EXPLAINED;
use super::key::{Key, SectionDef};
use super::keys::SECTIONS;

/// docs/configuration.md, whole.
pub fn reference() -> String {
    let mut page = INTRODUCTION.to_owned();
    for section in SECTIONS {
        // Writing to a String cannot fail.
        write_section(section, &mut page).ok();
    }
    page.push_str(CODES);
    for Explanation { code, why, .. } in EXPLAINED {
        writeln!(page, "| {code} | {why} |").ok();
    }
    page
}

fn write_section(section: &SectionDef, page: &mut String) -> std::fmt::Result {
    let header = match section.named {
        Some(name) => format!("{}.{name}", section.name),
        None => section.name.to_owned(),
    };
    write!(page, "\n## [{header}]\n\n{}\n", section.text)?;
    page.push_str("\n| key | value | default | |\n|---|---|---|---|\n");
    for Key { name, value, default, text, .. } in section.keys {
        writeln!(page, "| `{name}` | {value} | {default} | {text} |")?;
    }
    Ok(())
}

/// examples/dialtree.toml, whole: every key, commented out.
pub fn example() -> String {
    let mut file = EXAMPLE_INTRODUCTION.to_owned();
    for section in SECTIONS {
        file.push('\n');
        comment(section.text, &mut file);
        let name = section.named.map(|name| format!(".{}", name.to_lowercase())).unwrap_or_default();
        // A section without keys changes nothing, but a trunk or credential must be whole.
        let mark = if section.named.is_some() { "#" } else { "" };
        writeln!(file, "{mark}[{}{name}]", section.name).ok();
        for key in section.keys {
            let default = key.default.replace('`', "");
            comment(&format!("{} Default: {default}.", key.text.replace('`', "")), &mut file);
            writeln!(file, "#{} = {}", key.name, key.example).ok();
        }
    }
    file
}

/// Writes a text as comment lines of readable length.
fn comment(text: &str, file: &mut String) {
    let mut length = usize::MAX;
    for word in text.split_whitespace() {
        if length.saturating_add(word.len()) > 100 {
            file.push_str(if length == usize::MAX { "#" } else { "\n#" });
            length = 0;
        }
        write!(file, " {word}").ok();
        length += word.len() + 1;
    }
    file.push('\n');
}

const EXAMPLE_INTRODUCTION: &str = "\
# Every key of dialtree's configuration, commented out. See docs/configuration.md.
# Made from engine/src/config/keys.rs by `UPDATE_DOCS=1 cargo test -p engine --test config_docs`.
";

const INTRODUCTION: &str = r#"# Configuration

<!-- Made from engine/src/config/keys.rs by `UPDATE_DOCS=1 cargo test -p engine --test config_docs`; change it there. -->

`dialtree serve PLAN` needs no configuration: it answers calls from this machine. `--config dialtree.toml`, or the
environment variable `DIALTREE_CONFIG`, names a [TOML](https://toml.io) file that changes what is below; flags win over the file.
[examples/dialtree.toml](../examples/dialtree.toml) has every key.

The file is read whole before anything starts. All mistakes are shown together, each with its line and what to do; a
key that is not known is a mistake. Paths in the file are relative to the folder it is in.

| kind of value | written as |
|---|---|
| time | with its unit, in quotes: `"250ms"`, `"5s"`, `"2m"`, `"1h"`, `"30d"` |
| size | with its unit, in quotes: `"64 KiB"`, `"16 MiB"`; `KiB` is 1,024 bytes, `kB` is 1,000 |
| secret | `{ env = "NAME" }`, an environment variable, or `{ file = "PATH" }`, a file; never the secret itself |
"#;

const CODES: &str = "
## Codes

What is wrong with the file is told with one of these; `dialtree check --explain C009` shows an example of the mistake and of the cure.
A configuration with warnings is used.

| code | what is wrong |
|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_says_what_it_takes() {
        for section in SECTIONS {
            for key in section.keys {
                assert!(key.text.ends_with('.') && !key.value.is_empty() && !key.example.is_empty(), "{key:?}");
            }
        }
    }
}
