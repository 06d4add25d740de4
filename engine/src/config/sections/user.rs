//! `[user.EXTENSION]`: a telephone that registers here; `[registrar]`: what holds for all of them.

use std::time::Duration;

use xml_schema::Diagnostic;

use crate::config::Secret;
use crate::config::item::Item;
use crate::config::messages;
use crate::config::section::Section;

/// A `[user.EXTENSION]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The extension: what is dialled, and the user name of its telephones.
    pub name: String,
    /// What its telephones authenticate with.
    pub password: Secret,
}

impl User {
    /// `None` if it is not complete; that has been noted.
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Option<Self> {
        let name = section.name();
        let allowed = |character: char| character.is_ascii_alphanumeric() || "-_.+*".contains(character);
        if name.is_empty() || !name.chars().all(allowed) {
            section.reader.report(messages::bad_extension(section.place(), name));
            return None;
        }
        let password = section.required("password", |item| Secret::read(item, section.reader))?;
        Some(Self { name: name.to_owned(), password })
    }
}

/// `[registrar]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrar {
    /// What telephones are told to authenticate for.
    pub realm: String,
    /// The hashes that are offered, best first.
    pub algorithms: Vec<Algorithm>,
    /// The shortest registration.
    pub shortest: Duration,
    /// The longest registration, and that of who names none.
    pub longest: Duration,
    /// Telephones of one user.
    pub devices: usize,
    /// How often telephones behind NAT get a sign of life; `None`: never.
    pub keep_alive: Option<Duration>,
    /// Whether who calls as a user must authenticate.
    pub calls: bool,
}

/// A hash of digest authentication. RFC 8760
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// MD5.
    Md5,
    /// SHA-256.
    Sha256,
    /// SHA-512-256.
    Sha512,
}

impl Registrar {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        let default = Self::default();
        let length = |item: Item<'_, '_>| item.duration(Duration::from_secs(10)..=Duration::from_secs(7 * 86_400));
        let shortest = section.value("min_expires", length).unwrap_or(default.shortest);
        let longest = section.value("expires", |item| {
            let longest = length(item)?;
            if longest < shortest { Err(item.bad("at least `min_expires`")) } else { Ok(longest) }
        });
        let algorithms = section.list("algorithms", |item| item.word(ALGORITHMS)).filter(|list| !list.is_empty());
        Self {
            realm: section.value("realm", realm).unwrap_or(default.realm),
            algorithms: algorithms.unwrap_or(default.algorithms),
            shortest,
            longest: longest.unwrap_or(default.longest.max(shortest)),
            devices: section.value("devices", |item| item.number(1..=100)).unwrap_or(default.devices),
            keep_alive: section.value("keep_alive", keep_alive).unwrap_or(default.keep_alive),
            calls: section.value("calls", |item| item.word(CALLS)).unwrap_or(default.calls),
        }
    }
}

impl Default for Registrar {
    fn default() -> Self {
        Self {
            realm: "dialtree".to_owned(),
            algorithms: vec![Algorithm::Sha256, Algorithm::Md5],
            shortest: Duration::from_secs(60),
            longest: Duration::from_secs(3_600),
            devices: 10,
            keep_alive: Some(Duration::from_secs(30)),
            calls: true,
        }
    }
}

/// A realm stands in quotes in a header.
fn realm(item: Item<'_, '_>) -> Result<String, Box<Diagnostic>> {
    let text = item.some_text()?;
    let plain = text.chars().all(|character| character.is_ascii_graphic() || character == ' ');
    if plain && !text.contains(['"', '\\']) { Ok(text) } else { Err(item.bad("letters, digits and dots")) }
}

fn keep_alive(item: Item<'_, '_>) -> Result<Option<Duration>, Box<Diagnostic>> {
    if item.text().is_ok_and(|text| text == "off") {
        return Ok(None);
    }
    item.duration(Duration::from_secs(5)..=Duration::from_secs(600)).map(Some)
}

const ALGORITHMS: &[(&str, Algorithm)] =
    &[("MD5", Algorithm::Md5), ("SHA-256", Algorithm::Sha256), ("SHA-512-256", Algorithm::Sha512)];
const CALLS: &[(&str, bool)] = &[("authenticated", true), ("open", false)];
