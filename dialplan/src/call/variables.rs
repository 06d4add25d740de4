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

impl Variables {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// Replaces every `${name}`; an unset variable is empty, anything else stays as it is.
    pub fn expand(&self, text: &str) -> String {
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            expanded.push_str(&rest[..start]);
            let behind = &rest[start + 2..];
            match behind.find('}').filter(|end| is_name(&behind[..*end])) {
                Some(end) => {
                    expanded.push_str(self.get(&behind[..end]).unwrap_or_default());
                    rest = &behind[end + 1..];
                }
                None => {
                    expanded.push_str("${");
                    rest = behind;
                }
            }
        }
        expanded.push_str(rest);
        expanded
    }

    /// Replaces every `$name` of a query by the percent-encoded value; `$$` is a dollar.
    pub fn expand_query(&self, query: &str) -> String {
        let mut expanded = String::with_capacity(query.len());
        let mut rest = query;
        while let Some(start) = rest.find('$') {
            expanded.push_str(&rest[..start]);
            rest = &rest[start + 1..];
            if let Some(behind) = rest.strip_prefix('$') {
                expanded.push('$');
                rest = behind;
                continue;
            }
            let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            if is_name(&rest[..length]) {
                let value = self.get(&rest[..length]).unwrap_or_default();
                expanded.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
                rest = &rest[length..];
            } else {
                expanded.push('$');
            }
        }
        expanded.push_str(rest);
        expanded
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("account", "12 & 3");
        variables
    }

    #[test]
    fn braces_are_replaced_and_unset_is_empty() {
        assert_eq!(
            variables().expand("<${account}|${nobody}|${no name}|$account|${"),
            "<12 & 3||${no name}|$account|${"
        );
    }

    #[test]
    fn values_in_a_query_are_encoded() {
        assert_eq!(variables().expand_query("a=$account&b=$$5&c=$none&d=$"), "a=12+%26+3&b=$5&c=&d=$");
    }
}
