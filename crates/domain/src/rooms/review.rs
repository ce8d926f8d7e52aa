//! Reviews: every record that has them is reviewed in the same way. To review is to
//! look again and confirm or edit; the date of the next review follows.

pub mod queue;

use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Kind, REVIEWED, Tone, Type, field};
use crate::value::{day, instant_text};
use crate::view::View;
use chrono::{Months, NaiveDate};
use holdfast_ledger::{Edit, Record, Text};

const ASKS: &[Field] =
    &[field("comment", "What did you find?", Type::Prose)
        .help("May stay empty; kept as a comment.")];

/// The action "Mark reviewed"; `perform` calls [`mark`].
pub fn action(perform: fn(Ask<'_>) -> Result<Vec<Edit>, String>) -> Action {
    Action {
        key: REVIEWED,
        label: "Mark reviewed".to_owned(),
        tone: Tone::Plain,
        refused: None,
        about: String::new(),
        asks: ASKS,
        perform,
    }
}

/// Sets the date of the review to today and of the next one by the record's interval,
/// or by `every` when it has none; keeps what was found as a comment.
///
/// # Errors
/// When the interval leads to no date.
pub fn mark(mut ask: Ask<'_>, every: &str) -> Result<Vec<Edit>, String> {
    let today = ask.view.today();
    let own = ask.record.text("review_every");
    let every = if own.is_empty() { every } else { &own };
    let next = after(today, every).ok_or_else(|| {
        format!("The review interval “{every}” is not known. Choose another one.")
    })?;
    let mut edits = vec![
        ask.set("reviewed", day_text(today)),
        ask.set("next_review", day_text(next)),
    ];
    let comment = ask.answer("comment");
    if !comment.is_empty() {
        let fields = vec![
            ("text", Text::string(&comment)),
            ("by", Text::string(ask.view.user)),
            ("at", instant_text(ask.view.now())),
        ];
        edits.extend(ask.add("comments", fields));
    }
    Ok(edits)
}

/// [`mark`] for kinds that are reviewed every year unless told otherwise.
///
/// # Errors
/// As [`mark`].
pub fn mark_yearly(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    mark(ask, "12m")
}

/// What can be done with a record that needs nothing but reviews.
pub fn actions(_: &Record, _: &View<'_>) -> Vec<Action> {
    vec![action(mark_yearly)]
}

/// What a kind finds of its own, and whether the review is overdue.
pub fn beside(
    own: impl IntoIterator<Item = Finding>,
    record: &Record,
    view: &View<'_>,
) -> Vec<Finding> {
    own.into_iter().chain(overdue(record, view)).collect()
}

/// A day as a value.
pub fn day_text(day: NaiveDate) -> Text {
    Text::string(&day.to_string())
}

/// The finding `review-overdue`: the next review was to be before today.
pub fn overdue(record: &Record, view: &View<'_>) -> Option<Finding> {
    let due = day(record, "next_review")?;
    (due < view.today()).then(|| {
        let text = format!("The review was due on {due}. Look at it again, then mark it reviewed.");
        Finding::warn("review-overdue", Some("next_review"), text)
    })
}

/// Whether a record can be reviewed now.
pub fn can_review(kind: &Kind, record: &Record, view: &View<'_>) -> bool {
    let open = |action: &Action| action.key == REVIEWED && action.refused.is_none();
    (kind.actions)(record, view).iter().any(open)
}

/// The day that lies an interval (`3m`: three months) after another. The last day of
/// a month stands in for days that the month does not have.
pub fn after(day: NaiveDate, every: &str) -> Option<NaiveDate> {
    let months: u32 = every.strip_suffix('m')?.parse().ok()?;
    day.checked_add_months(Months::new(months))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::INTERVALS;
    use crate::testing::World;
    use holdfast_ledger::Key;
    use serde_json::json;

    #[test]
    fn every_interval_leads_to_a_later_day() {
        let day: NaiveDate = "2026-01-31".parse().expect("a day");
        for interval in INTERVALS {
            assert!(after(day, interval.key) > Some(day), "{}", interval.key);
        }
        assert_eq!(after(day, "1m"), "2026-02-28".parse().ok());
        assert_eq!(after(day, "soon"), None);
    }

    #[test]
    fn a_review_moves_the_next_one_and_keeps_what_was_found() {
        let mut world = World::new();
        let role = world.add("role", &[("next_review", json!("2026-11-21"))]);
        assert!(world.finds(role, "review-overdue"));
        world.user = "Ada".to_owned();
        world
            .act(role, "reviewed", &[("comment", json!(" Still right. "))])
            .expect("reviewed");
        assert!(!world.finds(role, "review-overdue"));
        assert_eq!(world.record(role).text("reviewed"), "2026-11-22");
        assert_eq!(world.record(role).text("next_review"), "2027-11-22");
        let comments = world.record(role).items(Key::new("comments"));
        assert_eq!(comments.len(), 1);
        assert_eq!(comments[0].text("text"), "Still right.");
        assert_eq!(comments[0].text("by"), "Ada");
        assert_eq!(comments[0].text("at"), "2026-11-22T12:00:00.000Z");
    }

    #[test]
    fn the_records_own_interval_counts_and_a_review_due_today_is_in_time() {
        let mut world = World::new();
        let fields = [
            ("next_review", json!("2026-11-22")),
            ("review_every", json!("3m")),
        ];
        let role = world.add("role", &fields);
        assert!(!world.finds(role, "review-overdue"));
        world.act(role, "reviewed", &[]).expect("reviewed");
        assert_eq!(world.record(role).text("next_review"), "2027-02-22");
        assert!(world.record(role).items(Key::new("comments")).is_empty());
        world.set(role, "review_every", json!("fortnightly"));
        let refused = world
            .act(role, "reviewed", &[])
            .expect_err("not an interval");
        assert!(refused.contains("fortnightly"), "{refused}");
    }
}
