//! Decides when changed files are to be read: once nobody has written to them for a moment. Has no clock and no disk.

use std::time::Duration;

use super::Stamps;

/// How long between looks while nothing changes.
pub const LOOK: Duration = Duration::from_secs(1);
/// How long files must stay as they are before they are read: an editor writes several, one after another.
pub const SETTLE: Duration = Duration::from_millis(200);

/// Compares what is on the disk with what the plan was made of.
#[derive(Debug)]
pub struct Watch {
    /// What was read last, whether it was good or not.
    read: Stamps,
    /// What is different from it, and was seen once.
    seen: Option<Stamps>,
}

impl Watch {
    /// Watches what a plan was made of.
    pub fn new(read: Stamps) -> Self {
        Self { read, seen: None }
    }

    /// What was read last.
    pub fn read(&self) -> &Stamps {
        &self.read
    }

    /// How long to wait before the next look.
    pub fn pause(&self) -> Duration {
        if self.seen.is_some() { SETTLE } else { LOOK }
    }

    /// Takes in how the files are; whether they are to be read now.
    pub fn look(&mut self, now: Stamps) -> bool {
        if now == self.read {
            // Changed, and changed back.
            self.seen = None;
            return false;
        }
        let settled = self.seen.as_ref() == Some(&now);
        self.seen = if settled { None } else { Some(now) };
        settled
    }

    /// The plan has been read again.
    pub fn was_read(&mut self, read: Stamps) {
        *self = Self::new(read);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use dialplan::load::load;
    use tempfile::tempdir;

    use super::super::Stamped;
    use super::*;

    fn watch(folder: &Path) -> Watch {
        let files = Stamped::default();
        load(&folder.to_string_lossy(), &files);
        Watch::new(files.stamps())
    }

    /// What two looks, a moment apart, make of the disk.
    fn looks(watch: &mut Watch) -> [bool; 2] {
        [(); 2].map(|()| watch.look(watch.read().again()))
    }

    const PLAN: &str =
        r#"<Dialplan xmlns="urn:dialtree:1"><Include file="parts/a.inc"/><Prompts dir="../sounds"/></Dialplan>"#;

    #[test]
    fn a_change_is_taken_when_it_has_settled() {
        let home = tempdir().unwrap();
        let folder = home.path().join("plan");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("plan.xml"), PLAN).unwrap();
        let mut watch = watch(&folder);

        assert_eq!((looks(&mut watch), watch.pause()), ([false, false], LOOK));
        std::fs::write(folder.join("plan.xml"), format!("{PLAN}\n")).unwrap();
        assert!(!watch.look(watch.read().again()));
        assert_eq!(watch.pause(), SETTLE);
        // The editor writes on.
        std::fs::write(folder.join("plan.xml"), format!("{PLAN}\n\n")).unwrap();
        assert!(!watch.look(watch.read().again()));
        assert!(watch.look(watch.read().again()));
    }

    #[test]
    fn renamed_new_and_removed_files_includes_that_were_missing_and_prompts_are_changes() {
        let home = tempdir().unwrap();
        let (folder, sounds) = (home.path().join("plan"), home.path().join("sounds"));
        let steps: [&dyn Fn(); 6] = [
            &|| {
                std::fs::write(folder.join("plan.xml~"), format!("{PLAN} ")).unwrap();
                std::fs::rename(folder.join("plan.xml~"), folder.join("plan.xml")).unwrap();
            },
            &|| {
                std::fs::create_dir(folder.join("parts")).unwrap();
                std::fs::write(folder.join("parts/a.inc"), "<Dialplan/>").unwrap();
            },
            &|| std::fs::create_dir(&sounds).unwrap(),
            &|| std::fs::write(sounds.join("welcome.wav"), "RIFF").unwrap(),
            &|| std::fs::remove_dir_all(&folder).unwrap(),
            &|| {
                std::fs::create_dir(&folder).unwrap();
                std::fs::write(folder.join("plan.xml"), PLAN).unwrap();
            },
        ];
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("plan.xml"), PLAN).unwrap();
        for (number, step) in steps.into_iter().enumerate() {
            let mut watch = watch(&folder);

            step();

            assert_eq!(looks(&mut watch), [false, true], "step {number}");
        }
    }

    #[test]
    fn what_is_changed_back_is_no_change() {
        let home = tempdir().unwrap();
        std::fs::write(home.path().join("plan.xml"), PLAN).unwrap();
        let mut watch = watch(home.path());

        std::fs::write(home.path().join("more.xml"), PLAN).unwrap();
        assert!(!watch.look(watch.read().again()));
        std::fs::remove_file(home.path().join("more.xml")).unwrap();

        assert_eq!((looks(&mut watch), watch.pause()), ([false, false], LOOK));
    }
}
