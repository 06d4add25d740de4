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

/// Makes a URL of a document or dialplan absolute, its variables replaced: percent-encoded in the query, as they are before
/// it. `bare_names`: `$name` in the query is replaced, too, as an `Interactive` has it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn resolve(
    written: &str,
    base: Option<&str>,
    variables: &Variables,
    bare_names: bool,
) -> Result<Target, String> {
    let written = written.trim();
    let replaced = match written.split_once('?') {
        Some((path, query)) => {
            let (query, fragment) = query.split_once('#').map_or((query, None), |(query, rest)| (query, Some(rest)));
            let query = if bare_names { variables.expand_query(query) } else { variables.expand_encoded(query) };
            let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
            format!("{}?{query}{fragment}", variables.expand(path))
        }
        None => variables.expand(written),
    };
    let parsed = match base.map(Url::parse) {
        Some(Ok(base)) => base.join(replaced.trim()),
        _ => Url::parse(replaced.trim()),
    };
    let mut url = parsed.map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            format!("{written:?} is relative, and nothing says to what; write it with http:// or https://, or set the dialplan's `base`")
        }
        error => format!("{written:?} is no URL: {error}"),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{written:?} cannot be asked; a URL begins with http:// or https://"));
    }
    let overrides = url.fragment().map(Overrides::of).unwrap_or_default();
    url.set_fragment(None);
    Ok(Target { url: url.into(), overrides })
}

/// The URL that a document stands at: where the answer came from. If that is what was asked, it is what was asked as
/// written: the parameters of a GET, which `answered` may show in its query, are no part of it.
pub(super) fn document_url(asked: &str, answered: &str) -> String {
    let redirected = !answered.is_empty() && shown(asked) != shown(answered);
    if redirected { answered } else { asked }.to_owned()
}

/// A URL as a trace or log may show it: queries carry numbers, keys and names.
pub(super) fn shown(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
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
        variables.set("code", "a b&c=${code}");
        let url = |written, bare_names| resolve(written, None, &variables, bare_names).unwrap().url;

        assert_eq!(url("https://x.example/?c=$code", true), "https://x.example/?c=a%20b%26c%3D%24%7Bcode%7D");
        assert_eq!(url("https://x.example/?c=$code#tt=1", false), "https://x.example/?c=$code");
    }

    #[test]
    fn the_parameters_of_a_get_are_no_part_of_the_documents_url() {
        let asked = "https://app.example/ivr?a=1";

        assert_eq!(document_url(asked, "https://app.example/ivr?a=1&CallID=7"), asked);
        assert_eq!(document_url(asked, ""), asked);
        assert_eq!(document_url(asked, "https://app.example/v2/ivr"), "https://app.example/v2/ivr");
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        assert!(resolve("ftp://x.example/", None, &Variables::default(), false).is_err());
        assert!(resolve("menu.php", None, &Variables::default(), false).unwrap_err().contains("relative"));
    }
}
