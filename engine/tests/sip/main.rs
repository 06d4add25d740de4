//! SIP on the wire: raw octets on one side, legs on the other.

mod incoming;
mod peer;
