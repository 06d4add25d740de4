//! A dialplan, compiled: what [`crate::load`] makes of a designer's files, and what a call runs.

use std::sync::Arc;
use std::time::Duration;

use xml_schema::{Element, Span};

use crate::files::Writing;
use crate::menu_index::MenuIndex;
use crate::schedule::Schedule;

/// An ordered list of actions.
pub type Block = Arc<[Arc<Element>]>;

/// A whole dialplan, checked. Immutable; calls in progress keep theirs over a reload.
#[derive(Debug, Clone)]
pub struct Plan {
    /// BCP 47 tag; default `en`.
    pub language: String,
    /// The voice for `Say` without one.
    pub voice: Option<String>,
    /// Where it is written.
    pub voice_place: Option<Span>,
    /// What relative URLs of `Interactive` resolve against.
    pub base: Option<url::Url>,
    /// Silence before the first prompt, so that it is not clipped.
    pub settle: Duration,
    /// A call older than this runs `on_lifetime`; `None`: no limit.
    pub lifetime: Option<Duration>,
    /// What runs then; empty: hang up.
    pub on_lifetime: Block,
    /// What runs when an application failed and nothing nearer takes over; empty: a spoken apology.
    pub on_error: Block,
    /// In the order of the files.
    pub routes: Vec<Route>,
    /// In the order of the files; [`MenuId`] is an index.
    pub menus: Vec<Menu>,
    /// Where each of them is.
    pub(crate) menu_index: MenuIndex,
    /// In the order of the files.
    pub schedules: Vec<Schedule>,
    /// Every prompt of the `Prompts` folders.
    pub prompts: PromptIndex,
    /// SHA-256 of all files, hex: what a trace names the plan by.
    pub hash: String,
}

/// Which menu of a [`Plan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MenuId(pub usize);

/// Which numbers lead where.
#[derive(Debug, Clone)]
pub struct Route {
    /// What was called.
    pub to: NumberPattern,
    /// Who calls; `None`: anybody.
    pub from: Option<NumberPattern>,
    /// Where it leads.
    pub menu: MenuId,
    /// `CalledExtension` of the callapi parameters.
    pub extension: Option<String>,
    /// `CalledExtensionID` of the callapi parameters.
    pub extension_id: Option<String>,
    /// Who answers the call.
    pub answer: AnswerMode,
    /// The element, if its `statusCallback` wants to be told how the call goes.
    pub callback: Option<Arc<Element>>,
    /// Where it stands.
    pub span: Span,
}

/// Numbers, by exact match, glob or regular expression. More specific ones win in this order.
#[derive(Debug, Clone)]
pub enum NumberPattern {
    /// This number.
    Exact(String),
    /// `*` stands for any characters; the more other characters, the more specific.
    Glob(String),
    /// A regular expression over the whole number.
    Regex(regex::Regex),
}

/// Who answers the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerMode {
    /// The first action that needs the caller's ear or keys.
    Auto,
    /// An `Answer` verb.
    Manual,
}

/// A menu.
#[derive(Debug, Clone)]
pub struct Menu {
    /// Unique.
    pub name: String,
    /// For Telphin's numeric `Jump`.
    pub id: Option<String>,
    /// How long the caller has for the first key, after the last action of the option has ended.
    pub timeout: Duration,
    /// How long between keys.
    pub inter_digit: Duration,
    /// After so many keys the choice is complete.
    pub max_digits: usize,
    /// Timeouts and invalid entries together, before `exhausted`.
    pub tries: u32,
    /// Whether the caller may dial any extension.
    pub dial_extensions: bool,
    /// In the order of the file.
    pub options: Vec<MenuOption>,
    /// Where it stands.
    pub span: Span,
}

/// What happens on a choice.
#[derive(Debug, Clone)]
pub struct MenuOption {
    /// When.
    pub on: Trigger,
    /// What.
    pub actions: Block,
    /// Where it stands.
    pub span: Span,
}

/// When an option runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// On entering the menu.
    Start,
    /// No key in time.
    Timeout,
    /// A choice that no option takes.
    Invalid,
    /// All tries used.
    Exhausted,
    /// The caller hung up.
    Hangup,
    /// These keys.
    Digits(String),
    /// Keys with `X` for any digit 0-9: `2XX`.
    Pattern(String),
}

/// Every prompt of the plan by name and language.
#[derive(Debug, Clone, Default)]
pub struct PromptIndex {
    /// The files found, in the order of the `Prompts` elements, then by path.
    pub files: Vec<PromptFile>,
}

/// A prompt's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptFile {
    /// The file's name without its suffix, with `/` for subfolders that are no language.
    pub name: String,
    /// The language folder it lies in; `None`: for every language.
    pub language: Option<String>,
    /// The file.
    pub path: String,
    /// Whether it reaches the wire sample for sample.
    pub as_is: bool,
    /// Which recording it is: another under the same name is a change. `None`: nobody knows.
    pub written: Option<Writing>,
}

/// Every list of actions of a plan.
pub(crate) fn blocks(plan: &Plan) -> impl Iterator<Item = &[Arc<Element>]> {
    let options = plan.menus.iter().flat_map(|menu| &menu.options).map(|option| &*option.actions);
    options.chain([&*plan.on_error, &*plan.on_lifetime])
}

impl Plan {
    /// The menu with this number.
    pub fn menu(&self, id: MenuId) -> &Menu {
        &self.menus[id.0]
    }

    /// The menu with this name, else with this `id`. `Jump` finds its target so.
    pub fn find_menu(&self, name: &str) -> Option<MenuId> {
        self.menu_index.named(name).or_else(|| self.menu_index.with_id(name))
    }

    /// The schedule with this name.
    pub fn find_schedule(&self, name: &str) -> Option<&Schedule> {
        self.schedules.iter().find(|schedule| schedule.name == name)
    }
}

impl Menu {
    /// The option for a special trigger or for exactly these keys as written.
    pub fn option(&self, on: &Trigger) -> Option<&MenuOption> {
        self.options.iter().find(|option| option.on == *on)
    }
}

impl Trigger {
    /// What an `on=` or `option=` says; Telphin's `s`, `t`, `i` and nothing at all are understood.
    pub fn from_word(word: &str) -> Self {
        match word.trim() {
            "" | "s" | "start" => Self::Start,
            "t" | "timeout" => Self::Timeout,
            "i" | "invalid" => Self::Invalid,
            "exhausted" => Self::Exhausted,
            "hangup" => Self::Hangup,
            keys if keys.contains(['X', 'x']) => Self::Pattern(keys.to_ascii_uppercase()),
            keys => Self::Digits(keys.to_owned()),
        }
    }

    /// As it is written in `on=`.
    pub fn word(&self) -> &str {
        match self {
            Self::Start => "start",
            Self::Timeout => "timeout",
            Self::Invalid => "invalid",
            Self::Exhausted => "exhausted",
            Self::Hangup => "hangup",
            Self::Digits(keys) | Self::Pattern(keys) => keys,
        }
    }
}
