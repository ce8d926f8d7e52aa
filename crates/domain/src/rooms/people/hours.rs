//! Working hours as people write them: `Mon–Fri 08:00–17:00; Sat 09:00–12:00`.

use holdfast_ledger::Record;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// The days as they begin, from Monday.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Minutes of a week.
const WEEK: u16 = 7 * DAY;
/// The days as they are written.
pub const DAY_NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

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

    /// The rota that somebody is on, where a remark names one: `gold rota`, `on call for the network`.
    pub fn rota(&self) -> Option<&str> {
        let names = |remark: &&String| {
            let said = remark.to_lowercase().replace('-', " ");
            said.split_whitespace().any(|word| word == "rota") || said.contains("on call")
        };
        self.remarks.iter().find(names).map(|remark| remark.trim())
    }

    /// The minutes of work a week; times that overlap count once.
    pub fn minutes(&self) -> u32 {
        (0..7 * DAY).filter(|minute| self.works_at(*minute)).count() as u32
    }
}

/// Whether somebody is at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Now {
    /// They are, until a minute of the week; always where there is none.
    Works(Option<u16>),
    /// They are not; again from a minute of the week.
    Off(u16),
    /// Nobody can tell, and why.
    Unknown(String),
}

impl Now {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Works(None) => "works now, round the clock".to_owned(),
            Self::Works(Some(until)) => format!("works now, until {}", moment(*until)),
            Self::Off(from) => format!("not at work, from {} again", moment(*from)),
            Self::Unknown(why) => format!("unknown: {why}"),
        }
    }
}

/// A minute of the week in words: `Mon 08:00`.
pub fn moment(minute: u16) -> String {
    let minute = minute % WEEK;
    let day = DAY_NAMES[usize::from(minute / DAY)];
    format!("{day} {}", time_of(minute % DAY))
}

/// A minute of a day as `08:00`; the end of the day is `24:00`.
pub fn time_of(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Whether a person is at work, at a minute of the week counted from Monday 00:00 in their zone; none
/// where the zone is not known.
pub fn now(person: &Record, minute: Option<u16>) -> Now {
    let unknown = |why: &str| Now::Unknown(why.to_owned());
    let written = person.text("working_hours");
    let week = match Week::read(&written) {
        _ if written.trim().is_empty() => return unknown("no working hours are written down"),
        Ok(week) if !week.spans.is_empty() => week,
        // What people wrote helps more than what is wrong with it; their record says that.
        _ => return Now::Unknown(format!("they are written as “{written}”")),
    };
    let Some(minute) = minute else {
        let zone = person.text("time_zone");
        return if zone.is_empty() {
            unknown("no time zone is written down")
        } else {
            Now::Unknown(format!("“{zone}” is no time zone that this device knows"))
        };
    };
    week.now(minute)
}

/// Times that are the same on several days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// On which days it begins, from Monday.
    pub days: [bool; 7],
    /// The minute of the day at which it begins.
    pub from: u16,
    /// The minute of the day at which it ends; on the next day where it is not after the beginning.
    pub to: u16,
}

impl Week {
    /// Whether somebody is at work at a minute of the week, and until or from when.
    pub fn now(&self, minute: u16) -> Now {
        let left = |span: &Span| {
            let into = (minute % WEEK + WEEK - span.from) % WEEK;
            (span.to - span.from)
                .checked_sub(into)
                .filter(|left| *left > 0)
        };
        if let Some(first) = self.spans.iter().filter_map(left).max() {
            // Times that touch are one.
            let mut end = first;
            for _ in &self.spans {
                let at = (minute + end) % WEEK;
                let more = self.spans.iter().filter_map(|span| {
                    let into = (at + WEEK - span.from) % WEEK;
                    (span.to - span.from)
                        .checked_sub(into)
                        .filter(|left| *left > 0)
                });
                match more.max() {
                    Some(more) if end < WEEK => end += more,
                    _ => break,
                }
            }
            return Now::Works((end < WEEK).then(|| (minute + end) % WEEK));
        }
        let wait = |span: &Span| (span.from + WEEK - minute % WEEK) % WEEK;
        match self.spans.iter().map(wait).min() {
            Some(wait) => Now::Off((minute + wait) % WEEK),
            None => Now::Unknown("no working hours are written down".to_owned()),
        }
    }

    /// The times as people think of them: the same on several days.
    pub fn shifts(&self) -> Vec<Shift> {
        let mut shifts: Vec<Shift> = Vec::new();
        for span in &self.spans {
            let (from, end) = (span.from % DAY, span.to - span.from + span.from % DAY);
            let to = if end > DAY { end - DAY } else { end };
            let day = usize::from(span.from / DAY);
            let same =
                |shift: &&mut Shift| (shift.from, shift.to) == (from, to) && !shift.days[day];
            if let Some(shift) = shifts.iter_mut().find(same) {
                shift.days[day] = true;
            } else {
                let mut days = [false; 7];
                days[day] = true;
                shifts.push(Shift { days, from, to });
            }
        }
        shifts
    }
}

/// Times as they are written; those on no day are left out.
pub fn write(shifts: &[Shift], remarks: &[String]) -> String {
    let days = |shift: &Shift| {
        if shift.days == [true; 7] {
            return "Daily".to_owned();
        }
        let mut parts: Vec<String> = Vec::new();
        let mut day = 0;
        while day < 7 {
            let run = shift.days[day..].iter().take_while(|on| **on).count();
            match run {
                0 => {}
                1 | 2 => parts.extend(DAY_NAMES[day..day + run].iter().map(|&name| name.into())),
                _ => parts.push(format!("{}–{}", DAY_NAMES[day], DAY_NAMES[day + run - 1])),
            }
            day += run.max(1);
        }
        parts.join(", ")
    };
    let used = shifts.iter().filter(|shift| shift.days != [false; 7]);
    let mut parts: Vec<String> = used
        .map(|shift| {
            format!(
                "{} {}–{}",
                days(shift),
                time_of(shift.from),
                time_of(shift.to)
            )
        })
        .collect();
    parts.extend(remarks.iter().cloned());
    parts.join("; ")
}

/// Reads a time of day, `08:00`, as a minute of the day.
pub fn read_time(text: &str) -> Option<u16> {
    clock(text)
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
#[path = "hours_tests.rs"]
mod tests;
