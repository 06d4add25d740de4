//! The variables of a call, and `${name}` in texts.

use std::collections::BTreeMap;

/// A call's variables, sorted by name, so that nothing depends on a hash.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables {
    values: BTreeMap<String, String>,
}

/// What a call sets itself; `SetVar` and `Gather var` may not.
pub const BUILT_IN: &[&str] = &[
    "CALLEDDID",
    "CallAPIID",
    "CallID",
    "CalledDID",
    "CalledExtension",
    "CalledExtensionID",
    "CalledNumber",
    "CallerIDName",
    "CallerIDNum",
    "InteractiveStatus",
    "Language",
    "Now",
    "TransferDuration",
    "TransferStatus",
];

/// Whether a name is one that only the call itself sets.
pub fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name)
}

/// Which dollars of a text stand for variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dollars {
    /// `${name}` alone.
    Braces,
    /// `$name` as well; `$$` is a dollar.
    All,
}

impl Variables {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// Replaces every `${name}`; an unset variable is empty, anything else stays as it is.
    pub fn expand(&self, text: &str) -> String {
        self.replace(text, Dollars::Braces, str::to_owned)
    }

    /// Replaces every `${name}` of a query by the percent-encoded value.
    pub fn expand_encoded(&self, query: &str) -> String {
        self.replace(query, Dollars::Braces, encoded)
    }

    /// The same, and every `$name`; `$$` is a dollar.
    pub fn expand_query(&self, query: &str) -> String {
        self.replace(query, Dollars::All, encoded)
    }

    fn replace(&self, text: &str, dollars: Dollars, form: fn(&str) -> String) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('$') {
            replaced.push_str(&rest[..start]);
            rest = &rest[start + 1..];
            if let Some((name, behind)) = braced(rest).or_else(|| bare(rest).filter(|_| dollars == Dollars::All)) {
                replaced.push_str(&form(self.get(name).unwrap_or_default()));
                rest = behind;
                continue;
            }
            replaced.push('$');
            if dollars == Dollars::All {
                rest = rest.strip_prefix('$').unwrap_or(rest);
            }
        }
        replaced.push_str(rest);
        replaced
    }
}

/// A name in braces, and what stands behind it.
fn braced(text: &str) -> Option<(&str, &str)> {
    let (name, behind) = text.strip_prefix('{')?.split_once('}')?;
    is_name(name).then_some((name, behind))
}

/// A name without braces, and what stands behind it.
fn bare(text: &str) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let (name, behind) = text.split_at(length);
    is_name(name).then_some((name, behind))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Percent-encoded, all but the unreserved characters. RFC 3986 §2.3
fn encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("account", "12 & 3");
        variables.set("tricky", "${account}$account");
        variables
    }

    #[test]
    fn braces_are_replaced_and_unset_is_empty() {
        assert_eq!(
            variables().expand("<${account}|${nobody}|${no name}|$account|$$|${"),
            "<12 & 3||${no name}|$account|$$|${"
        );
    }

    #[test]
    fn values_in_a_query_are_encoded() {
        assert_eq!(variables().expand_query("a=$account&b=$$5&c=$none&d=$"), "a=12%20%26%203&b=$5&c=&d=$");
        assert_eq!(variables().expand_encoded("a=${account}&b=$account"), "a=12%20%26%203&b=$account");
    }

    #[test]
    fn a_value_is_never_read_again() {
        assert_eq!(variables().expand("${tricky}"), "${account}$account");
        assert_eq!(variables().expand_query("$tricky"), "%24%7Baccount%7D%24account");
    }
}
