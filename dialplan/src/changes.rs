//! What is different between two plans, in words: what the log says when a dialplan was read again.

use std::collections::BTreeMap;
use std::fmt::Write;

use xml_schema::{Element, Node};

use crate::plan::{Block, Plan};

/// Says what `new` adds, removes and changes, a line each; empty if calls cannot tell the two apart. Where something stands in
/// its file, comments and white space between elements do not count.
pub fn changes(old: &Plan, new: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    compare("menu", &menus(old), &menus(new), &mut lines);
    compare("route", &routes(old), &routes(new), &mut lines);
    compare("schedule", &schedules(old), &schedules(new), &mut lines);
    compare("prompt", &prompts(old), &prompts(new), &mut lines);
    compare("setting", &settings(old), &settings(new), &mut lines);
    lines
}

/// Everything of a kind, by its name.
type Named = BTreeMap<String, String>;

fn compare(kind: &str, old: &Named, new: &Named, lines: &mut Vec<String>) {
    let mut tell = |what: &str, names: Vec<&String>| {
        let plural = if names.len() == 1 { "" } else { "s" };
        let shown: Vec<_> = names.iter().take(MAX_NAMED).map(|name| name.as_str()).collect();
        let more = if names.len() > MAX_NAMED { ", …" } else { "" };
        if !names.is_empty() {
            lines.push(format!("{} {kind}{plural} {what}: {}{more}", names.len(), shown.join(", ")));
        }
    };
    tell("added", new.keys().filter(|name| !old.contains_key(*name)).collect());
    tell("removed", old.keys().filter(|name| !new.contains_key(*name)).collect());
    let differs = |(name, text): &(&String, &String)| old.get(*name).is_some_and(|old| old != *text);
    tell("changed", new.iter().filter(differs).map(|(name, _)| name).collect());
}

fn menus(plan: &Plan) -> Named {
    let menus = plan.menus.iter().map(|menu| {
        let mut text = format!(
            "{:?} {:?} {:?} {} {} {}",
            menu.id, menu.timeout, menu.inter_digit, menu.max_digits, menu.tries, menu.dial_extensions
        );
        for option in &menu.options {
            text.push_str(&format!("\n{}:", option.on.word()));
            block(&option.actions, &mut text);
        }
        (menu.name.clone(), text)
    });
    menus.collect()
}

fn routes(plan: &Plan) -> Named {
    let routes = plan.routes.iter().map(|route| {
        let from = route.from.as_ref().map(|from| format!(" from {}", from.written())).unwrap_or_default();
        let menu = &plan.menu(route.menu).name;
        let mut text = format!("{menu} {:?} {:?} {:?}", route.extension, route.extension_id, route.answer);
        if let Some(callback) = &route.callback {
            element(callback, &mut text);
        }
        (format!("{}{from}", route.to.written()), text)
    });
    routes.collect()
}

fn schedules(plan: &Plan) -> Named {
    let schedules = plan.schedules.iter().map(|schedule| {
        let entries: Vec<_> = schedule.entries.iter().map(|entry| (entry.opens, &entry.days, entry.hours)).collect();
        (schedule.name.clone(), format!("{:?} {entries:?}", schedule.zone.iana_name()))
    });
    schedules.collect()
}

fn prompts(plan: &Plan) -> Named {
    let prompts = plan.prompts.files.iter().map(|file| {
        let language = file.language.as_ref().map(|language| format!(" ({language})")).unwrap_or_default();
        (format!("{}{language}", file.name), format!("{} {} {:?}", file.path, file.as_is, file.written))
    });
    prompts.collect()
}

fn settings(plan: &Plan) -> Named {
    let blocks = |actions: &Block| {
        let mut text = String::new();
        block(actions, &mut text);
        text
    };
    let settings = [
        ("language", plan.language.clone()),
        ("voice", format!("{:?}", plan.voice)),
        ("base", format!("{:?}", plan.base.as_ref().map(url::Url::as_str))),
        ("settle", format!("{:?}", plan.settle)),
        ("lifetime", format!("{:?}", plan.lifetime)),
        ("OnLifetime", blocks(&plan.on_lifetime)),
        ("OnError", blocks(&plan.on_error)),
    ];
    settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn block(actions: &Block, text: &mut String) {
    actions.iter().for_each(|action| element(action, text));
}

/// An element without its places.
fn element(element: &Element, text: &mut String) {
    // Writing to a text cannot fail.
    let _ = write!(text, "<{}", element.name);
    for attribute in &element.attributes {
        let _ = write!(text, " {}={:?}", attribute.name, attribute.value);
    }
    text.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => self::element(child, text),
            Node::Text(words) => text.extend(words.value.split_whitespace().flat_map(|word| [word, " "])),
        }
    }
    text.push_str("</>");
}

/// A longer list of names helps nobody.
const MAX_NAMED: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{MemoryFiles, load};

    fn plan(text: &str) -> std::sync::Arc<Plan> {
        let text = format!("<Dialplan xmlns='urn:dialtree:1'><Route to='*' menu='main'/>{text}</Dialplan>");
        load("plan.xml", &MemoryFiles::new([("plan.xml", text)])).plan.unwrap()
    }

    #[test]
    fn what_is_added_removed_and_changed_is_named() {
        let use_it = "<If schedule='s'/><Hangup/>";
        let old = plan(&format!(
            "<Schedule name='s'><Open days='Mon'/></Schedule>
             <Menu name='main'><Option on='start'>{use_it}</Option></Menu><Menu name='a'/><Menu name='b'/>"
        ));
        let new = plan(&format!(
            "<Schedule name='s'><Open days='Tue'/></Schedule><Route to='1' menu='c'/>
             <Menu name='main' tries='2'><Option on='start'>{use_it}</Option></Menu><Menu name='c'/>
             <OnError><Hangup/></OnError>"
        ));

        assert_eq!(
            changes(&old, &new),
            [
                "1 menu added: c",
                "2 menus removed: a, b",
                "1 menu changed: main",
                "1 route added: 1",
                "1 schedule changed: s",
                "1 setting changed: OnError",
            ]
        );
    }

    #[test]
    fn every_setting_of_a_dialplan_and_of_a_menu_is_told_when_it_changes() {
        let with = |root: &str, menu: &str, elements: &str| {
            let text = format!(
                "<Dialplan xmlns='urn:dialtree:1' {root}><Route to='*' menu='main'/>{elements}
                 <Menu name='main' {menu}><Option on='start'><Hangup/></Option></Menu></Dialplan>"
            );
            load("plan.xml", &MemoryFiles::new([("plan.xml", text)])).plan.unwrap()
        };
        let told = |root: &str, menu: &str, elements: &str| changes(&with("", "", ""), &with(root, menu, elements));

        for setting in ["settle='1s'", "lifetime='5m'", "language='ru'", "voice='ru'", "base='https://a.example/'"] {
            let name = setting.split('=').next().unwrap();
            assert_eq!(told(setting, "", ""), [format!("1 setting changed: {name}")]);
        }
        for name in ["OnError", "OnLifetime"] {
            let element = format!("<{name}><Say>Sorry.</Say></{name}>");
            assert_eq!(told("", "", &element), [format!("1 setting changed: {name}")]);
        }
        for attribute in ["dialExtensions='true'", "timeout='9s'", "interDigit='9s'", "maxDigits='7'", "tries='9'"] {
            assert_eq!(told("", attribute, ""), ["1 menu changed: main"], "{attribute}");
        }
        assert_eq!(
            told("settle='1s' lifetime='5m'", "tries='9'", ""),
            ["1 menu changed: main", "2 settings changed: lifetime, settle"]
        );
    }

    #[test]
    fn places_comments_and_white_space_are_no_change() {
        let old = plan("<Menu name='main'><Option on='start'><Say>Hello there.</Say></Option></Menu>");
        let new =
            plan("\n<!-- new -->\n<Menu name='main'><Option on='start'>\n<Say> Hello\nthere.</Say></Option></Menu>");

        assert!(changes(&old, &new).is_empty());
    }
}
