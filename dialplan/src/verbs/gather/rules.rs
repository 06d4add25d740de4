//! What the attributes of a `Gather` say.

use std::time::Duration;

use xml_schema::{Element, Value};

use crate::call::context::Context;

/// What the attributes say, read when it starts.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub timeout: Duration,
    pub inter_digit: Duration,
    pub finish_on: String,
    pub max: Option<usize>,
    pub barge_in: bool,
    pub retries: u32,
    pub sensitive: bool,
    /// `var` is there: digits are stored, not sent.
    pub stores: bool,
    /// Where digits are sent, as written; `None`: there is none, or it is empty.
    pub action: Option<String>,
    pub action_on_empty: bool,
    min: usize,
    valid: Option<String>,
}

impl Rules {
    pub fn of(element: &Element, cx: &mut Context<'_>) -> Self {
        let timeout = cx.duration(element, "timeout").unwrap_or(Duration::from_secs(5));
        let count = |value: Option<i64>| value.and_then(|count| usize::try_from(count).ok());
        if let Some(Value::Keywords(words)) = cx.value(element, "input")
            && words.contains(&"speech")
        {
            cx.warn("Gather: speech input is not offered yet; keys are collected");
        }
        let max = count(cx.integer(element, "numDigits"));
        let mut min = count(cx.integer(element, "minDigits")).unwrap_or(0);
        // A business wrote it, and its callers would be asked for ever.
        if let Some(most) = max.filter(|most| *most < min) {
            cx.warn(format!(
                "Gather: minDigits is {min}, and an entry is complete after {most} keys; {most} are taken to be enough"
            ));
            min = most;
        }
        Self {
            timeout,
            inter_digit: cx.duration(element, "interDigitTimeout").unwrap_or(timeout),
            finish_on: cx.string(element, "finishOnKey").unwrap_or_default(),
            max,
            barge_in: cx.boolean(element, "bargeIn"),
            retries: cx.integer(element, "retries").and_then(|count| u32::try_from(count).ok()).unwrap_or(0),
            sensitive: cx.boolean(element, "sensitive"),
            stores: cx.string(element, "var").is_some(),
            action: element.attribute("action").map(|url| url.value.trim().to_owned()).filter(|url| !url.is_empty()),
            action_on_empty: cx.boolean(element, "actionOnEmptyResult"),
            min,
            valid: cx.string(element, "validDigits"),
        }
    }

    /// Whether an entry counts: long enough, and of keys that do.
    pub fn allow(&self, digits: &str) -> bool {
        let valid = |key: char| self.valid.as_ref().is_none_or(|valid| valid.contains(key));
        digits.len() >= self.min && digits.chars().all(valid)
    }
}
