//! `Start` and `Stop`: the call is recorded while it goes on. <https://www.twilio.com/docs/voice/twiml/recording>

use std::sync::Arc;

use xml_schema::{Element, Tag};

use super::{Step, Verb};
use crate::call::Beside;
use crate::call::context::Context;
use crate::order::{Record, RecordSource};
use crate::recording::Taping;

pub(super) struct Start {
    element: Arc<Element>,
}

impl Start {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for Start {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        for noun in recordings(&self.element) {
            if cx.state.beside.is_some() {
                cx.warn("Recording: the call is being recorded already; that goes on, and this is skipped");
                continue;
            }
            let name = cx.string(noun, "name");
            let record = record(noun, cx);
            let taping = Taping::begin_beside(noun, record, "StartCallRecordingTwiML", cx);
            cx.state.beside = Some(Beside { taping, name });
        }
        Step::Done
    }
}

fn record(noun: &Element, cx: &mut Context<'_>) -> Record {
    let source = match cx.keyword(noun, "track") {
        Some("inbound") => RecordSource::Caller,
        Some("outbound") => RecordSource::Heard,
        _ => RecordSource::Call { dual: cx.keyword(noun, "channels") != Some("mono") },
    };
    let trim = cx.keyword(noun, "trim") != Some("do-not-trim");
    Record { sid: String::new(), source, silence: None, max_length: None, trim }
}

pub(super) struct Stop {
    element: Arc<Element>,
}

impl Stop {
    pub fn new(element: Arc<Element>) -> Self {
        Self { element }
    }
}

impl Verb for Stop {
    fn start(&mut self, cx: &mut Context<'_>) -> Step {
        for noun in recordings(&self.element) {
            let wanted = cx.string(noun, "name");
            let beside = cx.state.beside.as_ref().filter(|beside| wanted.is_none() || wanted == beside.name);
            match beside.map(|beside| beside.taping.id()) {
                Some(recording) => cx.stop_recording(recording),
                None => cx.warn("Stop: there is no such recording"),
            }
        }
        Step::Done
    }
}

fn recordings(element: &Element) -> impl Iterator<Item = &Arc<Element>> {
    element.elements().filter(|child| child.def.tag == Tag::Recording)
}
