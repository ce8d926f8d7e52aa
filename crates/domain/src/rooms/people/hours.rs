//! Working hours as people write them: `Mon–Fri 08:00–17:00; Sat 09:00–12:00`.

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// The days as they begin, from Monday.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A time of work, in minutes from Monday 00:00 in the person's zone. It may go past the end of the
/// week, into the next Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// When it begins.
    pub from: u16,
    /// When it ends.
    pub to: u16,
}

/// A week of work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week {
    /// The times, in the order in which they are written.
    pub spans: Vec<Span>,
    /// What is written beside them, for example `gold rota`.
    pub remarks: Vec<String>,
}

impl Week {
    /// Reads working hours. Parts stand between `;` or `,`; days alone go with the next times; what ends
    /// before it begins ends on the next day. Parts without days and times are remarks.
    ///
    /// # Errors
    /// The part that cannot be read.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut week = Self::default();
        let mut days: Vec<u16> = Vec::new();
        let plain = text.replace(['–', '—', '−'], "-");
        for part in plain
            .split([';', ','])
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let wrong =
                || format!("“{part}” is no time of work. Write for example Mon-Fri 08:00-17:00.");
            let (named, times) = split(part);
            match (read_days(named), times) {
                (Some(more), None) => days.extend(more),
                (Some(more), Some(times)) => {
                    days.extend(more);
                    let (from, to) = read_times(times).ok_or_else(wrong)?;
                    week.add(&std::mem::take(&mut days), from, to);
                }
                // Another time of the same days: `Mon-Fri 08:00-12:00, 13:00-17:00`.
                (None, Some(times)) if named.is_empty() => {
                    let (from, to) = read_times(times).ok_or_else(wrong)?;
                    let last: Vec<u16> = week.last_days();
                    if last.is_empty() {
                        return Err(wrong());
                    }
                    week.add(&last, from, to);
                }
                (None, Some(_)) => return Err(wrong()),
                (None, None) => week.remarks.push(part.to_owned()),
            }
        }
        if !days.is_empty() {
            return Err(format!("“{text}” names days without times."));
        }
        Ok(week)
    }

    fn add(&mut self, days: &[u16], from: u16, to: u16) {
        let to = if to <= from { to + DAY } else { to };
        self.spans.extend(days.iter().map(|day| Span {
            from: day * DAY + from,
            to: day * DAY + to,
        }));
    }

    // The days of the times that were read last.
    fn last_days(&self) -> Vec<u16> {
        let Some(last) = self.spans.last() else {
            return Vec::new();
        };
        let same = |span: &&Span| span.from % DAY == last.from % DAY;
        let days = self.spans.iter().rev().take_while(same);
        days.map(|span| span.from / DAY).collect()
    }

    /// Whether somebody works at a minute of the week, counted from Monday 00:00 in their zone.
    pub fn works_at(&self, minute: u16) -> bool {
        let within = |span: &Span, at: u16| (span.from..span.to).contains(&at);
        let spans = &mut self.spans.iter();
        spans.any(|span| within(span, minute) || within(span, minute + 7 * DAY))
    }

    /// The minutes of work a week; times that overlap count once.
    pub fn minutes(&self) -> u32 {
        (0..7 * DAY).filter(|minute| self.works_at(*minute)).count() as u32
    }
}

// Where the times begin: at the first digit.
fn split(part: &str) -> (&str, Option<&str>) {
    match part.find(|c: char| c.is_ascii_digit()) {
        Some(at) => (part[..at].trim(), Some(&part[at..])),
        None => (part, None),
    }
}

fn day(name: &str) -> Option<u16> {
    let name = name.trim().to_lowercase();
    let known = DAYS.iter().position(|day| name.starts_with(day))?;
    name.chars()
        .all(char::is_alphabetic)
        .then_some(known as u16)
}

// `Mon`, `Mon-Fri`, `Sat-Mon`, `daily`.
fn read_days(text: &str) -> Option<Vec<u16>> {
    if matches!(text.to_lowercase().as_str(), "daily" | "every day") {
        return Some((0..7).collect());
    }
    let Some((first, last)) = text.split_once('-') else {
        return day(text).map(|day| vec![day]);
    };
    let (first, last) = (day(first)?, day(last)?);
    let many = (last + 7 - first) % 7;
    Some((0..=many).map(|n| (first + n) % 7).collect())
}

fn read_times(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    Some((clock(from)?, clock(to)?))
}

fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let read = (minute < 60 && hour <= 24).then(|| hour * 60 + minute);
    read.filter(|minutes| *minutes <= DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> u32 {
        Week::read(text).expect("hours").minutes() / 60
    }

    #[test]
    fn several_days_and_times_are_read() {
        assert_eq!(hours("Mon-Fri 08:00-17:00; Sat 09:00-12:00"), 48);
        assert_eq!(hours("Mon–Fri 08:00–12:00, 13:00–17:00"), 40);
        assert_eq!(hours("Mon, Wed, Fri 08:00–18:00"), 30);
        assert_eq!(hours("Daily 00:00-24:00"), 168);
        assert_eq!(hours("monday-tuesday 8:00-9:00; Mon 08:30-09:00"), 2);
        assert_eq!(hours(""), 0);
    }

    #[test]
    fn a_night_ends_on_the_next_day_and_a_week_goes_on() {
        let week = Week::read("Fri-Sun 22:00-06:00").expect("hours");
        assert_eq!(week.minutes(), 24 * 60);
        let at = |day: u16, hour: u16| week.works_at(day * DAY + hour * 60);
        assert!(at(4, 22) && at(5, 5) && !at(5, 6), "Friday night");
        assert!(
            at(0, 5) && !at(0, 6) && !at(3, 23),
            "Sunday night ends on Monday"
        );
    }

    #[test]
    fn what_is_no_time_is_a_remark_or_is_refused() {
        let week = Week::read("Mon–Fri 08:00–17:00, gold rota").expect("hours");
        assert_eq!(
            (week.spans.len(), week.remarks),
            (5, vec!["gold rota".to_owned()])
        );
        assert!(
            Week::read("Shifts; ask the department")
                .expect("remarks")
                .spans
                .is_empty()
        );
        for wrong in [
            "Mon-Fri",
            "Mon 8-25",
            "Mon 09:00-26:00",
            "Foo 09:00-10:00",
            "09:00-10:00",
        ] {
            assert!(Week::read(wrong).is_err(), "{wrong}");
        }
    }
}
