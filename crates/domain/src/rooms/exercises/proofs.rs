//! What an exercise proves of services: how soon they came back, and with how old data.

use super::is_talk;
use super::ratings::is_held;
use crate::rooms::services::node::Proof;
use crate::value::instant;
use chrono::DateTime;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Key, Record};

/// What was achieved of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Achieved {
    /// The service.
    pub service: Id,
    /// When it was back, in milliseconds since 1970.
    pub back: i64,
    /// Minutes from when it was down until it was back.
    pub rto: f64,
    /// How old the data was when it went down, in minutes; none where nobody looked.
    pub rpo: Option<f64>,
}

/// What is written down of recovery in an exercise; times that contradict each other say nothing.
pub fn achieved(exercise: &Record) -> Vec<Achieved> {
    let items = exercise.loose_items(Key::new("achieved"));
    items.filter_map(|item| read(&item)).collect()
}

fn read(item: &Item<'_>) -> Option<Achieved> {
    let time = |field| instant(item.value(field));
    let minutes = |from: i64, to: i64| (to - from) as f64 / 60_000.0;
    let (down, back) = (time("down")?, time("back")?);
    let data = time("data_as_of").map(|at| minutes(at, down));
    let is_sound = back >= down && data.is_none_or(|age| age >= 0.0);
    is_sound.then_some(Achieved {
        service: item.text("service").parse().ok()?,
        back,
        rto: minutes(down, back),
        rpo: data,
    })
}

/// Whether times that contradict each other stand there.
pub fn contradict(exercise: &Record) -> bool {
    let items = exercise.loose_items(Key::new("achieved"));
    let mut full = items.filter(|item| ["down", "back"].iter().all(|at| item.value(at).is_some()));
    full.any(|item| item.value("service").is_some() && read(&item).is_none())
}

/// What an exercise proves: of one that was held, unless it was talk. Where people disagree about what was
/// achieved, nothing.
pub fn proved(exercise: &Record) -> Vec<(Id, Proof)> {
    let counts = is_held(exercise) && !is_talk(&exercise.text("type"));
    if !counts || crate::value::list_in_conflict(exercise, "achieved") {
        return Vec::new();
    }
    let each = achieved(exercise).into_iter().filter_map(|achieved| {
        let proof = Proof {
            date: DateTime::from_timestamp_millis(achieved.back)?.date_naive(),
            how: "exercise".to_owned(),
            rto: Some(achieved.rto),
            rpo: achieved.rpo,
            of: Some(exercise.id),
        };
        Some((achieved.service, proof))
    });
    each.collect()
}
