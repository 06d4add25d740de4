//! Asks who is there: digest authentication as a server. RFC 3261 §22, RFC 7616, RFC 8760

mod guesses;
mod nonces;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use digest_auth::{AlgorithmType, AuthContext, AuthorizationHeader, HttpMethod};
use rsipstack::sip::{Header, Request};
use tokio::time::Instant;

use super::convert;
use crate::config::{Algorithm, Registrar, Secret, User};
use guesses::Guesses;
use nonces::{Nonces, Use};

/// Knows the passwords of our users.
pub(super) struct Doorkeeper {
    realm: String,
    algorithms: Vec<Algorithm>,
    users: HashMap<String, Secret>,
    state: Mutex<State>,
}

struct State {
    nonces: Nonces,
    guesses: Guesses,
}

/// What a request has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// It comes from this user.
    User(String),
    /// It must be asked who it is: 401 with [`Doorkeeper::challenges`]. `stale`: the password was right, the nonce too old.
    Nothing { stale: bool },
    /// User and password do not belong together; the name that was tried, as it may stand in a log.
    Wrong(String),
    /// Its source has guessed too often, and is not listened to for so many seconds.
    TooOften(u64),
}

impl Doorkeeper {
    pub(super) fn new(users: &[User], settings: &Registrar) -> Self {
        Self {
            realm: settings.realm.clone(),
            algorithms: settings.algorithms.clone(),
            users: users.iter().map(|user| (user.name.clone(), user.password.clone())).collect(),
            state: Mutex::new(State { nonces: Nonces::new(Instant::now()), guesses: Guesses::default() }),
        }
    }

    /// Whether there is a user of this name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.users.contains_key(name)
    }

    /// Whether there is anybody at all.
    pub(super) fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Who sends a request.
    pub(super) fn ask(&self, request: &Request, source: IpAddr) -> Shown {
        let Some(given) = convert::all(request, "Authorization").find_map(|value| self.read(value)) else {
            return Shown::Nothing { stale: false };
        };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Err(seconds) = state.guesses.may(source, now) {
            return Shown::TooOften(seconds);
        }
        let Some(user) = self.proved(&given, request) else {
            state.guesses.wrong(source, now);
            return Shown::Wrong(tried(&given.username));
        };
        let count = given.qop.map(|_| given.nc);
        match state.nonces.used(&given.nonce, count, now) {
            Use::First => Shown::User(user),
            // RFC 7616 §3.3: only who knows the password is told that the nonce alone was wrong.
            Use::Again | Use::Unknown => Shown::Nothing { stale: true },
        }
    }

    /// The headers of a 401: one for each hash, best first. RFC 8760 §2.4
    pub(super) fn challenges(&self, stale: bool) -> Vec<Header> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let challenge = |algorithm: &Algorithm| {
            let (realm, nonce) = (&self.realm, state.nonces.make(Instant::now()));
            let stale = if stale { ", stale=true" } else { "" };
            let name = name(*algorithm);
            let value = format!("Digest realm=\"{realm}\", nonce=\"{nonce}\", algorithm={name}, qop=\"auth\"{stale}");
            Header::WwwAuthenticate(value.into())
        };
        self.algorithms.iter().map(challenge).collect()
    }

    /// Credentials for our realm, by a hash that we offer.
    fn read(&self, value: &str) -> Option<AuthorizationHeader> {
        let value = value.trim();
        let scheme = value.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("digest"))?;
        // The library counts in characters and cuts in octets.
        let plain = value.is_ascii();
        let given = plain.then(|| AuthorizationHeader::parse(&format!("Digest{}", &value[scheme.len()..])).ok())??;
        let offered = self.algorithms.iter().any(|algorithm| hash(*algorithm) == given.algorithm.algo);
        (given.realm == self.realm && offered && !given.userhash).then_some(given)
    }

    /// The user, if the answer is right. What the header says of the URI is hashed as it stands: proxies may have changed the
    /// request's own.
    fn proved(&self, given: &AuthorizationHeader, request: &Request) -> Option<String> {
        // Some phones write their address in place of the name.
        let name = given.username.split('@').next().unwrap_or_default();
        let known = self.users.get(name);
        // Who is not known costs the same time.
        let password = known.map_or("", Secret::reveal);
        let method = HttpMethod::from(request.method.to_string());
        let body = Some(request.body.as_slice());
        let context = AuthContext::new_with_method(&given.username, password, &given.uri, body, method);
        let mut expected = given.clone();
        expected.digest(&context);
        let right = same(&expected.response, &given.response.to_ascii_lowercase());
        known.filter(|_| right).map(|_| name.to_owned())
    }
}

/// The name before the host, short: whoever guesses writes what they like.
fn tried(username: &str) -> String {
    username.split('@').next().unwrap_or_default().chars().take(NAME).collect()
}

/// Compares in a time that does not tell how much was right.
fn same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |differing, (one, other)| differing | (one ^ other));
    one.len() == other.len() && differing == 0
}

fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Md5 => "MD5",
        Algorithm::Sha256 => "SHA-256",
        Algorithm::Sha512 => "SHA-512-256",
    }
}

fn hash(algorithm: Algorithm) -> AlgorithmType {
    match algorithm {
        Algorithm::Md5 => AlgorithmType::MD5,
        Algorithm::Sha256 => AlgorithmType::SHA2_256,
        Algorithm::Sha512 => AlgorithmType::SHA2_512_256,
    }
}

/// Characters of a name that are logged.
const NAME: usize = 40;

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
