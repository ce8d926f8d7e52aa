//! Times as people type them from a paper, and the day that they belong to.
//!
//! All times here are minutes since 1970 on the clock of the place: paper knows no zones.

/// Minutes of a day.
pub const DAY: i64 = 24 * 60;

/// How far back from the time above a time of the day may lie before it is taken for the next
/// day's: steps that run beside each other overlap, but seldom longer.
const BACK: i64 = 6 * 60;

/// A time as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A time of the day: `1432`, `14:32`, `9.05`.
    At(i64),
    /// So many minutes after the time before it: `+5`.
    After(i64),
    /// A day and a time: `2026-11-22 14:32`.
    On(i64),
}

/// Reads what was typed; `None` when it is no time.
pub fn read(text: &str) -> Option<Typed> {
    let text = text.trim();
    if let Some(minutes) = text.strip_prefix('+') {
        let minutes: i64 = minutes.trim().parse().ok()?;
        return (0..DAY * 7)
            .contains(&minutes)
            .then_some(Typed::After(minutes));
    }
    match text.split_once([' ', 'T']) {
        Some((day, time)) => Some(Typed::On(midnight(day)? + of_day(time.trim())?)),
        None => of_day(text).map(Typed::At),
    }
}

/// The minute at which a day begins, from `2026-11-22`.
pub fn midnight(day: &str) -> Option<i64> {
    let ms = holdfast_ledger::time::parse(&[day.trim(), "T00:00:00.000Z"].concat())?;
    Some(ms.div_euclid(60_000))
}

fn of_day(text: &str) -> Option<i64> {
    let digits = |text: &str| -> Option<i64> {
        let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| text.parse().ok())?
    };
    let (hours, minutes) = match text.split_once([':', '.', 'h']) {
        Some((hours, minutes)) if minutes.len() == 2 => (digits(hours)?, digits(minutes)?),
        // Without a sign between, three or four digits: one or two may be anything.
        None if (3..=4).contains(&text.len()) => {
            let together = digits(text)?;
            (together / 100, together % 100)
        }
        Some(_) | None => return None,
    };
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The time that is meant, seen from the one before it: a time of the day that lies far back is
/// the next day's. `None` when there is nothing to count from.
pub fn after(typed: Typed, before: Option<i64>) -> Option<i64> {
    match typed {
        Typed::On(at) => Some(at),
        Typed::After(minutes) => before.map(|before| before + minutes),
        Typed::At(minute) => before.map(|before| {
            let earliest = before - BACK;
            earliest + (minute - earliest).rem_euclid(DAY)
        }),
    }
}

/// The time that is meant by somebody who speaks of what came before `later`.
pub fn before(typed: Typed, later: i64) -> Option<i64> {
    match typed {
        Typed::On(at) => Some(at),
        Typed::After(_) => None,
        Typed::At(minute) => Some(later - (later - minute).rem_euclid(DAY)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Typed, after, before, midnight, read};

    #[test]
    fn times_are_read_as_people_write_them() {
        for text in ["1432", "14:32", "14.32", "14h32", " 14:32 "] {
            assert_eq!(read(text), Some(Typed::At(872)), "{text}");
        }
        for text in ["905", "0905", "9:05"] {
            assert_eq!(read(text), Some(Typed::At(545)), "{text}");
        }
        assert_eq!(read("+5"), Some(Typed::After(5)));
        let day = midnight("2026-11-22").expect("a day");
        assert_eq!(read("2026-11-22 0:10"), Some(Typed::On(day + 10)));
        for text in [
            "",
            "5",
            "14",
            "2460",
            "2400",
            "14:3",
            "14:320",
            "+",
            "+x",
            "-5",
            "1é",
            "noon",
            "+99999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_past_midnight_is_the_next_day() {
        let evening = Some(23 * 60 + 50);
        assert_eq!(after(Typed::At(10), evening), Some(24 * 60 + 10));
        assert_eq!(after(Typed::At(23 * 60 + 55), evening), Some(23 * 60 + 55));
        // A whole working day later.
        assert_eq!(after(Typed::At(13 * 60), Some(30)), Some(13 * 60));
    }

    #[test]
    fn steps_beside_each_other_may_go_back_a_little() {
        assert_eq!(
            after(Typed::At(22 * 60 + 10), Some(22 * 60 + 40)),
            Some(22 * 60 + 10)
        );
        // Also back over midnight.
        assert_eq!(
            after(Typed::At(23 * 60 + 58), Some(24 * 60 + 5)),
            Some(23 * 60 + 58)
        );
    }

    #[test]
    fn what_came_before_lies_before() {
        assert_eq!(before(Typed::At(23 * 60), 24 * 60 + 5), Some(23 * 60));
        assert_eq!(before(Typed::At(5), 5), Some(5));
        assert_eq!(before(Typed::After(5), 5), None);
    }
}
