//! The coverage file: JSON that says of every place of a plan how often calls came to it.

use dialplan::coverage::{Coverage, Kind};
use serde::{Deserialize, Serialize};
use xml_schema::Source;

use crate::suite::SuitePlan;

/// What calls have come to, of every plan they called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageFile {
    /// Says what file this is, and its version.
    pub format: String,
    /// In the order in which scripts first needed them.
    pub plans: Vec<PlanVisits>,
}

/// What calls have come to of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVisits {
    /// Its file or folder, as it was given.
    pub path: String,
    /// What its files held: [`dialplan::plan::Plan::hash`].
    pub hash: String,
    /// How many calls were made.
    pub calls: u64,
    /// Every place, visited or not, in the order of the files.
    pub places: Vec<PlaceVisits>,
}

/// How often calls came to a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceVisits {
    /// `route`, `menu`, `option`, `branch`, `edge` or `action`.
    pub kind: String,
    /// Unique among those of its kind.
    pub name: String,
    /// How often calls came there.
    pub visits: u64,
    /// Where it stands.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column in characters, from 1.
    pub column: u32,
    /// Which of the places it is in, by its number in this list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<usize>,
}

/// A file is no coverage file of this version.
#[derive(Debug, thiserror::Error)]
pub enum NotCoverage {
    /// It is not the JSON that one would be.
    #[error("is no coverage file: {0}; `dialtree sim --coverage FILE` writes one")]
    Json(#[from] serde_json::Error),
    /// It says that it is something else.
    #[error("is a file of the format {0:?}, not {FORMAT:?}; write it again with `dialtree sim --coverage FILE`")]
    Format(String),
}

const FORMAT: &str = "dialtree coverage 1";

impl CoverageFile {
    pub(super) fn of(counted: &[(&SuitePlan, Coverage)], sources: &[Source]) -> Self {
        let plans = counted.iter().map(|(plan, coverage)| PlanVisits::of(plan, coverage, sources));
        Self { format: FORMAT.to_owned(), plans: plans.collect() }
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        // Strings and numbers always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads what [`CoverageFile::to_json`] has written.
    ///
    /// # Errors
    /// [`NotCoverage`], if it is something else.
    pub fn from_json(text: &str) -> Result<Self, NotCoverage> {
        let file: Self = serde_json::from_str(text)?;
        if file.format == FORMAT { Ok(file) } else { Err(NotCoverage::Format(file.format)) }
    }
}

impl PlanVisits {
    fn of(plan: &SuitePlan, coverage: &Coverage, sources: &[Source]) -> Self {
        let places = coverage.places().iter().enumerate().map(|(number, place)| {
            let source = sources.get(plan.first_source + place.span.file.0 as usize);
            let (line, column) = source.map_or((1, 1), |source| source.line_column(place.span.start));
            PlaceVisits {
                kind: place.kind.word().to_owned(),
                name: place.name.clone(),
                visits: coverage.visits(number),
                file: source.map_or_else(String::new, |source| source.name.clone()),
                line,
                column,
                within: place.within,
            }
        });
        Self {
            path: plan.path.clone(),
            hash: plan.plan.hash.clone(),
            calls: coverage.calls(),
            places: places.collect(),
        }
    }

    /// How many places of a kind calls came to, and how many there are.
    pub fn visited(&self, kind: Kind) -> (usize, usize) {
        let of_kind = || self.places.iter().filter(|place| place.kind == kind.word());
        (of_kind().filter(|place| place.visits > 0).count(), of_kind().count())
    }
}
