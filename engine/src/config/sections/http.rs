//! `[http]`: the engine's own HTTP server.

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;
use xml_schema::Diagnostic;

use crate::config::item::Item;
use crate::config::section::Section;
use crate::config::{Origin, Secret};

/// `[http]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// Where it listens; `None`: nowhere.
    pub listen: Option<SocketAddr>,
    /// What lets others than this machine use `/admin/…`.
    pub admin_token: Option<Secret>,
    /// How applications reach it, without a slash at the end; `None`: at the address it listens on.
    pub base_url: Option<String>,
}

impl Http {
    pub(in crate::config) fn read(section: &Section<'_, '_>) -> Self {
        Self {
            listen: section.value("listen", listen).unwrap_or_else(|| Self::default().listen),
            admin_token: section.secret("admin_token"),
            base_url: section.value("base_url", base_url),
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 8061))), admin_token: None, base_url: None }
    }
}

fn base_url(item: Item<'_, '_>) -> Result<String, Box<Diagnostic>> {
    let expected = "an http:// or https:// URL without query or user, like \"https://ivr.example\"";
    let url: Url = item.parsed(expected)?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if Origin::of(&url).is_none() || !plain || url.password().is_some() {
        return Err(item.bad(expected));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn listen(item: Item<'_, '_>) -> Result<Option<SocketAddr>, Box<Diagnostic>> {
    if item.text().is_ok_and(|text| text == "off") {
        return Ok(None);
    }
    item.parsed("an address and port, like \"127.0.0.1:8061\", or \"off\"").map(Some)
}
