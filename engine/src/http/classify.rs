//! What an error of the HTTP library means.

use std::error::Error;
use std::io;

use super::attempt::ConnectTimeout;
use super::error::FetchError;
use super::resolver::ResolveError;
use crate::config::Origin;

/// Finds the cause in an error's chain. The library's own text is not used: it shows the URL with its query.
pub(super) fn classify(error: &reqwest::Error, origin: &Origin) -> FetchError {
    let mut deepest = None;
    let mut next = error.source();
    while let Some(cause) = next {
        // An I/O error's source is the source of what it wraps; the wrapped error itself comes first.
        let mut wrapped: Option<&(dyn Error + 'static)> = Some(cause);
        while let Some(inner) = wrapped {
            if let Some(found) = known(inner, origin) {
                return found;
            }
            wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref).map(|inner| inner as _);
        }
        deepest = Some(cause);
        next = cause.source();
    }
    let origin = origin.clone();
    let reason = deepest.map_or_else(|| "it ended early".to_owned(), ToString::to_string);
    if error.is_connect() { FetchError::Connect { origin, reason } } else { FetchError::Broken { origin, reason } }
}

fn known(cause: &(dyn Error + 'static), origin: &Origin) -> Option<FetchError> {
    if let Some(error) = cause.downcast_ref::<ResolveError>() {
        return Some(match error.clone() {
            ResolveError::Unknown { host, reason } => FetchError::Dns { host, reason },
            ResolveError::Forbidden { host, address } => FetchError::Forbidden { host, address },
        });
    }
    let origin = || origin.clone();
    if let Some(error) = cause.downcast_ref::<ConnectTimeout>() {
        return Some(FetchError::Connect { origin: origin(), reason: error.to_string() });
    }
    let error = cause.downcast_ref::<rustls::Error>()?;
    Some(FetchError::Tls { origin: origin(), reason: error.to_string() })
}
