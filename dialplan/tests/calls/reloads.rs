//! Plans are swapped under calls in progress: each call finishes on the plan it began with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use dialplan::changes::changes;
use dialplan::plan::Plan;

use crate::world::{World, plan};

const THREADS: usize = 4;
const CALLS: usize = 200;
const SWAPS: usize = 1_000;

/// Plans that differ in what they say, in how many menus they have and in the order of these: a call that took anything of
/// another plan would be in another menu, or nowhere.
fn numbered(number: usize) -> Arc<Plan> {
    let choice = "<Option on='timeout'><Say>Again.</Say></Option><Option on='invalid'><Say>No.</Say></Option>";
    let mut menus = vec![
        format!(
            "<Menu name='main'><Option on='start'><Say>Main {number}.</Say></Option>
             <Option on='1'><SetVar name='plan'>{number}</SetVar><Jump menu='second'/></Option>{choice}</Menu>"
        ),
        format!(
            "<Menu name='second'><Option on='start'><Say>Second {number}.</Say></Option>
             <Option on='{}'><Jump menu='last'/></Option>{choice}</Menu>",
            key(number)
        ),
        format!("<Menu name='last'><Option on='start'><Say>Last {number} of ${{plan}}.</Say><Hangup/></Option></Menu>"),
    ];
    for filler in 0..number % 5 {
        menus.insert(0, format!("<Menu name='f{filler}'><Option on='start'><Hangup/></Option></Menu>"));
    }
    let count = menus.len();
    menus.rotate_left(number % count);
    plan(&menus.concat())
}

/// The key that leads on; another one is a wrong choice.
fn key(number: usize) -> &'static str {
    ["1", "2", "3", "4", "5", "6", "7"][number % 7]
}

/// The plan in use, and its number.
struct Slot {
    plan: Mutex<(usize, Arc<Plan>)>,
    is_over: AtomicBool,
}

impl Slot {
    fn current(&self) -> (usize, Arc<Plan>) {
        self.plan.lock().expect("nobody panics with it").clone()
    }

    /// Waits until another plan has taken the place of this one; `false`: there will be none.
    fn is_swapped(&self, seen: usize) -> bool {
        loop {
            let is_over = self.is_over.load(Ordering::Acquire);
            if self.current().0 != seen {
                return true;
            }
            if is_over {
                return false;
            }
            std::thread::yield_now();
        }
    }
}

/// Callers who are all there at one time and go through three menus, with swaps between their keys; how many saw one.
///
/// Half of them come before the storm, the others in it.
fn callers(slot: &Slot, before: &Barrier) -> usize {
    let mut calls: Vec<(usize, World)> = Vec::new();
    for caller in 0..CALLS / THREADS {
        if caller == CALLS / THREADS / 2 {
            before.wait();
        }
        if let Some((seen, _)) = calls.last().filter(|_| caller > CALLS / THREADS / 2) {
            slot.is_swapped(*seen);
        }
        let (number, plan) = slot.current();
        let mut world = World::of(plan);
        world.expect(&["answer", &format!("play Main {number}.")]);
        calls.push((number, world));
    }
    for (number, world) in &mut calls {
        slot.is_swapped(*number);
        world.press("1");
        world.expect(&["stop", &format!("play Second {number}.")]);
    }
    let mut swapped = 0;
    for (number, mut world) in calls {
        swapped += usize::from(slot.is_swapped(number));
        world.press(key(number));
        world.expect(&["stop", &format!("play Last {number} of {number}.")]);
        world.play_out();
        world.expect(&["hang up: Hangup"]);
    }
    swapped
}

#[test]
fn a_storm_of_swaps_under_calls_in_progress_drops_nothing() {
    let slot = Slot { plan: Mutex::new((0, numbered(0))), is_over: AtomicBool::new(false) };
    let before = Barrier::new(THREADS + 1);

    let swapped: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| callers(&slot, &before))).collect();
        before.wait();
        for number in 1..=SWAPS {
            let new = numbered(number);
            let old =
                std::mem::replace(&mut *slot.plan.lock().expect("nobody panics with it"), (number, Arc::clone(&new)));
            assert!(!changes(&old.1, &new).is_empty());
        }
        slot.is_over.store(true, Ordering::Release);
        threads.into_iter().map(|thread| thread.join().expect("every call ends as its plan says")).sum()
    });

    assert!(swapped >= CALLS / 2, "{swapped} of {CALLS} calls had their plan swapped");
}
