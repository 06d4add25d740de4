//! The certificates of `[sip] tls`: read again with the dialplan, as they are renewed every few weeks.

use std::path::Path;

use engine::Engine;
use engine::config::Config;
use engine::sip::TlsConfig;

/// Reads the configuration for its certificates, and these; bad ones change nothing. The log says what is different.
pub(super) fn read(file: Option<&Path>, engine: &Engine) -> Result<(), String> {
    let Some(file) = file else { return Ok(()) };
    match tokio::task::block_in_place(|| renew(file, engine)) {
        Ok(None) => Ok(()),
        Ok(Some(different)) => {
            tracing::info!("the certificates of [sip] tls were read again; {different}");
            Ok(())
        }
        Err(text) => {
            tracing::error!("the certificates of [sip] tls cannot be read again; the old ones stay\n{text}");
            Err(text)
        }
    }
}

/// What is different; none if there are no certificates.
fn renew(file: &Path, engine: &Engine) -> Result<Option<&'static str>, String> {
    // A key is a secret of the configuration, so it is read with it.
    let tls = Config::load(file).map_err(|errors| errors.render(false))?.sip.tls;
    if tls == TlsConfig::default() {
        return Ok(None);
    }
    engine.renew_certificates(&tls).map(Some).map_err(|error| error.to_string())
}
