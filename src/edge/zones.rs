//! What the browser knows of time zones: when their clocks are set.

use js_sys::{Array, Date, Function};
use wasm_bindgen::prelude::*;

use super::js;

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;
/// From when to when clocks are looked at, in milliseconds since 1970: 2015 to 2040.
const KNOWN: (i64, i64) = (1_420_070_400_000, 2_208_988_800_000);
/// How far apart they are looked at first. Clocks that are set and set back within that go unseen; the
/// shortest such time, Ramadan in Morocco, is twice as long.
const STEP: i64 = 14 * 1440 * MINUTE;

/// How many minutes the clocks of a zone (`Europe/Berlin`) are ahead of UTC in 2015, and when they are
/// set until 2040: instants in milliseconds since 1970, and the minutes from then on. `None` where this
/// browser does not know the zone. It takes some milliseconds.
pub fn clocks(zone: &str) -> Option<(i32, Vec<(i64, i32)>)> {
    let shown = formatter(zone)?;
    let ahead = |at: i64| minutes_ahead(&shown, at);
    let first = ahead(KNOWN.0)?;
    let (mut at, mut now, mut set) = (KNOWN.0, first, Vec::new());
    while at < KNOWN.1 {
        let next = at + STEP;
        let then = ahead(next)?;
        if then != now {
            // Clocks are set at a whole minute.
            let (mut before, mut after) = (at / MINUTE, next / MINUTE);
            while after - before > 1 {
                let middle = i64::midpoint(before, after);
                if ahead(middle * MINUTE)? == now {
                    before = middle;
                } else {
                    after = middle;
                }
            }
            set.push((after * MINUTE, then));
        }
        (at, now) = (next, then);
    }
    Some((first, set))
}

// Read off what clocks there show: `22/11/2026, 14:30`.
fn minutes_ahead(shown: &Function, at: i64) -> Option<i32> {
    let text = shown.call1(&JsValue::UNDEFINED, &JsValue::from_f64(at as f64));
    let text = text.ok()?.as_string()?;
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let mut next = || numbers.find_map(|part| part.parse::<i32>().ok());
    let (day, month, year, hour, minute) = (next()?, next()?, next()?, next()?, next()?);
    let wall = Date::utc(f64::from(year), f64::from(month - 1)) as i64
        + i64::from((day - 1) * 1440 + hour * 60 + minute) * MINUTE;
    i32::try_from((wall - at) / MINUTE).ok()
}

// An unknown zone is an exception, which only a reflected constructor hands over as a value.
fn formatter(zone: &str) -> Option<Function> {
    let options = js::object(&[
        ("timeZone", zone.into()),
        ("calendar", "gregory".into()),
        ("numberingSystem", "latn".into()),
        ("year", "numeric".into()),
        ("month", "2-digit".into()),
        ("day", "2-digit".into()),
        ("hour", "2-digit".into()),
        ("minute", "2-digit".into()),
        ("hourCycle", "h23".into()),
    ]);
    let intl = js::get(&js_sys::global(), "Intl")?;
    let class: Function = js::get(&intl, "DateTimeFormat")?.dyn_into().ok()?;
    let made = js_sys::Reflect::construct(&class, &Array::of2(&"en-GB".into(), &options)).ok()?;
    js::get(&made, "format")?.dyn_into().ok()
}
