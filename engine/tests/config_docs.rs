//! The documents about the configuration say what the engine reads.

use std::path::{Path, PathBuf};

use engine::config::{Config, example, reference};

#[test]
fn the_reference_page_is_fresh() {
    fresh("docs/configuration.md", &reference());
}

#[test]
fn the_example_file_is_fresh_and_changes_nothing_as_it_stands() {
    fresh("examples/dialtree.toml", &example());

    let config = Config::load(&root().join("examples/dialtree.toml")).unwrap();

    assert_eq!(config, Config::default());
}

#[test]
fn every_key_of_the_example_file_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("crm.secret"), "hush\n").unwrap();
    let certificates = root().join("engine/tests/fixtures/sip-tls");
    for (from, to) in [("sip.pem", "cert.pem"), ("sip.key", "key.pem")] {
        std::fs::copy(certificates.join(from), folder.path().join(to)).unwrap();
    }
    std::fs::copy(root().join("prompts/tests/fixtures/tone.wav"), folder.path().join("hold.wav")).unwrap();
    std::fs::create_dir(folder.path().join("lexicon")).unwrap();

    let config = Config::parse(&uncommented(), "all.toml", folder.path(), &|_| Some("hush".into()));

    let config = config.unwrap_or_else(|errors| panic!("{errors}"));
    assert!(!format!("{config:#?}").contains("hush"));
    assert_eq!(config.trunks[0].login.as_ref().unwrap().password.reveal(), "hush");
    assert_eq!(config.credentials[0].secret.reveal(), "hush");
    assert_eq!(config.twiml.auth_token.unwrap().reveal(), "hush");
    assert_eq!(config.http.admin_token.unwrap().reveal(), "hush");
    assert!(config.media.timeout.is_some());
    assert_eq!(config.sip.listen[0].to_string(), "udp://0.0.0.0:5060");
    assert_eq!(config.egress.certificates.unwrap(), folder.path().join("company-ca.pem"));
    assert_eq!((config.egress.origins.len(), config.egress.networks.len()), (1, 1));
}

/// Each key given a value of the wrong kind is noticed: none is accepted without being read.
#[test]
fn no_key_of_the_example_file_is_ignored() {
    let text = uncommented();
    let keys: Vec<&str> = text.lines().filter(|line| line.contains(" = ") && !line.starts_with("# ")).collect();
    assert!(keys.len() > 20);
    for line in keys {
        let name = line.split(" = ").next().unwrap();
        let wrong = text.replacen(line, &format!("{name} = 1979-05-27"), 1);

        let errors = Config::parse(&wrong, "all.toml", Path::new(""), &|_| Some("x".into())).unwrap_err();

        assert!(errors.to_string().contains(&format!("`{name}`")), "{name} is not read: {errors}");
    }
}

/// The example file with every key in it in force.
fn uncommented() -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    example().lines().map(line).collect()
}

fn fresh(path: &str, expected: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, expected).expect("the documents can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{} is stale: run UPDATE_DOCS=1 cargo test -p engine --test config_docs",
        path.display()
    );
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
