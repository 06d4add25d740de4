//! A wrong configuration is refused with everything that is wrong in it.

use std::path::Path;
use std::time::Duration;

use engine::config::{Config, ConfigErrors};
use engine::sip::sdp::Encryption;
use prompts::Codec;

fn parse(text: &str) -> Result<Config, ConfigErrors> {
    Config::parse(text, "dialtree.toml", Path::new("/etc/dialtree"), &|name| (name == "SET").then(|| "value".into()))
}

fn refused(text: &str) -> String {
    parse(text).expect_err("it is wrong").to_string()
}

#[test]
fn nothing_is_the_default() {
    assert_eq!(parse("").unwrap(), Config::default());
    assert!(Config::default().sip.listen.iter().all(|listen| listen.address.ip().is_loopback()));
    assert!(Config::default().http.listen.unwrap().ip().is_loopback());
}

#[test]
fn all_mistakes_are_shown_at_once_with_their_places() {
    let text = "\
[sip]
lisen = [\"udp://0.0.0.0:5060\"]
public_address = \"here\"

[limits]
calls = \"many\"
document = 65536

[logs]
level = \"info\"
";

    insta::assert_snapshot!(refused(text));
}

#[test]
fn what_is_for_later_is_refused_plainly() {
    let text = "\
[sip]
listen = [\"wss://0.0.0.0:5063\"]
";

    let errors = refused(text);

    assert_eq!(errors.matches("is not available yet").count(), 1, "{errors}");
}

#[test]
fn users_are_read_and_odd_extensions_refused() {
    let user = |name: &str| format!("[user.{name}]\npassword = {{ env = \"SET\" }}\n");

    let config = parse(&(user("101") + "[registrar]\nalgorithms = [\"MD5\"]\nexpires = \"2h\"")).unwrap();
    assert_eq!(config.user("101").unwrap().password.reveal(), "value");
    assert_eq!((config.registrar.algorithms.len(), config.registrar.longest.as_secs()), (1, 7_200));

    let errors = refused(
        &(user("\"a b\"") + &user("102").replace("SET", "UNSET") + "[user.103]\n[registrar]\nexpires = \"30s\""),
    );
    for part in ["`a b` is no extension", "UNSET", "`103` needs `password`", "at least `min_expires`"] {
        assert!(errors.contains(part), "{part} is not in {errors}");
    }
}

#[test]
fn a_secret_in_the_open_is_refused_and_not_repeated() {
    let text = "\
[twiml]
auth_token = \"hunter2\"
auth_tokn = \"hunter2\"
[twilm]
auth_token = { env = \"SET\" }
[credential.crm]
scheme = \"bearer\"
secret = { value = \"hunter2\" }
";

    let errors = refused(text);

    assert!(!errors.contains("hunter2"), "{errors}");
    assert!(errors.contains("must not stand in the file"), "{errors}");
    assert!(errors.contains("did you mean [twiml]?"), "{errors}");
}

#[test]
fn files_of_tls_that_cannot_be_used_are_shown_where_they_are_named() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sip-tls");
    let refused = |tls: &str| {
        let text = format!("[sip]\nlisten = [\"tls://127.0.0.1:0\"]\ntls = {{ {tls} }}\n");
        let parsed = Config::parse(&text, "dialtree.toml", &folder, &|_| None);
        parsed.map(|_| ()).map_err(|errors| errors.to_string())
    };
    let ours = "certificate = \"sip.pem\", key = { file = \"sip.key\" }";

    assert_eq!(refused(&format!("{ours}, ca = \"ca.pem\", client_ca = \"ca.pem\"")), Ok(()));
    let several = refused("certificate = \"none.pem\", key = { file = \"sip.pem\" }, ca = \"sip.key\"").unwrap_err();
    for expected in [
        "none.pem cannot be used",
        "`key` is not a private key in PEM",
        "sip.key cannot be used: there is no certificate",
    ] {
        assert!(several.contains(expected), "{several}");
    }
    let strangers = refused("certificate = \"sip.pem\", key = { file = \"other.key\" }").unwrap_err();
    assert!(strangers.contains("do not belong together") && strangers.contains("dialtree.toml:3"), "{strangers}");
}

#[test]
fn hold_music_that_cannot_be_played_is_shown_where_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("text.wav"), "no sound").unwrap();

    for name in ["nothere.wav", "text.wav"] {
        let text = format!("[media]\nhold_music = \"{name}\"\n");
        let errors = Config::parse(&text, "dialtree.toml", folder.path(), &|_| None).unwrap_err().to_string();
        assert!(errors.contains("C010") && errors.contains("dialtree.toml:2:14"), "{errors}");
        assert!(errors.contains(&format!("{name} cannot be used")), "{errors}");
    }
}

#[test]
fn a_secret_that_is_not_there_is_named() {
    let errors = refused("[twiml]\nauth_token = { env = \"UNSET\" }\n[http]\nadmin_token = { file = \"none\" }\n");

    assert!(errors.contains("the environment variable UNSET is not set or empty"), "{errors}");
    assert!(errors.contains("/etc/dialtree/none cannot be used"), "{errors}");
}

#[test]
fn broken_toml_is_shown_where_it_breaks() {
    let errors = refused("[sip\nlisten = [\"udp://127.0.0.1:5060\"]\n");

    assert!(errors.contains("dialtree.toml:1"), "{errors}");
}

#[test]
fn a_file_that_is_not_there_says_what_to_do() {
    let errors = Config::load(Path::new("/nowhere/dialtree.toml")).unwrap_err();

    assert!(errors.to_string().contains("/nowhere/dialtree.toml cannot be read"), "{errors}");
    assert!(errors.to_string().contains("--config"), "{errors}");
}

#[test]
fn a_trunk_without_an_address_is_not_complete() {
    let errors = refused("[trunk.carrier]\nnumbers = [\"+*\"]\nlogin = { user = \"a\", pasword = 1 }\n");

    assert!(errors.contains("`carrier` needs `uri`"), "{errors}");
    assert!(errors.contains("did you mean `password`?"), "{errors}");
}

#[test]
fn mistakes_in_a_trunk_are_told_one_by_one() {
    let errors = refused(
        "[trunk.carrier]\nuri = [\"sip:a.example\", { uri = \"sip:b.example\", weigth = 2 }]\n\
         rewrite = { \"+*\" = \"*0*\", \"7\" = \"*\" }\nregister = { account = \"x\" }\nping = \"1s\"\n",
    );

    assert!(errors.contains("did you mean `weight`?"), "{errors}");
    assert!(errors.contains("one * at most"), "{errors}");
    assert!(errors.contains("`register` needs `user`"), "{errors}");
    assert!(errors.contains("`ping` is not a time from 5s"), "{errors}");
}

#[test]
fn a_trunk_registers_with_its_login_and_calls_with_its_registration() {
    let trunk = |keys: &str| parse(&format!("[trunk.c]\nuri = \"sip:c.example\"\n{keys}\n")).unwrap().trunks.remove(0);

    let registered = trunk("register = { user = \"a\", password = { env = \"SET\" }, expires = \"10m\" }");
    assert_eq!(registered.login.as_ref().unwrap().user, "a");
    assert_eq!(registered.register.unwrap().expires.as_secs(), 600);
    let known = trunk("login = { user = \"a\", password = { env = \"SET\" } }\nregister = { account = \"+44\" }");
    let register = known.register.unwrap();
    assert_eq!((register.account.as_str(), register.login.user.as_str()), ("+44", "a"));
    let shown = trunk("caller_id = \"+1\"");
    assert_eq!((shown.caller_id.apply("anonymous"), shown.register, shown.login), ("+1".to_owned(), None, None));
}

#[test]
fn the_most_specific_trunk_takes_a_number() {
    let config = parse(
        "[trunk.abroad]\nuri = \"sip:a.example\"\nnumbers = [\"+*\"]\n\
         [trunk.london]\nuri = \"sip:l.example:5070;transport=tcp\"\nnumbers = [\"+4420*\", \"020*\"]\n",
    )
    .unwrap();

    let london = config.trunk_for("+442079460000").unwrap();
    assert_eq!(london.uri_of("+442079460000"), "sip:+442079460000@l.example:5070;transport=tcp");
    assert_eq!(config.trunk_for("+15550100").unwrap().name, "abroad");
    assert!(config.trunk_for("101").is_none());
}

#[test]
fn links_need_an_address_that_can_be_followed() {
    for url in ["ivr.example", "ftp://ivr.example", "https://ivr.example/?a=1", "https://ann@ivr.example"] {
        let errors = refused(&format!("[http]\nbase_url = \"{url}\"\n"));
        assert!(errors.contains("an http:// or https:// URL"), "{errors}");
    }
}

#[test]
fn units_ranges_and_paths_are_read() {
    let config = parse(
        "[media]\nports = \"30000-30099\"\ntimeout = \"2m\"\ncodecs = [\"G722\", \"PCMA\"]\nsrtp = \"required\"\nsrtp_keys = \"any\"\n[limits]\ndocument = \"1 MiB\"\n[storage]\ndata = \"store\"\n\
         retention = \"30d\"\nlink_life = \"1h\"\n\
         [sip]\nlisten = [\"udp://[::1]:5070\", \"tcp://192.0.2.1\"]\n[http]\nlisten = \"off\"\nbase_url = \"https://ivr.example/a/\"\n",
    )
    .unwrap();

    assert_eq!(config.media.ports, 30_000..=30_099);
    assert_eq!(config.media.timeout, Some(Duration::from_secs(120)));
    assert_eq!(config.media.codecs, [Codec::G722, Codec::Pcma]);
    assert_eq!(config.media.srtp, Encryption::Required);
    assert!(config.media.keys_in_clear && config.sip_config().keys_in_clear && !Config::default().media.keys_in_clear);
    assert_eq!(config.limits.document_bytes, 1 << 20);
    assert_eq!(config.storage.data, Path::new("/etc/dialtree/store"));
    let listen: Vec<_> = config.sip.listen.iter().map(ToString::to_string).collect();
    assert_eq!(listen, ["udp://[::1]:5070", "tcp://192.0.2.1:5060"]);
    assert_eq!(config.http.listen, None);
    assert_eq!(config.http.base_url.as_deref(), Some("https://ivr.example/a"));
    assert_eq!(config.storage.retention, Some(Duration::from_secs(30 * 86_400)));
    assert_eq!(config.storage.link_life, Duration::from_secs(3600));
    assert_eq!(config.media_address().to_string(), "::1");
}

#[test]
fn codecs_are_a_list_of_those_we_have_each_once() {
    for codecs in ["[]", "[\"PCMA\", \"G722\", \"PCMA\"]"] {
        let errors = refused(&format!("[media]\ncodecs = {codecs}\n"));
        assert!(errors.contains("one codec or more, each once"), "{errors}");
    }
    assert!(refused("[media]\ncodecs = \"PCMA\"\n").contains("a list of codecs"));
    assert_eq!(parse("[media]\ncodecs = [\"opus\"]\n").unwrap().media.codecs, [Codec::Opus]);
    assert!(!parse("").unwrap().media.codecs.contains(&Codec::Opus), "it costs too much to be on by itself");
    let errors = refused("[media]\ncodecs = [\"PCMA\", \"G729\"]\n");
    assert!(errors.contains("PCMU") && errors.contains("G722"), "{errors}");
}

mod any_text {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_read_or_refused(text in "[\\[\\]{}=\", a-z0-9.\n#]{0,200}") {
            show(&text);
        }

        #[test]
        fn behind_a_known_key_is_read_or_refused(value in ".{0,40}", key in prop::sample::select(KEYS)) {
            let (section, key) = key;
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            show(&format!("[{section}]\n{key} = \"{escaped}\"\n"));
            show(&format!("[{section}]\n{key} = [\"{escaped}\"]\n"));
            show(&format!("[{section}]\n{key} = {value}\n"));
        }
    }

    fn show(text: &str) {
        if let Err(errors) = super::parse(text) {
            assert!(!errors.to_string().is_empty());
        }
    }

    const KEYS: &[(&str, &str)] = &[
        ("sip", "listen"),
        ("media", "ports"),
        ("media", "timeout"),
        ("media", "codecs"),
        ("limits", "document"),
        ("limits", "calls"),
        ("egress", "allow"),
        ("trunk.a", "uri"),
        ("twiml", "account_sid"),
        ("http", "base_url"),
        ("storage", "retention"),
    ];
}

#[test]
fn a_key_needs_its_secret_and_a_signature_its_name() {
    assert!(refused("[twiml]\nshared_key = \"key_1\"\n").contains("`twiml` needs `auth_token`"));
    assert!(refused("[twiml]\nshared_key = \"a,algorithm=none\"\n").contains("the id of a shared key"));
    for scheme in ["oauth1", "twilio-sha256", "basic"] {
        let errors = refused(&format!("[credential.crm]\nscheme = \"{scheme}\"\n"));
        assert!(errors.contains("`crm` needs `user`"), "{errors}");
    }
}

#[test]
fn mistakes_of_the_lexicon_are_shown_with_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let lexicon = folder.path().join("lexicon");
    std::fs::create_dir(&lexicon).unwrap();
    std::fs::write(lexicon.join("en.txt"), "# Names\nSQL = sequel\nAcme\nsql = S Q L\nSQL = squeal\n").unwrap();
    std::fs::write(lexicon.join("ru.txt"), "кафе = [kɐˈʘɛ]\n").unwrap();
    std::fs::write(lexicon.join("words.txt"), "").unwrap();
    std::fs::write(lexicon.join("old.pls"), "<lexicon/>").unwrap();
    std::fs::write(lexicon.join("README.md"), "Ours.").unwrap();
    let text = "[speech]\nlexicon = \"lexicon\"\nvoice = 1\n";

    let errors = Config::parse(text, "dialtree.toml", folder.path(), &|_| None).expect_err("it is wrong");

    let (count, told) = (errors.count(), errors.to_string());
    assert_eq!(count, 6, "{told}");
    for part in [
        "[speech] has no key `voice`",
        "there is no `=` in this line",
        "en.txt:3:1",
        "`SQL` is listed twice",
        "en.txt:5:1",
        "the first is here",
        "`ʘ` is no sound of the voice for `ru`",
        "\"words\" is no language",
        "old.pls cannot be used",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_lexicon_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("en-GB.txt"), "SQL = sequel\n").unwrap();
    let text = "[speech]\nlexicon = \".\"\n";

    let config = Config::parse(text, "dialtree.toml", folder.path(), &|_| None).unwrap();

    assert_eq!(config.speech.options().lexicon.words(), 1);
    assert!(refused("[speech]\nlexicon = \"gone\"\n").contains("/etc/dialtree/gone cannot be used"));
}
