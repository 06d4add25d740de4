//! One fault in a plan that is right: it is found, at its place, and nothing else is called an error.

#[path = "faults/kinds.rs"]
mod kinds;
#[path = "faults/mutate.rs"]
mod mutate;
#[path = "clean/plans.rs"]
mod plans;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dialplan::load::{Disk, Files, Loaded, MemoryFiles, load};
use kinds::kinds;
use mutate::{Fault, Kind};
use xml_schema::{Diagnostic, Severity};

/// So many plans get a fault of each kind.
const EACH: usize = 4;

/// A plan with a fault in one of its files.
struct Seeded<'k> {
    kind: &'k Kind,
    /// Where the plan comes from.
    origin: String,
    /// The file with the fault, as it is called in memory.
    file: String,
    fault: Fault,
    files: MemoryFiles,
}

#[test]
fn every_fault_is_found_at_its_place() {
    let (mut manifest, mut wrong, mut count) = (String::new(), String::new(), 0);
    let plans: Vec<_> = plans::plans().iter().map(|path| Origin { path: path.clone(), files: read(path) }).collect();
    for (number, kind) in kinds().iter().enumerate() {
        let mut shown = String::new();
        let seeded = seeded(number, kind, &plans);
        for seeded in &seeded {
            count += 1;
            let loaded = load("plan", &seeded.files);
            let Kind { name, code, .. } = seeded.kind;
            match found(seeded, &loaded) {
                Ok(found) => {
                    let (line, column) = place(seeded);
                    let _ = writeln!(manifest, "{code} {name}: {}:{line}:{column}", seeded.origin);
                    if shown.is_empty() {
                        shown = xml_schema::render(std::slice::from_ref(found), &loaded.sources, false);
                    }
                }
                Err(why) => {
                    let all = xml_schema::render(&loaded.diagnostics, &loaded.sources, false);
                    let _ = writeln!(wrong, "{name}, {}: {why} at {:?}\n{all}", seeded.origin, place(seeded));
                }
            }
        }
        let _ = writeln!(manifest, "{shown}");
        assert!(!seeded.is_empty(), "{} fits nowhere", kind.name);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 100, "{count}");
    insta::assert_snapshot!(manifest);
}

#[test]
fn every_finding_of_the_guide_has_a_fault() {
    let seeded: BTreeSet<&str> = kinds().iter().map(|kind| kind.code).collect();
    let explained = dialplan::explain::explanations().map(|explanation| explanation.code);
    let missing: Vec<&str> = explained.filter(|code| !seeded.contains(code)).collect();

    assert_eq!(missing, OF_OTHER_FILES);
}

/// What one change of one file cannot bring about: faults of folders, of recordings, of voices, of the configuration, and
/// of plans that are known to be whole.
const OF_OTHER_FILES: [&str; 10] = ["D002", "D004", "D012", "D043", "D044", "D045", "D046", "D047", "D048", "D051"];

/// The finding of a fault.
fn found<'l>(seeded: &Seeded<'_>, loaded: &'l Loaded) -> Result<&'l Diagnostic, String> {
    let is_here = |found: &&Diagnostic| {
        let source = &loaded.sources[found.span.file.0 as usize];
        let (line, column) = source.line_column(found.span.start);
        let is_place = seeded.kind.line_only || column == place(seeded).1;
        source.name == seeded.file && line == place(seeded).0 && is_place
    };
    let expected = |found: &&Diagnostic| found.code.0 == seeded.kind.code;
    let found = loaded.diagnostics.iter().filter(expected).find(is_here).ok_or("it is not found")?;
    let noise = |other: &&Diagnostic| other.severity == Severity::Error && other.code != found.code;
    match loaded.diagnostics.iter().find(noise) {
        Some(noise) => Err(format!("{} is no part of it", noise.code.0)),
        None => Ok(found),
    }
}

fn place(seeded: &Seeded<'_>) -> (u32, u32) {
    let before = &seeded.fault.text[..seeded.fault.caret];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() as u32 + 1, line.chars().count() as u32 + 1)
}

/// A plan that is right.
struct Origin {
    path: String,
    files: Vec<(String, String)>,
}

/// Plans with a fault of one kind, each in another place than the last one had it.
fn seeded<'k>(number: usize, kind: &'k Kind, plans: &[Origin]) -> Vec<Seeded<'k>> {
    let mut seeded = Vec::new();
    // Kinds begin at different plans, so that all of them are used.
    for plan in plans.iter().cycle().skip(number * 7 % plans.len()).take(plans.len()) {
        let fit = plan.files.iter().enumerate().find_map(|(place, (_, text))| {
            let ways = (kind.ways)(text);
            (!ways.is_empty()).then_some((place, ways))
        });
        let Some((place, mut ways)) = fit.filter(|_| seeded.len() < EACH) else { continue };
        let fault = ways.swap_remove((number + seeded.len() * 5) % ways.len());
        let mut changed = plan.files.clone();
        changed[place].1.clone_from(&fault.text);
        let origin = plan.path.rsplit('/').next().unwrap_or_default().to_owned();
        let file = changed[place].0.clone();
        seeded.push(Seeded { kind, origin, file, fault, files: MemoryFiles::new(changed) });
    }
    seeded
}

/// The files of a plan, in the folder `plan`; a single one is `plan/plan.xml`.
fn read(path: &str) -> Vec<(String, String)> {
    if !Disk.is_dir(path) {
        return vec![("plan/plan.xml".to_owned(), Disk.read(path).expect("the fixtures can be read"))];
    }
    let names = Disk.list(path).expect("the fixtures can be read");
    // Of recordings only the names matter here.
    let text = |name: &str| if name.ends_with(".xml") { Disk.read(&format!("{path}/{name}")).ok() } else { None };
    names.into_iter().map(|name| (format!("plan/{name}"), text(&name).unwrap_or_default())).collect()
}
