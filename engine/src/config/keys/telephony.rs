//! The sections about telephones and the ways to them.

use crate::config::key::{Key, SectionDef};

/// `[sip]`.
pub(in crate::config) const SIP: SectionDef = SectionDef {
    name: "sip",
    named: None,
    text: "Where callers reach the engine.",
    keys: &[
        Key::new(
            "listen",
            "list of `udp://address:port`, `tcp://address:port`, `tls://address:port`",
            r#"`["udp://127.0.0.1:5060", "tcp://127.0.0.1:5060"]`"#,
            r#"["udp://0.0.0.0:5060", "tcp://0.0.0.0:5060"]"#,
            "Where SIP is listened on. Only this machine can call unless you open it to a network. IPv6 addresses stand in \
             brackets: `udp://[::1]:5060`. Port 0 takes a free one; without a port it is 5060, with TLS 5061.",
        ),
        Key::new(
            "public_address",
            "IP address",
            "the address that is listened on",
            r#""203.0.113.7""#,
            "The address written into Contact and SDP when the engine stands behind NAT.",
        ),
        Key::new(
            "tls",
            "table of `certificate` (path of a PEM file), `key` (secret, PEM), `ca`, `client_ca` (paths of PEM files)",
            "no certificate; public authorities are trusted",
            r#"{ certificate = "cert.pem", key = { file = "key.pem" } }"#,
            "SIP over TLS. `certificate` is shown to who connects to a `tls://` address, with the intermediate ones behind it in \
             the file, and to servers that ask for one. `ca`: authorities to trust beside the public ones when calling out. \
             `client_ca`: only clients with a certificate of these authorities may connect.",
        ),
        Key::new(
            "name_servers",
            "list of IP addresses, with a port if it is not 53",
            "`[]`: those of the system",
            r#"["192.0.2.53"]"#,
            "Whom to ask where SIP names lead (NAPTR, SRV, addresses).",
        ),
        Key::new(
            "ignore",
            "list of patterns of `User-Agent`",
            "the names of eight programs that look for open servers",
            r#"["friendly-scanner*", "sipvicious*"]"#,
            "Programs whose requests get no answer at all; `*` stands for any characters, case does not matter. `[]`: none.",
        ),
        Key::new(
            "transfers",
            "list of patterns of numbers",
            "`[]`: nobody",
            r#"["1*", "+44*"]"#,
            "Whom a telephone in a call may have put into its place (REFER): extensions, and numbers of trunks; `*` stands for any \
             characters. Whatever is not listed is declined. The host of an address is not looked at, and never called: its number is.",
        ),
    ],
};

/// `[media]`.
pub(in crate::config) const MEDIA: SectionDef = SectionDef {
    name: "media",
    named: None,
    text: "Audio.",
    keys: &[
        Key::new(
            "address",
            "IP address",
            "that of the first `sip.listen`",
            r#""192.0.2.10""#,
            "The local address of RTP.",
        ),
        Key::new(
            "ports",
            "`\"first-last\"` or `\"any\"`",
            "`\"20000-29999\"`",
            r#""20000-29999""#,
            "UDP ports for RTP and RTCP; each leg takes two. `any` lets the system choose.",
        ),
        Key::new("workers", "0 to 256", "`0`", "2", "How many threads send and receive RTP; 0: one per core."),
        Key::new(
            "timeout",
            "time, or `\"off\"`",
            "`\"off\"`",
            r#""60s""#,
            "A call whose caller sends no RTP for this long is ended.",
        ),
        Key::new(
            "inband",
            "`\"auto\"`, `\"always\"`, `\"never\"`",
            "`\"auto\"`",
            r#""always""#,
            "When keys are listened for in the audio itself (ITU-T Q.24): on legs whose phone has no telephone-event, on all, on none. \
             However a phone sends a key, it counts once.",
        ),
        Key::new(
            "codecs",
            "list of `\"PCMU\"`, `\"PCMA\"`, `\"G722\"`, `\"opus\"`",
            "`[\"PCMU\", \"PCMA\", \"G722\"]`",
            r#"["PCMA", "G722"]"#,
            "The codecs of calls, best first. Offered in this order, behind the codec of the caller who is transferred; of those that are \
             offered to us the first that is in the list is taken. With `\"G722\"` or `\"opus\"` in it prompts are kept at 16 kHz, too: twice \
             the memory, three times the disk. Two legs with different codecs, other than those of G.711, are transcoded. Opus is encoded for \
             each leg at five times the cost of G.722.",
        ),
        Key::new(
            "hold_music",
            "path of a sound file",
            "none",
            r#""hold.wav""#,
            "A sound file that is played, over and over, to who is put on hold by the other party of a bridge, in place of what that party \
             sends. Without it that is heard, or nothing.",
        ),
        Key::new(
            "srtp",
            "`\"off\"`, `\"optional\"`, `\"required\"`",
            "`\"optional\"`",
            r#""required""#,
            "Encryption of audio by SRTP with keys in SDP (RFC 4568): never, for phones that offer it, for all calls in both directions. What \
             does not fit is refused with 488. Whoever reads the signalling has the keys: use it with TLS.",
        ),
        Key::new(
            "srtp_keys",
            "`\"tls\"`, `\"any\"`",
            "`\"tls\"`",
            r#""any""#,
            "Over which signalling we offer keys of SRTP: over TLS alone, or also over UDP and TCP, where who can read it can listen. Calls \
             that would need more fail. Phones that offer keys themselves are answered over anything.",
        ),
    ],
};

/// `[trunk.NAME]`.
pub(in crate::config) const TRUNK: SectionDef = SectionDef {
    name: "trunk",
    named: Some("NAME"),
    text: "A way out to the telephone network. The trunk with the most specific pattern takes a call; then the first by \
           name, of which `serve` and `check --config` warn (C011).",
    keys: &[
        Key::new(
            "uri",
            "`sip:host`, `sip:host:port`, with `;transport=tcp` or `;transport=tls` if wanted; `sips:host`; or a list of these and \
             of tables with `uri`, `priority`, `weight`",
            "required",
            r#"["sip:a.carrier.example", { uri = "sip:b.carrier.example", priority = 2 }]"#,
            "Where its calls are sent. Of several gateways those with the lowest `priority` (1 if not given) are tried first, \
             by lot if there are more, each with the chance of its `weight` (1).",
        ),
        Key::new(
            "numbers",
            "list of patterns",
            "`[\"*\"]`",
            r#"["+*"]"#,
            "The numbers it takes; `*` stands for any characters.",
        ),
        Key::new(
            "login",
            "table of `user` and `password`, a secret",
            "none",
            r#"{ user = "ivr", password = { env = "CARRIER_PASSWORD" } }"#,
            "What its calls authenticate with.",
        ),
        Key::new(
            "register",
            "table of `user`, `password` (secret), `account`, `expires`, `\"60s\"` to `\"24h\"`",
            "none: the carrier knows us by our address",
            r#"{ user = "ivr", password = { env = "CARRIER_PASSWORD" } }"#,
            "Registration at the carrier. User and password are those of `login` if they are not given, and the other way round; \
             `account` is the user; `expires` is an hour.",
        ),
        Key::new(
            "ping",
            "time, `\"5s\"` to `\"1h\"`, or `\"off\"`",
            "`\"off\"`",
            r#""30s""#,
            "How often each gateway is asked by OPTIONS whether it is there.",
        ),
        Key::new(
            "rewrite",
            "table of patterns and replacements, with one `*` at most",
            "none: as the dialplan has it",
            r#"{ "+44*" = "0*", "+*" = "00*" }"#,
            "What the carrier is to call for a number. The most specific pattern decides; `*` stands for the same characters in both.",
        ),
        Key::new(
            "caller_id",
            "number, or table of patterns and replacements",
            "none: as the dialplan has it",
            r#"{ "+4420794600*" = "+4420794600*", "*" = "+442079460000" }"#,
            "What callees see in place of the caller's number: one number always, or by patterns as in `rewrite`.",
        ),
        Key::new(
            "identity",
            "`from`, `asserted`",
            "`\"from\"`",
            r#""asserted""#,
            "Where the carrier looks for the caller's number: in From, or in P-Asserted-Identity (RFC 3325), with the user of `login` in From, \
             and `Privacy: id` for a caller who hides.",
        ),
        Key::new(
            "diversion",
            "`off`, `diversion`, `history-info`",
            "`\"off\"`",
            r#""diversion""#,
            "How the carrier is told which number of yours the caller dialled, as a call is passed on: by Diversion (RFC 5806) or History-Info \
             (RFC 7044). The number is rewritten by `rewrite`.",
        ),
    ],
};

/// `[registrar]`.
pub(in crate::config) const REGISTRAR: SectionDef = SectionDef {
    name: "registrar",
    named: None,
    text: "What holds for the telephones that register here. Without a `[user.EXTENSION]` nobody can. See operations.md.",
    keys: &[
        Key::new(
            "realm",
            "text",
            "`\"dialtree\"`",
            r#""pbx.example""#,
            "What telephones are told to authenticate for. Some keep their password by it.",
        ),
        Key::new(
            "algorithms",
            "list of `SHA-512-256`, `SHA-256`, `MD5`",
            r#"`["SHA-256", "MD5"]`"#,
            r#"["SHA-256"]"#,
            "The hashes that passwords may be proved with, best first. Many telephones know MD5 only. Some give up when another comes first: `[\"MD5\"]` serves them.",
        ),
        Key::new(
            "min_expires",
            "time, `\"10s\"` to `\"7d\"`",
            "`\"60s\"`",
            r#""60s""#,
            "The shortest registration; who wants a shorter one gets 423.",
        ),
        Key::new(
            "expires",
            "time, `\"10s\"` to `\"7d\"`",
            "`\"1h\"`",
            r#""30m""#,
            "The longest registration, and that of a telephone that names none.",
        ),
        Key::new("devices", "1 to 100", "`10`", "5", "Telephones of one user at one time; they ring together."),
        Key::new(
            "keep_alive",
            "time, `\"5s\"` to `\"10m\"`, or `\"off\"`",
            "`\"30s\"`",
            r#""20s""#,
            "How often telephones behind NAT get an empty datagram, so that calls find the way in.",
        ),
        Key::new(
            "calls",
            "`authenticated`, `open`",
            "`\"authenticated\"`",
            r#""open""#,
            "Whether who calls with the extension of a user in From must prove to be that user.",
        ),
    ],
};

/// `[user.EXTENSION]`.
pub(in crate::config) const USER: SectionDef = SectionDef {
    name: "user",
    named: Some("EXTENSION"),
    text: "Somebody whose telephones register here. A `Transfer` or `Dial` to the extension rings all of them; an extension goes \
           before the patterns of trunks.",
    keys: &[Key::new(
        "password",
        "secret",
        "required",
        r#"{ env = "USER_101" }"#,
        "What its telephones authenticate with. The user name is the extension.",
    )],
};
