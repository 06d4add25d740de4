//! Circles that a caller who presses nothing never leaves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use xml_schema::Diagnostic;

use super::graph::{Edge, Graph, Node, Step};
use super::messages;
use super::messages::Stop;
use crate::explain::Explanation;
use crate::plan::{Plan, Trigger};

/// Reports each circle once.
pub(super) fn check(plan: &Plan, graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    let silent = silent(plan, graph);
    let mut told = BTreeSet::new();
    // Without those that `tries` bounds, what is left may still go round within a menu.
    let uncounted = |from: &Node, edge: &Edge| !edge.counted || from.menu != edge.to.menu;
    let within: Edges = filtered(&silent, uncounted);
    for group in groups(&within) {
        report(&circle(&group, &within, |_, _| true), plan, &mut told, diagnostics);
    }
    // Coming from another menu, the count begins again.
    for group in groups(&silent) {
        if group.iter().any(|node| told.contains(node)) {
            continue;
        }
        report(&circle(&group, &silent, |from, to| from.menu != to.menu), plan, &mut told, diagnostics);
    }
}

type Edges = BTreeMap<Node, Vec<Edge>>;

/// What happens when nobody presses a key, and nothing outside decides. A call with a lifetime ends, if only time passes.
fn silent(plan: &Plan, graph: &Graph) -> Edges {
    filtered(&graph.edges, |_, edge| {
        let way = edge.way;
        !(way.decided || way.varies || way.slow && plan.lifetime.is_some())
    })
}

fn filtered(edges: &Edges, keep: impl Fn(&Node, &Edge) -> bool) -> Edges {
    let kept = |(node, edges): (&Node, &Vec<Edge>)| {
        (*node, edges.iter().filter(|edge| keep(node, edge)).copied().collect::<Vec<_>>())
    };
    edges.iter().map(kept).collect()
}

/// Nodes that lead to one another: what is left when those that lead nowhere, or come from nowhere, are taken away,
/// taken apart by who reaches whom (Kosaraju).
fn groups(edges: &Edges) -> Vec<BTreeSet<Node>> {
    let mut back: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (from, edge) in edges.iter().flat_map(|(from, edges)| edges.iter().map(move |edge| (from, edge))) {
        back.entry(edge.to).or_default().push(*from);
    }
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for root in finished(edges).into_iter().rev() {
        let mut group = BTreeSet::new();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                group.insert(node);
                open.extend(back.get(&node).into_iter().flatten());
            }
        }
        let turns = |node: &Node| edges.get(node).into_iter().flatten().any(|edge| edge.to == *node);
        if group.len() > 1 || group.iter().any(turns) {
            groups.push(group);
        }
    }
    groups.sort();
    groups
}

/// All nodes in the order in which a search in depth is done with them.
fn finished(edges: &Edges) -> Vec<Node> {
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for root in edges.keys() {
        let mut open = vec![(*root, false)];
        while let Some((node, is_done)) = open.pop() {
            if is_done {
                order.push(node);
            } else if seen.insert(node) {
                open.push((node, true));
                open.extend(edges.get(&node).into_iter().flatten().map(|edge| (edge.to, false)));
            }
        }
    }
    order
}

/// A shortest circle of a group through its first edge that counts as one; each node with the edge that leaves it.
fn circle(group: &BTreeSet<Node>, edges: &Edges, counts: impl Fn(&Node, &Node) -> bool) -> Vec<(Node, Edge)> {
    let inside = |node: &Node| edges.get(node).into_iter().flatten().filter(|edge| group.contains(&edge.to));
    let first = group.iter().find_map(|from| Some((*from, *inside(from).find(|edge| counts(from, &edge.to))?)));
    let Some((home, first)) = first else { return Vec::new() };
    let mut came: BTreeMap<Node, (Node, Edge)> = BTreeMap::new();
    let mut open = VecDeque::from([first.to]);
    while let Some(node) = open.pop_front().filter(|_| !came.contains_key(&home) && first.to != home) {
        for edge in inside(&node) {
            if edge.to != first.to && !came.contains_key(&edge.to) {
                came.insert(edge.to, (node, *edge));
                open.push_back(edge.to);
            }
        }
    }
    let mut circle = Vec::new();
    let mut node = home;
    while node != first.to {
        let Some((before, edge)) = came.get(&node) else { return Vec::new() };
        circle.push((*before, *edge));
        node = *before;
    }
    circle.push((home, first));
    circle.reverse();
    circle
}

fn report(circle: &[(Node, Edge)], plan: &Plan, told: &mut BTreeSet<Node>, diagnostics: &mut Vec<Diagnostic>) {
    // It begins at the jump that stands first in the files.
    let jump = |(_, edge): &(Node, Edge)| edge.jump.map(|span| (span.file, span.start));
    let begin =
        (0..circle.len()).filter(|place| jump(&circle[*place]).is_some()).min_by_key(|place| jump(&circle[*place]));
    let Some(begin) = begin else { return };
    let turned: Vec<_> = circle[begin..].iter().chain(&circle[..begin]).collect();
    told.extend(turned.iter().map(|(node, _)| *node));
    let stops = turned.iter().filter_map(|(node, edge)| {
        let menu = &plan.menus[node.menu];
        let on = match node.step {
            Step::Enter => Trigger::Start.word(),
            Step::Option { option, .. } => menu.options[option].on.word(),
            Step::Choosing | Step::Keys => return None,
        };
        Some(Stop { menu: &menu.name, on, jump: edge.jump, next: &plan.menus[edge.to.menu].name })
    });
    let stops: Vec<_> = stops.collect();
    diagnostics.extend(messages::endless(&stops));
}

/// What it reports, explained.
pub(crate) const EXPLAINED: &[Explanation] = &[Explanation {
    code: "D035",
    why: "A line left off the hook would go round until somebody pulls the plug. `timeout` and `invalid` begin their menu again by themselves, and count its `tries`; a Jump to another menu and back does not count.",
    bad: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
  <Option on="exhausted"><Jump menu="main"/></Option>
</Menu>"#,
    good: r#"<Menu name="main">
  <Option on="start"><Say>For sales press one.</Say></Option>
  <Option on="1"><Transfer to="sip:sales@pbx.example"/></Option>
  <Option on="timeout"><Say>I did not hear a key.</Say></Option>
  <Option on="invalid"><Say>That is not a choice.</Say></Option>
  <Option on="exhausted"><Say>Goodbye.</Say><Hangup/></Option>
</Menu>"#,
}];
