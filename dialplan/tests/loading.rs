//! What becomes of a dialplan's files when nothing is wrong with them.

use std::sync::Arc;
use std::time::Duration;

use dialplan::load::{Disk, Files, MemoryFiles, load};
use dialplan::plan::{AnswerMode, Plan, Trigger};

fn plan(path: &str, files: &[(&str, &str)]) -> Arc<Plan> {
    let loaded = load(path, &MemoryFiles::new(files.iter().copied()));
    let found = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
    loaded.plan.unwrap_or_else(|| panic!("{found}"))
}

const HOURS: &str = r#"<Dialplan xmlns="urn:dialtree:1">
  <Menu name="hours" id="7"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#;

#[test]
fn the_dialplans_of_a_folder_are_one_and_scripts_are_left_out() {
    let main = r#"<?xml version="1.0"?><!-- the way in -->
<Dialplan xmlns="urn:dialtree:1" language="ru-RU"><Route to="*" menu="hours"/></Dialplan>"#;
    let files = [
        ("plans/b/hours.xml", HOURS),
        ("plans/a.xml", main),
        ("plans/scripts/call.xml", "<Script xmlns=\"urn:dialtree:1\" to=\"100\"><End/></Script>"),
        ("plans/notes.xml", "not finished <"),
        ("plans/readme.txt", "<Dialplan>"),
        ("elsewhere/c.xml", "<Dialplan"),
    ];

    let plan = plan("plans", &files);

    assert_eq!(plan.language, "ru-RU");
    assert_eq!(plan.menu(plan.route("100", "200").unwrap().menu).name, "hours");
    assert_eq!(plan.find_menu("7"), plan.find_menu("hours"));
}

#[test]
fn a_file_that_two_others_include_is_taken_in_once() {
    let main = r#"<Dialplan xmlns="urn:dialtree:1">
  <Include file="parts/one.xml"/><Include file="parts/two.xml"/><Route to="*" menu="hours"/>
</Dialplan>"#;
    let part = r#"<Dialplan xmlns="urn:dialtree:1"><Include file="./../hours.xml"/></Dialplan>"#;
    let files = [("main.xml", main), ("parts/one.xml", part), ("parts/two.xml", part), ("hours.xml", HOURS)];

    let plan = plan("./main.xml", &[("./main.xml", main)].into_iter().chain(files).collect::<Vec<_>>());

    assert_eq!(plan.menus.len(), 1);
}

#[test]
fn a_prompt_is_found_in_the_language_nearest_to_the_calls() {
    let main = r#"<Dialplan xmlns="urn:dialtree:1" language="ru-RU">
  <Prompts dir="sounds"/><Prompts dir="tones" level="as-is"/>
</Dialplan>"#;
    let files = [
        ("main.xml", main),
        ("sounds/welcome.wav", ""),
        ("sounds/ru/welcome.mp3", ""),
        ("sounds/ru-RU/welcome.OGG", ""),
        ("sounds/hours/weekdays.flac", ""),
        ("sounds/ru/hours/weekdays.wav", ""),
        ("sounds/readme.txt", ""),
        ("tones/beep.ulaw", ""),
    ];
    let plan = plan("main.xml", &files);
    let path = |name: &str, language: &str| plan.find_prompt(name, language).map(|file| file.path.as_str());

    assert_eq!(path("welcome", "ru-RU"), Some("sounds/ru-RU/welcome.OGG"));
    assert_eq!(path("welcome", "ru-KZ"), Some("sounds/ru/welcome.mp3"));
    assert_eq!(path("welcome", "en-GB"), Some("sounds/welcome.wav"));
    assert_eq!(path("hours/weekdays", "ru"), Some("sounds/ru/hours/weekdays.wav"));
    assert_eq!(path("hours/weekdays", "en"), Some("sounds/hours/weekdays.flac"));
    assert_eq!(path("weekdays", "ru"), None);
    assert_eq!(path("readme", "ru"), None);
    assert!(plan.find_prompt("beep", "ru").unwrap().as_is);
    assert!(!plan.find_prompt("welcome", "ru").unwrap().as_is);
}

#[test]
fn what_is_written_is_in_the_plan_and_what_is_not_has_its_default() {
    let main = r#"<Dialplan xmlns="urn:dialtree:1" base="https://crm.example/ivr/" settle="250ms" lifetime="1h" voice="anna">
  <OnError><Hangup/></OnError>
  <OnLifetime><Say>Time is up.</Say><Hangup/></OnLifetime>
  <Route to="0003*099" menu="m" extension="0003*099" extensionId="145" answer="manual"/>
  <Menu name="m" timeout="7s" interDigit="1500ms" maxDigits="3" tries="5">
    <Option on="start"><Interactive url="menu"><Fallback><Hangup/></Fallback></Interactive></Option>
    <Option on="2xx"><Hangup/></Option>
    <Option on="timeout"><Hangup/></Option>
    <Option on="invalid"><Hangup/></Option>
  </Menu>
  <Menu name="plain"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#;

    let plan = plan("main.xml", &[("main.xml", main)]);

    assert_eq!(plan.language, "en");
    assert_eq!((plan.voice.as_deref(), plan.settle), (Some("anna"), Duration::from_millis(250)));
    assert_eq!(plan.lifetime, Some(Duration::from_secs(3600)));
    assert_eq!((plan.on_error.len(), plan.on_lifetime.len()), (1, 2));
    assert_eq!(plan.base.as_ref().map(url::Url::as_str), Some("https://crm.example/ivr/"));
    assert_eq!(plan.hash.len(), 64);

    let route = plan.route("0003*099", "100").expect("a star in the middle is a star");
    assert_eq!((route.extension.as_deref(), route.extension_id.as_deref()), (Some("0003*099"), Some("145")));
    assert_eq!(route.answer, AnswerMode::Manual);
    assert!(plan.route("00031099", "100").is_none());

    let (menu, plain) = (&plan.menus[0], &plan.menus[1]);
    assert_eq!((menu.timeout, menu.inter_digit), (Duration::from_secs(7), Duration::from_millis(1500)));
    assert_eq!((menu.max_digits, menu.tries), (3, 5));
    assert_eq!(menu.options[1].on, Trigger::Pattern("2XX".into()));
    assert_eq!((plain.timeout, plain.inter_digit), (Duration::from_secs(5), Duration::from_secs(2)));
    assert_eq!((plain.max_digits, plain.tries, plain.dial_extensions), (1, 3, false));
}

#[test]
fn the_more_specific_route_takes_the_call() {
    let main = r#"<Dialplan xmlns="urn:dialtree:1">
  <Route to="*" menu="any"/>
  <Route match="\+44\d+" menu="expression"/>
  <Route to="+44*" menu="country"/>
  <Route to="+44*" from="+7*" menu="country-from-russia"/>
  <Route to="+441632960000" menu="number"/>
  <Menu name="any"><Option on="start"><Hangup/></Option></Menu>
  <Menu name="expression"><Option on="start"><Hangup/></Option></Menu>
  <Menu name="country"><Option on="start"><Hangup/></Option></Menu>
  <Menu name="country-from-russia"><Option on="start"><Hangup/></Option></Menu>
  <Menu name="number"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#;
    let plan = plan("main.xml", &[("main.xml", main)]);
    let menu = |to: &str, from: &str| plan.route(to, from).map(|route| plan.menu(route.menu).name.as_str());

    assert_eq!(menu("+441632960000", "+79001234567"), Some("number"));
    assert_eq!(menu("+441632960001", "+79001234567"), Some("country-from-russia"));
    assert_eq!(menu("+441632960001", "+49301234567"), Some("country"));
    assert_eq!(menu("100", "200"), Some("any"));
}

#[test]
fn a_file_larger_than_any_document_is_read_to_its_limit() {
    let folder = std::env::temp_dir().join(format!("dialtree-large-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("plan.xml");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(1 << 32).unwrap();

    let text = Disk.read(path.to_str().unwrap());
    let loaded = load(path.to_str().unwrap(), &Disk);

    std::fs::remove_dir_all(&folder).unwrap();
    assert!(text.unwrap().len() <= 32 << 20);
    assert_eq!(loaded.diagnostics.len(), 1);
    assert!(loaded.plan.is_none());
}
