//! A list of actions as lines: what is said and done, under which condition, and where it leads.

use std::sync::Arc;

use dialplan::plan::Plan;
use xml_schema::{Element, Tag};

use super::{Exit, Line, Seen, exits, words};

/// Takes actions apart.
pub(super) struct Story<'p> {
    plan: &'p Plan,
    lines: Vec<Line>,
    depth: usize,
    /// When the next line happens.
    label: Option<String>,
    /// Whether the next text may still be a part of the last line.
    is_open: bool,
    /// The action that is being told.
    told: Seen,
}

impl<'p> Story<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, lines: Vec::new(), depth: 0, label: None, is_open: false, told: Seen::default() }
    }

    /// The lines told; at least one.
    pub fn lines(mut self) -> Vec<Line> {
        if self.lines.is_empty() {
            self.push("nothing".to_owned(), None);
        }
        self.lines
    }

    /// Adds actions; whether the call never comes to what stands behind them, or nothing need be said of that.
    pub fn tell(&mut self, actions: &[Arc<Element>]) -> bool {
        let mut has_left = false;
        for action in actions {
            has_left = self.action(action);
            if has_left && matches!(action.def.tag, Tag::Jump | Tag::Hangup | Tag::Reject | Tag::Redirect) {
                break;
            }
        }
        self.label = None;
        has_left
    }

    /// Ends the last line so.
    pub fn end(&mut self, exit: Exit) {
        self.told = Seen::default();
        let text = match exit {
            Exit::Again => "from the start",
            _ => "",
        };
        let is_branch = self.lines.last().is_some_and(|line| line.depth > 0);
        self.label = is_branch.then(|| "then".to_owned());
        self.leave(exit, text);
    }

    fn action(&mut self, action: &Arc<Element>) -> bool {
        self.told = Seen::at(action.span);
        match action.def.tag {
            Tag::Say | Tag::Play => self.speak(action),
            Tag::Gather => self.gather(action),
            Tag::If => return self.branch(action),
            Tag::Switch => return self.switch(action),
            Tag::Jump => return self.jump(action),
            Tag::Hangup => return self.leave(Exit::End("hang up"), ""),
            Tag::Reject => return self.leave(Exit::End("refuse the call"), ""),
            Tag::Redirect => return self.leave(exits::of_application(action, self.plan), "hands over to"),
            Tag::Interactive => return self.interactive(action),
            Tag::Transfer | Tag::Dial | Tag::Refer => {
                self.leave(exits::of_transfer(action), "connects to");
                self.label = Some("not reached".to_owned());
                return true;
            }
            Tag::Record => self.push("records the caller".to_owned(), None),
            Tag::Echo => self.push("echoes the caller".to_owned(), None),
            Tag::SetVar => {
                let text = format!("{} = {}", words::written(action, "name"), action.text());
                self.push(text, None);
            }
            // The rest leads nowhere and is not heard.
            _ => {}
        }
        false
    }

    fn speak(&mut self, action: &Element) {
        let Some(said) = words::spoken(action) else { return };
        match self.lines.last_mut() {
            Some(line) if self.is_open && self.label.is_none() => {
                let text = line.text.trim_end_matches('”');
                line.text = format!("{text} {said}”");
            }
            _ => {
                self.push(format!("“{said}”"), None);
                self.is_open = true;
            }
        }
    }

    fn jump(&mut self, jump: &Element) -> bool {
        let exit = exits::of_jump(jump, self.plan);
        let text = match &exit {
            Exit::Card { card, .. } => {
                let name = self.plan.menus.get(*card).map_or("", |menu| menu.name.as_str());
                format!("to {name}")
            }
            Exit::Unknown(menu) => format!("to {menu}"),
            _ => String::new(),
        };
        self.leave(exit, &text)
    }

    fn gather(&mut self, gather: &Element) {
        let prompts: Vec<String> = gather.elements().filter_map(|child| words::spoken(child)).collect();
        let mut text = words::question(gather);
        if !prompts.is_empty() {
            text = format!("{text}: “{}”", prompts.join(" "));
        }
        self.push(text, None);
        for child in gather.elements() {
            let label = match child.def.tag {
                Tag::NoInput => "no key".to_owned(),
                Tag::NoMatch => "wrong keys".to_owned(),
                Tag::GatherCase => format!("key {}", words::written(child, "digits")),
                _ => continue,
            };
            self.part(label, child);
        }
    }

    fn interactive(&mut self, action: &Element) -> bool {
        self.leave(exits::of_application(action, self.plan), "asks an application");
        for fallback in action.elements().filter(|child| child.def.tag == Tag::Fallback) {
            self.part("if it fails".to_owned(), fallback);
        }
        self.label = Some("then".to_owned());
        true
    }

    fn branch(&mut self, branch: &Arc<Element>) -> bool {
        let own: Vec<_> = branch.elements().filter(|child| child.def.tag != Tag::Else).cloned().collect();
        let (schedule, test) = (words::written(branch, "schedule"), words::written(branch, "test"));
        let (when, otherwise) = match (schedule, test) {
            ("", test) => (format!("if {test}"), "else".to_owned()),
            (schedule, "") => (format!("{schedule} open"), format!("{schedule} closed")),
            (schedule, test) => (format!("{schedule} open and {test}"), "else".to_owned()),
        };
        let left = self.inner(when, &own);
        self.otherwise(branch, otherwise, left)
    }

    fn switch(&mut self, switch: &Arc<Element>) -> bool {
        let mut left = true;
        for case in switch.elements().filter(|child| child.def.tag == Tag::SwitchCase) {
            let label = format!("{} = {}", words::written(switch, "on"), words::written(case, "value"));
            left &= self.part(label, case);
        }
        self.otherwise(switch, "else".to_owned(), left)
    }

    /// The `Else`; whether the call is elsewhere whichever branch it took.
    fn otherwise(&mut self, branch: &Element, label: String, left: bool) -> bool {
        match branch.elements().find(|child| child.def.tag == Tag::Else) {
            Some(other) => self.part(label, other) && left,
            None => false,
        }
    }

    fn part(&mut self, label: String, part: &Element) -> bool {
        let actions: Vec<_> = part.elements().cloned().collect();
        self.inner(label, &actions)
    }

    fn inner(&mut self, label: String, actions: &[Arc<Element>]) -> bool {
        self.is_open = false;
        self.label = Some(label);
        self.depth = (self.depth + 1).min(MAX_DEPTH);
        let before = self.lines.len();
        let label = self.label.clone();
        let left = self.tell(actions);
        if self.lines.len() == before {
            self.label = label;
            self.told = Seen::default();
            self.push("goes on".to_owned(), None);
        }
        self.depth = self.depth.saturating_sub(1);
        self.is_open = false;
        left
    }

    /// The last line leads there; else one of its own does, that says `text`.
    fn leave(&mut self, exit: Exit, text: &str) -> bool {
        match self.lines.last_mut() {
            Some(line) if self.is_open && self.label.is_none() => {
                line.exit = Some(exit);
                if self.told.span.is_some() {
                    line.seen = self.told;
                }
            }
            _ => self.push(text.to_owned(), Some(exit)),
        }
        self.is_open = false;
        true
    }

    fn push(&mut self, text: String, exit: Option<Exit>) {
        self.is_open = false;
        self.lines.push(Line { depth: self.depth, label: self.label.take(), text, exit, seen: self.told });
    }
}

/// Deeper branches are drawn as deep as this.
const MAX_DEPTH: usize = 4;
