//! What a callee hears before being connected: the document of the noun's `url`, run as a call of its own on that leg.

use xml_schema::Element;

use crate::ask::Ask;
use crate::call::context::Context;
use crate::call::{Answered, Call};
use crate::event::{Event, HangupCause, Incoming};
use crate::ids::LegId;
use crate::order::{Dial, EndCause, Order};
use crate::time::Instant;

/// A document in progress on a callee.
pub(super) struct Whisper {
    leg: LegId,
    call: Call,
}

/// What a callee's document has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It goes on.
    Wait,
    /// It has run: the callee takes the caller.
    Connect,
    /// It hung up: the callee does not want the caller.
    Refuse,
}

/// Ids of one callee's orders; more of them than a call can ever give.
const IDS: u32 = 1 << 16;

impl Whisper {
    /// Begins to run the document at `url`, which stands in the attribute of a noun.
    pub fn begin(leg: LegId, noun: &Element, url: &str, dial: &Dial, cx: &mut Context<'_>) -> (Self, Said) {
        let sid = cx.state.sid("CA", leg.0);
        let answered = Answered {
            incoming: Incoming {
                call_id: sid.trim_start_matches("CA").to_owned(),
                at_unix_ms: cx.state.incoming.at_unix_ms,
                from: dial.caller_number.clone(),
                from_name: dial.caller_name.clone(),
                to: dial.target.clone(),
                ..Incoming::default()
            },
            parent: cx.state.incoming.call_id.clone(),
            variables: cx.state.variables.clone(),
            first_id: leg.0.saturating_mul(IDS),
            ask: Ask::action(noun, url.to_owned(), Vec::new(), cx),
        };
        let mut orders = Vec::new();
        let call = Call::of_callee(cx.plan.clone(), cx.settings.clone(), answered, cx.now, &mut orders);
        let mut whisper = Self { leg, call };
        let said = whisper.pass_on(orders, cx);
        (whisper, said)
    }

    /// Gives it an event; one that is not its own changes nothing.
    pub fn give(&mut self, event: &Event, cx: &mut Context<'_>) -> Said {
        let mut orders = Vec::new();
        self.call.handle(cx.now, event, &mut orders);
        self.pass_on(orders, cx)
    }

    /// The callee is gone: what it has begun is taken back.
    pub fn end(mut self, cx: &mut Context<'_>) {
        self.give(&Event::HungUp { cause: HangupCause::ByCaller }, cx);
    }

    pub fn deadline(&self) -> Option<Instant> {
        self.call.deadline()
    }

    /// Gives its orders as the caller's call, for the leg.
    fn pass_on(&mut self, orders: Vec<Order>, cx: &mut Context<'_>) -> Said {
        let mut said = Said::Wait;
        let leg = Some(self.leg);
        for order in orders {
            match order {
                Order::Play { play, sounds, times, .. } => {
                    cx.state.open.play(play);
                    cx.orders.push(Order::Play { play, leg, sounds, times });
                }
                Order::Stop { play } => cx.state.open.stop(play, cx.orders),
                Order::Fetch { fetch, request } => {
                    cx.state.open.fetch(fetch);
                    cx.orders.push(Order::Fetch { fetch, request });
                }
                Order::CancelFetch { fetch } => cx.state.open.cancel(fetch, cx.orders),
                Order::SendDigits { digits, .. } => cx.orders.push(Order::SendDigits { leg, digits }),
                Order::Report(_) | Order::Notify { .. } => cx.orders.push(order),
                Order::HangUp { cause: EndCause::EndOfActions } => said = Said::Connect,
                Order::HangUp { .. } | Order::Reject { .. } => said = Said::Refuse,
                // The verbs that would order anything else do not run on a callee.
                _ => {}
            }
        }
        said
    }
}
