//! What is wrong with files, menus and routes, explained.

use super::Explanation;

pub(super) const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "D001",
        why: "A file that the dialplan names cannot be read.",
        bad: r#"<Include file="hours.xml"/>
<!-- hours.xml is not there -->"#,
        good: r#"<Include file="part.xml"/>"#,
    },
    Explanation {
        code: "D002",
        why: "A folder is a dialplan by the files in it whose root is Dialplan.",
        bad: r#"<!-- no file of the folder begins like this -->"#,
        good: r#"<Dialplan xmlns="urn:dialtree:1">
  <Route to="*" menu="main"/>
  <Menu name="main"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#,
    },
    Explanation {
        code: "D003",
        why: "A file takes in itself, perhaps by way of another one.",
        bad: r#"<!-- plan.xml -->
<Include file="plan.xml"/>"#,
        good: r#"<!-- plan.xml -->
<Include file="part.xml"/>"#,
    },
    Explanation {
        code: "D004",
        why: "A setting of the whole plan stands in two files, with two values.",
        bad: r#"<!-- its own language is ru-RU -->
<Include file="other.xml"/>"#,
        good: r#"<!-- it leaves the language to this file -->
<Include file="part.xml"/>"#,
    },
    Explanation {
        code: "D005",
        why: "A Jump could mean either of two menus.",
        bad: r#"<Menu name="main"><Option on="start"><Hangup/></Option></Menu>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>"#,
        good: r#"<Route to="100" menu="main"/>
<Route to="200" menu="hours"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>
<Menu name="hours"><Option on="start"><Hangup/></Option></Menu>"#,
    },
    Explanation {
        code: "D006",
        why: "A Route or a Jump leads to a menu that is not there.",
        bad: r#"<Route to="*" menu="mian"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>"#,
        good: r#"<Route to="*" menu="main"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>"#,
    },
    Explanation {
        code: "D007",
        why: "The second option never runs.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="2"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
    Explanation {
        code: "D008",
        why: "A menu waits for keys, and for start, timeout, invalid, exhausted and hangup.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="time"><Say>I did not hear a key.</Say></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
    Explanation {
        code: "D009",
        why: "A route says for which numbers it is, in one way.",
        bad: r#"<Route menu="main"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>"#,
        good: r#"<Route to="*" menu="main"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>"#,
    },
    Explanation {
        code: "D010",
        why: "Two routes are for the same numbers, and neither is more specific.",
        bad: r#"<Route to="100" menu="main"/>
<Route to="100" menu="main"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>"#,
        good: r#"<Route to="100" menu="main"/>
<Route to="*" menu="main"/>
<Menu name="main"><Option on="start"><Hangup/></Option></Menu>"#,
    },
    Explanation {
        code: "D011",
        why: "The folder of the recordings is not there; its path is relative to the file it stands in.",
        bad: r#"<Prompts dir="sound"/>"#,
        good: r#"<Prompts dir="sounds"/>"#,
    },
    Explanation {
        code: "D012",
        why: "Two files have one name but for their endings, and a Play could mean either.",
        bad: r#"<!-- welcome.wav and welcome.mp3 -->
<Prompts dir="twice"/>"#,
        good: r#"<!-- welcome.wav -->
<Prompts dir="sounds"/>"#,
    },
    Explanation {
        code: "D013",
        why: "Addresses of applications are relative to `base`, so it is a whole one.",
        bad: r#"<Dialplan xmlns="urn:dialtree:1" base="crm/">
  <Route to="*" menu="main"/>
  <Menu name="main"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#,
        good: r#"<Dialplan xmlns="urn:dialtree:1" base="https://crm.example/ivr/">
  <Route to="*" menu="main"/>
  <Menu name="main"><Option on="start"><Hangup/></Option></Menu>
</Dialplan>"#,
    },
];
