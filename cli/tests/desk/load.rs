//! `dialtree sim --sip` before it calls: what cannot be is told at once.

use tempfile::tempdir;

use crate::dialtree;

/// What is told of these arguments, as nobody is called with them.
fn refused(arguments: &[&str]) -> String {
    let folder = tempdir().unwrap();
    let nobody = ["sim", "--sip", "sip:100@127.0.0.1:9"];
    let ended = dialtree(folder.path(), &[&nobody, arguments].concat());
    assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{}", ended.err);
    ended.err
}

#[test]
fn a_load_that_cannot_be_is_refused_before_the_first_call() {
    for (arguments, expected) in [
        (&["--calls", "0"][..], "--calls and --max-concurrent are 1 or more"),
        (&["--calls", "1", "--max-concurrent", "0"], "--calls and --max-concurrent are 1 or more"),
        (&["--calls", "1", "--press-after", "2"], "--press <KEYS>"),
        (&["--calls", "1", "--press", "1", "--press-after", "6"], "as --hold is 5 s; give a longer --hold"),
        (&["--calls", "1", "--press", "1", "--hold", "0.5"], "--press-after 1: calls are over by then"),
        (&["--calls", "1", "--press", "x"], "`x`, which is no key"),
        (&["--calls", "1", "--json", "nowhere/report.json"], "--json: nowhere/report.json cannot be written"),
        (&["--rate", "5", "scripts"], "cannot be used with"),
    ] {
        let told = refused(arguments);
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
}

#[test]
fn authorities_that_cannot_be_trusted_are_told_before_the_first_call() {
    let missing = refused(&["--calls", "1", "--ca", "none.pem"]);
    assert!(missing.contains("--ca: SIP over TLS: none.pem: No such file"), "{missing}");
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/../engine/tests/fixtures/sip-tls/sip.key");
    let other = refused(&["--calls", "1", "--ca", key]);
    assert!(other.contains("there is no certificate in it; give a file of PEM"), "{other}");
}
