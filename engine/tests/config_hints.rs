//! What is told of a configuration is about the mistake that was made, and stands where it was made.

use std::path::Path;

use engine::config::Config;

/// What is told of a file that is refused.
fn refused(text: &str) -> String {
    let parsed = Config::parse(text, "dialtree.toml", Path::new("/etc/dialtree"), &|_| Some("value".into()));
    parsed.expect_err("it is wrong").to_string()
}

/// What is told of a file that is used.
fn warned(text: &str) -> String {
    let parsed =
        Config::parse_with_warnings(text, "dialtree.toml", Path::new(""), &|_| None).unwrap_or_else(|e| panic!("{e}"));
    parsed.1.map_or_else(String::new, |warnings| warnings.to_string())
}

#[test]
fn who_listens_for_tls_is_told_what_certificate_is_missing() {
    insta::assert_snapshot!(refused("[sip]\nlisten = [\"udp://127.0.0.1:0\", \"tls://127.0.0.1:0\"]\n"), @r#"
    error[C008]: `sip` needs `tls`: who connects to a tls:// address is shown a certificate
     --> dialtree.toml:2:32
      |
    2 | listen = ["udp://127.0.0.1:0", "tls://127.0.0.1:0"]
      |                                ^^^^^^^^^^^^^^^^^^^ no certificate for this
      |
      = help: add tls = { certificate = "cert.pem", key = { file = "key.pem" } }; docs/operations.md says how to make them

    1 error
    "#);
}

#[test]
fn a_section_without_its_name_is_told_as_that_alone_and_nothing_is_masked_that_is_no_secret() {
    insta::assert_snapshot!(refused("[user]\npassword = { env = \"USER_101\" }\n"), @r#"
    error[C008]: [user] has no name: each is a [user.EXTENSION] of its own
     --> dialtree.toml:1:2
      |
    1 | [user]
      |  ^^^^ which user?
      |
      = help: write [user.101], and its keys below

    1 error
    "#);
    let trunk = refused("[trunk]\nuri = \"sip:a.example\"\nlogin = { user = \"a\", password = { env = \"P\" } }\n");
    assert!(trunk.contains("[trunk] has no name") && trunk.contains("1 error"), "{trunk}");
    assert!(!refused("[user]\npassword = \"hunter2\"\n").contains("hunter2"));
    // An extension may be called like a key.
    assert!(
        Config::parse("[user.password]\npassword = { env = \"P\" }\n", "", Path::new(""), &|_| Some("x".into()))
            .is_ok()
    );
}

#[test]
fn what_a_key_that_is_no_secret_holds_is_shown_though_the_key_is_misspelt() {
    let errors =
        refused("[trunk.a]\nuri = \"sip:a.example\"\nnumbrs = \"+44*\"\npasword = \"hunter2\"\nuser = \"hunter2\"\n");

    assert!(errors.contains("numbrs = \"+44*\""), "{errors}");
    assert!(errors.contains("`user` belongs into `login`") || errors.contains("it belongs into `login`"), "{errors}");
    assert!(!errors.contains("hunter2"), "{errors}");
}

#[test]
fn a_port_that_is_none_is_named() {
    for text in [
        "[sip]\nlisten = [\"udp://0.0.0.0:99999\"]",
        "[sip]\nlisten = [\"udp://[::1]:99999\"]",
        "[sip]\nname_servers = [\"192.0.2.1:99999\"]",
        "[http]\nlisten = \"127.0.0.1:99999\"",
        "[media]\nports = \"20000-99999\"",
        "[trunk.a]\nuri = \"sip:a.example:99999;transport=tcp\"",
    ] {
        let errors = refused(text);
        assert!(errors.contains("there is no port 99999: ports are 1 to 65535"), "{text}: {errors}");
    }
    assert!(refused("[trunk.a]\nuri = \"sip:a.example:0\"").contains("a port is a number from 1 to 65535"));
    assert!(refused("[sip]\nlisten = [\"udp://pbx.example:5060\"]").contains("the address is a number"));
    assert_eq!(warned("[trunk.a]\nuri = [\"sip:[2001:db8::1]\", \"sip:[2001:db8::1]:5070\"]"), "");
}

#[test]
fn a_table_that_is_there_twice_is_told_with_both_places() {
    let user = "[user.101]\npassword = { env = \"A\" }\n";

    insta::assert_snapshot!(refused(&format!("{user}\n{user}")), @r#"
    error[C002]: [user.101] is there twice
     --> dialtree.toml:4:7
      |
    1 | [user.101]
      | ---------- first here
    ...
    4 | [user.101]
      |       ^^^ again here
      |
      = help: keep one of them, and put the keys of both into it; or is one of them another?

    1 error
    "#);
    assert!(refused("[limits]\ncalls = 1\ncalls = 2\n").contains("`calls` is there twice"));
    // A key that is twice in another table is another mistake.
    let both = refused(&format!("{user}{user}[limits]\ncalls = 1\ncalls = 2\n"));
    assert!(both.contains("2 errors") && both.contains("`calls` is there twice"), "{both}");
}

#[test]
fn a_wrong_rule_is_shown_where_it_is_wrong() {
    let refused = |rule: &str| refused(&format!("[trunk.a]\nuri = \"sip:a.example\"\nrewrite = {{ {rule} }}\n"));

    let pattern = refused("\"+4*4*\" = \"0*\"");
    assert!(pattern.contains("dialtree.toml:3:13") && pattern.contains("a pattern with one *"), "{pattern}");
    let replacement = refused("\"+44*\" = \"0*0*\"");
    assert!(
        replacement.contains("dialtree.toml:3:22") && replacement.contains("a replacement with one *"),
        "{replacement}"
    );
}

#[test]
fn trunks_that_take_the_same_numbers_are_told_with_which_one_gets_them() {
    let trunk = |name: &str, numbers: &str| format!("[trunk.{name}]\nuri = \"sip:{name}.example\"\n{numbers}\n");
    let two = |one: &str, other: &str| warned(&(trunk("london", one) + &trunk("abroad", other)));

    insta::assert_snapshot!(two("numbers = [\"+44*\", \"0*\"]", "numbers = [\"00*\", \"+44*\"]"), @r#"
    warning[C011]: [trunk.abroad] and [trunk.london] both take "+44*": `abroad` gets all of these calls
     --> dialtree.toml:3:12
      |
    3 | numbers = ["+44*", "0*"]
      |            ^^^^^^ gets what is left
    ...
    6 | numbers = ["00*", "+44*"]
      |                   ------ takes them
      |
      = help: the most specific pattern takes a call, of equals the first trunk by name; several ways to one carrier are gateways: uri = ["sip:a", "sip:b"]

    1 warning
    "#);
    assert!(two("", "").contains("both take \"*\": `abroad` gets all"));
    assert!(two("numbers = [\"*12\"]", "numbers = [\"12*\"]").contains("neither is more specific: `abroad` gets"));
    assert_eq!(two("numbers = [\"+44*\"]", ""), "");
    assert_eq!(two("numbers = [\"+44*\"]", "numbers = [\"+33*\"]"), "");
}
