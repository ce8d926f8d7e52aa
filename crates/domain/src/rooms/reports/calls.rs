//! The call tree as a document.

use super::words::{link, many, plain};
use super::{Asked, Document, Part};
use crate::rooms::people::calls::{Call, call_tree};
use crate::value::day;
use crate::view::View;
use holdfast_ledger::Record;

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
        let indent = "  ".repeat(call.depth);
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
    let version = format!("As of {}", (asked.said)(view.now));
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
        checked(person)
    )
}

fn ways(person: &Record) -> String {
    let ways = ["phone", "alternate", "email"].map(|field| plain(&person.text(field)));
    let ways: Vec<String> = ways.into_iter().filter(|way| !way.is_empty()).collect();
    if ways.is_empty() {
        return "no way to reach them is known".to_owned();
    }
    ways.join(" · ")
}

fn checked(person: &Record) -> String {
    match day(person, "contact_checked") {
        Some(day) => format!(" (checked {day})"),
        None => " (never checked)".to_owned(),
    }
}
