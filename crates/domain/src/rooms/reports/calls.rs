//! The call tree as a document.

use super::words::{link, many, plain};
use super::{Asked, Document, Part};
use crate::rooms::people::PERSON;
use crate::rooms::people::calls::{Call, call_tree};
use crate::rooms::people::rules::contact_is_left_out;
use crate::value::outcomes;
use crate::view::View;
use holdfast_ledger::Record;

/// The ways to reach somebody, in the order in which they are tried.
const WAYS: [&str; 4] = ["phone", "alternate", "chat", "email"];
/// Calls below this depth stand beside each other: Markdown nests no deeper.
const DEEPEST: usize = 32;

/// Writes it: callers before those whom they call, each below the one who calls.
pub fn write(asked: &Asked<'_>, view: &View<'_>) -> Document {
    let tree = call_tree(view);
    let (circle, own): (Vec<Call>, Vec<Call>) = tree.iter().partition(|call| call.in_circle);
    let mut text = if tree.is_empty() {
        "Nobody is in the call tree yet: say on a person by whom they are called.\n".to_owned()
    } else {
        format!(
            "{}. Call those below your name, from the top. No answer: try the other ways, then call whom they would \
             have called, and go on.\n\n",
            many(own.len(), "person", "people")
        )
    };
    for call in &own {
        let indent = "  ".repeat(call.depth.min(DEEPEST));
        text.push_str(&format!("{indent}- {}\n", one(call, view)));
    }
    if !circle.is_empty() {
        text.push_str(
            "\n## Nobody begins these\n\nThey wait for a call that comes from themselves.\n\n",
        );
        for call in &circle {
            text.push_str(&format!("- {}\n", one(call, view)));
        }
    }
    let version = format!("As of {}", (asked.said)(view.now()));
    let file = "call-tree".to_owned();
    Document::new(
        "Call tree".to_owned(),
        version,
        file,
        vec![Part::Text(text)],
    )
}

fn one(call: &Call, view: &View<'_>) -> String {
    let Some(person) = view.there(call.person) else {
        return "(no longer there)".to_owned();
    };
    let position = plain(&person.text("position"));
    let position = if position.is_empty() {
        position
    } else {
        format!(", {position}")
    };
    format!(
        "**{}**{position}: {}{}",
        link(person.id, view),
        ways(person),
        checked(person, view)
    )
}

// All that people wrote down, where they disagree too (M5): who calls tries both.
fn ways(person: &Record) -> String {
    let ways: Vec<String> = WAYS.iter().filter_map(|field| way(person, field)).collect();
    match (ways.is_empty(), contact_is_left_out(person)) {
        (true, true) => "left out of the file that this copy was made from".to_owned(),
        (true, false) => "no way to reach them is known".to_owned(),
        (false, _) => ways.join(" · "),
    }
}

fn way(person: &Record, field: &'static str) -> Option<String> {
    let all = outcomes(person, field).into_iter().flatten();
    let all: Vec<String> = all
        .map(|text| plain(&text.plain()))
        .filter(|way| !way.is_empty())
        .collect();
    match all.len() {
        0 => None,
        1 => all.into_iter().next(),
        _ => Some(format!("{} (in conflict)", all.join(" or "))),
    }
}

fn checked(person: &Record, view: &View<'_>) -> String {
    let figure = PERSON.figures.iter().find(|own| own.key == "contact_age");
    let told = figure.map(|own| own.show(person, view).text);
    told.map_or_else(String::new, |told| format!(" ({})", plain(&told)))
}
