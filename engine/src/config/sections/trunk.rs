//! `[trunk.NAME]`: a way out to the telephone network.

use dialplan::routing::matches_glob;
use xml_schema::Diagnostic;

use crate::config::Secret;
use crate::config::item::Item;
use crate::config::section::Section;

/// A `[trunk.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trunk {
    /// Its name.
    pub name: String,
    /// Where its calls are sent: `sip:host`, `sip:host:port`, perhaps with `;transport=tcp` or `tls`, or `sips:host`.
    pub uri: String,
    /// The numbers it takes; `*` stands for any characters.
    pub numbers: Vec<String>,
    /// What its calls authenticate with.
    pub login: Option<Login>,
}

/// A user name and password of a trunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

impl Trunk {
    /// How specific the best of its patterns for a number is; `None`: it does not take it.
    pub fn takes(&self, number: &str) -> Option<usize> {
        let matching = self.numbers.iter().filter(|pattern| matches_glob(pattern, number));
        matching.map(|pattern| pattern.chars().filter(|character| *character != '*').count()).max()
    }

    /// The URI of a number on this trunk.
    pub fn uri_of(&self, number: &str) -> String {
        let (scheme, host) = self.uri.split_once(':').unwrap_or(("sip", &self.uri));
        format!("{scheme}:{number}@{host}")
    }

    /// `None` if it is not complete; that has been noted.
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Option<Self> {
        let uri = section.required("uri", uri);
        let numbers = section.list("numbers", |item| item.some_text());
        let login = section.inner("login", &["user", "password"]).and_then(|login| {
            let user = login.required("user", |item| item.some_text());
            let password = login.required("password", |item| Secret::read(item, login.reader));
            Some(Login { user: user?, password: password? })
        });
        let numbers = numbers.unwrap_or_else(|| vec!["*".to_owned()]);
        Some(Self { name: section.name().to_owned(), uri: uri?, numbers, login })
    }
}

fn uri(item: Item<'_, '_>) -> Result<String, Box<Diagnostic>> {
    let text = item.text()?.trim();
    let bad = || item.bad("sip:host or sip:host:port").help("the number is put before the host: sip:+4420…@host");
    let host = text.strip_prefix("sip:").or_else(|| text.strip_prefix("sips:")).ok_or_else(bad)?;
    let (host, parameters) = host.split_once(';').unwrap_or((host, ""));
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-._:[]".contains(character);
    let transports = ["", "transport=udp", "transport=tcp", "transport=tls"];
    if host.is_empty() || !host.chars().all(allowed) || !transports.contains(&parameters) {
        return Err(bad().into());
    }
    Ok(text.to_owned())
}
