//! What a scripted call is called: its id, its INVITE, and the words for its end.

use dialplan::event::Incoming;
use dialplan::order::EndCause;

use crate::script::Script;

/// 32 hex digits that the script's name and seed decide.
pub(crate) fn call_id(script: &Script) -> String {
    let half = |salt: &str| {
        let seed = script.seed.to_le_bytes();
        fnv1a(salt.bytes().chain(seed).chain(script.name.bytes()).chain(script.path.bytes()))
    };
    format!("{:016x}{:016x}", half("high"), half("low"))
}

/// Why a call ended, in words.
pub(crate) fn cause(cause: &EndCause) -> String {
    match cause {
        EndCause::Hangup => "a Hangup verb".into(),
        EndCause::Rejected => "a Reject verb".into(),
        EndCause::EndOfActions => "the last action has run".into(),
        EndCause::TransferCompleted => "the transfer is over".into(),
        EndCause::CallerHungUp => "the caller hung up".into(),
        EndCause::NoRoute => "no route takes this number".into(),
        EndCause::Exhausted => "the tries of the menu are used up".into(),
        EndCause::ApplicationFailed => "an application failed and nothing took over".into(),
        EndCause::Limit { what } => format!("a limit was reached: {what}"),
        EndCause::Command => "a command".into(),
        EndCause::Shutdown => "the engine shuts down".into(),
        EndCause::LegFailed => "the caller's leg failed".into(),
    }
}

/// The INVITE of a scripted call.
pub(crate) fn incoming(script: &Script) -> Incoming {
    let call_id = call_id(script);
    Incoming {
        sip_call_id: format!("{call_id}@sim.invalid"),
        call_id,
        at_unix_ms: script.at_unix_ms,
        from: script.from.clone(),
        from_name: script.from_name.clone(),
        to: script.to.clone(),
        called_did: None,
        diversion: header(script, "Diversion"),
        source_ip: "127.0.0.1".into(),
        sip_domain: "sim.invalid".into(),
        sip_headers: script.headers.iter().filter(|(name, _)| name.starts_with("X-")).cloned().collect(),
    }
}

fn header(script: &Script, name: &str) -> Option<String> {
    let mut headers = script.headers.iter();
    headers.find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

/// Fowler, Noll and Vo's hash: the same on every machine and in every version, which the standard library's is not.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
