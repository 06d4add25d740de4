//! SIP on the wire: raw octets on one side, legs on the other.

mod early;
mod established;
mod incoming;
mod joined;
mod keys;
mod names;
mod outgoing;
mod path;
mod peer;
mod pickup;
mod refer;
mod registrar;
mod reliable;
mod sessions;
mod side;
mod tls;
mod torture;
mod transferred;
mod transports;
mod trunks;
