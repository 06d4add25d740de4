//! Whether a dialplan without a route is a part of a larger one, which is then the one to be called.

use std::path::Path;

use dialplan::load::{Disk, Loaded, load, shortest};
use dialplan::plan::Plan;

/// How many folders above a part the whole may lie.
const ABOVE: usize = 3;
/// A folder with more files than this is not one of dialplans.
const MOST: usize = 500;

/// Whether another dialplan, in the folder of a file or above it, includes the file or leads to one of its menus.
pub fn is_part(path: &str, plan: &Plan) -> bool {
    let Ok(own) = std::fs::canonicalize(path) else { return false };
    // A folder is whole.
    if own.is_dir() {
        return false;
    }
    let others = |folder: &Path| others(folder, &own).iter().any(|other| leads_to(other, &own, plan));
    own.ancestors().skip(1).take(ABOVE).any(others)
}

/// The dialplans of a folder, those in folders below it left out.
fn others(folder: &Path, own: &Path) -> Vec<Loaded> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path())).take(MOST);
    let is_plan = |path: &Path| {
        let is_xml = path.extension().is_some_and(|suffix| suffix == "xml");
        is_xml && path != own && std::fs::read_to_string(path).is_ok_and(|text| text.contains("<Dialplan"))
    };
    paths.filter(|path| is_plan(path)).map(|path| load(&path.to_string_lossy(), &Disk)).collect()
}

fn leads_to(other: &Loaded, own: &Path, plan: &Plan) -> bool {
    let own = own.to_string_lossy();
    let includes = other.sources.iter().any(|source| shortest(&source.name) == own);
    // A menu that it names and does not have.
    let names = |name: &str| other.sources.iter().any(|source| source.text.contains(&format!("menu=\"{name}\"")));
    includes || plan.menus.iter().any(|menu| other.draft.find_menu(&menu.name).is_none() && names(&menu.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = r#"<Dialplan xmlns="urn:dialtree:1"><Menu name="hours"><Option on="start"><Hangup/></Option></Menu></Dialplan>"#;
    const OTHER: &str = r#"<Dialplan xmlns="urn:dialtree:1"><Route to="*" menu="hours"/><Menu name="hours"><Option on="start"><Hangup/></Option></Menu></Dialplan>"#;

    /// Whether `parts/hours.xml` is a part beside these files.
    fn is_part_beside(files: &[(&str, &str)]) -> bool {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join("plan/parts")).unwrap();
        for (name, text) in files.iter().chain(&[("plan/parts/hours.xml", PART)]) {
            std::fs::write(home.path().join(name), text).unwrap();
        }
        let path = home.path().join("plan/parts/hours.xml").to_string_lossy().into_owned();
        let loaded = load(&path, &Disk);
        assert!(loaded.plan.is_some());
        is_part(&path, &loaded.draft)
    }

    #[test]
    fn a_file_that_another_plan_includes_or_leads_to_is_a_part() {
        let including = r#"<Dialplan xmlns="urn:dialtree:1"><Include file="parts/hours.xml"/></Dialplan>"#;
        let leading = r#"<Dialplan xmlns="urn:dialtree:1"><Route to="*" menu="hours"/></Dialplan>"#;

        assert!(is_part_beside(&[("plan/plan.xml", including)]));
        assert!(is_part_beside(&[("plan/parts/plan.xml", leading)]));
        assert!(is_part_beside(&[("plan.xml", leading)]));
    }

    #[test]
    fn a_plan_with_others_beside_it_is_none() {
        assert!(!is_part_beside(&[]));
        assert!(!is_part_beside(&[("plan/plan.xml", OTHER), ("plan/parts/notes.xml", "not finished <")]));
    }
}
