//! One entry of the table as a few lines of Markdown: what editors show beside a name.

use crate::reference::{default, origin, status_word};
use crate::table::{AttributeDef, ElementDef, TextContent};

impl ElementDef {
    /// What the reference page says about it, without its attributes.
    pub fn describe(&self) -> String {
        let mut text =
            format!("`{}` · *{}* · {}\n\n{}", self.name, status_word(self.status), origin(self.origin), self.prose);
        match self.text {
            TextContent::Required => text.push_str(" Needs text."),
            TextContent::Optional => text.push_str(" May have text."),
            TextContent::None => {}
        }
        also(self.aliases, &mut text);
        text
    }
}

impl AttributeDef {
    /// What the reference page says about it; `element`: whose attribute it is.
    pub fn describe(&self, element: &ElementDef) -> String {
        let from = origin(self.origin.unwrap_or(element.origin));
        let mut text = format!("`{}` of `{}` · *{}* · {from}", self.name, element.name, status_word(self.status));
        text.push_str(&format!("\n\n{}\n\nTakes {}.", self.prose, self.kind.expected()));
        match default(self.default) {
            _ if self.required => text.push_str(" Required."),
            default if default.is_empty() => {}
            default => text.push_str(&format!(" Default: {default}.")),
        }
        also(self.aliases, &mut text);
        text
    }
}

fn also(aliases: &[&str], text: &mut String) {
    if !aliases.is_empty() {
        let names: Vec<_> = aliases.iter().map(|name| format!("`{name}`")).collect();
        text.push_str(&format!(" Also written {}.", names.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use crate::{Tag, lookup};

    #[test]
    fn an_entry_says_what_the_reference_page_says() {
        let gather = lookup(Some(Tag::Response), "Gather").unwrap();

        assert!(gather.describe().starts_with("`Gather` · *works* · callapi, twiml\n\nPlays what stands in it"));
        let timeout = gather.attribute("timeout").unwrap().describe(gather);
        assert!(timeout.contains("Takes seconds, 0 to 3600. Default: `5`."), "{timeout}");
        let jump = lookup(Some(Tag::Response), "Jump").unwrap();
        let menu = jump.attribute("menu").unwrap().describe(jump);
        assert!(menu.ends_with("Takes text. Required. Also written `context`."), "{menu}");
    }
}
