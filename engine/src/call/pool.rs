//! Threads for voices that take long. What a caller waits for goes before what is made ahead.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Who waits for a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Urgency {
    /// A caller, who hears nothing.
    Live,
    /// A caller, who hears what comes before it.
    Ahead,
    /// Nobody yet.
    WarmUp,
}

/// The threads and their queue.
///
/// The queue is bounded. If it is full, the least urgent order goes, or is not taken; its text is then spoken by a voice
/// that does not take long.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    most: usize,
}

struct Shared {
    queue: Mutex<Queue>,
    more: Condvar,
}

#[derive(Default)]
struct Queue {
    orders: BTreeMap<(Urgency, u64), Box<dyn FnOnce() + Send>>,
    taken: u64,
    closed: bool,
}

/// The queue has no place for an order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Pool {
    /// So many threads, each with so many places in the queue.
    pub fn new(threads: usize, places: usize) -> Self {
        let shared = Arc::new(Shared { queue: Mutex::default(), more: Condvar::new() });
        for number in 0..threads {
            let shared = Arc::clone(&shared);
            let thread = std::thread::Builder::new().name(format!("voice-{number}"));
            if let Err(error) = thread.spawn(move || shared.work()) {
                tracing::error!(%error, "no thread for voices; texts are spoken by the built-in voice");
            }
        }
        Self { shared, most: threads * places }
    }

    /// How many orders no thread has come to.
    #[cfg(all(test, feature = "piper"))]
    pub fn waiting(&self) -> usize {
        self.shared.lock().orders.len()
    }

    /// Orders work. If the receiver is dropped before a thread comes to it, it is not done.
    ///
    /// # Errors
    /// [`Full`]. An order that has to make room for a more urgent one later is told by the end of its channel.
    pub fn order<T: Send + 'static>(
        &self,
        urgency: Urgency,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, Full> {
        let (reply, receiver) = oneshot::channel();
        let order = Box::new(move || {
            if !reply.is_closed() {
                // Who wanted it may have gone while it was made.
                reply.send(work()).ok();
            }
        });
        let mut queue = self.shared.lock();
        if queue.orders.len() >= self.most {
            match queue.orders.last_key_value() {
                Some(((least, _), _)) if *least > urgency => drop(queue.orders.pop_last()),
                _ => return Err(Full),
            }
        }
        queue.taken += 1;
        let number = queue.taken;
        queue.orders.insert((urgency, number), order);
        drop(queue);
        self.shared.more.notify_one();
        Ok(receiver)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        queue.orders.clear();
        drop(queue);
        self.shared.more.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A thread's life.
    fn work(&self) {
        while let Some(order) = self.next() {
            // A thread that ended here would be missing until the next start; the order's channel tells who waits.
            catch_unwind(AssertUnwindSafe(order)).ok();
        }
    }

    fn next(&self) -> Option<Box<dyn FnOnce() + Send>> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some((_, order)) = queue.orders.pop_first() {
                return Some(order);
            }
            queue = self.more.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// A pool of one thread, which is busy until the sender is dropped.
    fn busy(places: usize) -> (Pool, mpsc::Sender<()>) {
        let pool = Pool::new(1, places);
        let (gate, opened) = mpsc::channel::<()>();
        let (begun, begins) = mpsc::channel();
        drop(pool.order(Urgency::Live, move || ()).unwrap());
        let waiting = pool.order(Urgency::Live, move || {
            begun.send(()).ok();
            opened.recv().ok();
        });
        std::mem::forget(waiting);
        begins.recv().unwrap();
        (pool, gate)
    }

    #[test]
    fn who_waits_is_served_before_what_is_made_ahead() {
        let (pool, gate) = busy(10);
        let (done, order) = mpsc::channel();
        let orders =
            [("warm", Urgency::WarmUp), ("ahead", Urgency::Ahead), ("live", Urgency::Live), ("next", Urgency::Live)];
        let receivers = orders.map(|(name, urgency)| {
            let done = done.clone();
            pool.order(urgency, move || done.send(name).unwrap()).unwrap()
        });

        drop(gate);
        receivers.into_iter().for_each(|receiver| receiver.blocking_recv().unwrap());

        assert_eq!(order.try_iter().collect::<Vec<_>>(), ["live", "next", "ahead", "warm"]);
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_not_made() {
        let (pool, gate) = busy(10);
        let (done, made) = mpsc::channel();
        drop(pool.order(Urgency::Live, move || done.send(()).unwrap()).unwrap());
        let last = pool.order(Urgency::WarmUp, || 7).unwrap();

        drop(gate);

        assert_eq!(last.blocking_recv(), Ok(7));
        assert!(made.try_recv().is_err());
    }

    #[test]
    fn a_full_queue_drops_what_is_least_urgent() {
        let (pool, gate) = busy(2);
        let [warm, ahead] = [Urgency::WarmUp, Urgency::Ahead].map(|urgency| pool.order(urgency, || 1).unwrap());
        assert_eq!(pool.order(Urgency::WarmUp, || 2).unwrap_err(), Full);
        let live = pool.order(Urgency::Live, || 3).unwrap();

        drop(gate);

        assert!(warm.blocking_recv().is_err());
        assert_eq!((ahead.blocking_recv(), live.blocking_recv()), (Ok(1), Ok(3)));
    }

    #[test]
    fn an_order_that_panics_costs_no_thread() {
        let pool = Pool::new(1, 10);
        let broken = pool.order(Urgency::Live, || panic!("on purpose")).unwrap();
        assert!(broken.blocking_recv().is_err());

        assert_eq!(pool.order(Urgency::Live, || 5).unwrap().blocking_recv(), Ok(5));
    }
}
