//! `[http]`: the engine's own HTTP server.

use std::net::{Ipv4Addr, SocketAddr};

use xml_schema::Diagnostic;

use crate::config::Secret;
use crate::config::item::Item;
use crate::config::section::Section;

/// `[http]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// Where it listens; `None`: nowhere.
    pub listen: Option<SocketAddr>,
    /// What lets others than this machine use `/admin/…`.
    pub admin_token: Option<Secret>,
}

impl Http {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        Self {
            listen: section.value("listen", listen).unwrap_or_else(|| Self::default().listen),
            admin_token: section.secret("admin_token"),
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 8061))), admin_token: None }
    }
}

fn listen(item: Item<'_, '_>) -> Result<Option<SocketAddr>, Box<Diagnostic>> {
    if item.text().is_ok_and(|text| text == "off") {
        return Ok(None);
    }
    item.parsed("an address and port, like \"127.0.0.1:8061\", or \"off\"").map(Some)
}
