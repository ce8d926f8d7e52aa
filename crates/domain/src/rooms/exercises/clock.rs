//! The two clocks of an exercise: the one on the wall, and the scenario's, which stands while it is paused
//! and may run at another pace. Both follow from the log; nobody sets them.

use crate::value::instant;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Key, Path, Record};

/// What the clocks hear of the log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beat {
    /// It begins, at a pace; none where the entry does not say one.
    Started(Option<f64>),
    /// It stands still.
    Paused,
    /// It goes on, at a pace.
    Resumed(Option<f64>),
    /// The pace is another.
    Paced(Option<f64>),
    /// It is over.
    Ended,
}

/// How the clocks stand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Clock {
    /// When it began, in milliseconds since 1970.
    pub began: Option<i64>,
    /// When it ended.
    pub ended: Option<i64>,
    /// Whether the scenario's time runs.
    pub runs: bool,
    /// Minutes of the scenario that have gone by.
    pub scenario: f64,
    /// Milliseconds on the wall in which it ran.
    pub worked: i64,
    /// Minutes of the scenario in one on the wall, as it is now.
    pub pace: f64,
}

const MINUTE: f64 = 60_000.0;

impl Clock {
    /// How the clocks stand at a moment. Entries count in the order of their times; those of later than
    /// `now` (another device's clock is ahead) count when it is later. `pace` is that of the exercise,
    /// where entries say none.
    pub fn at(beats: &[(i64, Beat)], pace: f64, now: i64) -> Self {
        let mut clock = Self {
            pace,
            ..Self::default()
        };
        let mut sorted: Vec<(i64, Beat)> = beats.to_vec();
        sorted.arrange_by_key(|(at, _)| *at);
        let mut since = now;
        for (at, beat) in sorted.into_iter().filter(|(at, _)| *at <= now) {
            clock.run(since, at);
            since = at;
            clock.hear(at, beat);
        }
        clock.run(since, now);
        clock
    }

    // Beats that make no sense where they stand (two people paused it at once) change nothing.
    fn hear(&mut self, at: i64, beat: Beat) {
        if self.ended.is_some() || (self.began.is_none() && !matches!(beat, Beat::Started(_))) {
            return;
        }
        match beat {
            Beat::Started(_) if self.began.is_some() => return,
            Beat::Started(_) => (self.began, self.runs) = (Some(at), true),
            Beat::Paused => self.runs = false,
            Beat::Resumed(_) => self.runs = true,
            Beat::Paced(_) => {}
            Beat::Ended => (self.ended, self.runs) = (Some(at), false),
        }
        if let Beat::Started(pace) | Beat::Resumed(pace) | Beat::Paced(pace) = beat {
            self.pace = pace.filter(|pace| *pace > 0.0).unwrap_or(self.pace);
        }
    }

    fn run(&mut self, from: i64, to: i64) {
        if self.runs {
            let gone = to.saturating_sub(from).max(0);
            self.worked = self.worked.saturating_add(gone);
            self.scenario += gone as f64 / MINUTE * self.pace;
        }
    }

    /// How the clocks of an exercise stand.
    pub fn of(exercise: &Record, now: i64) -> Self {
        Self::at(&beats(exercise), pace(exercise), now)
    }

    /// When an inject at an offset in minutes of the scenario comes up on the wall, if nothing changes;
    /// none while the clock stands.
    pub fn due(&self, offset: f64, now: i64) -> Option<i64> {
        let left = (offset - self.scenario) / self.pace * MINUTE;
        self.runs.then(|| now.saturating_add(left as i64))
    }
}

/// The pace of an exercise: 1 where nobody said one that makes sense.
pub fn pace(exercise: &Record) -> f64 {
    let pace = exercise.get::<f64>("pace");
    pace.filter(|pace| *pace > 0.0 && pace.is_finite())
        .unwrap_or(1.0)
}

/// What the clocks hear of an exercise's log.
pub fn beats(exercise: &Record) -> Vec<(i64, Beat)> {
    let log = exercise.loose_items(Key::new("log"));
    let beat = log.filter_map(|entry| {
        let pace = entry.get::<f64>("pace");
        let beat = match &*entry.text("what") {
            "started" => Beat::Started(pace),
            "paused" => Beat::Paused,
            "resumed" => Beat::Resumed(pace),
            "paced" => Beat::Paced(pace),
            "ended" => Beat::Ended,
            _ => return None,
        };
        Some((instant(entry.value("at"))?, beat))
    });
    beat.collect()
}

/// The time on the scenario's clock after so many of its minutes, in milliseconds since 1970; none before
/// it has begun and nobody said when the scenario begins.
pub fn scenario_time(exercise: &Record, minutes: f64, clock: &Clock) -> Option<i64> {
    let told = instant(exercise.value(Path::of("scenario_start")));
    let start = told.or(clock.began)?;
    Some(start.saturating_add((minutes * MINUTE) as i64))
}
