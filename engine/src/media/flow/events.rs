//! Events on their way to a call that may be slow.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;

use crate::media::MediaEvent;
use crate::media::statistics::Counters;

/// The channel to a call. When it is full events wait here, in order; beyond a bound new ones are lost and counted.
pub struct Events {
    sender: Sender<MediaEvent>,
    waiting: VecDeque<MediaEvent>,
    counters: Arc<Counters>,
}

const WAITING: usize = 256;

impl Events {
    pub const fn new(sender: Sender<MediaEvent>, counters: Arc<Counters>) -> Self {
        Self { sender, waiting: VecDeque::new(), counters }
    }

    /// Sends an event as soon as there is room.
    pub fn send(&mut self, event: MediaEvent) {
        if self.waiting.len() < WAITING {
            self.waiting.push_back(event);
        } else {
            self.counters.events_lost.add(1);
        }
        self.flush();
    }

    /// Sends what has waited, as far as there is room.
    pub fn flush(&mut self) {
        while let Some(event) = self.waiting.front() {
            match self.sender.try_send(*event) {
                Ok(()) => {
                    self.waiting.pop_front();
                }
                Err(TrySendError::Full(_)) => return,
                // The call has ended; the session will be closed soon.
                Err(TrySendError::Closed(_)) => return self.waiting.clear(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    #[test]
    fn events_wait_for_a_slow_call_and_come_in_order() {
        let (sender, mut receiver) = mpsc::channel(1);
        let counters = Arc::new(Counters::default());
        let mut events = Events::new(sender, Arc::clone(&counters));
        for key in ['1', '2', '3'] {
            events.send(MediaEvent::Digit(key));
        }

        for key in ['1', '2', '3'] {
            assert_eq!(receiver.try_recv(), Ok(MediaEvent::Digit(key)));
            events.flush();
        }
        assert_eq!(counters.events_lost.get(), 0);
    }

    #[test]
    fn events_nobody_takes_are_lost_and_counted() {
        let (sender, _receiver) = mpsc::channel(1);
        let counters = Arc::new(Counters::default());
        let mut events = Events::new(sender, Arc::clone(&counters));
        for _ in 0..300 {
            events.send(MediaEvent::Digit('1'));
        }

        assert_eq!(counters.events_lost.get(), 300 - 1 - WAITING as u64);
    }
}
