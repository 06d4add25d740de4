//! Conditions of `If`: expressions in CEL over the variables of the call.
//!
//! Variables are texts. One that is compared or calculated with numbers only is read as a number, so that `tries < 3` and
//! `Digits == "1"` both mean what they say. An unset variable is empty, or 0.
//!
//! <https://github.com/google/cel-spec>

mod guard;
mod numbers;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cel::{Context, Program, Value};

/// A condition that can be asked.
#[derive(Debug)]
pub struct Condition {
    program: Program,
    /// Every name in it, sorted.
    names: BTreeSet<String>,
    numbers: numbers::Numbers,
}

/// Why a text is no condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ConditionError {
    /// What is wrong with it.
    pub what: String,
    /// Where, in characters from its beginning.
    pub offset: usize,
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// [`ConditionError`], if it is no CEL, longer than 500 characters, nested deeper than six brackets, or goes through lists
    /// (`map`, `filter`, `all`, `exists`): a condition is asked while a caller waits.
    pub fn compile(text: &str) -> Result<Self, ConditionError> {
        guard::check(text)?;
        let program = quietly(|| Program::compile(text)).map_err(|what| ConditionError { what, offset: 0 })?;
        let program = program.map_err(|errors| wrong(text, &errors))?;
        let names = program.references().variables().into_iter().map(str::to_owned).collect();
        let numbers = numbers::of(program.expression());
        Ok(Self { program, names, numbers })
    }

    /// The variables it names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether it holds for these values.
    ///
    /// # Errors
    /// What keeps it from being told: a text where a number is needed, a function nobody knows, an answer that is not true or
    /// false.
    pub fn holds<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Result<bool, String> {
        let mut context = Context::default();
        for name in &self.names {
            let text = value(name).unwrap_or_default();
            let value = if self.numbers.names.contains(name) { self.number(name, text)? } else { Value::from(text) };
            context.add_variable_from_value(name.as_str(), value);
        }
        match quietly(|| self.program.execute(&context))? {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(format!("it is {}, not true or false", kind(&other))),
            Err(error) => Err(error.to_string()),
        }
    }

    fn number(&self, name: &str, text: &str) -> Result<Value, String> {
        let text = if text.trim().is_empty() { "0" } else { text.trim() };
        if let (Ok(whole), false) = (text.parse::<i64>(), self.numbers.fractions) {
            return Ok(Value::Int(whole));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Float(number)),
            _ => Err(format!("{name} is {text:?}, and a number is needed")),
        }
    }
}

/// A panic of the library is a condition that cannot be told, and nobody's end.
fn quietly<T>(act: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|_| "the CEL library cannot take it in".to_owned())
}

fn wrong(text: &str, errors: &cel::ParseErrors) -> ConditionError {
    let Some(first) = errors.errors.first() else {
        return ConditionError { what: "it is no CEL".to_owned(), offset: 0 };
    };
    let message = first.msg.trim_start_matches("Syntax error: ");
    let what = match message.split_once(" expecting ") {
        _ if text.trim().is_empty() => "it is empty".to_owned(),
        _ if message.starts_with("token recognition error at: '=") => "one `=` is nothing; equal is `==`".to_owned(),
        Some((_, _)) if message.contains("<EOF>") => "something is missing at its end".to_owned(),
        Some((what, _)) => {
            what.replace("mismatched input", "did not expect").replace("extraneous input", "did not expect")
        }
        None => message.to_owned(),
    };
    let column = usize::try_from(first.pos.1).unwrap_or(1).saturating_sub(1);
    let line_start = line_start(text, usize::try_from(first.pos.0).unwrap_or(1));
    ConditionError { what, offset: (line_start + column).min(text.chars().count()) }
}

/// Where a line begins, counted from 1, in characters.
fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(|line| line.chars().count()).sum()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => "a number",
        Value::Null => "null",
        _ => "something else",
    }
}

#[cfg(test)]
mod tests;
