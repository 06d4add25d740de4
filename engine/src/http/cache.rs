//! Audio kept between plays, for as long as its server allows. RFC 9111.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use http::{Request, Response};
use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy};
use lru::LruCache;
use reqwest::StatusCode;
use reqwest::header::{
    AGE, CACHE_CONTROL, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED, PRAGMA, SET_COOKIE, VARY,
};
use url::Url;

use super::audio::Audio;

/// The files, those played last behind the others; shared by all calls.
pub(super) struct Cache {
    most_bytes: usize,
    files: Mutex<Files>,
}

struct Files {
    by_url: LruCache<String, Kept>,
    bytes: usize,
}

/// One file, and what its server said of keeping it.
#[derive(Clone)]
pub(super) struct Kept {
    audio: Audio,
    policy: Arc<CachePolicy>,
}

/// What is known of a URL.
pub(super) enum Known {
    /// It may be played without asking.
    Fresh(Audio),
    /// It may be played if the server answers 304 to a request with these headers. §4.3
    Stale {
        kept: Kept,
        conditions: HeaderMap,
    },
    Nothing,
}

impl Cache {
    /// A cache for so many bytes; none if it is 0.
    pub fn new(most_bytes: usize) -> Self {
        Self { most_bytes, files: Mutex::new(Files { by_url: LruCache::unbounded(), bytes: 0 }) }
    }

    /// What is known of a URL.
    pub fn look_up(&self, url: &Url, now: SystemTime) -> Known {
        let Some(kept) = self.files().by_url.get(url.as_str()).cloned() else { return Known::Nothing };
        let Some(request) = request(url) else { return Known::Nothing };
        match kept.policy.before_request(&request, now) {
            BeforeRequest::Fresh(_) => Known::Fresh(kept.audio),
            BeforeRequest::Stale { request, .. } => Known::Stale { kept, conditions: request.headers },
        }
    }

    /// Keeps a file, if its server allows and it can be of use.
    pub fn keep(&self, url: &Url, (status, headers): (StatusCode, &HeaderMap), audio: &Audio, now: SystemTime) {
        let Some(request) = request(url) else { return };
        let policy = CachePolicy::new_options(&request, &response(status, headers), now, options());
        let known_again = headers.contains_key(ETAG) || headers.contains_key(LAST_MODIFIED) || !policy.is_stale(now);
        let mut files = self.files();
        files.remove(url);
        if policy.is_storable() && known_again {
            files.add(url, Kept { audio: audio.clone(), policy: Arc::new(policy) }, self.most_bytes);
        }
    }

    /// The server has answered 304: the file is as good as new. §4.3.4
    pub fn renew(&self, url: &Url, kept: Kept, headers: &HeaderMap, now: SystemTime) -> Audio {
        let audio = kept.audio.clone();
        if let Some(request) = request(url)
            && let AfterResponse::NotModified(policy, _) =
                kept.policy.after_response(&request, &response(StatusCode::NOT_MODIFIED, headers), now)
        {
            let mut files = self.files();
            files.remove(url);
            files.add(url, Kept { audio: kept.audio, policy: Arc::new(policy) }, self.most_bytes);
        }
        audio
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files {
    fn add(&mut self, url: &Url, kept: Kept, most: usize) {
        let size = size(&kept);
        if size > most {
            return;
        }
        self.bytes += size;
        self.by_url.put(url.as_str().to_owned(), kept);
        while self.bytes > most {
            let Some((_, oldest)) = self.by_url.pop_lru() else { return };
            self.bytes -= self::size(&oldest);
        }
    }

    fn remove(&mut self, url: &Url) {
        if let Some(kept) = self.by_url.pop(url.as_str()) {
            self.bytes -= size(&kept);
        }
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cache").field("most_bytes", &self.most_bytes).finish_non_exhaustive()
    }
}

fn size(kept: &Kept) -> usize {
    kept.audio.bytes.len() + OVERHEAD
}

/// Our request, as far as caching goes: it has no header that differs from one call to another.
fn request(url: &Url) -> Option<Request<()>> {
    Request::get(url.as_str()).body(()).ok()
}

/// An answer, as far as caching goes. An age that cannot be is left out: added to a time, it would overflow.
fn response(status: StatusCode, headers: &HeaderMap) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = status;
    for (name, value) in headers.iter().filter(|(name, _)| HEADERS.contains(name)) {
        let age = || value.to_str().ok().and_then(|age| age.trim().parse::<u32>().ok());
        if *name != AGE || age().is_some() {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

/// All callers share the cache, so that `private` is not kept; what says nothing of how long it is good is asked for
/// every time: a business that replaces a file wants it heard.
fn options() -> CacheOptions {
    CacheOptions { shared: true, cache_heuristic: 0.0, ..CacheOptions::default() }
}

const HEADERS: &[HeaderName] = &[AGE, CACHE_CONTROL, DATE, ETAG, EXPIRES, LAST_MODIFIED, PRAGMA, SET_COOKIE, VARY];
/// Of one file beside its bytes: URL and headers.
const OVERHEAD: usize = 2_048;

#[cfg(test)]
#[path = "cache_tests.rs"]
mod tests;
