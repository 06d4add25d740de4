//! `[trunk.NAME]`: a way out to the telephone network.

use std::time::Duration;

use dialplan::routing::{globs_tie, matches_glob};
use xml_schema::{Diagnostic, Span};

use crate::config::Secret;
use crate::config::item::Item;
use crate::config::rewrite::Rewrite;
use crate::config::section::Section;
use crate::config::{messages, span};

/// A `[trunk.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trunk {
    /// Its name.
    pub name: String,
    /// Where its calls are sent; at least one.
    pub gateways: Vec<Gateway>,
    /// The numbers it takes; `*` stands for any characters.
    pub numbers: Vec<String>,
    /// What becomes of a called number.
    pub rewrite: Rewrite,
    /// What becomes of the caller's number.
    pub caller_id: Rewrite,
    /// Where the carrier looks for the caller's number.
    pub identity: Identity,
    /// How the carrier is told which number of ours was dialled.
    pub diversion: DiversionBy,
    /// What its calls authenticate with.
    pub login: Option<Login>,
    /// Registration at the carrier.
    pub register: Option<Register>,
    /// How often each gateway is asked whether it is there; `None`: never.
    pub ping: Option<Duration>,
}

/// Where a carrier looks for the caller's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Identity {
    /// In From.
    #[default]
    From,
    /// In P-Asserted-Identity; From is our account's. RFC 3325
    Asserted,
}

/// How a carrier is told that a call is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DiversionBy {
    /// Not at all.
    #[default]
    Nothing,
    /// By Diversion. RFC 5806
    Diversion,
    /// By History-Info. RFC 7044
    HistoryInfo,
}

/// One of the carrier's servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// `sip:host`, `sip:host:port`, perhaps with `;transport=tcp` or `tls`, or `sips:host`.
    pub uri: String,
    /// Lower ones are tried first.
    pub priority: u16,
    /// Its share of the calls among those of one priority.
    pub weight: u16,
}

/// A user name and password of a trunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// Registration of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The account, as part of the address that is registered.
    pub account: String,
    /// What registrations authenticate with.
    pub login: Login,
    /// What the carrier is asked to keep it for.
    pub expires: Duration,
}

impl Trunk {
    /// How specific the best of its patterns for a number is; `None`: it does not take it.
    pub fn takes(&self, number: &str) -> Option<usize> {
        let matching = self.numbers.iter().filter(|pattern| matches_glob(pattern, number));
        matching.map(|pattern| pattern.chars().filter(|character| *character != '*').count()).max()
    }

    /// The number that the carrier is to call for a number of ours.
    pub fn dialled(&self, number: &str) -> String {
        self.rewrite.apply(number)
    }

    /// The URI of a number at its first gateway.
    pub fn uri_of(&self, number: &str) -> String {
        let first = self.gateways.first().map_or("", |gateway| gateway.uri.as_str());
        crate::sip::number_at(&self.dialled(number), first)
    }

    /// `None` if it is not complete; that has been noted.
    fn read(section: &Section<'_, '_>) -> Option<Self> {
        let gateways = section.required("uri", gateways);
        let numbers = section.list("numbers", |item| item.some_text());
        let login = section.inner("login", &["user", "password"]).and_then(|login| credentials(&login));
        let register = section.inner("register", &["user", "password", "account", "expires"]);
        let register = register.and_then(|table| registration(&table, login.as_ref()));
        // An account to register is an account to call with.
        let login = login.or_else(|| register.as_ref().map(|register| register.login.clone()));
        let rewrite = section.value("rewrite", Rewrite::read).unwrap_or_default();
        let caller_id = section.value("caller_id", caller_id).unwrap_or_default();
        let identity = section.value("identity", |item| item.word(IDENTITIES)).unwrap_or_default();
        let diversion = section.value("diversion", |item| item.word(DIVERSIONS)).unwrap_or_default();
        let ping = section.value("ping", ping).flatten();
        let numbers = numbers.unwrap_or_else(|| vec!["*".to_owned()]);
        let name = section.name().to_owned();
        Some(Self {
            name,
            gateways: gateways?,
            numbers,
            rewrite,
            caller_id,
            identity,
            diversion,
            login,
            register,
            ping,
        })
    }
}

/// All `[trunk.NAME]` that are complete. Patterns of two of them that are as specific, and fit the same numbers, are noted.
pub(in crate::config) fn trunks(sections: &[Section<'_, '_>]) -> Vec<Trunk> {
    let patterns: Vec<_> = sections.iter().map(patterns).collect();
    for (place, (section, own)) in sections.iter().zip(&patterns).enumerate() {
        let mut pairs = sections.iter().zip(&patterns).take(place).flat_map(|(first, theirs)| {
            theirs.iter().flat_map(move |theirs| own.iter().map(move |own| (first, theirs, own)))
        });
        let tie = pairs.find(|(_, (one, _), (two, _))| globs_tie(one, two));
        if let Some((first, (one, first_place), (two, own_place))) = tie {
            let (one, two) = ((first.name(), one.as_str()), (section.name(), two.as_str()));
            section.reader.report(messages::overlap(*own_place, one, two, *first_place));
        }
    }
    sections.iter().filter_map(Trunk::read).collect()
}

/// The patterns of a trunk, and where each stands. What is wrong with them is told where the trunk is read.
fn patterns(section: &Section<'_, '_>) -> Vec<(String, Span)> {
    if !section.has("numbers") {
        return vec![("*".to_owned(), section.place())];
    }
    let mut patterns = Vec::new();
    section.value("numbers", |item| {
        let items = item.items().unwrap_or_default();
        patterns.extend(items.iter().filter_map(|item| Some((item.text().ok()?.to_owned(), item.place))));
        Ok(())
    });
    patterns
}

fn credentials(table: &Section<'_, '_>) -> Option<Login> {
    let user = table.required("user", |item| item.some_text());
    let password = table.required("password", |item| Secret::read(item, table.reader));
    Some(Login { user: user?, password: password? })
}

fn registration(table: &Section<'_, '_>, login: Option<&Login>) -> Option<Register> {
    let account = table.value("account", |item| item.some_text());
    let bounds = Duration::from_secs(60)..=Duration::from_secs(86_400);
    let expires = table.value("expires", |item| item.duration(bounds)).unwrap_or(Duration::from_secs(3_600));
    // An account to call with is an account to register.
    let login = login.filter(|_| !table.has("user")).cloned().or_else(|| credentials(table))?;
    Some(Register { account: account.unwrap_or_else(|| login.user.clone()), login, expires })
}

/// One URI, or a list of URIs and of tables with `uri`, `priority`, `weight`.
fn gateways(item: Item<'_, '_>) -> Result<Vec<Gateway>, Box<Diagnostic>> {
    let Some(items) = item.items() else { return Ok(vec![Gateway { uri: uri(item)?, priority: 1, weight: 1 }]) };
    if items.is_empty() {
        return Err(item.bad("one gateway or more"));
    }
    items.into_iter().map(gateway).collect()
}

fn gateway(item: Item<'_, '_>) -> Result<Gateway, Box<Diagnostic>> {
    let Some(table) = item.table() else { return Ok(Gateway { uri: uri(item)?, priority: 1, weight: 1 }) };
    let mut gateway = Gateway { uri: String::new(), priority: 1, weight: 1 };
    for (name, value) in table {
        let inner = Item::new(name.get_ref(), value);
        match name.get_ref().as_ref() {
            "uri" => gateway.uri = uri(inner)?,
            "priority" => gateway.priority = inner.number(0..=65_535)?,
            "weight" => gateway.weight = inner.number(0..=65_535)?,
            other => {
                return Err(messages::unknown_member(span(name.span()), other, &["uri", "priority", "weight"]).into());
            }
        }
    }
    if gateway.uri.is_empty() {
        return Err(messages::required(item.place, item.key, "uri").into());
    }
    Ok(gateway)
}

fn uri(item: Item<'_, '_>) -> Result<String, Box<Diagnostic>> {
    let text = item.text()?.trim();
    let bad = || item.bad("sip:host or sip:host:port").help("the number is put before the host: sip:+4420…@host");
    let host = text.strip_prefix("sip:").or_else(|| text.strip_prefix("sips:")).ok_or_else(bad)?;
    let (host, parameters) = host.split_once(';').unwrap_or((host, ""));
    let allowed = |character: char| character.is_ascii_alphanumeric() || "-._:[]".contains(character);
    let transports = ["", "transport=udp", "transport=tcp", "transport=tls"];
    // In brackets colons part an address.
    let port = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map(|(_, port)| port);
    if port.is_some_and(|port| !port.parse::<u16>().is_ok_and(|port| port > 0)) {
        return Err(match bad_port(item) {
            told if told.help.is_some() => told,
            told => told.help("a port is a number from 1 to 65535").into(),
        });
    }
    if host.is_empty() || !host.chars().all(allowed) || !transports.contains(&parameters) {
        return Err(bad().into());
    }
    Ok(text.to_owned())
}

fn bad_port(item: Item<'_, '_>) -> Box<Diagnostic> {
    item.bad("sip:host or sip:host:port")
}

/// One number for all calls, or a table of patterns.
fn caller_id(item: Item<'_, '_>) -> Result<Rewrite, Box<Diagnostic>> {
    if item.table().is_some() { Rewrite::read(item) } else { Ok(Rewrite::always(&item.some_text()?)) }
}

fn ping(item: Item<'_, '_>) -> Result<Option<Duration>, Box<Diagnostic>> {
    if item.text().is_ok_and(|text| text == "off") {
        return Ok(None);
    }
    item.duration(Duration::from_secs(5)..=Duration::from_secs(3_600)).map(Some)
}

const IDENTITIES: &[(&str, Identity)] = &[("from", Identity::From), ("asserted", Identity::Asserted)];
const DIVERSIONS: &[(&str, DiversionBy)] =
    &[("off", DiversionBy::Nothing), ("diversion", DiversionBy::Diversion), ("history-info", DiversionBy::HistoryInfo)];
