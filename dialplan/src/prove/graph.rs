//! The plan as a graph: the options of its menus, the choice in each, and how a call goes from one to another.

use std::collections::{BTreeMap, BTreeSet};

use xml_schema::Span;

use super::flow::{Flow, Leap, Way, follow};
use super::scope::{Scope, has_choice, is_keys};
use crate::plan::{Menu, Plan, Trigger};

/// Where a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    /// By its place in the plan.
    pub menu: usize,
    pub step: Step,
}

/// Where a call is in its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The menu is entered, and has no `start`.
    Enter,
    /// An option runs, from an action on.
    Option { option: usize, from: usize },
    /// No key has come yet.
    Choosing,
    /// A key has come.
    Keys,
}

/// How a call goes from one place to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub to: Node,
    pub way: Way,
    /// The `Jump` that it is.
    pub jump: Option<Span>,
    /// Whether it counts against the menu's `tries`.
    pub counted: bool,
}

/// Everything that can come to pass.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub edges: BTreeMap<Node, Vec<Edge>>,
    /// Where calls come in.
    pub entries: Vec<Node>,
    /// Where calls go on, from wherever they are, when something has failed or lasted too long.
    pub late: Vec<Node>,
}

impl Graph {
    /// Follows every option of a plan.
    pub fn of(plan: &Plan, scope: &Scope) -> Self {
        let mut graph = Self::default();
        let mut open: Vec<Node> = Vec::new();
        for (menu, declared) in plan.menus.iter().enumerate() {
            open.extend((0..declared.options.len()).map(|option| at(menu, Step::Option { option, from: 0 })));
            open.extend([Step::Enter, Step::Choosing, Step::Keys].map(|step| at(menu, step)));
        }
        while let Some(node) = open.pop() {
            if graph.edges.contains_key(&node) {
                continue;
            }
            let edges = edges(node, plan, scope);
            open.extend(edges.iter().map(|edge| edge.to));
            graph.edges.insert(node, edges);
        }
        graph.entries.extend(plan.routes.iter().map(|route| enter(plan, route.menu.0)));
        for actions in [&plan.on_error, &plan.on_lifetime] {
            graph.late.extend(follow(actions, 0, scope).leaps.iter().filter_map(|leap| target(plan, leap)));
        }
        graph
    }

    /// Everything that a call can come to.
    pub fn reached(&self) -> BTreeSet<Node> {
        let mut open: Vec<Node> = self.entries.iter().chain(&self.late).copied().collect();
        let mut reached = BTreeSet::new();
        while let Some(node) = open.pop() {
            if reached.insert(node) {
                open.extend(self.edges.get(&node).into_iter().flatten().map(|edge| edge.to));
            }
        }
        reached
    }
}

fn at(menu: usize, step: Step) -> Node {
    Node { menu, step }
}

fn place(menu: &Menu, on: &Trigger) -> Option<usize> {
    menu.options.iter().position(|option| option.on == *on)
}

/// The beginning of a menu.
fn enter(plan: &Plan, menu: usize) -> Node {
    let start = place(&plan.menus[menu], &Trigger::Start);
    at(menu, start.map_or(Step::Enter, |option| Step::Option { option, from: 0 }))
}

/// Where a `Jump` leads; `None`: to an option that is not there, which has been reported.
fn target(plan: &Plan, leap: &Leap) -> Option<Node> {
    match place(&plan.menus[leap.menu], &leap.on) {
        Some(option) => Some(at(leap.menu, Step::Option { option, from: leap.place })),
        None if leap.on == Trigger::Start => Some(at(leap.menu, Step::Enter)),
        None => None,
    }
}

fn edges(node: Node, plan: &Plan, scope: &Scope) -> Vec<Edge> {
    let menu = &plan.menus[node.menu];
    match node.step {
        Step::Enter => {
            let step = Edge { to: at(node.menu, Step::Choosing), way: Way::default(), jump: None, counted: false };
            Vec::from_iter(waits(menu).then_some(step))
        }
        Step::Option { option, from } => {
            let flow = follow(&menu.options[option].actions, from, scope);
            behind_option(node.menu, &menu.options[option].on, &flow, plan)
        }
        Step::Choosing => choosing(node.menu, plan, scope),
        Step::Keys => keys(node.menu, menu),
    }
}

fn waits(menu: &Menu) -> bool {
    has_choice(menu) || menu.option(&Trigger::Timeout).is_some()
}

fn behind_option(place: usize, on: &Trigger, flow: &Flow, plan: &Plan) -> Vec<Edge> {
    let menu = &plan.menus[place];
    let leaps = flow.leaps.iter().filter_map(|leap| {
        Some(Edge { to: target(plan, leap)?, way: leap.way, jump: Some(leap.span), counted: false })
    });
    let mut edges: Vec<Edge> = leaps.collect();
    let next = match on {
        Trigger::Start if waits(menu) => Some(at(place, Step::Choosing)),
        Trigger::Timeout | Trigger::Invalid => Some(enter(plan, place)),
        _ => None,
    };
    if let Some(to) = next {
        edges.extend(flow.falls.iter().map(|way| Edge { to, way: *way, jump: None, counted: false }));
    }
    if flow.listens && has_choice(menu) && matches!(on, Trigger::Start | Trigger::Timeout | Trigger::Invalid) {
        edges.push(chosen(at(place, Step::Keys)));
    }
    edges
}

/// A caller who presses nothing, and the first key of one who does.
fn choosing(place: usize, plan: &Plan, scope: &Scope) -> Vec<Edge> {
    let menu = &plan.menus[place];
    let option = |on: &Trigger| self::place(menu, on).map(|option| at(place, Step::Option { option, from: 0 }));
    let waited = Way { slow: true, ..Way::default() };
    let mut edges = vec![chosen(at(place, Step::Keys))];
    let timeout = menu.option(&Trigger::Timeout);
    if menu.tries > 1 {
        let timeout = option(&Trigger::Timeout);
        edges.extend(timeout.map(|to| Edge { to, way: waited, jump: None, counted: true }));
    }
    if let Some(to) = option(&Trigger::Exhausted) {
        let returns = |flow: &Flow| !flow.falls.is_empty() || flow.leaps.iter().any(|leap| leap.menu == place);
        let is_silent = menu.tries <= 1 || timeout.is_some_and(|option| returns(&follow(&option.actions, 0, scope)));
        if is_silent || timeout.is_some() {
            edges.push(Edge { to, way: Way { decided: !is_silent, ..waited }, jump: None, counted: false });
        }
    }
    edges
}

/// What keys may choose.
fn keys(place: usize, menu: &Menu) -> Vec<Edge> {
    let fails = menu.tries <= 1 || [Trigger::Timeout, Trigger::Invalid].iter().any(|on| menu.option(on).is_some());
    let possible = |on: &Trigger| match on {
        Trigger::Invalid => menu.tries > 1,
        Trigger::Exhausted => fails,
        on => is_keys(on),
    };
    let options = menu.options.iter().enumerate().filter(|(_, option)| possible(&option.on));
    options.map(|(option, _)| chosen(at(place, Step::Option { option, from: 0 }))).collect()
}

fn chosen(to: Node) -> Edge {
    Edge { to, way: Way { decided: true, ..Way::default() }, jump: None, counted: false }
}
