//! Plans for the tests of pictures.
#![allow(dead_code)] // each test uses a part of it

use dialplan::load::{Disk, MemoryFiles, load};
use graph::Flow;

/// A plan of this repository, by its path from the root.
pub fn example(path: &str) -> Flow {
    let file = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
    let loaded = load(&file, &Disk);
    assert!(loaded.plan.is_some(), "{path} has errors");
    Flow::of(path, &loaded.draft, &loaded.diagnostics)
}

/// The plan made of these elements, whatever is wrong with it.
pub fn plan(elements: &str) -> Flow {
    let text = format!("<Dialplan xmlns=\"urn:dialtree:1\" language=\"en-GB\">{elements}</Dialplan>");
    let loaded = load("plan.xml", &MemoryFiles::new([("plan.xml", text)]));
    Flow::of("plan.xml", &loaded.draft, &loaded.diagnostics)
}

/// A plan of so many menus, each with up to four others behind it, a person, and sometimes an application.
pub fn tree(menus: usize) -> Flow {
    let mut elements = String::from("<Route to=\"+441632960000\" menu=\"m0\"/><Route to=\"100\" menu=\"m2\"/>");
    for menu in 0..menus {
        elements.push_str(&format!(
            "<Menu name=\"m{menu}\"><Option on=\"start\"><Say>This is menu {menu}. Please choose from the following.</Say></Option>"
        ));
        for (key, next) in (1..).zip(4 * menu + 1..4 * menu + 5).filter(|(_, next)| *next < menus) {
            elements.push_str(&format!("<Option on=\"{key}\"><Say>One moment.</Say><Jump menu=\"m{next}\"/></Option>"));
        }
        if menu % 3 == 0 {
            elements.push_str(
                "<Option on=\"7\"><If test=\"tries &lt; 3\"><Jump menu=\"m1\"/><Else><Hangup/></Else></If></Option>",
            );
            elements.push_str("<Option on=\"6\"><Interactive url=\"https://crm.example/balance?x=1\"/></Option>");
        }
        elements.push_str(&format!("<Option on=\"8\"><Transfer to=\"sip:desk{menu}@pbx.example\"/></Option>"));
        elements.push_str(
            "<Option on=\"*\"><Jump menu=\"m0\"/></Option><Option on=\"invalid\"><Say>No.</Say></Option></Menu>",
        );
    }
    plan(&elements)
}
