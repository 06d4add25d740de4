//! Every code of a script explained, with an example of the mistake and of the cure.

use xml_schema::Explanation;

/// In the order of the codes: what is wrong with a script, and then what a call may do that a script does not allow.
pub const EXPLAINED: &[Explanation] = &[
    one(
        "S001",
        "A file that the script names cannot be read; paths are relative to the script.",
        r#"<Include file="nowhere.xml"/>"#,
        r#"<Include file="part.xml"/>"#,
    ),
    one(
        "S002",
        "A script takes in itself, perhaps by way of another one.",
        r#"<Include file="script.xml"/>"#,
        r#"<Include file="part.xml"/>"#,
    ),
    one(
        "S003",
        "A pretended application says what it answers.",
        r#"<App url="https://crm.example/balance"/>"#,
        r#"<App url="https://crm.example/balance"><Answer status="503"/></App>"#,
    ),
    one(
        "S004",
        "A Hear waits for words, a prompt, an expression, a tone, or anything.",
        "<Hear/>",
        "<Hear>press one</Hear>",
    ),
    one("S005", "A Hear waits for one thing.", r#"<Hear prompt="welcome">Welcome</Hear>"#, r#"<Hear>Welcome</Hear>"#),
    one(
        "S006",
        "A caller presses 0 to 9, * and #; some telephones have A to D.",
        "<Press>12x</Press>",
        "<Press>12#</Press>",
    ),
    one("S007", "An Expect names what must be so.", "<Expect/>", r#"<Expect menu="main"/>"#),
    one(
        "S008",
        "A value belongs to a variable.",
        r#"<Expect menu="main" value="1"/>"#,
        r#"<Expect var="tries" value="1"/>"#,
    ),
    one(
        "S009",
        "A Param belongs to a request.",
        r#"<Expect menu="main"><Param name="code">1</Param></Expect>"#,
        r#"<Expect request="https://crm.example/"><Param name="code">1</Param></Expect>"#,
    ),
    one(
        "S010",
        "Somebody who is busy does not answer.",
        r#"<Callee busy="true" answer="3s"/>"#,
        r#"<Callee answer="3s"/>"#,
    ),
    one(
        "S011",
        "An answer stands in the script or in a file.",
        r#"<App url="https://crm.example/"><Answer file="answer.xml"><Response/></Answer></App>"#,
        r#"<App url="https://crm.example/"><Answer><Response/></Answer></App>"#,
    ),
    one("S012", "Waiting and speaking take a time.", "<Wait/>", r#"<Wait length="2s"/>"#),
    one(
        "S013",
        "Headers are written as in SIP, several separated by a semicolon.",
        r#"<Script xmlns="urn:dialtree:1" to="100" headers="X-Tier gold"><End/></Script>"#,
        r#"<Script xmlns="urn:dialtree:1" to="100" headers="X-Tier: gold"><End/></Script>"#,
    ),
    one(
        "S014",
        "An application is known by the whole address that the plan asks.",
        r#"<App url="crm.example/balance"><Answer/></App>"#,
        r#"<App url="https://crm.example/balance"><Answer/></App>"#,
    ),
    one(
        "S015",
        "A script calls the dialplan in the folder above it, or the one named with --plan.",
        "<!-- scripts/call.xml, and no dialplan beside the folder -->",
        "<!-- menu.xml beside scripts/call.xml -->",
    ),
    one(
        "S101",
        "The caller waited for something that the engine never said.",
        "<Hear>For sails press one</Hear>",
        "<Hear>For sales press one</Hear>",
    ),
    one(
        "S102",
        "It was said, but not within the time that the Hear allows.",
        r#"<Hear within="1s">Welcome</Hear>"#,
        r#"<Hear within="5s">Welcome</Hear>"#,
    ),
    one(
        "S103",
        "The call had ended before the caller could do this.",
        "<Press>1</Press><!-- in a menu that hung up -->",
        r#"<End outcome="hangup"/>"#,
    ),
    one(
        "S104",
        "What an Expect says was not so: another menu, another value, another request.",
        r#"<Expect var="tries" value="3"/>"#,
        r#"<Expect var="tries" value="2"/>"#,
    ),
    one(
        "S105",
        "The caller heard nothing for longer than the script allows.",
        "<!-- an application that thinks for ten seconds, in silence -->",
        "<!-- waitPlay on the Interactive -->",
    ),
    one(
        "S106",
        "The plan asked an application that the script does not pretend.",
        "<!-- no App for https://crm.example/balance -->",
        r#"<App url="https://crm.example/balance"><Answer/></App>"#,
    ),
    one(
        "S107",
        "The call ended in another way than the End says.",
        r#"<End outcome="transfer"/>"#,
        r#"<End outcome="hangup"/>"#,
    ),
    one("S108", "The call did not end within the time of the End.", r#"<End within="1s"/>"#, r#"<End within="20s"/>"#),
    one(
        "S109",
        "The call was longer than the script's maxDuration.",
        r#"<Script xmlns="urn:dialtree:1" to="100" maxDuration="5s"><End/></Script>"#,
        r#"<Script xmlns="urn:dialtree:1" to="100" maxDuration="2m"><End/></Script>"#,
    ),
    one(
        "S110",
        "Nothing could happen any more, or the same happened again and again: a mistake in the plan or in the engine.",
        "<!-- a plan that dialtree check calls endless -->",
        "<!-- dialtree check --explain D035 -->",
    ),
];

const fn one(code: &'static str, why: &'static str, bad: &'static str, good: &'static str) -> Explanation {
    Explanation { code, why, bad, good }
}

#[cfg(test)]
mod tests {
    use dialplan::load::MemoryFiles;

    use super::*;

    const GUIDE: &str = include_str!("../../../docs/simulator.md");

    /// The codes of a piece of a script.
    fn codes(piece: &str) -> Vec<&'static str> {
        let whole = format!(r#"<Script xmlns="urn:dialtree:1" to="100">{piece}<End/></Script>"#);
        let text = if piece.starts_with("<Script") { piece.to_owned() } else { whole };
        let part = r#"<Script xmlns="urn:dialtree:1" to="100"><End/></Script>"#;
        let plan = r#"<Dialplan xmlns="urn:dialtree:1"><Route to="*" menu="m"/><Menu name="m"><Option on="start"><Hangup/></Option></Menu></Dialplan>"#;
        let files = MemoryFiles::new([
            ("plan/scripts/script.xml", text.as_str()),
            ("plan/scripts/part.xml", part),
            ("plan/scripts/answer.xml", "<Response/>"),
            ("plan/plan.xml", plan),
        ]);
        let loaded = super::super::load(&["plan/scripts/script.xml"], &files);
        loaded.diagnostics.iter().map(|found| found.code.0).collect()
    }

    #[test]
    fn every_mistake_in_a_script_gives_its_code_and_every_cure_gives_nothing() {
        for Explanation { code, bad, good, .. } in EXPLAINED.iter().filter(|explanation| explanation.code < "S015") {
            assert!(codes(bad).contains(code), "{code}: {:?}", codes(bad));
            assert_eq!(codes(good), Vec::<&str>::new(), "the cure of {code}");
        }
    }

    #[test]
    fn every_code_of_the_guide_is_explained() {
        for code in GUIDE.split("| ").map(|cell| cell.split(' ').next().unwrap_or_default()) {
            let is_code =
                code.len() == 4 && code.starts_with('S') && code[1..].bytes().all(|byte| byte.is_ascii_digit());
            assert!(!is_code || EXPLAINED.iter().any(|explanation| explanation.code == code), "{code}");
        }
    }
}
