//! Findings as GitHub Actions shows them beside a change: one workflow command each.

use xml_schema::{JsonDiagnostic, Severity};

/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>
pub fn render(list: &[JsonDiagnostic]) -> String {
    list.iter().map(line).collect()
}

fn line(found: &JsonDiagnostic) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let help = found.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let (file, title) = (property(&found.file), property(found.code));
    let place = format!(
        "file={file},line={},col={},endLine={},endColumn={}",
        found.line, found.column, found.end_line, found.end_column
    );
    format!("::{level} {place},title={title}::{}\n", data(&format!("{}{help}", found.message)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use xml_schema::{Diagnostic, FileId, Source, Span, to_json};

    #[test]
    fn a_finding_is_one_line_whatever_it_says() {
        let span = Span { file: FileId(0), start: 4, end: 6 };
        let found = Diagnostic::warning("D038", span, "100% of it,\nto: nobody").help("write a Jump");
        let source = Source { name: "a,b:c.xml".into(), text: "one\ntwo\n".into() };

        let text = super::render(&to_json(&[found], &[source]));

        let place = "file=a%2Cb%3Ac.xml,line=2,col=1,endLine=2,endColumn=3,title=D038";
        assert_eq!(text, format!("::warning {place}::100%25 of it,%0Ato: nobody%0Awrite a Jump\n"));
    }
}
