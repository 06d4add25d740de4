//! TLS: who we are, whom we trust, and what went wrong in words.

use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{CertificateError, ClientConfig, RootCertStore, ServerConfig};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};

use crate::sip::config::{TlsConfig, TlsIdentity};
use crate::sip::error::SipError;
use crate::sip::pem;

/// Both ends of TLS as the configuration has them. All clones are one.
#[derive(Clone)]
pub(in crate::sip) struct Tls(Arc<RwLock<Ends>>);

/// What connections begin with; those that are open keep what they began with.
#[derive(Clone)]
struct Ends {
    acceptor: Option<TlsAcceptor>,
    connector: TlsConnector,
    /// What we show.
    chain: Vec<CertificateDer<'static>>,
}

/// A chain of certificates and its key.
type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// [`SipError::Tls`] says which of them cannot be used.
    pub(in crate::sip) fn new(config: &TlsConfig) -> Result<Self, SipError> {
        Ok(Self(Arc::new(RwLock::new(Ends::new(config)?))))
    }

    /// Reads the files again; connections from now on begin with what is in them. Whether our certificate is another one.
    ///
    /// # Errors
    /// [`SipError::Tls`] if they cannot be used; then nothing changes.
    pub(in crate::sip) fn renew(&self, config: &TlsConfig) -> Result<bool, SipError> {
        let new = Ends::new(config)?;
        let mut ends = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if ends.acceptor.is_some() && new.acceptor.is_none() {
            return Err(SipError::Tls("[sip] tls names no certificate any more".into()));
        }
        let differs = ends.chain != new.chain;
        *ends = new;
        Ok(differs)
    }

    /// Whether we have a certificate to show to who connects.
    pub(in crate::sip) fn accepts(&self) -> bool {
        self.now().acceptor.is_some()
    }

    /// The server's side of the handshake.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<server::TlsStream<TcpStream>> {
        match self.now().acceptor {
            Some(acceptor) => acceptor.accept(stream).await,
            None => Err(io::Error::other("there is no certificate")),
        }
    }

    /// The client's side: the server must have a certificate for `name`, which it is told (SNI).
    pub(super) async fn connect(&self, stream: TcpStream, name: &str) -> io::Result<client::TlsStream<TcpStream>> {
        let server = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
        self.now().connector.connect(server, stream).await.map_err(|error| in_words(error, name))
    }

    fn now(&self) -> Ends {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Ends {
    fn new(config: &TlsConfig) -> Result<Self, SipError> {
        // Named here, so that it does not matter which provider else the process has.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let identity = config.identity.as_ref().map(identity).transpose()?;
        let acceptor = identity.as_ref().map(|identity| server_config(identity, config, &provider)).transpose()?;
        let chain = identity.as_ref().map(|(chain, _)| chain.clone()).unwrap_or_default();
        let client = client_config(identity, config.ca.as_deref(), &provider)?;
        Ok(Self {
            acceptor: acceptor.map(|server| TlsAcceptor::from(Arc::new(server))),
            connector: TlsConnector::from(Arc::new(client)),
            chain,
        })
    }
}

fn server_config(
    (chain, key): &Identity,
    config: &TlsConfig,
    provider: &Arc<CryptoProvider>,
) -> Result<ServerConfig, SipError> {
    let wrong = |error: &dyn std::fmt::Display| SipError::Tls(error.to_string());
    let builder = ServerConfig::builder_with_provider(Arc::clone(provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| wrong(&error))?;
    let builder = match &config.client_ca {
        Some(path) => {
            let roots = Arc::new(authorities(RootCertStore::empty(), path)?);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(provider)).build();
            builder.with_client_cert_verifier(verifier.map_err(|error| wrong(&error))?)
        }
        None => builder.with_no_client_auth(),
    };
    builder.with_single_cert(chain.clone(), key.clone_key()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            SipError::Tls("the certificate and the key do not belong together".into())
        }
        other => wrong(&other),
    })
}

fn client_config(
    identity: Option<Identity>,
    ca: Option<&Path>,
    provider: &Arc<CryptoProvider>,
) -> Result<ClientConfig, SipError> {
    let wrong = |error: &dyn std::fmt::Display| SipError::Tls(error.to_string());
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = ca {
        roots = authorities(roots, path)?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    let builder = ClientConfig::builder_with_provider(Arc::clone(provider)).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| wrong(&error))?;
    let builder = builder.with_webpki_verifier(verifier.map_err(|error| wrong(&error))?);
    match identity {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|error| wrong(&error)),
        None => Ok(builder.with_no_client_auth()),
    }
}

fn identity(identity: &TlsIdentity) -> Result<Identity, SipError> {
    let chain = certificates(&identity.certificate)?;
    let key =
        pem::key(&identity.key).map_err(|why| SipError::Tls(format!("the key is not a private key in PEM: {why}")))?;
    Ok((chain, key))
}

fn authorities(mut roots: RootCertStore, path: &Path) -> Result<RootCertStore, SipError> {
    for certificate in certificates(path)? {
        roots.add(certificate).map_err(|error| SipError::Tls(format!("{}: {error}", path.display())))?;
    }
    Ok(roots)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, SipError> {
    pem::certificates(path).map_err(|why| SipError::Tls(format!("{}: {why}", path.display())))
}

/// Why a server was not believed, with what can be done about it.
fn in_words(error: io::Error, name: &str) -> io::Error {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let Some(rustls::Error::InvalidCertificate(cause)) = cause else { return error };
    io::Error::other(match cause {
        CertificateError::UnknownIssuer => "its certificate is signed by an authority that is not trusted; name \
                                            that authority in [sip] tls = { ca = \"FILE\" }, or for `dialtree sim` with \
                                            --ca FILE"
            .to_owned(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("its certificate is not for {name}")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "its certificate is that of an authority; sign one for the server with it (CA:FALSE), or make it without CA:TRUE"
                .to_owned()
        }
        other => format!("its certificate is not valid: {other}"),
    })
}
