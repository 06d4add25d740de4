//! What is kept, for how long, and how much of it.

use std::time::Duration;

use proptest::prelude::*;
use reqwest::header::HeaderValue;

use super::*;

fn url(path: &str) -> Url {
    Url::parse("https://cdn.example").unwrap().join(path).unwrap()
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::try_from(*value).unwrap())).collect()
}

fn audio(bytes: usize) -> Audio {
    Audio { bytes: vec![0; bytes].into(), content_type: None, key: "k".into() }
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

fn kept(pairs: &[(&'static str, &str)]) -> Cache {
    let cache = Cache::new(1 << 20);
    cache.keep(&url("/a"), (StatusCode::OK, &headers(pairs)), &audio(10), now());
    cache
}

/// `fresh`, `stale` or `nothing`, so many seconds later.
fn known(cache: &Cache, seconds: u64) -> &'static str {
    match cache.look_up(&url("/a"), now() + Duration::from_secs(seconds)) {
        Known::Fresh(_) => "fresh",
        Known::Stale { .. } => "stale",
        Known::Nothing => "nothing",
    }
}

#[test]
fn it_is_fresh_for_as_long_as_the_server_says() {
    for (control, at_59, at_61) in [
        ("max-age=60", "fresh", "stale"),
        ("public, s-maxage=60, max-age=1", "fresh", "stale"),
        ("max-age=60, must-revalidate", "fresh", "stale"),
        ("no-cache, max-age=60", "stale", "stale"),
        ("no-store, max-age=60", "nothing", "nothing"),
        ("private, max-age=60", "nothing", "nothing"),
        ("max-age=soon", "stale", "stale"),
    ] {
        let cache = kept(&[("cache-control", control), ("etag", "\"1\"")]);

        assert_eq!((known(&cache, 59), known(&cache, 61)), (at_59, at_61), "{control}");
    }
    let cache = kept(&[("cache-control", "max-age=60"), ("age", "50")]);
    assert_eq!((known(&cache, 9), known(&cache, 11)), ("fresh", "stale"));
}

#[test]
fn what_says_nothing_is_asked_for_every_time() {
    assert_eq!(known(&kept(&[("last-modified", "Sat, 01 Jan 2000 00:00:00 GMT")]), 0), "stale");
    assert_eq!(known(&kept(&[("content-type", "audio/wav")]), 0), "nothing");
    assert_eq!(known(&kept(&[("cache-control", "max-age=60"), ("vary", "*")]), 0), "nothing");
}

#[test]
fn a_stale_file_is_asked_for_by_its_tag_and_renewed() {
    let cache =
        kept(&[("cache-control", "max-age=60"), ("etag", "\"1\""), ("last-modified", "Sat, 01 Jan 2000 00:00:00 GMT")]);
    let later = now() + Duration::from_secs(61);
    let Known::Stale { kept, conditions } = cache.look_up(&url("/a"), later) else { panic!("it is stale") };
    assert_eq!(conditions.get("if-none-match").unwrap(), "\"1\"");
    assert_eq!(conditions.get("if-modified-since").unwrap(), "Sat, 01 Jan 2000 00:00:00 GMT");

    let renewed = cache.renew(&url("/a"), kept, &headers(&[("etag", "\"1\"")]), later);

    assert_eq!(renewed, audio(10));
    assert_eq!((known(&cache, 120), known(&cache, 122)), ("fresh", "stale"));
    assert_eq!(cache.files().bytes, 10 + OVERHEAD);
}

#[test]
fn it_does_not_grow_and_what_was_played_last_stays() {
    let cache = Cache::new(3 * (1_000 + OVERHEAD));
    let fresh = headers(&[("cache-control", "max-age=60")]);
    for path in ["/a", "/b", "/c"] {
        cache.keep(&url(path), (StatusCode::OK, &fresh), &audio(1_000), now());
    }
    cache.look_up(&url("/a"), now());

    cache.keep(&url("/d"), (StatusCode::OK, &fresh), &audio(1_000), now());
    cache.keep(&url("/e"), (StatusCode::OK, &fresh), &audio(1 << 20), now());

    let left = ["/a", "/b", "/c", "/d", "/e"].map(|path| cache.files().by_url.contains(url(path).as_str()));
    assert_eq!(left, [true, false, true, true, false]);
    assert_eq!(cache.files().bytes, cache.most_bytes);
}

#[test]
fn a_newer_answer_takes_the_place_of_the_older() {
    let cache = kept(&[("cache-control", "max-age=60")]);

    cache.keep(&url("/a"), (StatusCode::OK, &headers(&[("cache-control", "no-store")])), &audio(20), now());

    assert_eq!(known(&cache, 0), "nothing");
    assert_eq!(cache.files().bytes, 0);
}

proptest! {
    /// Whatever a server says, nothing panics.
    #[test]
    fn headers_may_say_anything(
        pairs in prop::collection::vec((0..HEADERS.len(), "[ -~]{0,40}|[a-z-]{1,20}=[0-9]{1,25}|[0-9]{1,25}"), 0..6),
        seconds: u32,
    ) {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(index, value)| (HEADERS[*index].clone(), HeaderValue::try_from(value.as_str()).unwrap()))
            .collect();
        let cache = Cache::new(1 << 20);
        let later = now() + Duration::from_secs(seconds.into());

        cache.keep(&url("/a"), (StatusCode::OK, &headers), &audio(10), now());
        if let Known::Stale { kept, .. } = cache.look_up(&url("/a"), later) {
            cache.renew(&url("/a"), kept, &headers, later);
        }
        cache.look_up(&url("/a"), later);
    }

    /// An age as old as can be is not added to a time.
    #[test]
    fn an_age_may_be_any_number(age: u64, seconds: u32) {
        let cache = kept(&[("cache-control", "max-age=60"), ("etag", "\"1\""), ("age", &age.to_string())]);

        known(&cache, seconds.into());
    }
}
