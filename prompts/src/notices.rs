//! Who is told of what an operator should know, and how often.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::voice_options::{Listener, Notice};

/// The way to a listener, shared by all that has something to tell.
#[derive(Default)]
pub(crate) struct Notices {
    listener: Mutex<Option<Listener>>,
    /// When it was last told that a folder cannot be used.
    folder: Mutex<Option<Instant>>,
}

impl Notices {
    /// Who is told from now on.
    pub fn listen(&self, listener: Listener) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }

    /// Tells it.
    pub fn tell(&self, notice: &Notice) {
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(listener) = listener {
            listener(notice);
        }
    }

    /// Tells that nothing can be written into a folder: once a minute, because a full disk refuses every sentence.
    #[expect(clippy::disallowed_methods, reason = "it is how often somebody is told, and nothing that is heard")]
    pub fn unkept(&self, path: &Path, reason: &str) {
        self.unkept_at(Instant::now(), path, reason);
    }

    fn unkept_at(&self, now: Instant, path: &Path, reason: &str) {
        let mut told = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_some_and(|told| now.duration_since(told) < AGAIN) {
            return;
        }
        *told = Some(now);
        drop(told);
        self.tell(&Notice::Unkept { path: path.to_owned(), reason: reason.to_owned() });
    }
}

/// The least time between two complaints about folders.
const AGAIN: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a moment to begin with; none is waited for")]
    fn a_folder_that_stays_full_is_told_of_once_a_minute() {
        let heard: Arc<Mutex<Vec<Notice>>> = Arc::default();
        let (notices, to) = (Notices::default(), Arc::clone(&heard));
        notices.listen(Arc::new(move |notice| to.lock().unwrap().push(notice.clone())));
        let start = Instant::now();

        for second in [0, 1, 59, 60, 61] {
            notices.unkept_at(start + Duration::from_secs(second), Path::new("cache"), "no space");
        }

        assert_eq!(heard.lock().unwrap().len(), 2);
    }
}
