//! Variables that are read, and that nothing has set before.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use xml_schema::{Diagnostic, Span, suggest};

use super::graph::{Graph, Node, Step};
use super::known::{Known, Names};
use super::messages;
use super::reads::{Read, ReadBy, Reads, connected, reads};
use super::scope::Scope;
use crate::call::is_built_in;
use crate::explain::Explanation;
use crate::plan::{Plan, Trigger, blocks};

/// Reports each name once, where it is read first.
pub(super) fn check(plan: &Plan, scope: &Scope, graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    let names = Names::of(blocks(plan));
    let mut looked = Looked { names: &names, scope, empty: BTreeMap::new(), full: BTreeSet::new() };
    // A call may come to these at any time.
    let mut whenever = names.all();
    whenever.anything = scope.asks;
    for (actions, known) in [(&plan.on_error, Known::anything()), (&plan.on_lifetime, whenever.clone())] {
        looked.look(&reads(actions, 0, &names), &known);
    }
    let reads = of_options(plan, graph, &names);
    let mut arriving = arriving(plan, graph, &reads, &names);
    for (node, reads) in &reads {
        let known = match arriving.remove(node) {
            // A `Jump` that goes where a variable says may come from anywhere.
            Some(known) if !scope.wanders && plan.menus[node.menu].options[option(*node)].on != Trigger::Hangup => {
                known
            }
            _ => whenever.clone(),
        };
        looked.look(reads, &known);
    }
    looked.report(diagnostics);
}

/// What each option of the graph reads and sets.
fn of_options(plan: &Plan, graph: &Graph, names: &Names) -> BTreeMap<Node, Reads> {
    let options = graph.edges.keys().filter_map(|node| match node.step {
        Step::Option { option, from } => {
            Some((*node, reads(&plan.menus[node.menu].options[option].actions, from, names)))
        }
        _ => None,
    });
    options.collect()
}

fn option(node: Node) -> usize {
    match node.step {
        Step::Option { option, .. } => option,
        _ => 0,
    }
}

/// What may be set when a call comes to a place, by any way through the plan. Where a document of an application leads,
/// what was never set is not looked for.
fn arriving(plan: &Plan, graph: &Graph, reads: &BTreeMap<Node, Reads>, names: &Names) -> BTreeMap<Node, Known> {
    let mut arriving: BTreeMap<Node, Known> = BTreeMap::new();
    // In turns, and each place once: a place that is looked at again had better have heard from all its neighbours.
    let mut open: VecDeque<Node> = VecDeque::new();
    let mut waits: BTreeSet<Node> = BTreeSet::new();
    let entries = graph.entries.iter().map(|node| (*node, Known::default()));
    for (node, known) in entries.chain(graph.late.iter().map(|node| (*node, Known::anything()))) {
        arriving.entry(node).or_default().add(&known);
        if waits.insert(node) {
            open.push_back(node);
        }
    }
    let connected = connected(names);
    while let Some(node) = open.pop_front() {
        waits.remove(&node);
        let known = arriving.get(&node).cloned().unwrap_or_default();
        for edge in graph.edges.get(&node).into_iter().flatten() {
            let mut there = known.clone();
            if let Some(reads) = reads.get(&node) {
                there.add(edge.jump.and_then(|jump| reads.jumps.get(&jump)).unwrap_or(&reads.sets));
            }
            if node.step == Step::Keys && plan.menus[node.menu].dial_extensions {
                there.add(&connected);
            }
            let is_new = !arriving.contains_key(&edge.to);
            if (arriving.entry(edge.to).or_default().add(&there) || is_new) && waits.insert(edge.to) {
                open.push_back(edge.to);
            }
        }
    }
    arriving
}

struct Looked<'a> {
    names: &'a Names,
    scope: &'a Scope,
    /// Reads that found nothing, by place and name.
    empty: BTreeMap<(Span, String), Empty>,
    /// Reads that may have found something on another way.
    full: BTreeSet<(Span, String)>,
}

struct Empty {
    by: ReadBy,
    /// What it may have been meant for, and where the variable is set after all.
    suggestion: Option<String>,
    set: Option<Span>,
}

impl Looked<'_> {
    fn look(&mut self, reads: &Reads, arriving: &Known) {
        for read in &reads.reads {
            match self.empty(read, arriving) {
                Some(empty) => drop(self.empty.insert((read.span, read.name.clone()), empty)),
                None => drop(self.full.insert((read.span, read.name.clone()))),
            }
        }
    }

    /// `None`: it may be set.
    fn empty(&self, read: &Read, arriving: &Known) -> Option<Empty> {
        let name = read.name.as_str();
        let number = self.names.number(name);
        let given = is_built_in(name) && !SET_ON_THE_WAY.contains(&name) || name == "Digits";
        let anything = arriving.anything || read.before.anything;
        let is_set = number.is_some_and(|number| anything || arriving.has(number) || read.before.has(number));
        if given || is_set || anything && is_built_in(name) {
            return None;
        }
        let suggestion = match number {
            None => suggest(name, self.scope.names()).map(str::to_owned),
            Some(_) => None,
        };
        // An application may have set it, unless it is but a slip of the finger.
        if anything && suggestion.is_none() {
            return None;
        }
        let set = number.and_then(|number| self.names.place(number));
        Some(Empty { by: read.by, suggestion, set })
    }

    fn report(self, diagnostics: &mut Vec<Diagnostic>) {
        let mut told = BTreeSet::new();
        for ((span, name), empty) in self.empty {
            if !self.full.contains(&(span, name.clone())) && told.insert(name.clone()) {
                diagnostics.push(match empty.set {
                    Some(set) => messages::too_early(empty.by, span, &name, set),
                    None => messages::unset(empty.by, span, &name, empty.suggestion.as_deref()),
                });
            }
        }
    }
}

/// Built in, and empty until somebody is called or asked.
const SET_ON_THE_WAY: [&str; 3] = ["TransferStatus", "TransferDuration", "InteractiveStatus"];

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D040",
    why: "A variable that nothing has set before is empty, on every way to this place. Behind an application, which may set what it likes, only slips of the finger are reported.",
    bad: r#"<Transfer to="${desk}"/>
<SetVar name="desk">sip:desk@pbx.example</SetVar>"#,
    good: r#"<SetVar name="desk">sip:desk@pbx.example</SetVar>
<Transfer to="${desk}"/>"#,
}];
