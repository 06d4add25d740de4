//! The configuration file: read whole, every mistake told with its line, defaults for what is not in it.

mod check;
mod docs;
mod error;
mod explained;
mod item;
mod key;
mod keys;
mod lexicon;
mod messages;
mod origin;
mod rewrite;
mod secret;
mod section;
mod sections;
mod size;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;

use toml::de::DeTable;
use xml_schema::{FileId, Span};

pub use docs::{example, reference};
pub use error::ConfigErrors;
pub use explained::EXPLAINED;
pub use lexicon::lexicon;
pub use origin::Origin;
pub use rewrite::Rewrite;
pub use secret::Secret;
pub use sections::{
    Algorithm, Credential, DiversionBy, Egress, Gateway, Http, Identity, Limits, Log, LogFormat, LogLevel, Login,
    Media, Network, Register, Registrar, Scheme, Sip, Speech, Storage, Trunk, Twiml, User,
};

use crate::sip::{SipConfig, SipLimits, Transport};
use section::{Reader, Section};

/// Everything an engine is told beside its plan. The default is what holds without a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// `[sip]`: where callers reach us.
    pub sip: Sip,
    /// `[media]`: audio.
    pub media: Media,
    /// `[limits]`: how much of anything.
    pub limits: Limits,
    /// `[http]`: our own HTTP server.
    pub http: Http,
    /// `[egress]`: where requests may go.
    pub egress: Egress,
    /// `[twiml]`: who we are for applications written for Twilio.
    pub twiml: Twiml,
    /// `[credential.NAME]`: how requests sign and authenticate, by name.
    pub credentials: Vec<Credential>,
    /// `[speech]`: voices.
    pub speech: Speech,
    /// `[storage]`: where files are kept.
    pub storage: Storage,
    /// `[trunk.NAME]`: the ways out to the telephone network, in the order of their names.
    pub trunks: Vec<Trunk>,
    /// `[registrar]`: what holds for the telephones that register here.
    pub registrar: Registrar,
    /// `[user.EXTENSION]`: whose telephones register here, in the order of their extensions.
    pub users: Vec<User>,
    /// `[log]`: what is logged, and how.
    pub log: Log,
}

/// Where environment variables come from: the process's own, but for tests.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Config {
    /// Reads a file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// [`ConfigErrors`]: all of them, or that the file cannot be read.
    pub fn load(path: &Path) -> Result<Self, ConfigErrors> {
        Self::load_with_warnings(path).map(|(config, _)| config)
    }

    /// The same, with what holds and is probably not meant.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_with_warnings(path: &Path) -> Result<(Self, Option<ConfigErrors>), ConfigErrors> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| ConfigErrors::unreadable(&name, &error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse_with_warnings(&text, &name, folder, &|variable| std::env::var(variable).ok())
    }

    /// Understands a text. `name` is what messages call it, `folder` what its paths are relative to.
    ///
    /// # Errors
    /// [`ConfigErrors`]: all of them.
    pub fn parse(text: &str, name: &str, folder: &Path, environment: Environment<'_>) -> Result<Self, ConfigErrors> {
        Self::parse_with_warnings(text, name, folder, environment).map(|(config, _)| config)
    }

    /// The same, with what holds and is probably not meant.
    ///
    /// # Errors
    /// As [`Config::parse`].
    pub fn parse_with_warnings(
        text: &str,
        name: &str,
        folder: &Path,
        environment: Environment<'_>,
    ) -> Result<(Self, Option<ConfigErrors>), ConfigErrors> {
        let (table, syntax) = DeTable::parse_recoverable(text);
        let reader = Reader::new(folder, environment);
        messages::syntax(&syntax, text).into_iter().for_each(|found| reader.report(found));
        check::names(table.get_ref(), &reader);
        let root = Section::root(table.get_ref(), &reader);
        let config = Self::read(&root);
        let (diagnostics, sources) = reader.finish(name, text);
        let found = ConfigErrors { diagnostics, sources };
        if found.refuses() { Err(found) } else { Ok((config, (found.count() > 0).then_some(found))) }
    }

    /// What the SIP side is told.
    pub fn sip_config(&self) -> SipConfig {
        let limits = SipLimits {
            calls_per_second: Some(self.limits.calls_per_second),
            calls_per_source: self.limits.calls_per_source,
            ignored: self.sip.ignore.clone(),
            // Each call may have a leg to a callee beside its own.
            dialogs: self.limits.calls.saturating_mul(2),
            ..SipLimits::default()
        };
        SipConfig {
            listen: self.sip.listen.clone(),
            public_address: self.sip.public_address,
            name_servers: self.sip.name_servers.clone(),
            tls: self.sip.tls.clone(),
            trunks: self.trunks.clone(),
            users: self.users.clone(),
            registrar: self.registrar.clone(),
            keys_in_clear: self.media.keys_in_clear,
            registrations: Some(self.storage.data.join("registrations.sqlite")),
            limits,
            ..SipConfig::default()
        }
    }

    /// The local address of audio: the one that is set, else that of the first SIP listener.
    pub fn media_address(&self) -> IpAddr {
        let first = self.sip.listen.first().map(|listen| listen.address.ip());
        self.media.address.or(first).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    /// The local address of audio with peers of the other family: that of the first SIP listener that has it.
    pub fn second_media_address(&self) -> Option<IpAddr> {
        let first = self.media_address();
        let mut listens = self.sip.listen.iter().map(|listen| listen.address.ip());
        listens.find(|ip| ip.is_ipv4() != first.is_ipv4()).filter(|_| self.media.address.is_none())
    }

    /// The trunk that takes a number: the one with the most specific pattern, then the first by name. Patterns of two trunks that
    /// are as specific are warned of.
    pub fn trunk_for(&self, number: &str) -> Option<&Trunk> {
        let takers = self.trunks.iter().filter_map(|trunk| Some((trunk.takes(number)?, trunk)));
        // Of equals `min_by_key` takes the first.
        takers.min_by_key(|(specific, _)| std::cmp::Reverse(*specific)).map(|(_, trunk)| trunk)
    }

    /// Where others call a user of ours.
    pub fn uri_of(&self, user: &User) -> String {
        let first = self.sip.listen.first();
        let transport = match first.map_or(Transport::Udp, |listen| listen.transport) {
            Transport::Udp => "",
            Transport::Tcp => ";transport=tcp",
            Transport::Tls => ";transport=tls",
        };
        let address = first.map_or((Ipv4Addr::LOCALHOST, 5060).into(), |listen| listen.address);
        let address = SocketAddr::new(self.sip.public_address.unwrap_or(address.ip()), address.port());
        crate::sip::number_at(&user.name, &format!("sip:{address}{transport}"))
    }

    /// The user of an extension.
    pub fn user(&self, extension: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == extension)
    }

    fn read(root: &Section<'_, '_>) -> Self {
        Self {
            sip: Sip::read(&root.section("sip")),
            media: Media::read(&root.section("media")),
            limits: Limits::read(&root.section("limits")),
            http: Http::read(&root.section("http")),
            egress: Egress::read(&root.section("egress")),
            twiml: Twiml::read(&root.section("twiml")),
            credentials: root.named("credential").iter().filter_map(Credential::read).collect(),
            speech: Speech::read(&root.section("speech")),
            storage: Storage::read(&root.section("storage")),
            trunks: sections::trunks(&root.named("trunk")),
            registrar: Registrar::read(&root.section("registrar")),
            users: root.named("user").iter().filter_map(User::read).collect(),
            log: Log::read(&root.section("log")),
        }
    }
}

/// A range of bytes of the one file.
fn span(range: std::ops::Range<usize>) -> Span {
    let offset = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Span { file: FileId(0), start: offset(range.start), end: offset(range.end) }
}
