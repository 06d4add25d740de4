//! What is told about a call: its trace, its lines in the log, and the stream of its orders for watchers.

use std::sync::Arc;
use std::time::Duration;

use dialplan::call::Call;
use dialplan::event::{Event, LegProgress, LegResult};
use dialplan::order::{EndCause, Order, Report};
use dialplan::plan::Plan;
use dialplan::time::Instant;

use super::World;
use crate::ops::metrics::{CALLS_ENDED, LEGS, REQUESTS};
use crate::pii::Pii;
use crate::trace::Trace;

/// One order a call has given, as watchers get it: in order, without gaps in `sequence`.
#[derive(Debug, Clone)]
pub struct Told {
    /// Our id of the call.
    pub call_id: String,
    /// Counts the orders of this call, from 1.
    pub sequence: u64,
    /// How long the call had lasted.
    pub at: Duration,
    /// What was ordered.
    pub order: Order,
}

/// Tells one call's story.
pub(super) struct Story {
    world: Arc<World>,
    call_id: String,
    trace: Option<Trace>,
    sequence: u64,
}

impl Story {
    pub fn open(world: &Arc<World>, call_id: &str, plan: &Plan) -> Self {
        let trace = world.traces.as_ref().map(|traces| traces.open(call_id, &plan.hash));
        Self { world: Arc::clone(world), call_id: call_id.to_owned(), trace, sequence: 0 }
    }

    /// Notes an event before the call takes it.
    pub fn event(&mut self, now: Instant, event: &Event, call: &Call) {
        if let Some(trace) = &self.trace {
            trace.event(now.since_start(), event, call);
        }
        log_event(event, call.masks_digits());
        count_event(event);
    }

    /// Notes an order before it is carried out.
    pub fn order(&mut self, now: Instant, order: &Order, call: &Call) {
        if let Some(trace) = &self.trace {
            trace.order(now.since_start(), order, call);
        }
        log_order(now.since_start(), order);
        self.sequence += 1;
        if self.world.told.receiver_count() > 0 {
            let told = Told {
                call_id: self.call_id.clone(),
                sequence: self.sequence,
                at: now.since_start(),
                order: order.clone(),
            };
            // An error means that the last watcher has just gone.
            self.world.told.send(Arc::new(told)).ok();
        }
    }
}

/// Counts what happens; labels come from small sets, never from callers.
fn count_event(event: &Event) {
    match event {
        Event::Response { response, .. } => {
            metrics::counter!(REQUESTS, "result" => response.status.to_string()).increment(1);
        }
        Event::FetchFailed { failure, .. } => {
            metrics::counter!(REQUESTS, "result" => format!("{failure:?}").to_lowercase()).increment(1);
        }
        Event::Leg { progress, .. } => {
            let result = match progress {
                LegProgress::Answered => "answered",
                LegProgress::Failed { result, .. } => word_of(*result),
                _ => return,
            };
            metrics::counter!(LEGS, "result" => result).increment(1);
        }
        _ => {}
    }
}

fn word_of(result: LegResult) -> &'static str {
    match result {
        LegResult::Busy => "busy",
        LegResult::NoAnswer => "no-answer",
        LegResult::Failed => "failed",
        LegResult::Canceled => "canceled",
    }
}

fn log_event(event: &Event, masked: bool) {
    match event {
        Event::Incoming(call) => {
            tracing::info!(from = %Pii(&call.from), to = %call.to, sip_call_id = %call.sip_call_id, "incoming call");
        }
        Event::Answered => tracing::debug!("the caller has acknowledged the answer"),
        Event::Digit { digit } => tracing::debug!(digit = %if masked { '*' } else { *digit }, "key"),
        Event::Response { response, .. } => {
            tracing::info!(status = response.status, bytes = response.body.len(), "the application answered");
        }
        Event::FetchFailed { failure, reason, .. } => {
            tracing::warn!(?failure, reason, "no answer from the application");
        }
        Event::SoundFailed { reason, .. } => tracing::warn!(reason, "a sound cannot be played"),
        Event::Leg { leg, progress: LegProgress::Digit { .. } } => tracing::debug!(leg = leg.0, "key of the callee"),
        Event::Leg { leg, progress: LegProgress::Refer { target } } => {
            tracing::info!(leg = leg.0, target = %Pii(target), "the callee refers the caller");
        }
        Event::Leg { leg, progress: LegProgress::Answered } => tracing::info!(leg = leg.0, "the callee answered"),
        Event::Leg { leg, progress } => tracing::info!(leg = leg.0, ?progress, "callee"),
        Event::HungUp { cause } => tracing::info!(?cause, "the caller is gone"),
        Event::Command(command) => tracing::info!(?command, "control command"),
        Event::Recorded { recorded, .. } => {
            tracing::info!(seconds = recorded.duration.as_secs(), ended = ?recorded.ended, "recorded");
        }
        Event::RecordingFailed { reason, .. } => tracing::warn!(reason, "nothing was recorded"),
        Event::Referred { accepted, status } => tracing::info!(accepted, status, "the caller's phone was referred"),
        Event::Played { .. } | Event::Timeout => {}
    }
}

fn log_order(at: Duration, order: &Order) {
    match order {
        Order::Answer => tracing::info!("answered"),
        Order::Reject { status } => tracing::info!(status, "rejected"),
        Order::Fetch { request, .. } => {
            tracing::info!(method = ?request.method, url = %without_query(&request.url), attempt = request.attempt, "asking the application");
        }
        Order::Dial { leg, dial } => tracing::info!(leg = leg.0, target = %Pii(&dial.target), "calling"),
        Order::Bridge { leg } => tracing::info!(leg = leg.0, "connected"),
        Order::HangUp { cause } | Order::End { cause } => {
            let seconds = at.as_millis() as f64 / 1000.0;
            tracing::info!(?cause, seconds, "call ended");
            metrics::counter!(CALLS_ENDED, "cause" => name_of(cause)).increment(1);
        }
        Order::Report(report) => log_report(report),
        Order::Play { play, sounds, .. } => tracing::debug!(play = play.0, sounds = sounds.len(), "playing"),
        Order::Record { record, .. } => tracing::info!(sid = record.sid, "recording"),
        Order::Refer { target, .. } => tracing::info!(target = %Pii(target), "referring the caller"),
        Order::Notify { request } => tracing::debug!(url = %without_query(&request.url), "telling the application"),
        Order::Ring
        | Order::StopRecording { .. }
        | Order::Echo
        | Order::StopEcho
        | Order::Stop { .. }
        | Order::CancelFetch { .. }
        | Order::HangUpLeg { .. }
        | Order::Unbridge { .. }
        | Order::SendDigits { .. } => tracing::debug!(order = order_name(order), "order"),
    }
}

/// A cause without what it carries.
fn name_of(cause: &EndCause) -> &'static str {
    match cause {
        EndCause::Hangup => "hangup",
        EndCause::Rejected => "rejected",
        EndCause::EndOfActions => "end-of-actions",
        EndCause::TransferCompleted => "transfer-completed",
        EndCause::CallerHungUp => "caller-hung-up",
        EndCause::NoRoute => "no-route",
        EndCause::Exhausted => "exhausted",
        EndCause::ApplicationFailed => "application-failed",
        EndCause::Limit { .. } => "limit",
        EndCause::Command => "command",
        EndCause::Shutdown => "shutdown",
        EndCause::LegFailed => "leg-failed",
    }
}

fn log_report(report: &Report) {
    match report {
        Report::Routed { menu } => tracing::debug!(menu, "routed"),
        Report::Menu { menu, attempt } => tracing::info!(menu, attempt, "in menu"),
        Report::Option { menu, on } => tracing::debug!(menu, on, "option"),
        Report::Verb { name, detail } => tracing::debug!(verb = name, detail, "verb"),
        Report::Document { url, verbs, warnings } => {
            tracing::info!(url = %without_query(url), verbs, warnings = warnings.len(), "document");
            for warning in warnings {
                tracing::warn!(warning, "in the document");
            }
        }
        Report::InteractiveFailed { url, status, reason, instead } => {
            tracing::warn!(url = %without_query(url), status, reason, instead, "the application failed");
        }
        Report::Variable { name, .. } => tracing::debug!(name, "variable set"),
        Report::Log { level, text } => match level.as_str() {
            "error" => tracing::error!(text, "Log"),
            "warn" => tracing::warn!(text, "Log"),
            "debug" => tracing::debug!(text, "Log"),
            _ => tracing::info!(text, "Log"),
        },
        Report::Warning { text } => tracing::warn!("{text}"),
    }
}

fn order_name(order: &Order) -> &'static str {
    match order {
        Order::Ring => "ring",
        Order::Stop { .. } => "stop",
        Order::CancelFetch { .. } => "cancel-fetch",
        Order::HangUpLeg { .. } => "hang-up-leg",
        Order::Unbridge { .. } => "unbridge",
        Order::StopRecording { .. } => "stop-recording",
        Order::Echo => "echo",
        Order::StopEcho => "stop-echo",
        _ => "send-digits",
    }
}

/// A URL as a log may show it: queries carry numbers, keys and names.
fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
