//! What actions name: menus, prompts, URLs, variables, targets.

use std::sync::Arc;

use url::Url;
use xml_schema::{Attribute, Diagnostic, Element, Span, Tag, suggest};

use super::{conditions, messages};
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
            Tag::Transfer | Tag::Dial => {
                target(action, diagnostics);
                relative(action, "action", plan, diagnostics);
                relative(action, "recordingStatusCallback", plan, diagnostics);
            }
            Tag::Number | Tag::Sip => {
                relative(action, "url", plan, diagnostics);
                relative(action, "statusCallback", plan, diagnostics);
            }
            Tag::Record => {
                relative(action, "action", plan, diagnostics);
                relative(action, "recordingStatusCallback", plan, diagnostics);
            }
            Tag::If => conditions::check(action, plan, diagnostics),
            Tag::Redirect => redirect(action, plan, diagnostics),
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
    variable(element, "digitvar", diagnostics);
    let Some((name, span)) = recorded(element).filter(|(name, _)| !name.contains("${")) else { return };
    let language = element.attribute("language").map_or(plan.language.as_str(), |language| language.value.trim());
    prompt(&name, language, span, plan, diagnostics);
}

/// The prompt that a `Play` plays, its folder counted in, and where that is said. `None`: it plays none.
pub(crate) fn recorded(element: &Element) -> Option<(String, Span)> {
    let text = element.text();
    if element.def.tag != Tag::Play || text.is_empty() || text.contains("://") || element.attribute("digits").is_some()
    {
        return None;
    }
    let folder = element.attribute("folder").map(|folder| folder.value.trim().trim_matches('/'));
    let name = match folder {
        Some(folder) if !folder.is_empty() => format!("{folder}/{text}"),
        _ => text,
    };
    Some((name, text_span(element)))
}

fn prompt(name: &str, language: &str, span: Span, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let found = match language.contains("${") {
        true => plan.prompts.files.iter().any(|file| file.name == name),
        false => plan.find_prompt(name, language).is_some(),
    };
    if !found {
        let known = plan.prompts.files.iter().map(|file| file.name.as_str());
        diagnostics.push(messages::unknown_prompt(span, name, suggest(name, known)));
    }
}

fn jump(element: &Element, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let Some((attribute, name)) = fixed(element, "menu") else { return };
    let Some(menu) = plan.find_menu(name) else {
        let known: Vec<&str> = plan.menus.iter().map(|menu| menu.name.as_str()).collect();
        diagnostics.push(unknown_menu(attribute.value_span, name, suggest(name, known.iter().copied()), &known));
        return;
    };
    let menu = plan.menu(menu);
    let (on, written) = match fixed(element, "option") {
        Some((option, word)) => (Trigger::from_word(word), Some((option, word))),
        None => (Trigger::Start, None),
    };
    match (menu.option(&on), written) {
        (Some(option), _) => priority(element, option.actions.len(), diagnostics),
        (None, Some((option, word))) if on != Trigger::Start => {
            diagnostics.push(messages::unknown_option(option.value_span, name, word));
        }
        (None, _) => {}
    }
}

/// The place of an action in an option that has this many.
fn priority(jump: &Element, count: usize, diagnostics: &mut Vec<Diagnostic>) {
    let Some((attribute, written)) = fixed(jump, "priority") else { return };
    if written.parse().is_ok_and(|place: usize| place > count.max(1)) {
        diagnostics.push(messages::no_action(attribute.value_span, written, count));
    }
}

fn interactive(element: &Element, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    relative(element, "url", plan, diagnostics);
    relative(element, "fallbackUrl", plan, diagnostics);
    if let Some((attribute, name)) = fixed(element, "waitPlay") {
        prompt(name, &plan.language, attribute.value_span, plan, diagnostics);
    }
    let has_fallback = element.attribute("fallbackUrl").is_some()
        || element.elements().any(|child| child.def.tag == Tag::Fallback && child.elements().next().is_some());
    if !has_fallback {
        diagnostics.push(messages::no_fallback(element.name_span));
    }
}

fn redirect(element: &Element, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let url = element.text();
    if url.is_empty() {
        diagnostics.push(messages::redirect_nowhere(element.name_span));
    } else {
        address_of_application(&url, text_span(element), plan, diagnostics);
    }
}

pub(super) fn relative(element: &Element, name: &str, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(attribute) = element.attribute(name) {
        address_of_application(attribute.value.trim(), attribute.value_span, plan, diagnostics);
    }
}

/// What can be said of an address before its variables are known.
fn address_with_variables(fixed: &str, url: &str, span: Span, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    match fixed.split_once("://") {
        Some(("http" | "https", _)) => {}
        Some((scheme, _)) => diagnostics.push(messages::bad_url(span, url, &format!("{scheme} cannot be asked"))),
        None if fixed.contains(['/', '?']) && plan.base.is_none() => {
            diagnostics.push(messages::relative_url(span, url));
        }
        None => {}
    }
}

fn address_of_application(url: &str, span: Span, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    if url.is_empty() {
        return;
    }
    if let Some((fixed, _)) = url.split_once("${") {
        return address_with_variables(fixed, url, span, plan, diagnostics);
    }
    match Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => {}
        Ok(parsed) => {
            let why = format!("{} cannot be asked", parsed.scheme());
            diagnostics.push(messages::bad_url(span, url, &why));
        }
        Err(url::ParseError::RelativeUrlWithoutBase) if plan.base.is_some() => {}
        Err(url::ParseError::RelativeUrlWithoutBase) => diagnostics.push(messages::relative_url(span, url)),
        Err(error) => diagnostics.push(messages::bad_url(span, url, &error.to_string())),
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
    let targets = targets(element);
    if targets.is_empty() {
        diagnostics.push(messages::no_target(element.name_span, element.name));
    }
    for (written, span) in targets {
        address(&written, span, diagnostics);
    }
}

/// Whom a `Transfer` or `Dial` calls, as written, and where.
pub(crate) fn targets(element: &Element) -> Vec<(String, Span)> {
    let inside = element.elements().filter(|child| matches!(child.def.tag, Tag::Number | Tag::Sip | Tag::Target));
    let inside: Vec<_> = inside.map(|child| (child.text(), text_span(child))).collect();
    match element.attribute("to") {
        _ if !inside.is_empty() => inside,
        Some(to) => vec![(to.value.clone(), to.value_span)],
        None if element.text().is_empty() => Vec::new(),
        None => vec![(element.text(), text_span(element))],
    }
}

/// Checks what runs when the caller is gone.
pub(super) fn check_farewell(actions: &[Arc<Element>], diagnostics: &mut Vec<Diagnostic>) {
    for action in actions {
        if !matches!(action.def.tag, Tag::Log | Tag::SetVar | Tag::SetCaller | Tag::Interactive) {
            diagnostics.push(messages::nobody_there(action.name_span, action.name));
        }
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
