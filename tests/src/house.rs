//! An engine with a plan, and a view of what its calls order.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use dialplan::load::{MemoryFiles, load};
use dialplan::order::{Order, Report};
use dialplan::sound::Sound;
use engine::call::Told;
use engine::config::{Config, Egress, Sip};
use engine::sip::{Listen, Transport};
use engine::{Engine, Options};
use tokio::sync::broadcast;

use crate::patience::soon;

/// A menu that hangs up when 1 is pressed.
pub const ONE_KEY: &str = r#"
  <Menu name="main">
    <Option on="start"><Say>Press one.</Say></Option>
    <Option on="1"><Say>Goodbye.</Say><Hangup/></Option>
    <Option on="timeout"><Say>Again.</Say></Option>
    <Option on="invalid"><Say>No.</Say></Option>
  </Menu>"#;

/// A running engine.
pub struct House {
    /// The engine.
    pub engine: Engine,
    told: broadcast::Receiver<Arc<Told>>,
    _data: tempfile::TempDir,
}

impl House {
    /// Starts an engine with a plan of menus; `menus` are the elements of a dialplan, every number leads to `main`.
    pub async fn open(menus: &str) -> Self {
        Self::with_traces(menus, None).await
    }

    /// The same, with traces in a folder.
    pub async fn with_traces(menus: &str, traces: Option<PathBuf>) -> Self {
        let config = Config { egress: Egress::with_loopback(), ..Config::default() };
        Self::with(menus, config, traces).await
    }

    /// The same, with a configuration.
    pub async fn with(menus: &str, mut config: Config, traces: Option<PathBuf>) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let text = format!(
            "<Dialplan xmlns=\"urn:dialtree:1\" language=\"en-GB\"><Route to=\"*\" menu=\"main\"/>{menus}</Dialplan>"
        );
        let loaded = load("plan.xml", &MemoryFiles::new([("plan.xml", text)]));
        let found = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
        let plan = loaded.plan.unwrap_or_else(|| panic!("{found}"));
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        if config.sip == Sip::default() {
            config.sip.listen = vec![Listen { transport: Transport::Udp, address: any }];
        }
        config.http.listen = Some(any);
        let data = tempfile::tempdir().expect("a temporary folder");
        config.storage.data = data.path().into();
        let engine = Engine::start(config, plan, Options { traces, reload: None }).await.expect("an engine starts");
        let told = engine.watch();
        Self { engine, told, _data: data }
    }

    /// What a caller dials.
    pub fn uri(&self) -> String {
        format!("sip:1000@{}", self.engine.sip_addresses()[0].address)
    }

    /// Waits for an order; those before it are passed over.
    pub async fn wait_for<T>(&mut self, what: &str, mut wanted: impl FnMut(&Order) -> Option<T>) -> T {
        let search = async {
            loop {
                let told = self.told.recv().await.expect("the engine runs, and we keep up");
                if let Some(found) = wanted(&told.order) {
                    return found;
                }
            }
        };
        soon(what, search).await
    }

    /// Waits until a caller is told something.
    pub async fn hears(&mut self, words: &str) {
        self.wait_for(words, |order| {
            let Order::Play { sounds, .. } = order else { return None };
            let said = sounds.iter().any(|sound| matches!(sound, Sound::Speech { text, .. } if text.contains(words)));
            said.then_some(())
        })
        .await;
    }

    /// Waits for the report of a failed application: its status, and what runs instead.
    pub async fn application_fails(&mut self) -> (String, String) {
        self.wait_for("a failed application", |order| match order {
            Order::Report(Report::InteractiveFailed { status, instead, .. }) => Some((status.clone(), instead.clone())),
            _ => None,
        })
        .await
    }

    /// Waits until nothing of any call is left.
    pub async fn is_empty(&self) {
        soon("the last call to end", self.engine.idle()).await;
    }
}
