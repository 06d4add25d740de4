//! Puts the pieces of a text into one another.

use super::raw::{Piece, RawElement, RawNode};
use crate::diagnostic::Diagnostic;
use crate::lookup::may_hold;
use crate::messages;
use crate::span::Span;

/// How tags that do not match are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repair {
    /// They are errors, and the first one ends the document.
    Refuse,
    /// An element that is not closed ends before the next tag that may not stand in it; end tags without a start are
    /// dropped. Each repair is reported.
    Report,
    /// The text stops in the middle, which has been reported: what is open ends there.
    CutOff,
}

/// Nests `pieces`, at most `depth` deep, and returns what stands at the top; tags that do not match are reported.
pub(super) fn nest<'a>(
    pieces: Vec<Piece<'a>>,
    end: Span,
    repair: Repair,
    depth: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<RawNode<'a>> {
    let mut nest = Nest { open: Vec::new(), top: Vec::new(), repair, diagnostics };
    for piece in pieces {
        if !nest.piece(piece, depth) {
            nest.repair = Repair::CutOff;
            break;
        }
    }
    while let Some(element) = nest.open.pop() {
        nest.close_unclosed(element, end);
    }
    nest.top
}

struct Nest<'a, 'd> {
    /// Elements whose end has not come.
    open: Vec<RawElement<'a>>,
    top: Vec<RawNode<'a>>,
    repair: Repair,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a> Nest<'a, '_> {
    /// Takes a piece; `false`: the document ends here.
    fn piece(&mut self, piece: Piece<'a>, depth: usize) -> bool {
        match piece {
            Piece::Text(text) => self.add(RawNode::Text(text)),
            // Here and not later: a tree of any depth could not even be dropped.
            Piece::Start { name_span, .. } if self.open.len() >= depth => {
                self.diagnostics.push(messages::too_deep(name_span, depth));
                return false;
            }
            Piece::Start { name, name_span, span, attributes, empty } => {
                let element = RawElement { name, name_span, span, attributes, children: Vec::new() };
                if empty {
                    self.add(RawNode::Element(element));
                } else {
                    self.open.push(element);
                }
            }
            Piece::End { name, span } => return self.close(name, span),
        }
        true
    }

    fn add(&mut self, node: RawNode<'a>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.top.push(node),
        }
    }

    /// Takes an end tag; `false`: it does not fit and may not be repaired.
    fn close(&mut self, name: &str, span: Span) -> bool {
        let Some(depth) = self.open.iter().rposition(|element| element.name == name) else {
            let lenient = self.repair == Repair::Report;
            self.diagnostics.push(messages::end_without_start(span, name, lenient));
            return lenient;
        };
        while self.open.len() > depth + 1 {
            let element = self.open.pop().expect("longer than depth");
            self.close_unclosed(element, span);
            if self.repair != Repair::Report {
                return false;
            }
        }
        let mut element = self.open.pop().expect("depth is inside");
        element.span.end = span.end;
        self.add(RawNode::Element(element));
        true
    }

    /// Ends an element that has no end tag before the first tag that may not stand in it; what follows stands beside it.
    /// A root holds everything.
    fn close_unclosed(&mut self, mut element: RawElement<'a>, next: Span) {
        let stranger =
            |child: &RawNode<'_>| matches!(child, RawNode::Element(child) if !may_hold(element.name, child.name));
        let first = if self.open.is_empty() { None } else { element.children.iter().position(stranger) };
        let beside = element.children.split_off(first.unwrap_or(element.children.len()));
        let next = match beside.first() {
            Some(RawNode::Element(child)) => Span { end: child.name_span.end, ..child.span },
            _ => next,
        };
        element.span.end = next.start;
        match self.repair {
            Repair::CutOff => {}
            Repair::Report => self.diagnostics.push(messages::not_closed(element.name_span, element.name, next, true)),
            Repair::Refuse => {
                self.diagnostics.push(messages::not_closed(element.name_span, element.name, next, false));
                self.repair = Repair::CutOff;
            }
        }
        self.add(RawNode::Element(element));
        for node in beside {
            self.add(node);
        }
    }
}
