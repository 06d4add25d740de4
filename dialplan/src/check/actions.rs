//! What actions name: menus, prompts, URLs, variables, targets.

use std::sync::Arc;

use url::Url;
use xml_schema::{Attribute, Diagnostic, Element, Span, Tag, suggest};

use super::messages;
use crate::call::is_built_in;
use crate::load::unknown_menu;
use crate::plan::{Plan, Trigger};

/// Checks a list of actions and everything in them.
pub(super) fn check(actions: &[Arc<Element>], plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    for action in actions {
        match action.def.tag {
            Tag::Play => play(action, plan, diagnostics),
            Tag::Jump => jump(action, plan, diagnostics),
            Tag::Interactive => interactive(action, plan, diagnostics),
            Tag::SetVar => variable(action, "name", diagnostics),
            Tag::Gather => {
                variable(action, "var", diagnostics);
                relative(action, "action", plan, diagnostics);
            }
            Tag::Transfer | Tag::Dial => target(action, diagnostics),
            _ => {}
        }
        let children: Vec<_> = action.elements().cloned().collect();
        check(&children, plan, diagnostics);
    }
}

/// What stands in an attribute, unless a variable decides it.
fn fixed<'e>(element: &'e Element, name: &str) -> Option<(&'e Attribute, &'e str)> {
    let attribute = element.attribute(name)?;
    let value = attribute.value.trim();
    (!value.is_empty() && !value.contains("${")).then_some((attribute, value))
}

fn play(element: &Element, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let text = element.text();
    if text.is_empty() || text.contains("${") || text.contains("://") || element.attribute("digits").is_some() {
        return;
    }
    let folder = element.attribute("folder").map(|folder| folder.value.trim().trim_matches('/').to_owned());
    let name = match folder {
        Some(folder) if folder.contains("${") => return,
        Some(folder) if !folder.is_empty() => format!("{folder}/{text}"),
        _ => text,
    };
    let language = element.attribute("language").map_or(plan.language.as_str(), |language| language.value.trim());
    if plan.find_prompt(&name, language).is_none() {
        let known = plan.prompts.files.iter().map(|file| file.name.as_str());
        diagnostics.push(messages::unknown_prompt(text_span(element), &name, suggest(&name, known)));
    }
}

fn jump(element: &Element, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let Some((attribute, name)) = fixed(element, "menu") else { return };
    let Some(menu) = plan.find_menu(name) else {
        let known: Vec<&str> = plan.menus.iter().map(|menu| menu.name.as_str()).collect();
        diagnostics.push(unknown_menu(attribute.value_span, name, suggest(name, known.iter().copied()), &known));
        return;
    };
    if let Some((option, word)) = fixed(element, "option") {
        let on = Trigger::from_word(word);
        if on != Trigger::Start && plan.menu(menu).option(&on).is_none() {
            diagnostics.push(messages::unknown_option(option.value_span, name, word));
        }
    }
}

fn interactive(element: &Element, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    relative(element, "url", plan, diagnostics);
    relative(element, "fallbackUrl", plan, diagnostics);
    let has_fallback = element.attribute("fallbackUrl").is_some()
        || element.elements().any(|child| child.def.tag == Tag::Fallback && child.elements().next().is_some());
    if !has_fallback {
        diagnostics.push(messages::no_fallback(element.name_span));
    }
}

fn relative(element: &Element, name: &str, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let Some((attribute, url)) = fixed(element, name) else { return };
    match Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => {}
        Ok(parsed) => {
            let why = format!("{} cannot be asked", parsed.scheme());
            diagnostics.push(messages::bad_url(attribute.value_span, url, &why));
        }
        Err(url::ParseError::RelativeUrlWithoutBase) if plan.base.is_some() => {}
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            diagnostics.push(messages::relative_url(attribute.value_span, url));
        }
        Err(error) => diagnostics.push(messages::bad_url(attribute.value_span, url, &error.to_string())),
    }
}

fn variable(element: &Element, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    if let Some((attribute, variable)) = fixed(element, name)
        && is_built_in(variable)
    {
        diagnostics.push(messages::built_in(attribute.value_span, variable));
    }
}

fn target(element: &Element, diagnostics: &mut Vec<Diagnostic>) {
    let inside = element.elements().filter(|child| matches!(child.def.tag, Tag::Number | Tag::Sip | Tag::Target));
    let mut count = 0;
    for child in inside {
        count += 1;
        address(&child.text(), text_span(child), diagnostics);
    }
    if count > 0 {
        return;
    }
    match element.attribute("to") {
        Some(to) => address(&to.value, to.value_span, diagnostics),
        None if element.text().is_empty() => diagnostics.push(messages::no_target(element.name_span, &element.name)),
        None => address(&element.text(), text_span(element), diagnostics),
    }
}

/// A number, an extension, or a SIP address.
fn address(written: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    let written = written.trim();
    if written.contains("${") {
        return;
    }
    let uri = written.split_once(':');
    let possible = match uri {
        Some(("sip" | "sips", rest)) => !rest.is_empty() && !rest.contains(char::is_whitespace),
        Some(("tel", rest)) => !rest.is_empty(),
        Some(_) => false,
        None => {
            let plain = |c: char| c.is_ascii_alphanumeric() || "+*#-._()/ @".contains(c);
            !written.is_empty() && written.chars().all(plain)
        }
    };
    if !possible {
        diagnostics.push(messages::bad_target(span, written));
    }
}

/// Where an element's own text stands, white space left out.
fn text_span(element: &Element) -> Span {
    let texts = element.children.iter().filter_map(|child| match child {
        xml_schema::Node::Text(text) if !text.value.trim().is_empty() => Some(text),
        _ => None,
    });
    texts.map(|text| text.span).next().unwrap_or(element.name_span)
}
