//! The caller against observations made by hand.

use super::*;
use crate::observation::{Dialed, Request, Sound, SoundKind};
use crate::script::{End, Ending, Expect, ExpectRequest, Hear, Press, Step, What};

/// A call that tells a caller what happens, and keeps what the caller does.
struct Phone {
    caller: Caller,
    acts: Vec<(u64, Act)>,
}

impl Phone {
    fn new(actions: Vec<Action>) -> Self {
        let mut phone = Self { caller: Caller::new(Arc::new(script(actions)), Senses::ALL), acts: Vec::new() };
        phone.tell(0, &Observation::Answered);
        phone
    }

    fn tell(&mut self, now: u64, observation: &Observation) {
        self.pass(now);
        let mut acts = Vec::new();
        self.caller.notice(at(now), observation, &mut acts);
        self.acts.extend(acts.into_iter().map(|act| (now, act)));
    }

    /// Lets the caller act on its own until this time.
    fn pass(&mut self, until: u64) {
        while let Some(deadline) = self.caller.deadline().filter(|deadline| *deadline <= at(until)) {
            let mut acts = Vec::new();
            self.caller.wake(deadline, &mut acts);
            let now = u64::try_from(deadline.since_start().as_millis()).unwrap();
            self.acts.extend(acts.into_iter().map(|act| (now, act)));
        }
    }

    fn say(&mut self, id: u32, text: &str, from: u64, to: u64) {
        self.tell(from, &Observation::Audible { at: at(from) });
        let sound = Sound { id, kind: SoundKind::Speech, text: text.into(), started: at(from) };
        self.tell(from, &Observation::Sound(sound));
        self.tell(to, &Observation::SoundEnded { id, at: at(to), heard: 1.0 });
        self.tell(to, &Observation::Quiet { at: at(to) });
    }

    fn end(&mut self, now: u64, how: Ending) {
        self.tell(now, &Observation::Ended { how, cause: "the last action has run".into() });
    }

    fn keys(&self) -> Vec<(u64, char)> {
        self.acts
            .iter()
            .filter_map(|(now, act)| if let Act::Press { key, .. } = act { Some((*now, *key)) } else { None })
            .collect()
    }

    fn hung_up(&self) -> Option<u64> {
        self.acts.iter().find_map(|(now, act)| (*act == Act::HangUp).then_some(*now))
    }

    fn failures(self) -> Vec<(String, String)> {
        let failures = self.caller.into_failures().into_iter();
        failures.map(|failure| (failure.diagnostic.code.0.to_owned(), failure.diagnostic.message)).collect()
    }
}

fn at(milliseconds: u64) -> Instant {
    Instant::after_start(ms(milliseconds))
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn script(actions: Vec<Action>) -> Script {
    let steps = actions.into_iter().map(|action| Step { span: Span::default(), action }).collect();
    Script { steps, ..Script::for_tests() }
}

fn hear(words: &str, within: Option<u64>) -> Action {
    Action::Hear(Hear { what: What::Words(words.into()), within: within.map(ms) })
}

fn press(keys: &str, during: bool) -> Action {
    Action::Press(Press { keys: keys.into(), after: ms(400), gap: ms(120), during, method: KeyMethod::default() })
}

fn end(outcome: Ending, to: Option<&str>) -> Action {
    Action::End(End { outcome: Some(outcome), to: to.map(str::to_owned), within: None })
}

fn request(url: &str) -> Observation {
    let (method, url) = ("POST".into(), url.into());
    Observation::Request(Request { method, url, parameters: vec![("Digits".into(), "1".into())], known: true })
}

#[test]
fn keys_are_pressed_after_the_prompt_has_ended_and_with_a_gap() {
    let mut phone = Phone::new(vec![hear("press one", None), press("12", false)]);

    phone.say(1, "Please press one", 1_000, 3_000);
    phone.pass(5_000);

    assert_eq!(phone.keys(), [(3_400, '1'), (3_520, '2')]);
}

#[test]
fn a_key_may_interrupt_the_prompt() {
    let mut phone = Phone::new(vec![hear("press one", None), press("1", true)]);

    phone.say(1, "Please press one", 1_000, 3_000);

    assert_eq!(phone.keys(), [(1_400, '1')]);
}

#[test]
fn the_caller_hangs_up_after_the_last_step() {
    let mut phone = Phone::new(vec![hear("goodbye", None)]);

    phone.say(1, "Goodbye", 0, 1_000);

    assert_eq!(phone.hung_up(), Some(1_000));
    assert_eq!(phone.failures(), []);
}

#[test]
fn a_prompt_that_does_not_come_in_time_fails_and_says_what_came_instead() {
    let mut phone = Phone::new(vec![hear("goodbye", Some(2_000))]);

    phone.say(1, "Hello", 0, 1_000);
    phone.pass(5_000);

    assert_eq!(phone.hung_up(), Some(2_000));
    let failure = phone.caller.into_failures().remove(0);
    assert_eq!(failure.diagnostic.message, "\"goodbye\" was not heard");
    assert_eq!(failure.diagnostic.label, "not heard within 2s");
    assert_eq!(failure.diagnostic.help.unwrap(), "heard instead: \"Hello\" at 0.000 s");
}

#[test]
fn a_prompt_that_comes_too_late_fails() {
    let mut phone = Phone::new(vec![hear("one", None), hear("two", Some(500))]);

    phone.say(1, "one", 0, 1_000);
    phone.say(2, "two", 1_501, 2_000);

    assert_eq!(phone.failures(), [("S101".into(), "\"two\" was not heard".into())]);
}

#[test]
fn what_was_heard_before_a_key_does_not_count_after_it() {
    let mut phone = Phone::new(vec![hear("main menu", None), press("9", false), hear("main menu", None)]);

    phone.say(1, "Main menu. Main menu.", 0, 1_000);
    phone.say(2, "That is not a choice", 1_400, 2_000);
    phone.end(2_100, Ending::Hangup);

    assert_eq!(phone.failures().len(), 1);
}

#[test]
fn requests_are_expected_in_their_order_with_their_parameters() {
    let expect = |url: &str, value: &str| {
        let parameters = vec![("Digits".to_owned(), value.to_owned())];
        let request = Some(ExpectRequest { url: url.into(), method: Some("POST".into()), parameters });
        Action::Expect(Expect { request, ..Expect::default() })
    };

    let mut phone = Phone::new(vec![expect("http://app/a", "1"), expect("http://app/b", "1")]);
    phone.tell(10, &request("http://app/a"));
    phone.tell(20, &request("http://app/b"));
    assert_eq!(phone.hung_up(), Some(20));
    assert_eq!(phone.failures(), []);

    let mut phone = Phone::new(vec![expect("http://app/b", "1"), expect("http://app/a", "1")]);
    phone.tell(10, &request("http://app/a"));
    phone.tell(20, &request("http://app/b"));
    phone.end(30, Ending::Hangup);
    assert_eq!(phone.failures(), [("S104".into(), "expected a request to http://app/a (asked: nothing)".into())]);

    let mut phone = Phone::new(vec![expect("http://app/a", "2")]);
    phone.tell(10, &request("http://app/a"));
    phone.end(30, Ending::Hangup);
    let message = "expected a request to http://app/a (asked: POST http://app/a with Digits=1)";
    assert_eq!(phone.failures(), [("S104".into(), message.into())]);
}

#[test]
fn a_request_without_an_app_fails() {
    let mut phone = Phone::new(vec![hear("hello", None)]);

    let unknown = Request { method: "GET".into(), url: "http://app/x".into(), parameters: Vec::new(), known: false };
    phone.tell(10, &Observation::Request(unknown));

    assert_eq!(phone.failures()[0].0, "S106");
}

#[test]
fn variables_and_menus_are_waited_for() {
    let expect = Expect {
        menu: Some("welcome".into()),
        variable: Some(("account".into(), Some("123456".into()))),
        ..Expect::default()
    };
    let mut phone = Phone::new(vec![Action::Expect(expect)]);

    phone.tell(10, &Observation::Menu { name: "welcome".into() });
    assert_eq!(phone.hung_up(), None);
    phone.tell(20, &Observation::Variable { name: "account".into(), value: "123456".into() });

    assert_eq!(phone.hung_up(), Some(20));
}

#[test]
fn dead_air_of_the_length_allowed_is_allowed_and_more_is_not() {
    let silence = || Action::Silence { at_most: Some(ms(1_500)) };
    let mut phone = Phone::new(vec![hear("one", None), silence(), hear("two", None), hear("three", None)]);

    phone.say(1, "one", 0, 1_000);
    phone.say(2, "two", 2_500, 3_000);
    phone.pass(10_000);

    assert_eq!(phone.hung_up(), Some(4_501));
    assert_eq!(phone.failures()[0].0, "S105");
}

#[test]
fn a_transfer_is_over_when_the_caller_is_connected() {
    let mut phone = Phone::new(vec![end(Ending::Transfer, Some("sip:sales@pbx.example"))]);
    let dialed = Dialed { target: "sip:sales@pbx.example".into(), caller_number: "1".into(), hangs_up: false };

    phone.tell(100, &Observation::Dialed(dialed));
    assert_eq!(phone.hung_up(), None);
    phone.tell(900, &Observation::Bridged { target: "sip:sales@pbx.example".into() });

    assert_eq!(phone.hung_up(), Some(900));
    assert_eq!(phone.failures(), []);
}

#[test]
fn another_end_than_expected_fails() {
    let mut phone = Phone::new(vec![end(Ending::Transfer, Some("sip:sales@pbx.example"))]);

    phone.end(900, Ending::Hangup);

    let message = "expected the call to end by transfer to sip:sales@pbx.example, it ended by hangup";
    assert_eq!(phone.failures(), [("S107".into(), message.into())]);
}

#[test]
fn keys_cannot_be_pressed_after_the_end() {
    let mut phone = Phone::new(vec![press("1", false)]);

    phone.end(100, Ending::Hangup);

    assert_eq!(phone.failures()[0].0, "S103");
}

#[test]
fn a_call_without_end_fails_at_its_longest() {
    let mut phone = Phone::new(vec![hear("never", None)]);

    phone.pass(100_000);

    assert_eq!(phone.hung_up(), Some(60_000));
    assert_eq!(phone.failures()[0].0, "S109");
}

#[test]
fn a_caller_who_hangs_up_may_say_that_the_call_must_end_so() {
    let hangup = Action::Hangup { after: ms(500) };
    let mut phone = Phone::new(vec![hangup, end(Ending::Caller, None)]);

    phone.pass(1_000);
    assert_eq!(phone.hung_up(), Some(500));
    phone.end(500, Ending::Caller);

    assert_eq!(phone.failures(), []);
}
