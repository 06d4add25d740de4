//! Prompts in memory: the least recently used go first, and each is made by one thread while the others wait.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::error::PromptError;
use crate::key::Key;
use crate::prompt::Prompt;
use crate::sound::Band;

type Made = Result<Arc<Prompt>, PromptError>;

pub(crate) struct Cache {
    kept: Mutex<Kept>,
    /// What is being made now.
    makers: Mutex<HashMap<Key, Arc<Making>>>,
}

struct Kept {
    prompts: LruCache<Key, Arc<Prompt>>,
    bytes: usize,
    limit: usize,
    band: Band,
}

#[derive(Default)]
struct Making {
    result: Mutex<Option<Made>>,
    done: Condvar,
}

impl Cache {
    pub fn new(limit: usize, band: Band) -> Self {
        let kept = Kept { prompts: LruCache::unbounded(), bytes: 0, limit, band };
        Self { kept: Mutex::new(kept), makers: Mutex::new(HashMap::new()) }
    }

    pub fn get(&self, key: &Key) -> Option<Arc<Prompt>> {
        lock(&self.kept).prompts.get(key).cloned()
    }

    /// Keeps what was made elsewhere.
    pub fn keep(&self, key: Key, prompt: &Arc<Prompt>) {
        lock(&self.kept).keep(key, prompt);
    }

    /// The prompt of a key; if it is not there, one caller runs `make` and all who wait get its result.
    pub fn get_or_make(&self, key: Key, make: impl FnOnce() -> Result<Prompt, PromptError>) -> Made {
        if let Some(prompt) = self.get(&key) {
            return Ok(prompt);
        }
        let (making, first) = {
            let mut makers = lock(&self.makers);
            match makers.get(&key) {
                Some(making) => (Arc::clone(making), false),
                None => {
                    let making = Arc::new(Making::default());
                    makers.insert(key, Arc::clone(&making));
                    (making, true)
                }
            }
        };
        if !first {
            return making.wait();
        }
        // It may have been made between the look and the entry.
        let result = self.get(&key).map_or_else(|| run(make), Ok);
        if let Ok(prompt) = &result {
            lock(&self.kept).keep(key, prompt);
        }
        making.finish(result.clone());
        lock(&self.makers).remove(&key);
        result
    }
}

/// A decoder that panics on a hostile file must not take those down who wait for it.
fn run(make: impl FnOnce() -> Result<Prompt, PromptError>) -> Made {
    catch_unwind(AssertUnwindSafe(make))
        .unwrap_or_else(|panic| {
            let reason = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let reason = reason.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(PromptError::Broken { reason: reason.unwrap_or_else(|| "no reason given".to_owned()) })
        })
        .map(Arc::new)
}

impl Kept {
    fn keep(&mut self, key: Key, prompt: &Arc<Prompt>) {
        if self.weight(prompt) > self.limit {
            return;
        }
        self.bytes += self.weight(prompt);
        if let Some((_, old)) = self.prompts.push(key, Arc::clone(prompt)) {
            self.bytes -= self.weight(&old);
        }
        while self.bytes > self.limit {
            let Some((_, old)) = self.prompts.pop_lru() else { return };
            self.bytes -= self.weight(&old);
        }
    }

    /// What a prompt takes here, its place in the list included: however short they are, prompts are bounded in number,
    /// too.
    fn weight(&self, prompt: &Prompt) -> usize {
        const PLACE: usize = 160;
        prompt.weight(self.band) + PLACE
    }
}

impl Making {
    fn wait(&self) -> Made {
        let mut result = lock(&self.result);
        loop {
            if let Some(made) = result.as_ref() {
                return made.clone();
            }
            result = self.done.wait(result).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn finish(&self, made: Made) {
        *lock(&self.result) = Some(made);
        self.done.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds one of these locks, and their content stays whole if something did.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::{Request, key};

    fn key_of(millis: u64) -> Key {
        key::of(&Request::Silence { length: Duration::from_millis(millis) }, |_, _| String::new()).unwrap()
    }

    #[test]
    fn eight_threads_that_want_the_same_make_it_once() {
        let cache = Cache::new(1 << 20, Band::Narrow);
        let (made, barrier) = (AtomicUsize::new(0), Barrier::new(8));

        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    barrier.wait();
                    let prompt = cache.get_or_make(key_of(1), || {
                        made.fetch_add(1, Ordering::SeqCst);
                        Ok(Prompt::from_samples(vec![7; 800]))
                    });
                    assert_eq!(prompt.unwrap().samples()[0], 7);
                });
            }
        });

        assert_eq!(made.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn an_error_reaches_all_who_wait_and_is_not_kept() {
        let cache = Cache::new(1 << 20, Band::Narrow);
        let (made, barrier) = (AtomicUsize::new(0), Barrier::new(8));
        let error = PromptError::Broken { reason: "no".into() };

        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    barrier.wait();
                    let result = cache.get_or_make(key_of(1), || {
                        // Until the seven others wait: the list has one, this thread one.
                        while lock(&cache.makers).values().map(Arc::strong_count).sum::<usize>() < 9 {
                            std::thread::yield_now();
                        }
                        made.fetch_add(1, Ordering::SeqCst);
                        Err(error.clone())
                    });
                    assert_eq!(result.unwrap_err(), error);
                });
            }
        });

        assert_eq!(made.load(Ordering::SeqCst), 1);
        assert!(lock(&cache.makers).is_empty());
        assert!(cache.get_or_make(key_of(1), || Ok(Prompt::from_samples(vec![]))).is_ok());
    }

    #[test]
    fn what_is_used_stays_longest() {
        let cache = Cache::new(10_000, Band::Narrow);
        for place in 0..20 {
            cache.get_or_make(key_of(place), || Ok(Prompt::from_samples(vec![0; 400]))).unwrap();
            assert!(cache.get(&key_of(0)).is_some());
        }
    }

    #[test]
    fn memory_stays_below_its_limit() {
        let cache = Cache::new(10_000, Band::Narrow);
        for place in 0..20 {
            cache.get_or_make(key_of(place), || Ok(Prompt::from_samples(vec![0; 400]))).unwrap();
        }

        assert!(lock(&cache.kept).bytes <= 10_000);
        assert!(cache.get(&key_of(0)).is_none());
        assert!(cache.get(&key_of(19)).is_some());
    }

    #[test]
    fn a_panic_is_an_error_and_the_next_one_tries_again() {
        let cache = Cache::new(10_000, Band::Narrow);
        let broken = cache.get_or_make(key_of(1), || panic!("a bad file"));

        assert_eq!(broken.unwrap_err(), PromptError::Broken { reason: "a bad file".into() });
        assert!(cache.get_or_make(key_of(1), || Ok(Prompt::from_samples(vec![]))).is_ok());
    }
}
