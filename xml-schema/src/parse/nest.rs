//! Puts the pieces of a text into one another.

use super::raw::{Piece, RawElement, RawNode};
use crate::diagnostic::Diagnostic;
use crate::messages;
use crate::span::Span;

/// Nests `pieces`, and returns what stands at the top; tags that do not match are reported.
/// `lenient`: an element that is not closed ends at the next tag, and end tags without a start are dropped.
pub(super) fn nest(pieces: Vec<Piece>, end: Span, lenient: bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<RawNode> {
    let mut nest = Nest { open: Vec::new(), top: Vec::new(), lenient, diagnostics };
    let mut broken = false;
    for piece in pieces {
        match piece {
            Piece::Text(text) => nest.add(RawNode::Text(text)),
            Piece::Start { name, name_span, span, attributes, empty } => {
                let element = RawElement { name, name_span, span, attributes, children: Vec::new() };
                if empty {
                    nest.add(RawNode::Element(element));
                } else {
                    nest.open.push(element);
                }
            }
            Piece::End { name, span } => {
                if !nest.close(&name, span) {
                    broken = true;
                    break;
                }
            }
        }
    }
    while let Some(element) = nest.open.pop() {
        if !lenient && !broken {
            nest.diagnostics.push(messages::not_closed(element.name_span, &element.name, end, false));
            broken = true;
        }
        nest.close_unclosed(element, end);
    }
    nest.top
}

struct Nest<'a> {
    /// Elements whose end has not come.
    open: Vec<RawElement>,
    top: Vec<RawNode>,
    lenient: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Nest<'_> {
    fn add(&mut self, node: RawNode) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.top.push(node),
        }
    }

    /// Takes an end tag; `false`: it does not fit and may not be repaired.
    fn close(&mut self, name: &str, span: Span) -> bool {
        let Some(depth) = self.open.iter().rposition(|element| element.name == name) else {
            self.diagnostics.push(messages::end_without_start(span, name, self.lenient));
            return self.lenient;
        };
        while self.open.len() > depth + 1 {
            let element = self.open.pop().expect("longer than depth");
            if !self.lenient {
                self.diagnostics.push(messages::not_closed(element.name_span, &element.name, span, false));
                self.open.push(element);
                return false;
            }
            self.close_unclosed(element, span);
        }
        let mut element = self.open.pop().expect("depth is inside");
        element.span.end = span.end;
        self.add(RawNode::Element(element));
        true
    }

    /// Ends an element that has no end tag at the next tag: what follows its text stands beside it.
    fn close_unclosed(&mut self, mut element: RawElement, next: Span) {
        let first = element.children.iter().position(|child| matches!(child, RawNode::Element(_)));
        let beside = element.children.split_off(first.unwrap_or(element.children.len()));
        element.span.end = match beside.first() {
            Some(RawNode::Element(child)) => child.span.start,
            _ => next.start,
        };
        if self.lenient {
            self.diagnostics.push(messages::not_closed(element.name_span, &element.name, next, true));
        }
        self.add(RawNode::Element(element));
        for node in beside {
            self.add(node);
        }
    }
}
