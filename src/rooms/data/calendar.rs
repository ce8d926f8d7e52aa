//! What the events of a calendar are taken in as.

use super::import::Import;
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::workspace::exchange::Review;
use holdfast_domain::codec::ics::{self, As};

/// What the file is.
pub fn about(review: &Review) -> String {
    let events = match review.events.len() {
        1 => "1 event".to_owned(),
        n => format!("{n} events"),
    };
    match review.workspace_name.as_str() {
        "" => format!("Calendar with {events}"),
        name => format!("Calendar “{name}” with {events}"),
    }
}

/// The choice; nothing for other files.
pub fn taken(import: Import, n: usize, review: &Review) -> Option<AnyView> {
    if review.scope != ics::SCOPE {
        return None;
    }
    let group = next_id("taken");
    let now = review.taken;
    let option = |(taken, word, name): (As, &'static str, &'static str)| {
        let choose = move |_| {
            import.touched.set(true);
            import.found.update(|found| {
                if let Some(review) = found.reviews.get(n) {
                    review.update_value(|review| {
                        if let Some(review) = review {
                            import.workspace.take_events_as(review, taken);
                        }
                    });
                }
            });
        };
        view! { <label><input type="radio" name=group.clone() value=word prop:checked=taken == now on:change=choose/><span>{name}</span></label> }
    };
    let options = ics::aim::ALL.map(option).collect_view();
    Some(view! { <fieldset class="field"><legend>"Take its events in as"</legend><div class="seg">{options}</div></fieldset> }.into_any())
}
