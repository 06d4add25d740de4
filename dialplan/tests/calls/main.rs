//! Calls from their first event to their last order, in sentences.

mod plans;
mod told;
mod world;

mod answering;
mod applications;
mod branches;
mod callees;
mod failures;
mod gathering;
mod hanging_up;
mod life;
mod menus;
mod mistakes;
mod promises;
mod recording;
mod recording_beside;
mod reloads;
mod scenarios;
mod schedules;
mod sounds;
mod transfers;
mod twilio;
mod variables;
mod waiting;
