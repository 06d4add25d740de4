//! `dialtree demo`: a whole call on this machine, with everything bundled.

mod application;

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use dialplan::load::{MemoryFiles, load};
use dialplan::plan::Plan;
use engine::config::{Config, Egress};
use engine::sip::{Listen, Transport};
use engine::{Engine, Options};
use sim::live::LiveOptions;
use sim::script::Script;

use crate::{log, output};

/// Make one real call on this machine: engine, web application, caller and callee, all on loopback.
///
/// The dialplan is examples/quickstart. The transcript is printed as it happens; what the caller heard is written to a
/// WAV file.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  dialtree demo --heard demo.wav")]
pub struct Demo {
    /// Where to write what the caller heard.
    #[arg(long, value_name = "FILE", default_value = "demo.wav")]
    heard: PathBuf,
    /// Show the engine's log, too: error, warn, info, debug, trace.
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    log: String,
}

const PLAN: &str = include_str!("../../examples/quickstart/clinic.xml");
const SCRIPT: &str = include_str!("demo/script.xml");
/// Where the quickstart expects its application and reception; the demo takes free ports instead.
const APPLICATION: &str = "127.0.0.1:8078";
const RECEPTION: &str = "127.0.0.1:5070";

/// Who takes part in the demo, and where.
struct Stage {
    plan: Arc<Plan>,
    script: Arc<Script>,
    listener: tokio::net::TcpListener,
    reception: SocketAddr,
}

impl Demo {
    /// Makes the call.
    pub fn run(self) -> ExitCode {
        if let Err(message) = log::start(&self.log, log::Format::Text) {
            return output::wrong(message);
        }
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return output::wrong(error),
        };
        match runtime.block_on(self.call()) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(output::FOUND),
            Err(error) => output::wrong(error),
        }
    }

    /// Whether everything went as the script says.
    async fn call(&self) -> Result<bool, Box<dyn std::error::Error>> {
        let stage = Stage::new().await?;
        let data = tempfile::tempdir()?;
        let mut config = Config { egress: Egress::with_loopback(), ..Config::default() };
        config.storage.data = data.path().to_owned();
        config.sip.listen = vec![Listen { transport: Transport::Udp, address: (Ipv4Addr::LOCALHOST, 0).into() }];
        config.http.listen = None;
        let engine = Engine::start(config, Arc::clone(&stage.plan), Options::default()).await?;
        let target = format!("sip:{}", engine.sip_addresses()[0].address);
        output::print(&format!(
            "engine {target}, application http://{}, reception sip:{}\n\n",
            stage.listener.local_addr()?,
            stage.reception
        ));
        let application = tokio::spawn(application::serve(stage.listener, stage.reception));
        let options = LiveOptions {
            plan: Some(Arc::clone(&stage.plan)),
            prompts: Some(engine.prompts()),
            callees: Some(stage.reception),
            heard: Some(self.heard.clone()),
            ..LiveOptions::new(target)
        };
        let outcome = sim::live::run(&options, &stage.script, |line| output::print(&format!("{line}\n"))).await?;
        application.abort();
        engine.drain(std::time::Duration::from_secs(2)).await;
        let sources = [xml_schema::Source { name: "demo/script.xml".into(), text: SCRIPT.into() }];
        output::complain(&outcome.outcome.render_failures(&sources, output::color()));
        output::print(&format!("\nwhat the caller heard: {}\n", self.heard.display()));
        Ok(outcome.outcome.passed)
    }
}

impl Stage {
    async fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        // Free a moment ago; the scripted callee takes it when the call begins.
        let reception = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let application = listener.local_addr()?.to_string();
        let moved = |text: &str| text.replace(APPLICATION, &application).replace(RECEPTION, &reception.to_string());
        let files = MemoryFiles::new([("clinic.xml", moved(PLAN)), ("script.xml", moved(SCRIPT))]);
        let plan = load("clinic.xml", &files).plan.ok_or("the bundled dialplan has errors")?;
        let script = sim::script::load(&["script.xml"], &files).scripts.pop().ok_or("the bundled script has errors")?;
        Ok(Self { plan, script, listener, reception })
    }
}
