//! What stands for the voices of a folder in a build without them.

use super::speaker::Speaker;
use crate::voice_options::{VoiceInfo, VoiceOptions};

pub(super) struct Library {
    remark: Option<String>,
}

impl Library {
    pub fn open(options: &VoiceOptions) -> Self {
        let remark = options.folder.as_ref().map(|folder| {
            format!("the voices of {} are not used: this build is without the feature `piper`", folder.display())
        });
        Self { remark }
    }

    #[allow(clippy::unused_self)]
    pub fn infos(&self) -> &[VoiceInfo] {
        &[]
    }

    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    #[allow(clippy::unused_self)]
    pub fn named(&self, _: &str) -> Option<Speaker> {
        None
    }

    #[allow(clippy::unused_self)]
    pub fn of_language(&self, _: &str) -> Vec<Speaker> {
        Vec::new()
    }
}
