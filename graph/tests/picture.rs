//! What must hold of every picture: it is XML, everything is in it once, and nothing lies upon anything else.

mod support;

use roxmltree::{Document, Node};
use support::{example, plan, tree};

/// The boxes of cards and numbers.
fn boxes(svg: &str) -> Vec<[i32; 4]> {
    let document = Document::parse(svg).expect("well-formed");
    let of_class = |node: &Node<'_, '_>| {
        let class = node.attribute("class").unwrap_or_default();
        let is_legend = node.ancestors().any(|parent| parent.attribute("class") == Some("legend"));
        node.has_tag_name("rect") && ["card", "number", "transfer", "end"].contains(&class) && !is_legend
    };
    document.descendants().filter(of_class).map(rectangle).collect()
}

fn rectangle(node: Node<'_, '_>) -> [i32; 4] {
    ["x", "y", "width", "height"].map(|name| node.attribute(name).expect("a rectangle has it").parse().expect("whole"))
}

fn assert_apart(svg: &str) {
    let boxes = boxes(svg);
    for (place, [x, y, width, height]) in boxes.iter().enumerate() {
        for [x2, y2, width2, height2] in &boxes[..place] {
            let apart = x + width <= *x2 || x2 + width2 <= *x || y + height <= *y2 || y2 + height2 <= *y;
            assert!(apart, "{x},{y} lies upon {x2},{y2}");
        }
    }
}

fn texts(svg: &str) -> Vec<String> {
    let document = Document::parse(svg).expect("well-formed");
    let nodes = document.descendants().filter(|node| node.has_tag_name("text"));
    nodes.map(|node| node.descendants().filter_map(|part| part.text().filter(|_| part.is_text())).collect()).collect()
}

#[test]
fn the_examples_are_drawn_with_everything_in_them() {
    for path in ["examples/quickstart/clinic.xml", "examples/quickstart-ru/shop.xml", "examples/twiml-app/plan.xml"] {
        let flow = example(path);

        let svg = graph::svg(&flow);

        assert_apart(&svg);
        let texts = texts(&svg);
        for card in &flow.cards {
            assert!(texts.contains(&card.name), "{}", card.name);
            for row in &card.rows {
                assert!(texts.contains(&row.on), "{} {}", card.name, row.on);
            }
        }
    }
}

#[test]
fn nothing_overlaps_in_a_plan_of_forty_menus() {
    let flow = tree(40);

    let svg = graph::svg(&flow);

    assert_eq!(flow.cards.len(), 40);
    assert_apart(&svg);
    assert_eq!(svg.matches("class=\"card\"").count(), 40);
    assert_eq!(
        svg.matches("class=\"keytext\"").count(),
        flow.cards.iter().flat_map(|card| &card.rows).filter(|row| row.is_key).count()
    );
}

#[test]
fn no_wire_runs_through_a_card() {
    let svg = graph::svg(&tree(40));
    let document = Document::parse(&svg).expect("well-formed");

    let cards: Vec<[i32; 4]> =
        document.descendants().filter(|node| node.attribute("class") == Some("card")).map(rectangle).collect();
    let wires =
        document.descendants().filter(|node| node.attribute("class").is_some_and(|class| class.starts_with("wire ")));

    for wire in wires {
        let path = wire.attribute("d").expect("a path");
        let numbers: Vec<i32> =
            path.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
        for corner in numbers.chunks_exact(2) {
            let inside = |[x, y, width, height]: &[i32; 4]| {
                *x < corner[0] && corner[0] < x + width && *y < corner[1] && corner[1] < y + height
            };
            assert!(!cards.iter().any(inside), "{path}");
        }
    }
}

#[test]
fn the_same_plan_gives_the_same_picture() {
    assert_eq!(graph::svg(&tree(40)), graph::svg(&tree(40)));
}

#[test]
fn what_designers_write_is_text_and_no_markup() {
    let hostile = "&lt;/text>&lt;script>alert(1)&lt;/script>&quot;&amp;|{}[];-->]]&gt;";
    let flow = plan(&format!(
        "<Route to=\"{hostile}\" from=\"{hostile}*\" menu=\"{hostile}\"/>
         <Menu name=\"{hostile}\">
           <Option on=\"start\"><Say>{hostile}</Say></Option>
           <Option on=\"1\"><If test=\"{hostile}\"><Jump menu=\"{hostile}\"/></If></Option>
           <Option on=\"2\"><Transfer to=\"{hostile}\"/></Option>
           <Option on=\"3\"><Interactive url=\"https://x.example/{hostile}\"/></Option>
         </Menu>"
    ));

    let svg = graph::svg(&flow);

    assert!(Document::parse(&svg).is_ok());
    assert!(!svg.contains("<script"));
    assert!(!graph::mermaid(&flow).contains("<script"));
    let dot = graph::dot(&flow);
    assert!(
        dot.lines().all(|line| line.replace("\\\\", "").replace("\\\"", "").matches('"').count() % 2 == 0),
        "{dot}"
    );
}

#[test]
fn what_check_finds_is_where_it_belongs() {
    let flow = plan(
        "<Route to=\"*\" menu=\"main\"/>
         <Menu name=\"main\">
           <Option on=\"start\"><Say>Press one.</Say></Option>
           <Option on=\"1\"><Jump menu=\"mian\"/></Option>
           <Option on=\"2\"><Interactive url=\"https://x.example/\"/></Option>
           <Option on=\"timeout\"><Say>?</Say></Option>
         </Menu>",
    );

    let svg = graph::svg(&flow);

    let codes = |findings: &[graph::flow::Finding]| findings.iter().map(|found| found.code).collect::<Vec<_>>();
    assert_eq!(codes(&flow.cards[0].findings), ["D026"]);
    assert_eq!(codes(&flow.cards[0].rows[0].findings), ["D006"]);
    assert_eq!(codes(&flow.cards[0].rows[1].findings), ["D025"]);
    assert!(svg.contains("D006: no menu is called"));
    assert!(svg.contains("class=\"inerror\""));
}

#[test]
fn a_menu_that_no_number_leads_to_is_drawn_as_such() {
    let menu = |name: &str| format!("<Menu name=\"{name}\"><Option on=\"start\"><Say>Hello.</Say></Option></Menu>");
    let flow = plan(&format!("<Route to=\"*\" menu=\"a\"/>{}{}", menu("a"), menu("b")));

    let svg = graph::svg(&flow);

    assert!(svg.contains("b: no number leads here"));
    assert_eq!(svg.matches("class=\"unreached\"").count(), 1);
}
