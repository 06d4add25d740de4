//! Every code of the language explained, with an example of the mistake and of the cure.

/// A code, explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// Such as `D035`.
    pub code: &'static str,
    /// What it means, and why it matters.
    pub why: &'static str,
    /// A piece of a file that has the mistake: actions, menus, steps of a script, or a whole one.
    pub bad: &'static str,
    /// The same without.
    pub good: &'static str,
}

/// Explains codes that begin with X, in their order. Most examples are what applications answer.
pub const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "X001",
        why: "There is nothing in the document: not even a root.",
        bad: "",
        good: "<Response/>",
    },
    Explanation {
        code: "X002",
        why: "The verbs are written in XML. An application that answers JSON was written for another interface.",
        bad: r#"{ "say": "Hello." }"#,
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X003",
        why: "A page for a browser came instead of verbs, often one that tells of an error.",
        bad: "<!DOCTYPE html><html><body>500 Internal Server Error</body></html>",
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X004",
        why: "A DOCTYPE may name files and entities without end, so it is refused whole.",
        bad: r#"<!DOCTYPE Response SYSTEM "verbs.dtd"><Response/>"#,
        good: "<Response/>",
    },
    Explanation {
        code: "X005",
        why: "It is no XML: a bare & or <, a quote that is missing, something behind the end.",
        bad: "<Response><Say>Fish & chips.</Say></Response>",
        good: "<Response><Say>Fish &amp; chips.</Say></Response>",
    },
    Explanation {
        code: "X006",
        why: "An answer has 64 KiB at most, a dialplan 16 MiB: what is larger would keep callers waiting.",
        bad: "<!-- 100 KiB of prompts in one answer -->",
        good: "<Response><Redirect>https://app.example/second-half</Redirect></Response>",
    },
    Explanation {
        code: "X007",
        why: "Elements stand inside of one another more than 32 deep; no verb needs more than five.",
        bad: "<!-- <If> in <If> in <If> … -->",
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X008",
        why: "More elements or attributes than a document may have.",
        bad: "<!-- 2,000 verbs in one answer -->",
        good: "<Response><Redirect>https://app.example/second-half</Redirect></Response>",
    },
    Explanation {
        code: "X009",
        why: "An answer is a Response; a designer's file is a Dialplan, a test call a Script.",
        bad: "<Answer><Say>Hello.</Say></Answer>",
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X010",
        why: "No element has this name. Case matters: it is Say, not say.",
        bad: "<Response><Sya>Hello.</Sya></Response>",
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X011",
        why: "The element is known, and has no meaning where it stands.",
        bad: "<Response><Number>100</Number></Response>",
        good: "<Response><Dial><Number>100</Number></Dial></Response>",
    },
    Explanation {
        code: "X012",
        why: "The element has no attribute of this name.",
        bad: r#"<Response><Gather timout="5"><Say>Press one.</Say></Gather></Response>"#,
        good: r#"<Response><Gather timeout="5"><Say>Press one.</Say></Gather></Response>"#,
    },
    Explanation {
        code: "X013",
        why: "The attribute takes another kind of value: a number in its range, a time with its unit, one of some words.",
        bad: r#"<Response><Gather numDigits="four"><Say>Your code?</Say></Gather></Response>"#,
        good: r#"<Response><Gather numDigits="4"><Say>Your code?</Say></Gather></Response>"#,
    },
    Explanation {
        code: "X014",
        why: "Without this attribute the element means nothing.",
        bad: "<Response><SetVar>gold</SetVar></Response>",
        good: r#"<Response><SetVar name="tier">gold</SetVar></Response>"#,
    },
    Explanation {
        code: "X015",
        why: "Text stands between verbs, and nobody would say it.",
        bad: "<Response>Hello.</Response>",
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X016",
        why: "The element does something with its text, and has none.",
        bad: "<Response><Log/></Response>",
        good: "<Response><Log>hello</Log></Response>",
    },
    Explanation {
        code: "X017",
        why: "The word is known, and what it means is not built yet. In an answer it is skipped.",
        bad: r#"<Response><Voicemail box="1"/></Response>"#,
        good: r#"<Response><Record maxLength="60"/></Response>"#,
    },
    Explanation {
        code: "X018",
        why: "The word is known from other platforms, and is not offered here. In an answer it is skipped.",
        bad: "<Response><Pay/></Response>",
        good: r#"<Response><Redirect>https://app.example/pay-by-link</Redirect></Response>"#,
    },
    Explanation {
        code: "X019",
        why: "Something stands before the XML declaration; strict parsers refuse that.",
        bad: "\n<?xml version=\"1.0\"?><Response/>",
        good: "<?xml version=\"1.0\"?><Response/>",
    },
    Explanation {
        code: "X020",
        why: "An element is not closed, or closed without having been opened.",
        bad: "<Response><Say>Hello.</Response>",
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X021",
        why: "One attribute is written twice; the first one counts.",
        bad: r#"<Response><Say loop="1" loop="2">Hello.</Say></Response>"#,
        good: r#"<Response><Say loop="2">Hello.</Say></Response>"#,
    },
    Explanation {
        code: "X022",
        why: "XML knows &amp; &lt; &gt; &quot; &apos; and numbers; the names of HTML it does not.",
        bad: "<Response><Say>Fish&nbsp;and chips.</Say></Response>",
        good: "<Response><Say>Fish&#160;and chips.</Say></Response>",
    },
    Explanation {
        code: "X023",
        why: "The root says that it belongs to another language.",
        bad: r#"<Dialplan xmlns="urn:example"></Dialplan>"#,
        good: r#"<Dialplan xmlns="urn:dialtree:1"></Dialplan>"#,
    },
    Explanation {
        code: "X024",
        why: "So much is wrong that the rest is only counted.",
        bad: "<!-- hundreds of unknown elements -->",
        good: "<Response><Say>Hello.</Say></Response>",
    },
    Explanation {
        code: "X025",
        why: "An entry is complete before it can have as many keys as it must have. In an answer `numDigits` keys are enough.",
        bad: r#"<Response><Gather minDigits="5" numDigits="4"><Say>Your code?</Say></Gather></Response>"#,
        good: r#"<Response><Gather minDigits="4" numDigits="5"><Say>Your code?</Say></Gather></Response>"#,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, DocumentKind, FileId, Limits, parse};

    /// What is too large to be shown.
    const OF_SIZE: [&str; 4] = ["X006", "X007", "X008", "X024"];

    fn codes(text: &str) -> Vec<&'static str> {
        let kind = match text.starts_with("<Dialplan") {
            true => DocumentKind::Dialplan,
            false => DocumentKind::Response(Dialect::Twiml),
        };
        let parsed = parse(text, FileId(0), kind, Limits::for_kind(kind), false);
        parsed.diagnostics.iter().map(|found| found.code.0).collect()
    }

    #[test]
    fn every_mistake_gives_its_code_and_every_cure_gives_nothing() {
        for Explanation { code, bad, good, .. } in EXPLAINED {
            assert!(OF_SIZE.contains(code) || codes(bad).contains(code), "{code}: {:?}", codes(bad));
            assert_eq!(codes(good), Vec::<&str>::new(), "the cure of {code}");
        }
    }

    #[test]
    fn every_code_of_the_language_is_explained() {
        for source in [include_str!("messages/language.rs"), include_str!("messages/xml.rs")] {
            for code in source.split('"').filter(|part| part.len() == 4 && part.starts_with("X0")) {
                assert!(EXPLAINED.iter().any(|explanation| explanation.code == code), "{code}");
            }
        }
    }
}
