//! What charts have in common: where the marks of an axis stand, and what they say.

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it stands, in minutes.
    pub at: f64,
    /// What it says.
    pub label: String,
}

/// Distances between marks that people read at a glance, in minutes.
const STEPS: [f64; 19] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 180.0, 360.0, 720.0, 1440.0, 2880.0, 10_080.0,
    20_160.0, 43_200.0, 86_400.0, 259_200.0, 525_600.0,
];

/// The distance between marks of a time axis, in minutes, so that there are `most` at most.
pub fn time_step(span: f64, most: usize) -> f64 {
    let least = span / most.max(1) as f64;
    let step = STEPS.into_iter().find(|step| *step >= least);
    // Beyond years any distance will do, as long as the marks are few.
    step.unwrap_or(least.max(1.0))
}

/// The marks from 0 to `span` minutes, `most` at most and the one at 0; at whole steps of a clock
/// that shows `offset` minutes at 0, labelled by `label` from the minutes on that clock.
pub fn time_ticks(
    span: f64,
    most: usize,
    offset: f64,
    mut label: impl FnMut(f64) -> String,
) -> Vec<Tick> {
    let step = time_step(span, most);
    let first = (offset / step).ceil() as i64;
    let last = ((offset + span.max(0.0)) / step).floor() as i64;
    (first..=last)
        .map(|n| {
            let clock = n as f64 * step;
            Tick {
                at: clock - offset,
                label: label(clock),
            }
        })
        .collect()
}

/// The marks of an axis of amounts by powers of ten, between two amounts above 0: a power each; 2 and 5
/// times it as well where few powers lie between; every second or third where there would be more than
/// `most`. `at` is the amount.
pub fn power_ticks(from: f64, to: f64, most: usize) -> Vec<Tick> {
    let (first, last) = (from.log10().floor() as i32, to.log10().ceil() as i32);
    let between = (first..=last).flat_map(|power| [(power, 1.0), (power, 2.0), (power, 5.0)]);
    let all: Vec<(i32, f64, f64)> = between
        .map(|(power, times)| (power, times, times * 10_f64.powi(power)))
        .filter(|(.., amount)| (from..=to).contains(amount))
        .collect();
    let powers = all.iter().filter(|(_, times, _)| *times <= 1.0).count();
    let fine = all.len() <= most.max(1);
    let every = powers.div_ceil(most.max(1)).max(1) as i32;
    let kept = all
        .into_iter()
        .filter(|(power, times, _)| fine || (*times <= 1.0 && power % every == 0));
    kept.map(|(.., at)| Tick {
        at,
        label: short_amount(at),
    })
    .collect()
}

/// An amount as an axis shows it: `0.5`, `200`, `50k`, `2M`, `1bn`, `1tn`.
pub fn short_amount(amount: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k")];
    let (size, unit) = UNITS
        .into_iter()
        .find(|(size, _)| amount >= *size)
        .unwrap_or((1.0, ""));
    // Powers of ten are not exact below 1 and far above it.
    let shown = (amount / size * 1000.0).round() / 1000.0;
    format!("{shown}{unit}")
}

/// Minutes since a start as an axis shows them: `0:20`, `26:00` as `1 d 2:00`, whole days as `2 d`.
pub fn since_start(minutes: f64) -> String {
    let total = minutes.round().max(0.0) as u64;
    let (days, rest) = (total / 1440, total % 1440);
    let time = format!("{}:{:02}", rest / 60, rest % 60);
    match (days, rest) {
        (0, _) => time,
        (days, 0) => format!("{days} d"),
        (days, _) => format!("{days} d {time}"),
    }
}

/// How high the names of points along a falling curve stand, where `y` grows downwards: each `above` its
/// own point, or higher where it would lie on that of a later one, given the room that a name takes.
/// Above a falling curve there is room.
pub fn apart(points: &[(f64, f64)], room: (f64, f64), above: f64) -> Vec<f64> {
    let mut names = vec![0.0; points.len()];
    for (n, (x, y)) in points.iter().enumerate().rev() {
        let after = (n + 1..points.len()).take_while(|after| points[*after].0 - x < room.0);
        let highest = after.map(|after| names[after] - room.1);
        names[n] = highest.fold(y - above, f64::min);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_times_that_people_read() {
        let at = |span, most| -> Vec<String> {
            let ticks = time_ticks(span, most, 0.0, since_start);
            ticks.into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(at(100.0, 5), ["0:00", "0:30", "1:00", "1:30"]);
        assert_eq!(at(3000.0, 6), ["0:00", "12:00", "1 d", "1 d 12:00", "2 d"]);
        assert_eq!(at(0.0, 6), ["0:00"]);
    }

    #[test]
    fn marks_by_powers_of_ten_are_few_and_whole() {
        let at = |from, to, most| -> Vec<String> {
            let ticks = power_ticks(from, to, most);
            ticks.into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(at(3e3, 7e4, 6), ["5k", "10k", "20k", "50k"]);
        assert_eq!(at(500.0, 2e7, 6), ["1k", "10k", "100k", "1M", "10M"]);
        assert_eq!(at(1.0, 1e12, 5), ["1", "1k", "1M", "1bn", "1tn"]);
        assert_eq!(at(0.05, 3.0, 9), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
        assert!(at(3.0, 4.0, 6).is_empty());
    }

    #[test]
    fn marks_follow_a_clock_that_did_not_begin_at_a_whole_hour() {
        let ticks = time_ticks(120.0, 4, 612.0, since_start);
        let found: Vec<(f64, &str)> = ticks
            .iter()
            .map(|tick| (tick.at, tick.label.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (18.0, "10:30"),
                (48.0, "11:00"),
                (78.0, "11:30"),
                (108.0, "12:00")
            ]
        );
    }

    #[test]
    fn however_long_it_takes_there_are_few_marks() {
        for span in [1.0, 77.0, 5_000.0, 1e6, 1e9] {
            assert!(time_ticks(span, 8, 0.0, since_start).len() <= 9, "{span}");
        }
    }

    #[test]
    fn names_of_points_that_are_near_stand_one_above_the_other() {
        let points = [
            (100.0, 200.0),
            (110.0, 206.0),
            (120.0, 211.0),
            (200.0, 240.0),
        ];
        assert_eq!(
            apart(&points, (30.0, 13.0), 5.0),
            [180.0, 193.0, 206.0, 235.0]
        );
        assert_eq!(
            apart(&[(0.0, 9.0), (90.0, 20.0)], (30.0, 13.0), 5.0),
            [4.0, 15.0]
        );
    }
}
