//! What is wrong with what actions name, explained.

use super::Explanation;

pub(super) const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "D020",
        why: "No folder of a Prompts element has a recording of this name.",
        bad: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>welcom</Play></Option></Menu>"#,
        good: r#"<Prompts dir="sounds"/>
<Menu name="main"><Option on="start"><Play>welcome</Play></Option></Menu>"#,
    },
    Explanation {
        code: "D021",
        why: "An application is asked over http or https, at a whole address or one relative to `base`.",
        bad: r#"<Interactive url="balance"><Fallback><Hangup/></Fallback></Interactive>"#,
        good: r#"<Interactive url="https://crm.example/balance"><Fallback><Hangup/></Fallback></Interactive>"#,
    },
    Explanation {
        code: "D022",
        why: "A Jump names an option that its menu does not have.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Jump menu="main" option="9"/></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Jump menu="main" option="1"/></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
    Explanation {
        code: "D023",
        why: "What the call itself sets cannot be set by a dialplan.",
        bad: r#"<SetVar name="CallerIDNum">100</SetVar>"#,
        good: r#"<SetVar name="customer">100</SetVar>"#,
    },
    Explanation {
        code: "D024",
        why: "A Transfer says whom to call: in `to`, as its text, or in Targets.",
        bad: r#"<Transfer/>"#,
        good: r#"<Transfer to="sip:sales@pbx.example"/>"#,
    },
    Explanation {
        code: "D025",
        why: "Applications fail. Without a Fallback the caller hears an apology at best.",
        bad: r#"<Interactive url="https://crm.example/balance"/>"#,
        good: r#"<Interactive url="https://crm.example/balance">
  <Fallback><Transfer to="sip:desk@pbx.example"/></Fallback>
</Interactive>"#,
    },
    Explanation {
        code: "D026",
        why: "Without `timeout` or `invalid` a caller who hesitates or errs is hung up on, without a word.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
    Explanation {
        code: "D027",
        why: "With 1 and 12, who presses 1 waits `interDigit` before it counts.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="12"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="22"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
    Explanation {
        code: "D028",
        why: "A target is a number, an extension, or a SIP address.",
        bad: r#"<Transfer to="mailto:sales@pbx.example"/>"#,
        good: r#"<Transfer to="sip:sales@pbx.example"/>"#,
    },
    Explanation {
        code: "D029",
        why: "Two patterns fit the same keys: the first one takes them.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1X"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="X2"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1X"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="2X"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
    Explanation {
        code: "D030",
        why: "A Jump with a `priority` begins at that action, counted from 1.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Jump menu="main" priority="4"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Jump menu="main" priority="1"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
</Menu>"#,
    },
    Explanation {
        code: "D031",
        why: "In a dialplan there is no document that an empty Redirect could ask for again.",
        bad: r#"<Redirect/>"#,
        good: r#"<Redirect>https://crm.example/start</Redirect>"#,
    },
    Explanation {
        code: "D032",
        why: "Nobody is there to hear it: the caller has hung up.",
        bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
  <Option on="hangup"><Say>Goodbye.</Say></Option>
</Menu>"#,
        good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
  <Option on="hangup"><Log>gone</Log></Option>
</Menu>"#,
    },
    Explanation {
        code: "D033",
        why: "The condition of an If is written in CEL, with names of variables as they are.",
        bad: r#"<If test="CallerIDNum = 100"><Hangup/></If>"#,
        good: r#"<If test="CallerIDNum == '100'"><Hangup/></If>"#,
    },
    Explanation {
        code: "D034",
        why: "A condition asks for a variable that nothing has set before: it is empty, or 0, on every way to this place.",
        bad: r#"<SetVar name="tier">gold</SetVar>
<If test="teir == 'gold'"><Hangup/></If>"#,
        good: r#"<SetVar name="tier">gold</SetVar>
<If test="tier == 'gold'"><Hangup/></If>"#,
    },
];
