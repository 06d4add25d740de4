//! Requests to applications, in the transcript.

/// Writes requests; of parameters that were sent before, only what has changed is written again.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    last: Vec<(String, String)>,
}

impl Asking {
    /// Method and URL, and a line for each parameter that is new or has another value.
    pub fn describe(&mut self, method: &str, url: &str, parameters: &[(String, String)]) -> String {
        let mut text = format!("{method} {url}");
        for parameter in parameters.iter().filter(|parameter| !self.last.contains(parameter)) {
            text.push_str("\n  ");
            text.push_str(&parameter.0);
            text.push('=');
            text.push_str(&parameter.1);
        }
        self.last = parameters.to_vec();
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(digits: &str) -> Vec<(String, String)> {
        vec![("CallSid".into(), "CA1".into()), ("Digits".into(), digits.into())]
    }

    #[test]
    fn what_has_not_changed_is_written_once() {
        let mut asking = Asking::default();

        let first = asking.describe("POST", "http://app/a", &parameters("1"));
        let second = asking.describe("POST", "http://app/b", &parameters("2"));

        assert_eq!(first, "POST http://app/a\n  CallSid=CA1\n  Digits=1");
        assert_eq!(second, "POST http://app/b\n  Digits=2");
    }
}
