//! Every section and key there is. The documentation is made from this.

mod telephony;

use super::key::{Key, SectionDef};
use telephony::{MEDIA, REGISTRAR, SIP, TRUNK, USER};

/// Everything the file may contain, in the order of the documentation.
pub(super) const SECTIONS: &[SectionDef] =
    &[SIP, MEDIA, LIMITS, HTTP, EGRESS, TWIML, CREDENTIAL, SPEECH, STORAGE, TRUNK, REGISTRAR, USER, LOG];

/// The section of a name.
pub(super) fn section(name: &str) -> Option<&'static SectionDef> {
    SECTIONS.iter().find(|section| section.name == name)
}

const LIMITS: SectionDef = SectionDef {
    name: "limits",
    named: None,
    text: "How much of anything. What is over a limit is refused at once; live calls go on undisturbed.",
    keys: &[
        Key::new("calls", "1 to 1000000", "`2000`", "2000", "Calls at one time; more get 503."),
        Key::new("calls_per_second", "1 to 100000", "`200`", "200", "New calls in a second; more get 503."),
        Key::new(
            "calls_per_source",
            "1 to 100000",
            "none: as many as of all",
            "20",
            "New calls of one IP address in a second; more get 503. A carrier is one address, too.",
        ),
        Key::new(
            "document",
            "size",
            "`\"64 KiB\"`",
            r#""64 KiB""#,
            "The largest answer of an application, decompressed; a larger one fails with `too-large`.",
        ),
        Key::new(
            "audio",
            "size",
            "`\"16 MiB\"`",
            r#""16 MiB""#,
            "The largest audio file that `Play` fetches, decompressed.",
        ),
        Key::new(
            "audio_cache",
            "size",
            "`\"64 MiB\"`",
            r#""64 MiB""#,
            "Fetched audio that is kept in memory, all files together, as far as `Cache-Control` allows; `\"0 B\"`: none.",
        ),
        Key::new(
            "documents_without_input",
            "1 to 10000",
            "`25`",
            "25",
            "How many documents may follow one another without a key of the caller.",
        ),
        Key::new(
            "requests_per_origin",
            "1 to 100000",
            "`1000`",
            "1000",
            "Requests to one application (scheme, host and port) at one time; more are refused at once.",
        ),
    ],
};

const HTTP: SectionDef = SectionDef {
    name: "http",
    named: None,
    text: "The engine's own HTTP server: `/health`, `/ready`, `/metrics`, `/recordings/…`, `POST /admin/reload`. See operations.md.",
    keys: &[
        Key::new(
            "listen",
            "`\"address:port\"`, or `\"off\"`",
            "`\"127.0.0.1:8061\"`",
            r#""127.0.0.1:8061""#,
            "Where it listens. Only this machine reaches it unless you open it to a network.",
        ),
        Key::new(
            "admin_token",
            "secret",
            "none: only this machine may",
            r#"{ env = "DIALTREE_ADMIN_TOKEN" }"#,
            "Lets others use `/admin/…` with `Authorization: Bearer …`.",
        ),
        Key::new(
            "base_url",
            "`http://` or `https://` URL",
            "`http://` and the address that is listened on",
            r#""https://ivr.example""#,
            "How applications reach the engine: links to recordings begin with it.",
        ),
    ],
};

const EGRESS: SectionDef = SectionDef {
    name: "egress",
    named: None,
    text: "Where requests to applications, for prompts and for callbacks may go. Public addresses are always allowed; \
           loopback and private ones only if they are listed here. The check is made on the address that is connected \
           to, on every redirect.",
    keys: &[
        Key::new(
            "allow",
            "list of origins (`https://host:port`), networks (`10.0.0.0/8`) and addresses",
            "`[]`",
            r#"["https://crm.example", "127.0.0.0/8"]"#,
            "What is allowed beside public addresses. An origin may have private and loopback addresses; link-local \
             addresses, where clouds keep their metadata, must be listed as a network; multicast is never allowed.",
        ),
        Key::new(
            "certificates",
            "path of a PEM file",
            "none",
            r#""company-ca.pem""#,
            "Certificate authorities to trust beside the public ones.",
        ),
    ],
};

const TWIML: SectionDef = SectionDef {
    name: "twiml",
    named: None,
    text: "Who the engine is for applications written for Twilio.",
    keys: &[
        Key::new(
            "account_sid",
            "`AC` and 32 hex digits",
            "made once per installation and kept under `storage.data`",
            r#""AC0123456789abcdef0123456789abcdef""#,
            "The `AccountSid` parameter.",
        ),
        Key::new(
            "auth_token",
            "secret",
            "none: requests are not signed",
            r#"{ env = "DIALTREE_TOKEN" }"#,
            "Signs requests of dialect twiml: the header `X-Twilio-Signature`.",
        ),
        Key::new(
            "shared_key",
            "letters, digits, `_`, `-`",
            "none: HMAC-SHA1",
            r#""webhooks_sharedkey_1""#,
            "Signs with HMAC-SHA256 instead, for applications that read `X-Twilio-Webhooks-Signature-Settings`: the id \
             of the key, whose secret is `auth_token`.",
        ),
    ],
};

const CREDENTIAL: SectionDef = SectionDef {
    name: "credential",
    named: Some("NAME"),
    text: "How requests sign and authenticate: `auth=\"NAME\"` of an `Interactive` chooses one. Credentials are not sent \
           on to another origin when an application redirects.",
    keys: &[
        Key::new(
            "scheme",
            "`basic`, `bearer`, `dialtree`, `oauth1`, `twilio`, `twilio-sha256`",
            "required",
            r#""dialtree""#,
            "`basic` and `bearer` send `Authorization`; `dialtree` signs with HMAC-SHA256 in `X-Dialtree-Signature`; \
             `oauth1` with OAuth 1.0a (HMAC-SHA1, no token); `twilio` with another token than `twiml.auth_token`; \
             `twilio-sha256` with a shared key.",
        ),
        Key::new(
            "user",
            "text",
            "none",
            r#""ivr""#,
            "The user name of `basic`, the consumer key of `oauth1`, the key id of `twilio-sha256`.",
        ),
        Key::new(
            "secret",
            "secret",
            "required",
            r#"{ file = "crm.secret" }"#,
            "The password, token, consumer secret or signing key.",
        ),
    ],
};

const SPEECH: SectionDef = SectionDef {
    name: "speech",
    named: None,
    text: "Voices.",
    keys: &[
        Key::new(
            "voices",
            "path of a folder",
            "none: the built-in voices only",
            r#""voices/""#,
            "Piper voices: `NAME.onnx` and `NAME.onnx.json`, also in folders below. Read at the start.",
        ),
        Key::new(
            "default",
            "table of languages and their voices, `piper:NAME`, `piper:NAME#SPEAKER` or `espeak:NAME`",
            "the voice of the folder for the locale, one for the language, the built-in one",
            r#"{ en = "espeak:en-us" }"#,
            "Who speaks a language (`en`, or `en-US`) if the text does not say.",
        ),
        Key::new(
            "lexicon",
            "path of a folder",
            "none: words are said by the rules of their language",
            r#""lexicon/""#,
            "Words that are said in a way of their own: `en.txt`, `ru.txt`, `en-GB.txt` …, with lines like `SQL = sequel`. Read at the start.",
        ),
        Key::new(
            "onnxruntime",
            "path of the library of ONNX Runtime, or of its folder",
            "looked for: `ORT_DYLIB_PATH`, beside the program, `vendor/ort/onnxruntime/capi`, the system",
            r#""vendor/ort/onnxruntime/capi""#,
            "Runs Piper voices at half the CPU time of the built-in engine.",
        ),
    ],
};

const STORAGE: SectionDef = SectionDef {
    name: "storage",
    named: None,
    text: "Where files are kept.",
    keys: &[
        Key::new(
            "data",
            "path of a folder",
            "`\"data\"`, in the working directory",
            r#""/var/lib/dialtree""#,
            "Recordings, rendered speech and the identity of the installation. Made if it is not there.",
        ),
        Key::new(
            "retention",
            "time, `\"1h\"` to `\"366d\"`, or `\"off\"`",
            "`\"off\"`",
            r#""30d""#,
            "How long recordings are kept; older ones are removed, at the start and every hour.",
        ),
        Key::new(
            "link_life",
            "time, `\"1m\"` to `\"366d\"`",
            "`\"7d\"`",
            r#""7d""#,
            "How long a link to a recording works, from the recording's end.",
        ),
    ],
};

const LOG: SectionDef = SectionDef {
    name: "log",
    named: None,
    text: "The log, on standard error.",
    keys: &[
        Key::new(
            "level",
            "`error`, `warn`, `info`, `debug`, `trace`",
            "`\"info\"`",
            r#""info""#,
            "How much is told. `info` tells a call's story in about ten lines; numbers of people are masked up to it.",
        ),
        Key::new("format", "`text`, `json`", "`\"text\"`", r#""json""#, "For people or for programs."),
    ],
};
