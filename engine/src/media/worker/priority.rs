//! Media before all else on a core: a packet is late after milliseconds, a SIP message or a document is not.

use thread_priority::{
    ThreadPriority, ThreadPriorityValue, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
    thread_schedule_policy_param,
};

/// Puts this thread before the others of an engine that was started with real-time priority (`chrt -r 10`). Elsewhere the
/// scheduler shares fairly, which is as good as it gets without privileges.
pub fn raise() {
    let thread = thread_native_id();
    let Ok((policy, now)) = thread_schedule_policy_param(thread) else { return };
    let Some(above) = above(policy, now.sched_priority) else { return };
    if let Err(error) = set_thread_priority_and_policy(thread, above, policy) {
        tracing::debug!(%error, "media threads have the priority of the others");
    }
}

/// One more than the others have: a real-time thread runs as long as it likes before one below it.
fn above(policy: ThreadSchedulePolicy, priority: i32) -> Option<ThreadPriority> {
    let ThreadSchedulePolicy::Realtime(_) = policy else { return None };
    let above = u8::try_from(priority).ok()?.checked_add(1)?;
    ThreadPriorityValue::try_from(above).ok().map(ThreadPriority::Crossplatform)
}

#[cfg(test)]
mod tests {
    use thread_priority::{NormalThreadSchedulePolicy, RealtimeThreadSchedulePolicy};

    use super::*;

    #[test]
    fn it_is_one_above_the_others_of_a_real_time_engine() {
        let round_robin = ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::RoundRobin);
        let eleven = ThreadPriorityValue::try_from(11).unwrap();

        assert_eq!(above(round_robin, 10), Some(ThreadPriority::Crossplatform(eleven)));
        assert_eq!(above(round_robin, 99), None, "there is nothing above");
        assert_eq!(above(ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Other), 0), None);
    }
}
