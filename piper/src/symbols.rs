//! Phonemes to the numbers a network takes.

use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization;

use crate::error::VoiceError;

/// The symbols of a voice.
#[derive(Debug)]
pub(crate) struct Symbols {
    ids: HashMap<String, Vec<i64>>,
    /// The longest symbol, in code points.
    longest: usize,
    begin: Vec<i64>,
    pad: Vec<i64>,
    end: Vec<i64>,
}

/// A sentence as numbers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sequence {
    pub ids: Vec<i64>,
    /// Code points the voice has no symbol for, and how often: they are not heard.
    pub unknown: BTreeMap<char, usize>,
}

impl Symbols {
    /// The table of a description. `clusters` are vowels that make one symbol; without them a symbol is one code point.
    ///
    /// # Errors
    /// [`VoiceError::Description`], if one of the three signs around every sentence is missing.
    pub fn new(
        ids: &BTreeMap<String, Vec<i64>>,
        clusters: &[String],
        path: &std::path::Path,
    ) -> Result<Self, VoiceError> {
        let sign = |sign: &str| {
            ids.get(sign).filter(|ids| !ids.is_empty()).cloned().ok_or_else(|| VoiceError::Description {
                path: path.to_owned(),
                reason: format!("its phoneme_id_map has no {sign:?}; every voice has \"_\", \"^\" and \"$\""),
            })
        };
        let (pad, begin, end) = (sign("_")?, sign("^")?, sign("$")?);
        let mut table: HashMap<String, Vec<i64>> = HashMap::new();
        for (symbol, ids) in ids {
            let symbol: String = symbol.nfd().collect();
            if symbol.chars().count() == 1 || clusters.contains(&symbol) {
                table.insert(symbol, ids.clone());
            }
        }
        let longest = table.keys().map(|symbol| symbol.chars().count()).max().unwrap_or(1);
        Ok(Self { ids: table, longest, begin, pad, end })
    }

    /// Whether a character is a symbol by itself.
    pub fn has(&self, symbol: char) -> bool {
        self.ids.contains_key(symbol.encode_utf8(&mut [0; 4]) as &str)
    }

    /// Begin, pad, then each symbol with a pad behind it, end.
    pub fn sequence(&self, phonemes: &str) -> Sequence {
        let points: Vec<char> = phonemes.nfd().collect();
        let mut ids = [self.begin.as_slice(), &self.pad].concat();
        let mut unknown = BTreeMap::new();
        let mut place = 0;
        while place < points.len() {
            let Some((length, symbol)) = self.at(&points[place..]) else {
                *unknown.entry(points[place]).or_insert(0) += 1;
                place += 1;
                continue;
            };
            ids.extend(symbol);
            ids.extend(&self.pad);
            place += length;
        }
        ids.extend(&self.end);
        Sequence { ids, unknown }
    }

    /// The longest symbol these code points begin with.
    fn at(&self, points: &[char]) -> Option<(usize, &[i64])> {
        (1..=self.longest.min(points.len())).rev().find_map(|length| {
            let symbol: String = points[..length].iter().collect();
            Some((length, self.ids.get(&symbol)?.as_slice()))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn symbols(entries: &[(&str, &[i64])], clusters: &[&str]) -> Symbols {
        let signs: [(&str, &[i64]); 3] = [("_", &[0]), ("^", &[1]), ("$", &[2])];
        let ids = signs.iter().chain(entries).map(|(symbol, ids)| ((*symbol).to_owned(), ids.to_vec())).collect();
        let clusters: Vec<String> = clusters.iter().map(|cluster| (*cluster).to_owned()).collect();
        Symbols::new(&ids, &clusters, Path::new("x.json")).unwrap()
    }

    #[test]
    fn a_sentence_is_begin_pad_symbols_with_pads_and_end() {
        let symbols = symbols(&[("a", &[5]), ("b", &[6])], &[]);

        assert_eq!(symbols.sequence("ab").ids, [1, 0, 5, 0, 6, 0, 2]);
        assert_eq!(symbols.sequence("").ids, [1, 0, 2]);
    }

    #[test]
    fn a_symbol_may_have_several_ids() {
        let symbols = symbols(&[("a", &[5, 7])], &[]);
        assert_eq!(symbols.sequence("aa").ids, [1, 0, 5, 7, 0, 5, 7, 0, 2]);
    }

    #[test]
    fn composed_letters_are_taken_apart() {
        let symbols = symbols(&[("c", &[5]), ("\u{327}", &[6]), ("и", &[7]), ("\u{306}", &[8])], &[]);

        assert_eq!(symbols.sequence("ç").ids, [1, 0, 5, 0, 6, 0, 2]);
        assert_eq!(symbols.sequence("й").ids, [1, 0, 7, 0, 8, 0, 2]);
    }

    #[test]
    fn vowels_that_belong_together_are_one_symbol_only_if_the_voice_says_so() {
        let entries: &[(&str, &[i64])] = &[("a", &[5]), ("ɪ", &[6]), ("aɪ", &[7])];

        assert_eq!(symbols(entries, &["aɪ"]).sequence("aɪa").ids, [1, 0, 7, 0, 5, 0, 2]);
        assert_eq!(symbols(entries, &[]).sequence("aɪ").ids, [1, 0, 5, 0, 6, 0, 2]);
    }

    #[test]
    fn what_the_voice_does_not_have_is_left_out_and_counted() {
        let sequence = symbols(&[("a", &[5])], &[]).sequence("xaxʘ");

        assert_eq!(sequence.ids, [1, 0, 5, 0, 2]);
        assert_eq!(sequence.unknown, BTreeMap::from([('x', 2), ('ʘ', 1)]));
    }

    #[test]
    fn a_table_without_the_three_signs_is_refused() {
        let ids = BTreeMap::from([("_".to_owned(), vec![0]), ("^".to_owned(), vec![])]);
        let error = Symbols::new(&ids, &[], Path::new("x.json")).unwrap_err().to_string();
        assert!(error.contains("no \"^\""), "{error}");
    }
}
