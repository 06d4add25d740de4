//! A menu as a card: what it says, and a row for everything that can happen in it.

use dialplan::plan::{Block, Menu, MenuOption, Plan, Trigger};
use xml_schema::Tag;

use super::story::Story;
use super::{Card, Exit, Line, Row, Seen, words};

/// The card of a menu.
pub(super) fn of_menu(menu: &Menu, plan: &Plan) -> Card {
    let start = menu.option(&Trigger::Start).map(|option| &*option.actions).unwrap_or_default();
    let spoken = start.iter().take_while(|action| matches!(action.def.tag, Tag::Say | Tag::Play | Tag::Pause)).count();
    let says: Vec<String> = start[..spoken].iter().filter_map(|action| words::spoken(action)).collect();
    let rows = in_order(menu).into_iter().filter_map(|option| row(option, menu, spoken, plan));
    let mut rows: Vec<Row> = rows.collect();
    if menu.dial_extensions {
        let exit = Some(Exit::Transfer("the extension dialled".to_owned()));
        let line = Line { text: "any extension".to_owned(), exit, ..Line::default() };
        let seen = Seen::at(menu.span);
        rows.push(Row { on: "…".to_owned(), is_key: true, lines: vec![line], seen, findings: Vec::new() });
    }
    Card {
        is_menu: true,
        name: menu.name.clone(),
        timing: if waits(menu) { timing(menu) } else { String::new() },
        says: says.join(" "),
        rows,
        seen: Seen::at(menu.span),
        findings: Vec::new(),
    }
}

/// The card of a list of actions that no menu has; `None`: it is empty.
pub(super) fn of_actions(name: &str, actions: &Block, plan: &Plan) -> Option<Card> {
    let mut story = Story::new(plan);
    if !story.tell(actions) {
        story.end(Exit::End("the call ends"));
    }
    let seen = Seen::at(actions.first()?.span);
    let row = Row { on: "start".to_owned(), is_key: false, lines: story.lines(), seen, findings: Vec::new() };
    let (name, timing, says) = (name.to_owned(), String::new(), String::new());
    Some(Card { is_menu: false, name, timing, says, rows: vec![row], seen, findings: Vec::new() })
}

/// Where the row of an option stands in the card of its menu; `None`: it has none, because the card itself says it.
pub(super) fn row_of(menu: &Menu, on: &Trigger) -> Option<usize> {
    let has_row = |option: &&MenuOption| option.on != Trigger::Start || start_has_row(option, menu);
    in_order(menu).into_iter().filter(has_row).position(|option| option.on == *on)
}

/// What happens on entering, then keys, then the rest; each in the order of the file.
fn in_order(menu: &Menu) -> Vec<&MenuOption> {
    let rank = |option: &&MenuOption| match option.on {
        Trigger::Start => 0,
        Trigger::Digits(_) | Trigger::Pattern(_) => 1,
        Trigger::Timeout => 2,
        Trigger::Invalid => 3,
        Trigger::Exhausted => 4,
        Trigger::Hangup => 5,
    };
    let mut options: Vec<&MenuOption> = menu.options.iter().collect();
    options.sort_by_key(rank);
    options
}

fn row(option: &MenuOption, menu: &Menu, spoken: usize, plan: &Plan) -> Option<Row> {
    if option.on == Trigger::Start && !start_has_row(option, menu) {
        return None;
    }
    let actions = if option.on == Trigger::Start { &option.actions[spoken..] } else { &option.actions };
    let mut story = Story::new(plan);
    let has_left = story.tell(actions);
    if let (false, Some(exit)) = (has_left, falls_to(option, menu)) {
        story.end(exit);
    }
    let is_key = matches!(option.on, Trigger::Digits(_) | Trigger::Pattern(_));
    let (on, seen) = (option.on.word().to_owned(), Seen::at(option.span));
    Some(Row { on, is_key, lines: story.lines(), seen, findings: Vec::new() })
}

/// Whether `start` does more than to speak before the caller chooses.
fn start_has_row(start: &MenuOption, menu: &Menu) -> bool {
    let speaks = |tag: Tag| matches!(tag, Tag::Say | Tag::Play | Tag::Pause);
    !waits(menu) || start.actions.iter().any(|action| !speaks(action.def.tag))
}

/// Where the call goes behind the last action of an option.
fn falls_to(option: &MenuOption, menu: &Menu) -> Option<Exit> {
    match option.on {
        Trigger::Start if waits(menu) => None,
        Trigger::Hangup => None,
        Trigger::Timeout | Trigger::Invalid => Some(Exit::Again),
        _ => Some(Exit::End("the call ends")),
    }
}

/// Whether the caller chooses; else the menu is a list of actions.
fn waits(menu: &Menu) -> bool {
    let by_keys = |option: &MenuOption| matches!(option.on, Trigger::Digits(_) | Trigger::Pattern(_));
    menu.dial_extensions || menu.options.iter().any(by_keys) || menu.option(&Trigger::Timeout).is_some()
}

fn timing(menu: &Menu) -> String {
    let tries = if menu.tries == 1 { "1 try".to_owned() } else { format!("{} tries", menu.tries) };
    format!("{} · {tries}", words::seconds(menu.timeout))
}
