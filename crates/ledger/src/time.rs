//! Instants as people read them in files: RFC 3339 in UTC with milliseconds.

/// Milliseconds since 1970 as `2026-11-22T20:01:10.123Z`.
///
/// Years outside 0 to 9999 are brought to the nearest instant that can be written.
pub fn print(at_ms: i64) -> String {
    let at = at_ms.clamp(MIN, MAX);
    let (days, ms) = (at.div_euclid(86_400_000), at.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000
    )
}

const MIN: i64 = -62_167_219_200_000;
const MAX: i64 = 253_402_300_799_999;

/// Reads what [`print`] writes, and nothing else.
pub fn parse(text: &str) -> Option<i64> {
    let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0_i64, |number, byte| {
            byte.is_ascii_digit()
                .then(|| number * 10 + i64::from(byte - b'0'))
        })
    };
    let date = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let days = days_from_civil(date.0, date.1, date.2);
    let is_so = [4, 7, 10, 13, 16, 19, 23].map(|at| bytes[at]) == *b"--T::.Z"
        && civil(days) == date
        && hour < 24
        && minute < 60
        && second < 60;
    let at = ((days * 24 + hour) * 60 + minute) * 60 + second;
    is_so.then_some(at * 1000 + number(20, 23)?)
}

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days from 1970-01-01).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, doy - (153 * mp + 2) / 5 + 1)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_instants() {
        assert_eq!(print(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(print(1_709_164_800_001), "2024-02-29T00:00:00.001Z");
        assert_eq!(parse("2023-02-29T00:00:00.000Z"), None);
        assert_eq!(parse("2024-02-29T24:00:00.000Z"), None);
        assert_eq!(parse("2024-02-29T23:59:60.000Z"), None);
        assert_eq!(parse("2024-02-29t23:59:59.000Z"), None);
        assert_eq!(parse("2024-02-29T23:59:59.000"), None);
    }

    proptest! {
        #[test]
        fn every_instant_survives(at in MIN..=MAX) {
            prop_assert_eq!(parse(&print(at)), Some(at));
        }

        #[test]
        fn nothing_else_is_read(at in MIN..=MAX, place in 0..24_usize, byte in 0x20..0x7f_u8) {
            let mut text = print(at).into_bytes();
            text[place] = byte;
            let text = String::from_utf8(text)?;
            let same = parse(&text).is_none_or(|at| print(at) == text);
            prop_assert!(same, "{text}");
        }
    }
}
