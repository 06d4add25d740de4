//! Where an action leads: its target as a reader would name it.

use dialplan::plan::{Plan, Trigger};
use url::Url;
use xml_schema::{Element, Tag};

use super::{Exit, card};

/// Where a `Jump` leads.
pub(super) fn of_jump(jump: &Element, plan: &Plan) -> Exit {
    let written = |name: &str| jump.attribute(name).map(|attribute| attribute.value.trim()).unwrap_or_default();
    let Some(menu) = plan.find_menu(written("menu")) else { return Exit::Unknown(written("menu").to_owned()) };
    let row = match Trigger::from_word(written("option")) {
        Trigger::Start => None,
        on => card::row_of(plan.menu(menu), &on),
    };
    Exit::Card { card: menu.0, row }
}

/// Whom a `Transfer`, `Dial` or `Refer` calls.
pub(super) fn of_transfer(transfer: &Element) -> Exit {
    let nouns = transfer.elements().map(|child| child.text()).filter(|text| !text.is_empty());
    let mut targets: Vec<String> = nouns.map(|target| person(&target)).collect();
    if let (true, Some(to)) = (targets.is_empty(), transfer.attribute("to")) {
        targets.push(person(&to.value));
    }
    if targets.is_empty() {
        targets.push(person(&transfer.text()));
    }
    Exit::Transfer(targets.join(", "))
}

/// Which application is asked.
pub(super) fn of_application(element: &Element, plan: &Plan) -> Exit {
    let written = match element.def.tag {
        Tag::Redirect => element.text(),
        _ => element.attribute("url").map(|url| url.value.trim().to_owned()).unwrap_or_default(),
    };
    let path = written.split(['?', '#']).next().unwrap_or_default();
    let absolute = match &plan.base {
        Some(base) => base.join(path).ok(),
        None => Url::parse(path).ok(),
    };
    Exit::Application(match absolute {
        Some(url) => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}{port}{}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/'))
        }
        None => path.to_owned(),
    })
}

/// `sip:anna@pbx.example;transport=tcp` is Anna at her exchange.
fn person(target: &str) -> String {
    let target = target.trim();
    let bare = ["sips:", "sip:", "tel:"].iter().find_map(|scheme| target.strip_prefix(scheme)).unwrap_or(target);
    bare.split(';').next().unwrap_or_default().to_owned()
}
