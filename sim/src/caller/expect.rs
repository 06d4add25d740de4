//! `Expect`: waits until the world is as described.

use dialplan::time::Instant;
use xml_schema::Span;

use super::{Act, Caller, Progress, failure};
use crate::address::{same_target, url_matches};
use crate::observation::Request;
use crate::script::{Expect, ExpectRequest};

impl Caller {
    pub(super) fn expect(&mut self, span: Span, expect: &Expect, now: Instant, acts: &mut Vec<Act>) -> Progress {
        let request = expect.request.as_ref().map(|wanted| self.find_request(wanted));
        let unmet = self.unmet(expect, request.as_ref());
        if unmet.is_empty() {
            if let Some(Ok(index)) = request {
                self.seen.requests_used = index + 1;
            }
            if !self.senses.inside && expect.looks_inside() {
                acts.push(Act::Note("menu, variables and logs are not seen from outside: not checked".into()));
            }
            return Progress::Done(now);
        }
        let latest = expect.within.map(|within| self.since + within);
        let ended = self.seen.ended.as_ref();
        if ended.is_some() || latest.is_some_and(|latest| now >= latest) {
            return Progress::Failed(failure::unmet(span, &unmet, ended));
        }
        Progress::Wait(latest)
    }

    /// What is not as expected, a line each: what was expected and what is.
    fn unmet(&self, expect: &Expect, request: Option<&Result<usize, String>>) -> Vec<String> {
        let mut unmet = Vec::new();
        if let Some(Err(why)) = request {
            unmet.push(why.clone());
        }
        if let Some(target) = &expect.transfer
            && !self.seen.dialed.iter().any(|dialed| same_target(target, &dialed.target))
        {
            let dialed: Vec<&str> = self.seen.dialed.iter().map(|dialed| dialed.target.as_str()).collect();
            unmet.push(format!("a transfer to {target} (dialled: {})", list(&dialed)));
        }
        if let Some(number) = &expect.caller_id
            && self.seen.dialed.last().is_none_or(|dialed| dialed.caller_number != *number)
        {
            let shown: Vec<&str> = self.seen.dialed.last().iter().map(|dialed| dialed.caller_number.as_str()).collect();
            unmet.push(format!("caller id {number} (shown: {})", list(&shown)));
        }
        if self.senses.inside {
            self.unmet_inside(expect, &mut unmet);
        }
        unmet
    }

    fn unmet_inside(&self, expect: &Expect, unmet: &mut Vec<String>) {
        if let Some(menu) = &expect.menu
            && self.seen.menu.as_ref() != Some(menu)
        {
            unmet.push(format!("menu {menu} (the caller is in {})", self.seen.menu.as_deref().unwrap_or("none")));
        }
        if let Some((name, wanted)) = &expect.variable {
            match (self.seen.variables.get(name), wanted) {
                (Some(_), None) => {}
                (Some(value), Some(wanted)) if value == wanted => {}
                (value, wanted) => {
                    let wanted = wanted.as_ref().map_or("a value".into(), |wanted| format!("`{wanted}`"));
                    let value = value.map_or("not set".into(), |value| format!("`{value}`"));
                    unmet.push(format!("variable {name} = {wanted} (it is {value})"));
                }
            }
        }
        if let Some(text) = &expect.log
            && !self.seen.logs.iter().any(|line| line.contains(text.as_str()))
        {
            let lines: Vec<&str> = self.seen.logs.iter().map(String::as_str).collect();
            unmet.push(format!("a log line with `{text}` (logged: {})", list(&lines)));
        }
    }

    /// The first request not used yet that is as wanted; else what was seen instead.
    fn find_request(&self, wanted: &ExpectRequest) -> Result<usize, String> {
        let open = &self.seen.requests[self.seen.requests_used..];
        let mut why = Vec::new();
        for (index, request) in open.iter().enumerate() {
            match difference(wanted, request) {
                None => return Ok(self.seen.requests_used + index),
                Some(difference) => why.push(difference),
            }
        }
        let seen: Vec<&str> = why.iter().map(String::as_str).collect();
        Err(format!("a request to {} (asked: {})", wanted.url, list(&seen)))
    }
}

impl Expect {
    fn looks_inside(&self) -> bool {
        self.menu.is_some() || self.variable.is_some() || self.log.is_some()
    }
}

/// How a request differs from what is wanted; `None`: not at all.
fn difference(wanted: &ExpectRequest, request: &Request) -> Option<String> {
    let asked = format!("{} {}", request.method, request.url);
    if !url_matches(&wanted.url, &request.url) {
        return Some(asked);
    }
    if wanted.method.as_ref().is_some_and(|method| !method.eq_ignore_ascii_case(&request.method)) {
        return Some(asked);
    }
    for (name, value) in &wanted.parameters {
        let mut sent = request.all_parameters().into_iter().filter(|(sent, _)| sent == name).map(|(_, value)| value);
        match sent.next() {
            None => return Some(format!("{asked} without {name}")),
            Some(first) if first != *value && sent.all(|other| other != *value) => {
                return Some(format!("{asked} with {name}={first}"));
            }
            Some(_) => {}
        }
    }
    None
}

/// `a, b, c` or `nothing`.
fn list(items: &[&str]) -> String {
    if items.is_empty() { "nothing".into() } else { items.join(", ") }
}
