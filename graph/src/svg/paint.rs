//! Writes SVG: elements with whole numbers, and texts that cannot become markup.

use std::fmt::Write;

/// SVG being written.
#[derive(Default)]
pub(super) struct Paint {
    pub text: String,
}

impl Paint {
    /// Markup as it is.
    pub fn line(&mut self, markup: &str) {
        self.text.push_str(markup);
        self.text.push('\n');
    }

    /// A rectangle with round corners.
    pub fn rect(&mut self, class: &str, (x, y): (i32, i32), (width, height): (i32, i32), radius: i32) {
        let round = if radius > 0 { format!(" rx=\"{radius}\"") } else { String::new() };
        self.line(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{round}/>"
        ));
    }

    /// A path.
    pub fn path(&mut self, class: &str, data: &str) {
        self.line(&format!("<path class=\"{class}\" d=\"{data}\"/>"));
    }

    /// A text at its base line.
    pub fn words(&mut self, class: &str, (x, y): (i32, i32), text: &str) {
        let text = escape(text);
        self.line(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"));
    }

    /// A tooltip, and what is read out, for the group it stands in.
    pub fn title(&mut self, text: &str) {
        let text = escape(text);
        self.line(&format!("<title>{text}</title>"));
    }
}

/// A text in which nothing is markup, and that XML can hold.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            control if control.is_control() || matches!(control, '\u{fffe}' | '\u{ffff}') => {
                // Writing to a string cannot fail.
                write!(escaped, "\u{fffd}").ok();
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
