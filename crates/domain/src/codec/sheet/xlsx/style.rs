//! Which numbers are dates: their format says so. And what the numbers of dates mean.

use crate::codec::sheet::GridError;
use crate::codec::sheet::xml::{Event, Xml};
use chrono::{Days, NaiveDate};

/// What a number with a format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A number.
    Number,
    /// A day, a time of day, or both.
    Date,
    /// A time that has passed, in days.
    Elapsed,
}

/// What the numbers of each cell style are, by the style's number.
///
/// # Errors
/// When it is no XML.
pub fn read(text: &str) -> Result<Vec<Shown>, GridError> {
    let mut xml = Xml::new(text);
    let (mut formats, mut styles, mut within) = (Vec::new(), Vec::new(), false);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start("numFmt") => {
                let id = xml
                    .attribute("numFmtId")?
                    .and_then(|id| id.parse::<u32>().ok());
                let code = xml.attribute("formatCode")?.unwrap_or_default();
                formats.extend(id.map(|id| (id, of_code(&code))));
            }
            Event::Start("cellXfs") => within = true,
            Event::End("cellXfs") => within = false,
            Event::Start("xf") if within => {
                let id = xml.attribute("numFmtId")?.and_then(|id| id.parse().ok());
                let id = id.unwrap_or(0);
                let own = formats.iter().find(|(known, _)| *known == id);
                styles.push(own.map_or_else(|| of_builtin(id), |(_, shown)| *shown));
            }
            _ => {}
        }
    }
    Ok(styles)
}

// ECMA-376, 18.8.30.
fn of_builtin(id: u32) -> Shown {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        46 => Shown::Elapsed,
        _ => Shown::Number,
    }
}

// Letters in quotes, after a backslash and in brackets are no parts of a date, but `[h]` is.
fn of_code(code: &str) -> Shown {
    let (mut letters, mut in_quotes, mut dated) = (code.chars(), false, false);
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '"' => in_quotes = !in_quotes,
            _ if in_quotes => {}
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|c| *c != ']').collect();
                let time = inside.to_ascii_lowercase();
                if !time.is_empty()
                    && ["h", "m", "s"]
                        .iter()
                        .any(|unit| time.replace(unit, "").is_empty())
                {
                    return Shown::Elapsed;
                }
            }
            'y' | 'd' | 'h' | 's' | 'm' => dated = true,
            // `General` and exponents hold none of these; of several sections the first counts.
            ';' => break,
            _ => {}
        }
    }
    if dated { Shown::Date } else { Shown::Number }
}

/// A number as text, read as its format says: `2026-11-22`, `2026-11-22T09:30:00`, `09:30:00`,
/// `36:00:00`. What is no possible date stays a number.
pub fn text(raw: &str, shown: Shown, since_1904: bool) -> String {
    let Ok(number) = raw.trim().parse::<f64>() else {
        return raw.to_owned();
    };
    let dated = match shown {
        Shown::Number => None,
        Shown::Date => date(number, since_1904),
        Shown::Elapsed => elapsed(number),
    };
    dated.unwrap_or_else(|| plain(raw, number))
}

// Programs write 4.2 as 4.2000000000000002.
fn plain(raw: &str, number: f64) -> String {
    if number.is_finite() && number.abs() < 1e15 {
        number.to_string()
    } else {
        raw.trim().to_owned()
    }
}

const DAY: i64 = 86_400;

fn clock(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

fn elapsed(days: f64) -> Option<String> {
    (0.0..1e6)
        .contains(&days)
        .then(|| clock((days * DAY as f64).round() as i64))
}

fn date(serial: f64, since_1904: bool) -> Option<String> {
    // The last day of the year 9999.
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let total = (serial * DAY as f64).round() as i64;
    let (days, seconds) = (total / DAY, total % DAY);
    if days == 0 && !since_1904 {
        return Some(clock(seconds));
    }
    // The system of 1900 counts a 29 February 1900, which never was.
    let (year, month, day) = match (since_1904, days) {
        (true, _) => (1904, 1, 1),
        (false, ..60) => (1899, 12, 31),
        (false, _) => (1899, 12, 30),
    };
    let first = NaiveDate::from_ymd_opt(year, month, day)?;
    let date = first.checked_add_days(Days::new(days as u64))?;
    Some(match seconds {
        0 => date.to_string(),
        _ => format!("{date}T{}", clock(seconds)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_told() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("#,##0 \"days\"", Shown::Number),
            ("[Red]0", Shown::Number),
            ("\\d0", Shown::Number),
            ("yyyy-mm-dd", Shown::Date),
            ("[$-407]D. MMMM YYYY", Shown::Date),
            ("h:mm AM/PM", Shown::Date),
            ("[h]:mm:ss", Shown::Elapsed),
            ("[mm]", Shown::Elapsed),
        ] {
            assert_eq!(of_code(code), shown, "{code}");
        }
    }

    /// ECMA-376, 18.17.4: both date systems, and the day that never was.
    #[test]
    fn serial_numbers_are_days() {
        for (serial, since_1904, expected) in [
            ("1", false, "1900-01-01"),
            ("59", false, "1900-02-28"),
            ("61", false, "1900-03-01"),
            ("46348", false, "2026-11-22"),
            ("46348.395833333336", false, "2026-11-22T09:30:00"),
            ("44886", true, "2026-11-22"),
            ("0.5", false, "12:00:00"),
            ("-3", false, "-3"),
            ("soon", false, "soon"),
        ] {
            assert_eq!(text(serial, Shown::Date, since_1904), expected, "{serial}");
        }
        assert_eq!(text("1.5", Shown::Elapsed, false), "36:00:00");
        assert_eq!(text("4.2000000000000002", Shown::Number, false), "4.2");
        assert_eq!(text("1E+300", Shown::Number, false), "1E+300");
    }
}
