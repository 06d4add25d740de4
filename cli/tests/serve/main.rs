//! `dialtree serve` and its dialplan, end to end: files change, calls come over SIP, and the log tells.

#![allow(clippy::unwrap_used)] // A test may stop where it stands.

mod application;
mod server;

use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use application::Application;
use server::{Server, patience};
use tempfile::tempdir;

/// A plan that asks the application in its middle, and says which one it is before and behind.
fn plan(name: &str, application: &str) -> String {
    format!(
        "<Dialplan xmlns='urn:dialtree:1' language='en-GB'>
           <Prompts dir='sounds'/>
           <Route to='*' menu='main'/>
           <Menu name='main'><Option on='start'>
             <Say>Hello {name}.</Say>
             <Play>jingle</Play>
             <Interactive url='{application}' method='GET' timeout='60s'><Fallback><Say>It is down.</Say></Fallback></Interactive>
             <Say>Goodbye {name}.</Say><Hangup/>
           </Option></Menu>
         </Dialplan>"
    )
}

/// A caller over SIP who stays until the engine hangs up.
fn caller(folder: &Path, server: &Server) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dialtree"))
        .args(["sim", "--sip", &server.sip, "--plan", "pretended.xml", "caller.xml"])
        .current_dir(folder)
        .spawn()
        .unwrap()
}

/// Waits until a caller has gone home happy.
fn finish(mut caller: Child) {
    let ended = patience("the caller to be let go", || caller.try_wait().unwrap());
    assert!(ended.success());
}

/// A recording of a tone: one second, this loud.
fn record(file: &Path, level: i16) {
    let spec =
        hound::WavSpec { channels: 1, sample_rate: 8000, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::create(file, spec).unwrap();
    for sample in 0..8000 {
        writer.write_sample(if sample % 8 < 4 { level } else { -level }).unwrap();
    }
    writer.finalize().unwrap();
}

/// What [`caller`] does.
fn callers_script(folder: &Path) {
    std::fs::write(
        folder.join("pretended.xml"),
        "<Dialplan xmlns='urn:dialtree:1'><Route to='*' menu='m'/><Menu name='m'><Option on='start'><Hangup/></Option></Menu></Dialplan>",
    )
    .unwrap();
    std::fs::write(
        folder.join("caller.xml"),
        "<Script xmlns='urn:dialtree:1' name='caller' to='1000' from='+441632960111' maxDuration='5m'><End outcome='hangup' within='4m'/></Script>",
    )
    .unwrap();
}

#[test]
fn a_changed_dialplan_is_used_by_new_calls_and_never_by_those_in_progress() {
    let home = tempdir().unwrap();
    let folder = home.path();
    let application = Application::open();
    let file = folder.join("plan/plan.xml");
    std::fs::create_dir_all(folder.join("plan/sounds")).unwrap();
    record(&folder.join("plan/sounds/jingle.wav"), 6000);
    std::fs::write(&file, plan("old", &application.url)).unwrap();
    callers_script(folder);
    let mut server = Server::start(folder);
    server.logs("the dialplan's texts are ready texts=3");

    // A call that is in progress all the time: the application lets it wait.
    let first = caller(folder, &server);
    let held = application.asked();

    // A good plan.
    std::fs::write(&file, plan("new", &application.url)).unwrap();
    server.logs("new calls use it: 1 menu changed: main");
    server.logs("the dialplan's texts are ready texts=3");
    let second = caller(folder, &server);
    application.asked().let_go();
    finish(second);

    // A bad one.
    std::fs::write(&file, plan("broken", &application.url).replace("menu='main'", "menu='mian'")).unwrap();
    server.logs("the dialplan has errors; the old one stays");
    server.logs("no menu is called \"mian\"");
    assert!(server.get("/ready").contains("the dialplan on the disk has 1 error"));
    assert_eq!(server.metric("dialtree_plan_errors"), Some(1.0));
    let reply = server.post("/admin/reload");
    assert!(reply.starts_with("HTTP/1.1 422") && reply.contains("D006"), "{reply}");
    let third = caller(folder, &server);
    application.asked().let_go();
    finish(third);

    // The good one again; then by signal and by request, though nothing has changed.
    std::fs::write(&file, plan("new", &application.url)).unwrap();
    server.logs("nothing in it has changed");
    server.hang_up();
    server.logs("nothing in it has changed");
    let reply = server.post("/admin/reload");
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    assert_eq!(server.metric("dialtree_plan_errors"), Some(0.0));
    assert!(server.metric("dialtree_reloads_total{result=\"same\"}").is_some_and(|count| count >= 3.0));
    assert_eq!(server.metric("dialtree_reloads_total{result=\"new\"}"), Some(1.0));
    assert!(server.metric("dialtree_reloads_total{result=\"errors\"}").is_some_and(|count| count >= 2.0));

    // Another recording under the same name, as long as the old one.
    record(&folder.join("plan/sounds/jingle.wav"), 12000);
    server.logs("new calls use it: 1 prompt changed: jingle");

    // The first call still has its own plan.
    held.let_go();
    finish(first);
    server.stop();
    let mut said = server.said("Goodbye");
    said.sort();
    assert_eq!(said, ["Goodbye new.", "Goodbye new.", "Goodbye old."]);
}

#[test]
fn renewed_certificates_are_taken_and_bad_ones_are_told() {
    let home = tempdir().unwrap();
    let folder = home.path();
    let certificates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/tests/fixtures/sip-tls");
    let renew = |certificate: &str, key: &str| {
        std::fs::copy(certificates.join(certificate), folder.join("cert.pem")).unwrap();
        std::fs::copy(certificates.join(key), folder.join("key.pem")).unwrap();
    };
    std::fs::create_dir(folder.join("plan")).unwrap();
    std::fs::write(
        folder.join("plan/plan.xml"),
        "<Dialplan xmlns='urn:dialtree:1'><Route to='*' menu='m'/><Menu name='m'><Option on='start'><Hangup/></Option></Menu></Dialplan>",
    )
    .unwrap();
    std::fs::write(
        folder.join("dialtree.toml"),
        "[sip]\nlisten = [\"udp://127.0.0.1:0\", \"tls://127.0.0.1:0\"]\n\
         tls = { certificate = \"cert.pem\", key = { file = \"key.pem\" } }\n",
    )
    .unwrap();
    renew("sip.pem", "sip.key");
    let mut server = Server::start_with(folder, &["--config", "dialtree.toml"]);

    renew("other.pem", "other.key");
    server.hang_up();
    server.logs("the certificates of [sip] tls were read again; new connections get another certificate");
    renew("sip.pem", "other.key");
    let reply = server.post("/admin/reload");
    assert!(reply.starts_with("HTTP/1.1 422") && reply.contains("do not belong together"), "{reply}");
    server.logs("the certificates of [sip] tls cannot be read again; the old ones stay");
    renew("other.pem", "other.key");
    let reply = server.post("/admin/reload");
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    server.logs("the certificates of [sip] tls were read again; the certificate is the same");
    server.stop();
}

#[test]
fn a_second_sigterm_ends_the_calls_that_are_left_with_a_goodbye() {
    let home = tempdir().unwrap();
    let folder = home.path();
    let application = Application::open();
    std::fs::create_dir_all(folder.join("plan/sounds")).unwrap();
    record(&folder.join("plan/sounds/jingle.wav"), 6000);
    std::fs::write(folder.join("plan/plan.xml"), plan("left", &application.url)).unwrap();
    callers_script(folder);
    let mut server = Server::start_with(folder, &["--sip", "udp://127.0.0.1:0", "--drain", "3600"]);
    // The application lets them wait.
    let callers = [(); 3].map(|()| (caller(folder, &server), application.asked()));

    server.terminate();
    server.logs("stopping: no new calls");
    server.stop();

    for (caller, _held) in callers {
        finish(caller);
    }
}

#[test]
fn numbers_that_no_trunk_takes_are_told_at_the_start_and_when_the_plan_is_read_again() {
    let home = tempdir().unwrap();
    let folder = home.path();
    let plan = |number: &str| {
        let text = format!(
            "<Dialplan xmlns='urn:dialtree:1'><Route to='*' menu='m'/><Menu name='m'><Option on='start'>\
             <Transfer to='{number}'/><Hangup/></Option></Menu></Dialplan>"
        );
        std::fs::write(folder.join("plan/plan.xml"), text).unwrap();
    };
    std::fs::create_dir(folder.join("plan")).unwrap();
    std::fs::write(
        folder.join("dialtree.toml"),
        "[sip]\nlisten = [\"udp://127.0.0.1:0\"]\n[trunk.london]\nuri = \"sip:a.example\"\nnumbers = [\"+44*\"]\n",
    )
    .unwrap();
    plan("+33123");
    let mut server = Server::start_with(folder, &["--config", "dialtree.toml"]);

    assert!(server.log().contains("D047") && server.log().contains("\"+33123\" cannot be reached"), "{}", server.log());
    plan("+34123");
    server.logs("the dialplan has warnings");
    server.logs("\"+34123\" cannot be reached");
    plan("+44123");
    server.logs("new calls use it");
    assert!(!server.log().contains("+44123"), "{}", server.log());
    server.stop();
}

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);
