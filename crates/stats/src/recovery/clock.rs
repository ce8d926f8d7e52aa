//! When somebody is at work, week after week.

/// The minutes of a week.
const WEEK: f64 = 7.0 * 24.0 * 60.0;

/// A time of work, in minutes after the loss, within its first week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// When it begins.
    pub from: f64,
    /// When it ends.
    pub to: f64,
}

/// When somebody is at work. It is the same each week. Whoever has begun something ends it.
#[derive(Clone, Debug, PartialEq)]
pub enum Clock {
    /// At any time.
    Always,
    /// At these times; never where there are none.
    At(Vec<Shift>),
}

impl Clock {
    /// From when on somebody is at work, at a moment or after it; infinite where never.
    pub fn next(&self, now: f64) -> f64 {
        let Self::At(shifts) = self else {
            return now;
        };
        let week = (now / WEEK).floor() * WEEK;
        let within = |shift: &Shift, week: f64| {
            let (from, to) = (shift.from + week, shift.to + week);
            (to > now).then(|| from.max(now))
        };
        // A shift may have begun the week before, or begin in the next.
        let weeks = [week - WEEK, week, week + WEEK];
        let times = weeks
            .iter()
            .flat_map(|week| shifts.iter().filter_map(|shift| within(shift, *week)));
        times.fold(f64::INFINITY, f64::min)
    }
}
