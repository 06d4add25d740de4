//! Which vocabulary a document is written in, and what kind of document it is.

use serde::{Deserialize, Serialize};

/// The family of applications a response was written for. It decides defaults that differ, leniency and signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// VoipNow and Telphin CallAPI Interactive: a flat list of verbs, parsed leniently.
    #[default]
    CallApi,
    /// Twilio TwiML, Telnyx TeXML, SignalWire cXML.
    Twiml,
}

/// What a file or body is: decides the root element, and whether a mistake is an error or a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// What a remote application returned (`Response`).
    Response(Dialect),
    /// A designer's file (`Dialplan`).
    Dialplan,
    /// A scripted test call (`Script`).
    Script,
}

impl DocumentKind {
    /// The dialect whose defaults hold in this document: `callapi` outside TwiML responses.
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Response(dialect) => dialect,
            Self::Dialplan | Self::Script => Dialect::CallApi,
        }
    }
}
