//! Findings of `check` in the picture: their code in red or amber, the rest as a tooltip.

use super::paint::Paint;
use crate::flow::Finding;
use crate::measure::width;

/// The code of the worst finding, with its right edge at `x`; all of them are told in the tooltip.
pub(super) fn draw(paint: &mut Paint, findings: &[Finding], (x, y): (i32, i32)) {
    let Some(worst) = worst(findings) else { return };
    let told: Vec<String> = findings.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
    let width = width(worst.code, 11) + 12;
    paint.line("<g>");
    paint.title(&told.join("\n"));
    paint.rect(class(worst), (x - width, y - 8), (width, 16), 3);
    paint.words("code", (x - width / 2, y + 4), worst.code);
    paint.line("</g>");
}

/// The colour behind what has findings.
pub(super) fn ground(findings: &[Finding]) -> Option<&'static str> {
    worst(findings).map(|worst| if worst.is_error { "inerror" } else { "inwarning" })
}

/// `error` or `warning`.
pub(super) fn class(found: &Finding) -> &'static str {
    if found.is_error { "error" } else { "warning" }
}

fn worst(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|found| found.is_error).or_else(|| findings.first())
}
