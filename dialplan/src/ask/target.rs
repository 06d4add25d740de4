//! The URL a request goes to: variables replaced, made absolute, its fragment taken off.

use url::Url;

use super::overrides::Overrides;
use crate::call::variables::Variables;

/// Where a request goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Absolute, without fragment.
    pub url: String,
    pub overrides: Overrides,
}

/// Makes a URL of a document or dialplan absolute. `template`: `$name` in the query is replaced, as an `Interactive` has it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn resolve(
    written: &str,
    base: Option<&str>,
    variables: &Variables,
    template: bool,
) -> Result<Target, String> {
    let written = variables.expand(written);
    let written = written.trim();
    let replaced = match written.split_once('?') {
        Some((path, query)) if template => format!("{path}?{}", variables.expand_query(query)),
        _ => written.to_owned(),
    };
    let parsed = match base.map(Url::parse) {
        Some(Ok(base)) => base.join(&replaced),
        _ => Url::parse(&replaced),
    };
    let mut url = parsed.map_err(|error| match base {
        None if !replaced.contains("://") => {
            format!("{replaced:?} is relative, and nothing says to what; write it with http:// or https://, or set the dialplan's `base`")
        }
        _ => format!("{replaced:?} is no URL: {error}"),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{replaced:?} cannot be asked; a URL begins with http:// or https://"));
    }
    let overrides = url.fragment().map(Overrides::of).unwrap_or_default();
    url.set_fragment(None);
    Ok(Target { url: url.into(), overrides })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(written: &str) -> String {
        let base = Some("https://app.example/ivr/menu?a=1");
        resolve(written, base, &Variables::default(), false).unwrap().url
    }

    #[test]
    fn relative_urls_are_meant_against_the_document_they_stand_in() {
        assert_eq!(resolved("next"), "https://app.example/ivr/next");
        assert_eq!(resolved(" /next "), "https://app.example/next");
        assert_eq!(resolved("./x"), "https://app.example/ivr/x");
        assert_eq!(resolved("?b=2"), "https://app.example/ivr/menu?b=2");
        assert_eq!(resolved(""), "https://app.example/ivr/menu?a=1");
        assert_eq!(resolved("http://other.example"), "http://other.example/");
    }

    #[test]
    fn the_query_of_an_interactive_takes_variables() {
        let mut variables = Variables::default();
        variables.set("code", "a b");

        let target = resolve("https://x.example/?c=$code", None, &variables, true).unwrap();

        assert_eq!(target.url, "https://x.example/?c=a+b");
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        assert!(resolve("ftp://x.example/", None, &Variables::default(), false).is_err());
        assert!(resolve("menu.php", None, &Variables::default(), false).unwrap_err().contains("relative"));
    }
}
