//! `dialtree serve`: the engine, until it is told to stop.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use engine::config::{Config, Egress};
use engine::reload::{Stamped, Stamps};
use engine::{Engine, Options};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{log, output, plan};

mod certificates;
mod files;
mod warm_up;

use files::PlanFiles;

/// Answer calls with a dialplan.
///
/// Listens on loopback unless told otherwise. Ends on SIGTERM or Ctrl-C: no new calls, those in progress may finish;
/// a second signal ends them, a third does not wait for the other side. A dialplan whose files change is read again, also on SIGHUP: if it has errors the old one stays.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  dialtree serve examples/quickstart
  dialtree serve --sip udp://0.0.0.0:5060 --traces traces/ plans/clinic
  dialtree serve --config dialtree.toml plans/clinic")]
pub struct Serve {
    /// The dialplan: a file, or a folder of them.
    #[arg(value_name = "PATH")]
    plan: PathBuf,
    /// The configuration.
    #[arg(long, value_name = "FILE", env = "DIALTREE_CONFIG")]
    config: Option<PathBuf>,
    /// Where SIP is listened on, as udp://ADDRESS:PORT or tcp://…; may be given more than once; wins over the file.
    #[arg(long, value_name = "LISTEN")]
    sip: Vec<String>,
    /// Where health, readiness, metrics and recordings are served; wins over the file.
    #[arg(long, value_name = "ADDRESS")]
    http: Option<SocketAddr>,
    /// The folder of Piper voices: NAME.onnx and NAME.onnx.json; wins over the file.
    #[arg(long, value_name = "DIR")]
    voices: Option<PathBuf>,
    /// Do not speak the dialplan's texts before the first call; each is then made when a caller is to hear it.
    #[arg(long)]
    no_warm_up: bool,
    /// Leave a trace of each call in this folder.
    #[arg(long, value_name = "DIR")]
    traces: Option<PathBuf>,
    /// error, warn, info, debug, trace, or a filter as in RUST_LOG; wins over the file.
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
    /// How long calls may go on after SIGTERM, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    drain: u64,
}

impl Serve {
    /// Serves until a signal.
    pub fn run(self) -> ExitCode {
        let config = match self.configuration() {
            Ok(config) => config,
            Err(message) => return output::wrong(message),
        };
        let level = self.log.clone().unwrap_or_else(|| config.log.level.name().to_owned());
        if let Err(message) = log::start(&level, config.log.format.into()) {
            return output::wrong(message);
        }
        let files = Stamped::default();
        let Some(plan) = plan::read(&self.plan, &files, &config) else { return ExitCode::from(output::FOUND) };
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return output::wrong(error),
        };
        runtime.block_on(self.serve(config, plan, files.stamps()))
    }

    fn configuration(&self) -> Result<Config, String> {
        let mut config = match &self.config {
            Some(file) => {
                let loaded = Config::load_with_warnings(file).map_err(|errors| errors.render(output::color()))?;
                loaded.1.into_iter().for_each(|warnings| output::complain(&warnings.render(output::color())));
                loaded.0
            }
            // Without a file this machine may be asked: the examples work as they are.
            None => Config { egress: Egress::with_loopback(), ..Config::default() },
        };
        if !self.sip.is_empty() {
            let listen = self.sip.iter().map(|text| text.parse()).collect::<Result<_, _>>();
            config.sip.listen = listen.map_err(|error| format!("--sip: {error}"))?;
        }
        if let Some(address) = self.http {
            config.http.listen = Some(address);
        }
        if let Some(folder) = &self.voices {
            config.speech.voices = Some(folder.clone());
        }
        Ok(config)
    }

    async fn serve(self, config: Config, plan: Arc<dialplan::plan::Plan>, stamps: Stamps) -> ExitCode {
        let (reloads, mut reload) = tokio::sync::mpsc::channel(1);
        let options = Options { traces: self.traces.clone(), reload: Some(reloads) };
        let engine = match Engine::start(config, plan, options).await {
            Ok(engine) => engine,
            Err(error) => return output::wrong(error),
        };
        welcome(&engine, &self.plan);
        let mut signals = match Signals::new() {
            Ok(signals) => signals,
            Err(error) => return output::wrong(format!("signals cannot be received: {error}")),
        };
        let mut files = PlanFiles::watch(&self.plan, stamps);
        let mut warm_up = Box::pin(warm_up::run(&engine));
        let mut cold = !self.no_warm_up;
        loop {
            let asked = tokio::select! {
                () = &mut warm_up, if cold => {
                    cold = false;
                    continue;
                }
                wish = signals.next() => match wish {
                    Wish::Stop => break,
                    Wish::Reload => None,
                },
                Some(reply) = reload.recv() => Some(reply),
                () = files.changed() => None,
            };
            // What is wrong is logged.
            let (read, certificates) = (files.read(&engine).await, certificates::read(self.config.as_deref(), &engine));
            if read.is_ok() && !self.no_warm_up {
                // Texts that were there before are ready at once.
                warm_up.set(warm_up::run(&engine));
                cold = true;
            }
            if let Some(reply) = asked {
                // Who asked may have gone.
                drop(reply.send(read.and(certificates)));
            }
        }
        drop(warm_up);
        tracing::info!(
            calls = engine.calls(),
            seconds = self.drain,
            "stopping: no new calls, those in progress may finish"
        );
        let (hurry, hurried) = tokio::sync::oneshot::channel();
        let hurried = async { drop(hurried.await) };
        let impatient = async {
            signals.stop().await;
            let _ = hurry.send(());
            signals.stop().await;
        };
        tokio::select! {
            () = engine.drain_unless(Duration::from_secs(self.drain), hurried) => tracing::info!("stopped"),
            () = impatient => tracing::warn!("stopped at once, without a word to whom calls were with"),
        }
        ExitCode::SUCCESS
    }
}

/// What tells us to stop, and to read again.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Wish {
        tokio::select! {
            _ = self.terminate.recv() => Wish::Stop,
            _ = self.interrupt.recv() => Wish::Stop,
            _ = self.hang_up.recv() => Wish::Reload,
        }
    }

    async fn stop(&mut self) {
        while !matches!(self.next().await, Wish::Stop) {}
    }
}

/// What a signal asks for.
enum Wish {
    Stop,
    Reload,
}

fn welcome(engine: &Engine, plan: &Path) {
    let addresses = engine.sip_addresses();
    for address in &addresses {
        tracing::info!("SIP on {address}");
    }
    if let Some(address) = engine.http_address() {
        tracing::info!("health, readiness, metrics and recordings on http://{address}");
    }
    tracing::info!(plan = %plan.display(), "ready for calls");
    if addresses.iter().all(|listen| listen.address.ip().is_loopback()) {
        tracing::info!("only this machine can call; to open it to a network: --sip udp://0.0.0.0:5060");
    }
}
