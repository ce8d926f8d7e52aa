//! Clocks that cannot be right: times are for people to read (M3), so a time that contradicts what
//! its author had seen, or that lies ahead, says so.

use crate::value::minutes;

/// How far clocks may differ before it is worth a word, in milliseconds: five minutes.
const SLACK_MS: i64 = 5 * 60_000;

/// What is wrong with a time, in words; `None` where nothing is. `seen` are the times and names of
/// what its author had seen, `now` is the time here; all in milliseconds since 1970.
pub fn words<'a>(
    at: i64,
    seen: impl IntoIterator<Item = (i64, &'a str)>,
    now: i64,
) -> Option<String> {
    let long = |ms: i64| minutes(ms as f64 / 60_000.0);
    let ahead = at.saturating_sub(now);
    if ahead > SLACK_MS {
        return Some(format!("clock {} ahead", long(ahead)));
    }
    let latest = seen.into_iter().max_by_key(|(at, _)| *at);
    let (seen, by) = latest.filter(|(seen, _)| seen.saturating_sub(at) > SLACK_MS)?;
    let by = if by.is_empty() { "an unnamed user" } else { by };
    Some(format!(
        "clock {} behind that of {by}",
        long(seen.saturating_sub(at))
    ))
}

#[cfg(test)]
mod tests {
    use super::words;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn m3_times_that_contradict_each_other_say_so() {
        let now = 100 * HOUR;
        assert_eq!(words(now, [(now - HOUR, "Tom")], now), None);
        assert_eq!(
            words(now + 60_000, [], now),
            None,
            "clocks are never quite equal"
        );
        assert_eq!(
            words(now + 3 * HOUR, [], now).as_deref(),
            Some("clock 3 h ahead")
        );
        let behind = words(
            now - 3 * HOUR,
            [(now - 4 * HOUR, "Ada"), (now - HOUR, "Tom")],
            now,
        );
        assert_eq!(behind.as_deref(), Some("clock 2 h behind that of Tom"));
        let unnamed = words(0, [(HOUR, "")], now);
        assert_eq!(
            unnamed.as_deref(),
            Some("clock 1 h behind that of an unnamed user")
        );
        assert_eq!(
            words(i64::MIN, [(i64::MAX, "Eve")], now).map(|text| text.is_empty()),
            Some(false)
        );
    }
}
