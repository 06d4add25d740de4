//! Certificates and keys in PEM files (RFC 7468), and what is wrong with them.

use std::path::Path;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::config::TlsIdentity;
use crate::config::Secret;

/// All certificates of a file; at least one.
///
/// # Errors
/// Why there is none.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = std::fs::read(path).map_err(|error| error.to_string())?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if found.is_empty() => Err("there is no certificate in it".to_owned()),
        found => found.map_err(|error| error.to_string()),
    }
}

/// A private key: PKCS #8, PKCS #1 or SEC 1.
///
/// # Errors
/// Why it is none. It does not repeat it.
pub(crate) fn key(text: &Secret) -> Result<PrivateKeyDer<'static>, String> {
    PrivateKeyDer::from_pem_slice(text.reveal().as_bytes()).map_err(|error| error.to_string())
}

/// Whether a key is that of its certificate.
///
/// # Errors
/// What is the matter.
pub(crate) fn belong_together(identity: &TlsIdentity) -> Result<(), String> {
    let key = any_supported_type(&key(&identity.key)?).map_err(|error| format!("the key cannot be used: {error}"))?;
    match CertifiedKey::new(certificates(&identity.certificate)?, key).keys_match() {
        Err(rustls::Error::InconsistentKeys(_)) => Err("the certificate and the key do not belong together".to_owned()),
        Err(error) => Err(format!("the certificate cannot be used: {error}")),
        Ok(()) => Ok(()),
    }
}
