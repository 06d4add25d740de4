//! What goes wrong in dialplans, each kind as a change of a file.

use super::mutate::{Kind, behind, change, in_line, only};

/// Every kind: the language first, then as in the guide.
pub fn kinds() -> Vec<Kind> {
    [language(), files(), menus(), names(), schedules(), paths(), secrets()].into_iter().flatten().collect()
}

fn language() -> Vec<Kind> {
    vec![
        change("an element is misspelt", "X010", r"<(Jump) ", "‸Jmup"),
        change("an element has the wrong case", "X010", r"<(Hangup)/>", "‸HangUp"),
        change("an attribute is misspelt", "X012", r"(timeout)=", "‸timout"),
        change("an attribute has the wrong case", "X012", r"(numDigits)=", "‸numdigits"),
        change("an element stands where it may not", "X011", r"<Menu [^>]*>()", "<‸Hangup/>"),
        change("a number is a word", "X013", r#"tries="(\d+)""#, "‸many"),
        change("a time has no unit", "X013", r#"<Menu [^>]*timeout="(\d+s)""#, "‸5"),
        change("an expression has an open bracket", "X013", r#"match="([^"]+)""#, "‸({}"),
        behind("a required attribute is missing", "X014", r#"<SetVar( name="\w+")>"#, "", "<"),
        change("a text stands between the options", "X015", r"<Menu [^>]*>()", "‸Hello."),
        change("a verb is not offered yet", "X017", r"(<Record)[ />]", r#"<‸Voicemail box="1"/><Record"#),
        change("a verb is not offered", "X018", r"(<Record)[ />]", r#"<‸Pay/><Record"#),
        change("an ampersand stands bare", "X005", r"<Say>([^<]+)</Say>", "Fish ‸& chips."),
        in_line(change("a quote is missing", "X005", r#"<Jump menu="[^"]+(")/>"#, "‸")),
        behind("a tag is not closed", "X020", r"(</Menu>)\s*<Menu", "", "\n  <"),
    ]
}

fn files() -> Vec<Kind> {
    let head = r"<Dialplan [^>]*>()";
    let tie = r#"{}/><Route to="00*" {}/><‸Route to="*00" {}"#;
    vec![
        change("an included file is missing", "D001", head, r#"<Include file="‸parts/gone.xml"/>"#),
        change("a file includes itself", "D003", head, r#"<Include file="‸plan.xml"/>"#),
        change("a folder of prompts is missing", "D011", r"<Route [^>]*/>()", r#"<Prompts dir="‸sonds"/>"#),
        behind("a base is no address", "D013", r#"base="https(://)"#, ".", "base=\""),
        change("a route has no number", "D009", r#"<(Route to="[^"]+") menu"#, "‸Route"),
        change("a route stands twice", "D010", r"<(Route [^>]*/>)", "{}<‸{}"),
        change("two routes tie", "D010", r#"<Route to="[^"]+" (menu="[^"]+")/>"#, tie),
    ]
}

fn menus() -> Vec<Kind> {
    vec![
        change(
            "two menus have one name",
            "D005",
            r"()</Dialplan>",
            r#"<Menu name="‸{first}"><Option on="start"><Hangup/></Option></Menu>"#,
        ),
        change("a menu is misspelt in a jump", "D006", r#"<Jump menu="([^"$]{4,})""#, "‸{slip}"),
        change("a jump leads nowhere", "D006", r#"<Jump (?:menu|context)="([^"]+)""#, "‸tomorrow-never"),
        change("a route leads nowhere", "D006", r#"<Route [^>]*menu="([^"]+)""#, "‸tomorrow-never"),
        change("an option stands twice", "D007", r"</Option>()\s*</Menu>", r#"<Option on="‸start"><Hangup/></Option>"#),
        change("an option is misspelt", "D008", r#"<Option on="(exhausted)""#, "‸exausted"),
        change("an option is no key", "D008", r#"<Option on="([0-9])""#, "‸press one"),
        change(
            "one option begins like another",
            "D027",
            r#"<Option on="([1-9])">"#,
            r#"12345"><Hangup/></Option><Option on="‸12"#,
        ),
        change(
            "two patterns overlap",
            "D029",
            r#"<Option on="[2-9]XX">.*</Option>()"#,
            r#"<Option on="‸X0X"><Hangup/></Option>"#,
        ),
        behind("timeout is missing", "D026", r#"(\s*<Option on="timeout">.*</Option>)\n"#, "", "\n  <"),
        behind("invalid is missing", "D026", r#"(\s*<Option on="invalid">.*</Option>)\n"#, "", "\n  <"),
        change(
            "nobody hears the goodbye",
            "D032",
            r"</Option>()\s*</Menu>",
            r#"<Option on="hangup"><‸Echo for="1s"/></Option>"#,
        ),
    ]
}

fn names() -> Vec<Kind> {
    let actions = r#"<Option on="start">()\s"#;
    vec![
        change("a prompt is misspelt", "D020", r"<Play[^>]*>(\w{4,})</Play>", "‸{slip}"),
        change("an address is no web address", "D021", r#" url="(https)://"#, "‸ftp"),
        change("an address is relative to nothing", "D021", r#" url="(https://)"#, "‸"),
        change("a jump names a missing option", "D022", r#"<Jump menu="[^"]+"()/>"#, r#" option="‸DDD""#),
        change("a built-in variable is set", "D023", r#"<SetVar name="(\w+)""#, "‸CallID"),
        change("nobody is called", "D024", r#"<(Transfer to="[^"]+")/>"#, "‸Transfer"),
        change(
            "an application has no fallback",
            "D025",
            r#"<Option on="invalid">()"#,
            r#"<‸Interactive url="https://a.example/"/>"#,
        ),
        change("a target cannot be called", "D028", r#"<Transfer to="(sip:)"#, "‸mailto:"),
        change("a jump goes behind the end", "D030", r#"<Jump menu="[^"]+"()/>"#, r#" priority="‸99""#),
        change("a redirect says nowhere", "D031", r"<(Hangup/)>", "‸Redirect/"),
        change("equal is written with one sign", "D033", r#"test="[^"&]* (==) '[^"&]*""#, "‸="),
        only(
            change(
                "a condition asks what nothing sets",
                "D034",
                actions,
                r#"<If test="‸mood == 'bad'"><Hangup/></If>"#,
            ),
            is_alone,
        ),
        only(change("a text says what nothing sets", "D040", actions, "<Log>${‸weather}</Log>"), is_alone),
        change("a variable is misspelt", "D040", r"\$\{([A-Za-z]{5,})\}", "‸{slip}"),
        in_line(change("a variable is misspelt in an address", "D040", r"[=]\$([A-Za-z]{5,})[&\x22]", "‸{slip}")),
    ]
}

fn schedules() -> Vec<Kind> {
    vec![
        change(
            "a schedule stands twice",
            "D014",
            r#"(?s)<Schedule name="shops">.*?</Schedule>()"#,
            r#"<Schedule name="‸shops"><Open/></Schedule>"#,
        ),
        change(
            "another schedule stands twice",
            "D014",
            r#"(?s)<Schedule name="office">.*?</Schedule>()"#,
            r#"<Schedule name="‸office"><Open/></Schedule>"#,
        ),
        change("a time zone is misspelt", "D015", r#"timezone="(Europe/\w+)""#, "‸{slip}"),
        change("a day is misspelt", "D016", r#"days="([^"]+)""#, "‸Mon-Fry"),
        change("a date does not exist", "D016", r#"date="([^"]+)""#, "‸2027-02-30"),
        change("a time is written in English", "D016", r#" from="(\d\d:\d\d)""#, "‸9am"),
        change(
            "closed takes away open",
            "D017",
            r"<(Open days)=",
            r#"Closed date="2027-05-05"/><‸Open date="2027-05-05"/><Open days"#,
        ),
        behind(
            "a schedule never opens",
            "D018",
            r#"<Schedule [^>]*>(<Open [^>]*/>)(?:<Closed [^>]*/>)?</Schedule>"#,
            "",
            "<",
        ),
        change("a schedule is misspelt", "D019", r#"<If schedule="([^"]{4,})""#, "‸{slip}"),
        change(
            "a schedule is asked by nobody",
            "D050",
            r"()</Dialplan>",
            r#"<‸Schedule name="spare"><Open/></Schedule>"#,
        ),
    ]
}

fn paths() -> Vec<Kind> {
    let round = r#"<‸Jump menu="round"/>{rest}
  <Menu name="round"><Option on="start"><Say>Again.</Say><Jump menu="{menu}"/></Option></Menu>"#;
    let spare = r#"<‸Menu name="spare"><Option on="start"><Hangup/></Option></Menu>"#;
    // A call with a lifetime ends, and so do hours; a part of a larger plan may have either elsewhere.
    let has_limit =
        |text: &str| !text.contains("language=") || text.contains("lifetime=") || text.contains("<If schedule");
    vec![
        only(
            change(
                "exhausted begins again",
                "D035",
                r#"<Option on="exhausted">(.*)</Option>"#,
                r#"<‸Jump menu="{menu}"/>"#,
            ),
            move |text| !has_limit(text),
        ),
        only(
            change(
                "timeout goes round through another menu",
                "D035",
                r#"(?s)<Option on="timeout">(.*?</Menu>)"#,
                round,
            ),
            move |text| !has_limit(text),
        ),
        only(change("a menu is left over", "D036", r"()</Dialplan>", spare), |text| {
            text.contains("<Route") && is_alone(text)
        }),
        change(
            "an option can never run",
            "D037",
            r#"<Option on="start">[^\n]*<Jump menu="[^"]+"/></Option>()</Menu>"#,
            r#"<Option on="‸exhausted"><Hangup/></Option>"#,
        ),
        behind(
            "a choice leads nowhere",
            "D038",
            r#"<Option on="[0-9]">(<Jump [^>]*/>)</Option>"#,
            "<Say>Done.</Say>",
            "on=\"",
        ),
        change("something stands behind a hang-up", "D039", r"<Hangup/>()", "<‸Say>Never.</Say>"),
        change("something stands behind a jump", "D039", r"<Jump [^>]*/>()</Option>", "<‸Log>never</Log>"),
    ]
}

fn secrets() -> Vec<Kind> {
    vec![
        change(
            "digits go over an open line",
            "D041",
            r#"<Interactive url="(https)://(?:booking|parcel|cards)"#,
            "‸http",
        ),
        change("a password stands in an address", "D042", r#" url="(https://)"#, "‸{}ivr:hunter2@"),
        change("a token stands in an address", "D042", r#" url="(https://[^"?]*)""#, "‸{}?token=s3cr3t"),
    ]
}

/// No application decides, nor sets a variable.
fn is_alone(text: &str) -> bool {
    !["<Interactive", "<Redirect", "<Dial ", "<Include", "<OnError"].iter().any(|word| text.contains(word))
}
