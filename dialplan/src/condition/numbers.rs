//! Which variables of a condition are numbers: those that stand beside numbers only.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::operators::{
    ADD, DIVIDE, EQUALS, GREATER, GREATER_EQUALS, LESS, LESS_EQUALS, MODULO, MULTIPLY, NEGATE, NOT_EQUALS, SUBSTRACT,
};
use cel::common::ast::{Expr, LiteralValue};

/// Operators whose two sides are of one kind.
const SAME_KIND: [&str; 11] =
    [LESS, LESS_EQUALS, GREATER, GREATER_EQUALS, EQUALS, NOT_EQUALS, ADD, SUBSTRACT, MULTIPLY, DIVIDE, MODULO];
/// Those that only numbers have.
const ARITHMETIC: [&str; 4] = [SUBSTRACT, MULTIPLY, DIVIDE, MODULO];

/// What is known of the numbers in a condition.
#[derive(Debug)]
pub(super) struct Numbers {
    /// The variables that are numbers.
    pub names: BTreeSet<String>,
    /// Whether they are fractions: CEL calculates whole numbers with whole numbers, fractions with fractions.
    pub fractions: bool,
}

/// The variables that are numbers.
pub(super) fn of(expression: &IdedExpr) -> Numbers {
    let mut seen = Seen::default();
    seen.look(expression);
    Numbers { names: seen.numbers.difference(&seen.texts).cloned().collect(), fractions: seen.fractions }
}

#[derive(Default)]
struct Seen {
    numbers: BTreeSet<String>,
    /// Used as a text somewhere: a text everywhere, and `int(name)` where a number is wanted.
    texts: BTreeSet<String>,
    fractions: bool,
}

impl Seen {
    fn look(&mut self, expression: &IdedExpr) {
        match &expression.expr {
            Expr::Call(call) => {
                let parts: Vec<&IdedExpr> = call.target.iter().map(Box::as_ref).chain(&call.args).collect();
                let name = call.func_name.as_str();
                let numeric = ARITHMETIC.contains(&name)
                    || name == NEGATE
                    || SAME_KIND.contains(&name) && parts.iter().any(|part| is_number(part));
                let textual = !numeric && (call.target.is_some() || parts.iter().any(|part| is_text(part)));
                for part in &parts {
                    if let Expr::Ident(variable) = &part.expr {
                        if numeric {
                            self.numbers.insert(variable.clone());
                        } else if textual {
                            self.texts.insert(variable.clone());
                        }
                    }
                    self.look(part);
                }
            }
            Expr::List(list) => list.elements.iter().for_each(|element| self.look(element)),
            Expr::Literal(LiteralValue::Double(_)) => self.fractions = true,
            Expr::Select(select) => self.look(&select.operand),
            _ => {}
        }
    }
}

fn is_number(expression: &IdedExpr) -> bool {
    match &expression.expr {
        Expr::Literal(LiteralValue::Int(_) | LiteralValue::UInt(_) | LiteralValue::Double(_)) => true,
        Expr::Call(call) => {
            let name = call.func_name.as_str();
            matches!(name, "int" | "double" | "uint" | "size")
                || name == NEGATE
                || ARITHMETIC.contains(&name)
                || name == ADD && call.args.iter().any(is_number)
        }
        _ => false,
    }
}

fn is_text(expression: &IdedExpr) -> bool {
    matches!(&expression.expr, Expr::Literal(LiteralValue::String(_)))
}
