//! What there is to see in a plan: numbers, cards with rows, and where the rows lead.

mod card;
mod coverage;
mod exits;
mod findings;
mod story;
mod timetable;
mod words;

use dialplan::coverage::Place;
use dialplan::plan::{NumberPattern, Plan, Route};
use xml_schema::{Diagnostic, Severity, Span};

pub use timetable::{Hours, Timetable};

/// Everything a picture of a plan shows.
#[derive(Debug, Clone)]
pub struct Flow {
    /// What stands above the picture: the plan's path.
    pub title: String,
    /// In the order of the files.
    pub entrances: Vec<Entrance>,
    /// Menus in the order of the files, then what runs when something fails.
    pub cards: Vec<Card>,
    /// Opening hours, in the order of the files.
    pub timetables: Vec<Timetable>,
    /// How many test calls the visits are of; `None`: they are not shown.
    pub calls: Option<u64>,
    /// Findings that belong to no card.
    pub findings: Vec<Finding>,
}

/// Numbers that lead to a menu.
#[derive(Debug, Clone)]
pub struct Entrance {
    /// What is called.
    pub number: String,
    /// Who calls, if that matters.
    pub from: Option<String>,
    /// Which card it leads to.
    pub card: usize,
    /// How often test calls came here, and where it stands.
    pub seen: Seen,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// A menu, or another list of actions that stands for itself.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whether it is a menu.
    pub is_menu: bool,
    /// Its name.
    pub name: String,
    /// Its time and tries: `6 s · 3 tries`.
    pub timing: String,
    /// What the caller hears first.
    pub says: String,
    /// What can happen in it.
    pub rows: Vec<Row>,
    /// How often test calls came here, and where it stands.
    pub seen: Seen,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// What happens on a key, or when something else comes to pass.
#[derive(Debug, Clone)]
pub struct Row {
    /// Keys, or `timeout`, `invalid`, …
    pub on: String,
    /// Whether `on` is what a caller presses.
    pub is_key: bool,
    /// One after another; never empty.
    pub lines: Vec<Line>,
    /// How often test calls came here, and where it stands.
    pub seen: Seen,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// One thing that happens, and where it leads.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// How many branches it is in.
    pub depth: usize,
    /// When: `if tries < 3`, `no input`.
    pub label: Option<String>,
    /// What.
    pub text: String,
    /// Where from here; `None`: to the next line.
    pub exit: Option<Exit>,
    /// How often test calls came here, and where it stands.
    pub seen: Seen,
}

/// How often test calls came to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// `None`: nobody has counted, or it is none of the places that are counted.
    pub visits: Option<u64>,
    /// The element it is made of; `None`: it stands for something that is not written.
    pub(crate) span: Option<Span>,
}

impl Seen {
    pub(crate) fn at(span: Span) -> Self {
        Self { visits: None, span: Some(span) }
    }

    /// Whether test calls were counted, and none came here.
    pub fn is_missed(&self) -> bool {
        self.visits == Some(0)
    }
}

/// Where a call goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// To a card, or to a row of it.
    Card {
        /// Which.
        card: usize,
        /// Which row; `None`: its beginning.
        row: Option<usize>,
    },
    /// The menu begins again.
    Again,
    /// To a person.
    Transfer(String),
    /// To a web application: host and path.
    Application(String),
    /// The call is ended, in these words.
    End(&'static str),
    /// To a menu that a variable names, or that there is none of.
    Unknown(String),
}

/// Something that `check` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `D026`.
    pub code: &'static str,
    /// Whether the plan does not run because of it.
    pub is_error: bool,
    /// What was seen.
    pub message: String,
}

impl Flow {
    /// What there is to see in a plan, with what `check` found in it.
    pub fn of(title: &str, plan: &Plan, diagnostics: &[Diagnostic]) -> Self {
        let mut flow = Self {
            title: title.to_owned(),
            entrances: plan.routes.iter().map(entrance).collect(),
            cards: plan.menus.iter().map(|menu| card::of_menu(menu, plan)).collect(),
            timetables: plan.schedules.iter().map(timetable::of_schedule).collect(),
            calls: None,
            findings: Vec::new(),
        };
        flow.cards.extend(card::of_actions("when an application fails", &plan.on_error, plan));
        flow.cards.extend(card::of_actions("when a call is too long", &plan.on_lifetime, plan));
        findings::attach(&mut flow, plan, diagnostics);
        flow
    }

    /// Shows what so many test calls came to; `None`: it is not known of that place.
    pub fn cover<'p>(&mut self, calls: u64, visits: impl IntoIterator<Item = (&'p Place, Option<u64>)>) {
        self.calls = Some(calls);
        coverage::attach(self, visits);
    }
}

impl Finding {
    fn of(found: &Diagnostic) -> Self {
        let is_error = found.severity == Severity::Error;
        Self { code: found.code.0, is_error, message: found.message.clone() }
    }
}

fn entrance(route: &Route) -> Entrance {
    Entrance {
        number: number(&route.to),
        from: route.from.as_ref().map(number),
        card: route.menu.0,
        seen: Seen::at(route.span),
        findings: Vec::new(),
    }
}

fn number(pattern: &NumberPattern) -> String {
    match pattern {
        NumberPattern::Glob(glob) if glob == "*" => "any number".to_owned(),
        _ => pattern.written().to_owned(),
    }
}
