//! Puts the pieces of a text into one another.

use std::borrow::Cow;

use super::raw::{RawElement, RawNode, RawText};
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

/// Takes the pieces of a text in order, and puts them into one another.
pub(super) struct Nest<'a> {
    /// Elements whose end has not come.
    open: Vec<RawElement<'a>>,
    top: Vec<RawNode<'a>>,
    repair: Repair,
    /// How deep elements may be nested.
    depth: usize,
    /// A tag did not fit and may not be repaired: what comes is of no interest.
    ended: bool,
}

impl<'a> Nest<'a> {
    pub(super) fn new(repair: Repair, depth: usize) -> Self {
        Self { open: Vec::new(), top: Vec::new(), repair, depth, ended: false }
    }

    /// Takes a start tag, or with `empty` a whole element.
    pub(super) fn start(&mut self, element: RawElement<'a>, empty: bool, diagnostics: &mut Vec<Diagnostic>) {
        if self.ended {
            return;
        }
        // Here and not later: a tree of any depth could not even be dropped.
        if self.open.len() >= self.depth {
            diagnostics.push(messages::too_deep(element.name_span, self.depth));
            self.ended = true;
        } else if empty {
            self.add(RawNode::Element(element));
        } else {
            self.open.push(element);
        }
    }

    /// Takes characters.
    pub(super) fn text(&mut self, value: Cow<'a, str>, span: Span) {
        if self.ended {
            return;
        }
        // Neighbouring pieces of text are one: an entity in the middle must not split a word.
        let beside = self.open.last_mut().map_or(&mut self.top, |parent| &mut parent.children);
        if let Some(RawNode::Text(last)) = beside.last_mut()
            && last.span.end == span.start
        {
            last.value.to_mut().push_str(&value);
            last.span.end = span.end;
            return;
        }
        beside.push(RawNode::Text(RawText { value, span }));
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, name: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        self.ended = self.ended || !self.close(name, span, diagnostics);
    }

    /// What stands at the top. The text ends at `end`; `broken`: it stopped being XML there, which has been reported.
    pub(super) fn finish(mut self, end: Span, broken: bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<RawNode<'a>> {
        if self.ended || broken {
            self.repair = Repair::CutOff;
        }
        while let Some(element) = self.open.pop() {
            self.close_unclosed(element, end, diagnostics);
        }
        self.top
    }

    fn add(&mut self, node: RawNode<'a>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.top.push(node),
        }
    }

    /// Takes an end tag; `false`: it does not fit and may not be repaired.
    fn close(&mut self, name: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let Some(depth) = self.open.iter().rposition(|element| element.name == name) else {
            let lenient = self.repair == Repair::Report;
            diagnostics.push(messages::end_without_start(span, name, lenient));
            return lenient;
        };
        while self.open.len() > depth + 1 {
            let element = self.open.pop().expect("longer than depth");
            self.close_unclosed(element, span, diagnostics);
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
    fn close_unclosed(&mut self, mut element: RawElement<'a>, next: Span, diagnostics: &mut Vec<Diagnostic>) {
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
            Repair::Report => diagnostics.push(messages::not_closed(element.name_span, element.name, next, true)),
            Repair::Refuse => {
                diagnostics.push(messages::not_closed(element.name_span, element.name, next, false));
                self.repair = Repair::CutOff;
            }
        }
        self.add(RawNode::Element(element));
        for node in beside {
            self.add(node);
        }
    }
}
