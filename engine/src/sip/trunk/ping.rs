//! Asks a gateway again and again whether it is there, by OPTIONS. RFC 3261 §11

use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::{Header, Method, Request};
use tokio::time::{Instant, sleep, timeout};

use crate::sip::answers::ACCEPT;
use crate::sip::core::Core;
use crate::sip::dialog::{ask, out_of_dialog};
use crate::sip::error::SipError;
use crate::sip::network::Path;

use super::Carrier;

/// Runs until the endpoint ends.
pub(super) async fn run(core: Arc<Core>, carrier: Arc<Carrier>, index: usize, every: Duration) {
    let patience = core.config.timers.t1 * 16;
    loop {
        let pinged = async {
            let trouble = match timeout(patience, ping(&core, &carrier, index)).await {
                Ok(Ok(())) => None,
                Ok(Err(reason)) => Some(reason),
                Err(_) => Some("no answer to OPTIONS".to_owned()),
            };
            match trouble {
                None => carrier.heard(index),
                // The next ping ends it, or renews it.
                Some(reason) => carrier.silent(index, &reason, Instant::now() + every * 2 + patience),
            }
            // Up to a tenth more, so that the pings of many trunks do not come at once.
            sleep(every.mul_f64(1.0 + rand::random::<f64>() / 10.0)).await;
        };
        tokio::select! {
            biased;
            () = core.drain.cancelled() => return,
            () = pinged => {}
        }
    }
}

/// Any answer is a sign of life, also a refusal; but not 503, and not the stack's own 408.
async fn ping(core: &Core, carrier: &Carrier, index: usize) -> Result<(), String> {
    let gateway = carrier.trunk.gateways.get(index).ok_or("there is no such gateway")?;
    let (path, request) = options(core, &gateway.uri).await.map_err(|error| error.to_string())?;
    match ask(core, &path, request).await {
        None => Err("the connection was lost".to_owned()),
        Some(answer) => match answer.status_code.code() {
            status @ (408 | 503) => Err(format!("it answered OPTIONS with {status}")),
            _ => Ok(()),
        },
    }
}

async fn options(core: &Core, uri: &str) -> Result<(Path, Request), SipError> {
    let targets = core.network.names.targets(uri).await?;
    let path = core.way(&targets, None).await?;
    let from = format!("<sip:dialtree@{}>", path.host());
    let call_id = format!("{:032x}", rand::random::<u128>());
    let mut request = out_of_dialog(Method::Options, uri, &path, (&from, &format!("<{uri}>")), &call_id, 1)?;
    request.headers.push(Header::Contact(path.contact().into()));
    request.headers.push(Header::Accept(ACCEPT.into()));
    Ok((path, request))
}
