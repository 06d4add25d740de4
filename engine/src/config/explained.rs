//! Every code of the configuration explained, with an example of the mistake and of the cure.

use xml_schema::Explanation;

/// Explanations of the codes that begin with C, and of those of lexicons, in their order.
pub const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "C001",
        why: "The configuration file cannot be read: it is not there, or may not be read, or is not UTF-8.",
        bad: "# dialtree serve --config dialtre.toml",
        good: "# dialtree serve --config dialtree.toml",
    },
    Explanation {
        code: "C002",
        why: "It is no TOML, or a table or key is in it twice.",
        bad: "[user.101]\npassword = { env = \"A\" }\n[user.101]\npassword = { env = \"B\" }",
        good: "[user.101]\npassword = { env = \"A\" }\n[user.102]\npassword = { env = \"B\" }",
    },
    Explanation {
        code: "C003",
        why: "There is no section of this name; docs/configuration.md lists them.",
        bad: "[logs]\nlevel = \"info\"",
        good: "[log]\nlevel = \"info\"",
    },
    Explanation {
        code: "C004",
        why: "The section or table has no key of this name. Nothing that is written is passed over in silence.",
        bad: "[sip]\nlisen = [\"udp://0.0.0.0:5060\"]",
        good: "[sip]\nlisten = [\"udp://0.0.0.0:5060\"]",
    },
    Explanation {
        code: "C005",
        why: "The word is known, and what it means is not built yet.",
        bad: "[sip]\nlisten = [\"wss://0.0.0.0:5063\"]",
        good: "[sip]\nlisten = [\"tcp://0.0.0.0:5060\"]",
    },
    Explanation {
        code: "C006",
        why: "The value is of another kind: a number without its unit, a text in place of a list or table.",
        bad: "[limits]\ndocument = 65536",
        good: "[limits]\ndocument = \"64 KiB\"",
    },
    Explanation {
        code: "C007",
        why: "The value is of the right kind, and not one of those that are possible.",
        bad: "[media]\nports = \"20000-99999\"",
        good: "[media]\nports = \"20000-29999\"",
    },
    Explanation {
        code: "C008",
        why: "Something that must be there is missing: a name, or a key without which the rest means nothing.",
        bad: "[trunk.carrier]\nnumbers = [\"+*\"]",
        good: "[trunk.carrier]\nuri = \"sip:sip.carrier.example\"\nnumbers = [\"+*\"]",
    },
    Explanation {
        code: "C009",
        why: "Passwords, tokens and keys do not stand in the file: they are named, and read from the environment or a file.",
        bad: "[user.101]\npassword = \"correct horse\"",
        good: "[user.101]\npassword = { env = \"USER_101\" }",
    },
    Explanation {
        code: "C010",
        why: "A file or variable that is named cannot be used: it is not there, is empty, or holds something else.",
        bad: "[http]\nadmin_token = { file = \"token.txt\" }\n# token.txt is not there",
        good: "[http]\nadmin_token = { env = \"ADMIN_TOKEN\" }",
    },
    Explanation {
        code: "C011",
        why: "Two trunks take the same numbers, and neither pattern is more specific: the first trunk by name gets the calls. A warning.",
        bad: "[trunk.a]\nuri = \"sip:a.example\"\n[trunk.b]\nuri = \"sip:b.example\"",
        good: "[trunk.a]\nuri = \"sip:a.example\"\nnumbers = [\"+44*\"]\n[trunk.b]\nuri = \"sip:b.example\"",
    },
    Explanation {
        code: "L001",
        why: "The folder of `[speech] lexicon`, or a file of it, cannot be used. Its files are called after languages: en.txt, ru.txt.",
        bad: "# lexicon/english.txt",
        good: "# lexicon/en.txt",
    },
    Explanation {
        code: "L002",
        why: "A line of a lexicon is none, or a word is in it twice. A line is WORD = TEXT, or WORD = [IPA].",
        bad: "# lexicon/en.txt\nSQL sequel",
        good: "# lexicon/en.txt\nSQL = sequel",
    },
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Config, ConfigErrors};

    fn codes(text: &str) -> Vec<&'static str> {
        let read = Config::parse_with_warnings(text, "dialtree.toml", Path::new("nowhere"), &|_| Some("x".into()));
        let found = read.map_or_else(Some, |(_, warnings)| warnings).map(ConfigErrors::into_parts);
        found.map_or_else(Vec::new, |(found, _)| found.iter().map(|found| found.code.0).collect())
    }

    /// The same of a file of a lexicon; its first line says how it is called.
    fn codes_of_lexicon(text: &str) -> Vec<&'static str> {
        let home = tempfile::tempdir().unwrap();
        let name = text.lines().next().and_then(|line| line.strip_prefix("# lexicon/")).expect("its name");
        std::fs::write(home.path().join(name), text).unwrap();
        let found = crate::config::lexicon(home.path()).err().map(ConfigErrors::into_parts);
        found.map_or_else(Vec::new, |(found, _)| found.iter().map(|found| found.code.0).collect())
    }

    #[test]
    fn every_mistake_gives_its_code_alone_and_every_cure_gives_nothing() {
        for Explanation { code, bad, good, .. } in EXPLAINED {
            let codes = if code.starts_with('L') { codes_of_lexicon } else { codes };
            // Of a file that cannot be read there is no text.
            let expected = if *code == "C001" { vec![] } else { vec![*code] };
            assert_eq!(codes(bad), expected, "{code}");
            assert_eq!(codes(good), Vec::<&str>::new(), "the cure of {code}");
        }
    }

    #[test]
    fn every_code_is_explained() {
        for source in [include_str!("messages.rs"), include_str!("error.rs"), include_str!("lexicon.rs")] {
            let is_code =
                |part: &&str| part.len() == 4 && part.starts_with(['C', 'L']) && part[1..].parse::<u16>().is_ok();
            for code in source.split('"').filter(is_code) {
                assert!(EXPLAINED.iter().any(|explanation| explanation.code == code), "{code}");
            }
        }
    }
}
