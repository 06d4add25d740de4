//! Whom we trust to be who they say.

use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::client::ClientError;

/// TLS with the public certificate authorities, and those of a file if there is one.
///
/// # Errors
/// [`ClientError`], if the file cannot be used.
pub(super) fn config(certificates: Option<&Path>) -> Result<ClientConfig, ClientError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(path) = certificates {
        add(path, &mut roots)?;
    }
    // Named here, so that it does not matter which provider else the process has.
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| ClientError::Tls { reason: error.to_string() })?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn add(path: &Path, roots: &mut RootCertStore) -> Result<(), ClientError> {
    let unusable = |reason: String| ClientError::Certificates { path: path.to_owned(), reason };
    let mut count = 0;
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(error.to_string()))? {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
        count += 1;
    }
    if count == 0 { Err(unusable("there is no certificate in it".to_owned())) } else { Ok(()) }
}
