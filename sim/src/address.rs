//! When two URLs, or two transfer targets, are the same.

use url::Url;

use crate::observation::Request;

/// Whether a request's URL is the one a script names: the same but for a fragment, and with the script's query parameters among its own.
pub(crate) fn url_matches(wanted: &str, asked: &str) -> bool {
    let (Ok(wanted_url), Ok(asked_url)) = (Url::parse(wanted), Url::parse(asked)) else {
        return wanted == asked;
    };
    same_place(&wanted_url, &asked_url) && query_within(&wanted_url, &asked_url)
}

/// Whether both have the same scheme, host, port and path.
fn same_place(wanted: &Url, asked: &Url) -> bool {
    wanted.scheme() == asked.scheme()
        && wanted.host() == asked.host()
        && wanted.port_or_known_default() == asked.port_or_known_default()
        && wanted.path() == asked.path()
}

/// Whether every query parameter wanted is there.
fn query_within(wanted: &Url, asked: &Url) -> bool {
    wanted.query_pairs().all(|pair| asked.query_pairs().any(|other| other == pair))
}

/// Whether two transfer targets are the same: `sip:` and brackets may be left out, and so may URI parameters.
pub(crate) fn same_target(wanted: &str, dialed: &str) -> bool {
    bare(wanted).eq_ignore_ascii_case(bare(dialed))
}

/// What stands before the `@`, or the number itself.
pub(crate) fn user_part(target: &str) -> &str {
    bare(target).split('@').next().unwrap_or_default()
}

fn bare(target: &str) -> &str {
    let target = target.trim().trim_start_matches('<').trim_end_matches('>');
    let target = ["sips:", "sip:", "tel:"].iter().find_map(|scheme| target.strip_prefix(scheme)).unwrap_or(target);
    target.split([';', '?']).next().unwrap_or(target)
}

impl Request {
    /// The parameters of the URL's query and of the body.
    pub fn all_parameters(&self) -> Vec<(String, String)> {
        let in_url = Url::parse(&self.url).ok();
        let pairs = in_url.iter().flat_map(|url| url.query_pairs().into_owned());
        pairs.chain(self.parameters.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_matches_with_more_parameters_than_wanted() {
        assert!(url_matches("https://crm.example/ivr", "https://crm.example:443/ivr?code=1"));
        assert!(url_matches("https://crm.example/ivr?a=1", "https://crm.example/ivr?b=2&a=1"));
        assert!(!url_matches("https://crm.example/ivr?a=1", "https://crm.example/ivr?a=2"));
        assert!(!url_matches("https://crm.example/ivr", "https://crm.example/other"));
        assert!(!url_matches("https://crm.example/ivr", "http://crm.example/ivr"));
    }

    #[test]
    fn a_target_is_the_same_with_or_without_scheme_and_parameters() {
        assert!(same_target("sip:sales@pbx.example", "sales@pbx.example;transport=tcp"));
        assert!(same_target("+441632960001", "tel:+441632960001"));
        assert!(!same_target("sip:sales@pbx.example", "sip:service@pbx.example"));
    }
}
