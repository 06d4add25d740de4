//! `dialtree prompts`: what it lists and measures, and what a studio gets and gives back.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use tempfile::{TempDir, tempdir};

use super::{dialtree, root};

const ACTIONS: &str = "<Say>Welcome to the \"clinic\".</Say>\n\
    <Say>You are ${From}.</Say>\n\
    <Play>tone</Play>\n\
    <Say language='ru-RU'>Добрый день!</Say>\n\
    <Play digits='12'/>\n\
    <Say>Welcome to the \"clinic\".</Say>\n\
    <Dial><Number>1</Number></Dial>\n";

/// A folder with a plan and its recordings.
fn plan(actions: &str, folder: &str) -> TempDir {
    let home = tempdir().unwrap();
    fs::create_dir(home.path().join("sounds")).unwrap();
    fs::copy(root().join("prompts/tests/fixtures/tone.wav"), home.path().join("sounds/tone.wav")).unwrap();
    write(home.path(), actions, folder);
    home
}

fn write(home: &Path, actions: &str, folder: &str) {
    let text = format!(
        "<Dialplan xmlns='urn:dialtree:1' language='en-GB'><Prompts dir='{folder}'/>\n<Route to='*' menu='main'/>\n\
         <Menu name='main'><Option on='start'>\n{actions}<Hangup/></Option></Menu></Dialplan>\n"
    );
    fs::write(home.join("plan.xml"), text).unwrap();
}

#[test]
fn everything_that_is_heard_is_listed_with_its_place_length_and_level() {
    let home = plan(ACTIONS, "sounds");
    fs::copy(home.path().join("sounds/tone.wav"), home.path().join("sounds/old.wav")).unwrap();

    let ended = dialtree(home.path(), &["prompts", "plan.xml"]);

    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!(lines.len(), 8, "{}", ended.out);
    // The same text at two places is one.
    assert!(lines[0].starts_with("plan.xml:4 +1  text       en-GB"), "{}", lines[0]);
    assert!(lines[0].ends_with("dBFS  \"Welcome to the \\\"clinic\\\".\""), "{}", lines[0]);
    assert!(lines[1].ends_with("\"You are ${From}.\"; differs from call to call"), "{}", lines[1]);
    // A sine at half of full scale.
    assert!(lines[2].contains("recording  -        0.50 s   -9.0 dBFS  tone (sounds/tone.wav)"), "{}", lines[2]);
    assert!(lines[3].contains("text       ru-RU"), "{}", lines[3]);
    assert!(
        lines[4].starts_with("plan.xml:8 ") && lines[4].ends_with("keys       -             -           -  12"),
        "{}",
        lines[4]
    );
    // 400 Hz and 450 Hz twice in three seconds. ITU-T E.180.
    assert!(lines[5].contains("ringing    -        3.00 s") && lines[5].ends_with("dBFS  gb"), "{}", lines[5]);
    assert!(lines[6].starts_with("not played ") && lines[6].contains("old (sounds/old.wav)"), "{}", lines[6]);
    assert!(lines[7].starts_with("3 texts, 2 recordings, "), "{}", lines[7]);
}

/// A server of one recording, `/tone.wav`; its address.
fn web() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let tone = fs::read(root().join("prompts/tests/fixtures/tone.wav")).unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = String::new();
            BufReader::new(&stream).read_line(&mut asked).ok();
            let (status, body) = if asked.contains("/tone.wav ") { (200, &tone[..]) } else { (404, &b""[..]) };
            let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), body].concat()).ok();
        }
    });
    address
}

#[test]
fn audio_of_an_address_is_fetched_where_the_policy_allows() {
    let web = web();
    let home = plan(&format!("<Play>http://{web}/tone.wav</Play>\n<Play>http://{web}/gone.wav</Play>\n"), "sounds");
    fs::write(home.path().join("dialtree.toml"), format!("[egress]\nallow = [\"http://{web}\"]\n")).unwrap();
    let lines = |options: &[&str]| {
        let ended = dialtree(home.path(), &[&["prompts", "plan.xml"], options].concat());
        let lines: Vec<String> = ended.out.lines().take(2).map(str::to_owned).collect();
        (ended.status, lines)
    };

    let (status, own) = lines(&["--config", "dialtree.toml"]);
    assert_eq!(status, 1, "{own:?}");
    assert!(own[0].contains("url        -        0.50 s   -9.0 dBFS  http://"), "{}", own[0]);
    assert!(own[1].contains("; not fetched: ") && own[1].contains("404"), "{}", own[1]);
    let (status, forbidden) = lines(&[]);
    assert_eq!(status, 1, "{forbidden:?}");
    assert!(
        forbidden[0].contains("; not fetched: 127.0.0.1 is 127.0.0.1, which requests may not reach"),
        "{forbidden:?}"
    );
    let (status, left) = lines(&["--no-fetch"]);
    assert_eq!(status, 0, "{left:?}");
    assert!(left[0].ends_with(&format!("url        -             -           -  http://{web}/tone.wav")), "{left:?}");
}

#[test]
fn what_cannot_be_heard_is_said_and_fails() {
    let home = plan("<Play>tone</Play><Play>broken</Play><Play>gone</Play><Say>你好</Say>\n", "sounds");
    fs::write(home.path().join("sounds/broken.wav"), "RIFF, and then nothing that is sound").unwrap();

    let ended = dialtree(home.path(), &["prompts", "plan.xml", "--format", "json"]);

    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("gone"), "{}", ended.err);
    let rows: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let problem = |what: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row["what"] == what).unwrap();
        row["problem"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!((problem("tone").as_str(), problem("gone").as_str()), ("", "missing"));
    assert!(problem("broken").contains("cannot be decoded"), "{}", problem("broken"));
    assert!(problem("你好").contains("Latin and Cyrillic"), "{}", problem("你好"));
    assert_eq!((&rows[0]["places"][0]["line"], &rows[0]["seconds"]), (&4.into(), &0.5.into()));
}

#[test]
fn a_studio_gets_a_folder_and_a_sheet_and_gives_back_prompts() {
    let home = plan(ACTIONS, "sounds");

    let ended = dialtree(home.path(), &["prompts", "plan.xml", "--render", "studio"]);

    assert_eq!((ended.status, ended.err.as_str()), (0, ""), "{}", ended.out);
    assert!(ended.out.ends_with("; 3 rendered\n"), "{}", ended.out);
    let sheet = fs::read_to_string(home.path().join("studio/prompts.csv")).unwrap();
    assert!(sheet.starts_with("\u{feff}\"file\",\"kind\""), "{sheet}");
    assert!(sheet.contains("\"Welcome to the \"\"clinic\"\".\",\"plan.xml:4 plan.xml:9\""), "{sheet}");
    assert!(sheet.contains("\"\",\"text\",\"en-GB\",\"espeak:en-gb\",\"\",\"You are ${From}.\""), "{sheet}");
    // Files by language, as a folder of prompts has them.
    let plays: Vec<&str> = sheet.split("<Play>").skip(1).filter_map(|rest| rest.split("</Play>").next()).collect();
    let [welcome, tone, hello] = plays[..] else { panic!("{plays:?}") };
    assert!(welcome.starts_with("welcome-to-the-clinic-") && hello.starts_with("добрый-день-") && tone == "tone");
    let file = home.path().join(format!("studio/en-GB/{welcome}.wav"));
    let reader = hound::WavReader::open(&file).unwrap();
    assert_eq!((reader.spec().sample_rate, reader.spec().channels), (16_000, 1));
    assert!(home.path().join(format!("studio/ru-RU/{hello}.wav")).exists());

    // The studio records one of them; another run leaves it alone.
    fs::copy(home.path().join("sounds/tone.wav"), &file).unwrap();
    let again = dialtree(home.path(), &["prompts", "plan.xml", "--render", "studio"]);
    assert_eq!(again.status, 0, "{}", again.err);
    assert_eq!(fs::read(&file).unwrap(), fs::read(home.path().join("sounds/tone.wav")).unwrap());
    write(
        home.path(),
        &format!("<Play>{welcome}</Play><Play language='ru-RU'>{hello}</Play><Play>tone</Play>\n"),
        "studio",
    );
    let check = dialtree(home.path(), &["check", "--deny", "warnings", "plan.xml"]);
    assert_eq!((check.status, check.err.as_str()), (0, ""), "{}", check.out);
}

#[test]
fn a_path_that_is_not_there_is_said() {
    let home = tempdir().unwrap();
    let ended = dialtree(home.path(), &["prompts", "nowhere.xml"]);
    assert_eq!((ended.status, ended.out.as_str()), (2, ""));
    assert!(ended.err.contains("nowhere.xml: no such file or folder"), "{}", ended.err);
}
