//! Scripted calls over real SIP: a caller who listens.

pub mod ear;
