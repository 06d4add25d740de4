//! Everything that reads a request before its dialog is known. For fuzzing and tests alone.

use std::time::Duration;

use rsipstack::sip::Request;
use tokio::time::Instant;

use crate::sip::{convert, probe};

use super::exchange::description;
use super::invitation::{called, caller, diversion, named, unreadable_body};
use super::peer::{cseq, tag};
use super::replaced::Replaces;
use super::requests::digit;
use super::timer;

/// Reads it all; what comes out does not matter.
pub(in crate::sip) fn probe(request: &Request) {
    let _ = (caller(request), diversion(request), called(convert::request_uri(request)), named(request));
    let _ = (unreadable_body(request), digit(request), cseq(request), convert::header(request, "To").and_then(tag));
    let _ = timer::asked(request, Duration::from_secs(90), Instant::now()).is_ok();
    convert::all(request, "Replaces").for_each(|value| drop(Replaces::read(value)));
    if let Some(sdp) = description(request, &request.body) {
        probe::description(&sdp);
    }
}
