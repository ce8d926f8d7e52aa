//! Time: now, the device's time zone, texts in the person's language, and timers.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl};
use wasm_bindgen::prelude::*;

use super::error::EdgeError;
use super::js;

/// Milliseconds since 1970-01-01 UTC.
pub fn now_ms() -> u64 {
    Date::now() as u64
}

/// Milliseconds since the page began, finer than [`now_ms`] and never going back.
pub fn elapsed_ms() -> f64 {
    js::window()
        .ok()
        .and_then(|window| window.performance())
        .map_or_else(Date::now, |performance| performance.now())
}

/// Minutes that local time is ahead of UTC at an instant (+60 in Paris in winter).
pub fn offset_minutes(ms: u64) -> i32 {
    -(Date::new(&JsValue::from_f64(ms as f64)).get_timezone_offset() as i32)
}

/// The name of the device's time zone, for instance `Europe/Paris`; `UTC` when unknown.
pub fn zone_name() -> String {
    let options =
        Intl::DateTimeFormat::new(&Array::new(), &js_sys::Object::new()).resolved_options();
    js::get(&options, "timeZone")
        .and_then(|name| name.as_string())
        .unwrap_or_else(|| "UTC".into())
}

/// The minute of the week, counted from Monday 00:00, that clocks in a zone (`Europe/Berlin`) show at an
/// instant; `None` where this browser does not know the zone.
pub fn zone_minute(ms: u64, zone: &str) -> Option<u16> {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let format = ZONES.with_borrow_mut(|known| {
        if let Some((_, format)) = known.iter().find(|(of, _)| of == zone) {
            return format.clone();
        }
        let format = zone_formatter(zone);
        known.push((zone.to_owned(), format.clone()));
        format
    })?;
    let text = format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(ms as f64));
    let text = text.ok().and_then(|text: JsValue| text.as_string())?;
    let day = DAYS.iter().position(|day| text.starts_with(day))?;
    let numbers: Vec<u16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect();
    let [hour, minute] = numbers.try_into().ok()?;
    Some(day as u16 * 1440 + hour * 60 + minute)
}

/// The names of all time zones that this browser knows; empty where it does not tell.
pub fn zones() -> Vec<String> {
    let intl = js::get(&js_sys::global(), "Intl").unwrap_or_default();
    let names = js::call(&intl, "supportedValuesOf", &["timeZone".into()]);
    let names = names.ok().and_then(|names| names.dyn_into::<Array>().ok());
    let names = names.into_iter().flat_map(|names| names.to_vec());
    names.filter_map(|name| name.as_string()).collect()
}

// An unknown zone is an exception, which only a reflected constructor hands over as a value.
fn zone_formatter(zone: &str) -> Option<Function> {
    let intl = js::get(&js_sys::global(), "Intl")?;
    let class: Function = js::get(&intl, "DateTimeFormat")?.dyn_into().ok()?;
    let options = js::object(&[
        ("timeZone", zone.into()),
        ("weekday", "short".into()),
        ("hour", "2-digit".into()),
        ("minute", "2-digit".into()),
        ("hourCycle", "h23".into()),
    ]);
    let given = Array::of2(&"en-GB".into(), &options);
    let format = js_sys::Reflect::construct(&class, &given).ok()?;
    js::get(&format, "format")?.dyn_into().ok()
}

/// An instant as a date in the person's language and zone.
pub fn date(ms: u64) -> String {
    format(ms, &[("dateStyle", "medium")])
}

/// The parts of an instant, as `Intl.DateTimeFormat` names them; the seconds last.
const PARTS: [(&str, &str); 7] = [
    ("year", "numeric"),
    ("month", "short"),
    ("day", "numeric"),
    ("hour", "2-digit"),
    ("minute", "2-digit"),
    ("timeZoneName", "short"),
    ("second", "2-digit"),
];

/// An instant as date and time of day in the person's language, with the zone.
pub fn date_time(ms: u64) -> String {
    format(ms, &PARTS[..6])
}

/// The same with seconds, for evidence.
pub fn date_time_exact(ms: u64) -> String {
    format(ms, &PARTS)
}

/// An instant as time of day with seconds in the person's language.
pub fn time(ms: u64) -> String {
    format(
        ms,
        &[
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
        ],
    )
}

/// A day such as `2026-12-01` as month and year in the person's language: `December 2026`.
pub fn month(iso: &str) -> String {
    of_day(iso, &[("month", "long"), ("year", "numeric")])
}

/// A day such as `2026-12-01` as its name in the person's language: `Tue`.
pub fn weekday(iso: &str) -> String {
    of_day(iso, &[("weekday", "short")])
}

// Of noon, which is the same day in every zone that the browser may be in.
fn of_day(iso: &str, parts: &'static [(&'static str, &'static str)]) -> String {
    match from_local_text(&format!("{iso}T12:00")) {
        Some(ms) => format(ms, parts),
        None => iso.to_owned(),
    }
}

/// An instant within a week as weekday and time of day in the person's language: `Fri 03:59`.
pub fn weekday_time(ms: u64) -> String {
    format(
        ms,
        &[
            ("weekday", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ],
    )
}

/// An instant as time of day without seconds in the person's language.
pub fn time_short(ms: u64) -> String {
    format(ms, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// Whether people here write the month before the day, as in `2/3/1999` for 3 February.
pub fn is_month_first() -> bool {
    let day = Date::new_with_year_month_day(1999, 1, 3);
    let text = String::from(day.to_locale_date_string("default", &JsValue::UNDEFINED));
    let (month, day) = (text.find('2'), text.find('3'));
    !text.starts_with("1999") && month.zip(day).is_some_and(|(month, day)| month < day)
}

/// A calendar date (`2026-03-01`) in the person's language; the text itself when it is not one.
pub fn calendar_date(iso: &str) -> String {
    let ms = Date::parse(&format!("{iso}T00:00:00Z"));
    if iso.len() != 10 || ms.is_nan() {
        return iso.to_owned();
    }
    formatted(
        &JsValue::from_f64(ms),
        &[("dateStyle", "medium"), ("timeZone", "UTC")],
    )
}

/// A text of the domain, which knows no language: calendar dates in it as the person writes them.
pub fn with_dates(text: &str) -> String {
    let is_date = |at: usize| {
        let Some(date) = text.get(at..at + 10) else {
            return false;
        };
        let shape = |(n, byte): (usize, u8)| match n {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        let joins = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        };
        let bytes = text.as_bytes();
        let alone = !joins(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !joins(bytes.get(at + 10));
        alone && date.bytes().enumerate().all(shape)
    };
    let (mut said, mut from) = (String::with_capacity(text.len()), 0);
    for at in 0..text.len() {
        if at >= from && is_date(at) {
            said.push_str(&text[from..at]);
            said.push_str(&calendar_date(&text[at..at + 10]));
            from = at + 10;
        }
    }
    said.push_str(&text[from..]);
    said
}

/// How far `ms` is from `now`, in the person's language ("3 days ago", "in 2 hours").
pub fn relative(ms: u64, now: u64) -> String {
    const UNITS: [(f64, &str); 6] = [
        (31_557_600.0, "year"),
        (2_629_800.0, "month"),
        (604_800.0, "week"),
        (86_400.0, "day"),
        (3_600.0, "hour"),
        (60.0, "minute"),
    ];
    let seconds = (ms as f64 - now as f64) / 1000.0;
    let (size, unit) = UNITS
        .into_iter()
        .find(|(size, _)| seconds.abs() >= *size)
        .unwrap_or((1.0, "second"));
    let options = js::object(&[("numeric", "auto".into())]);
    let format = Intl::RelativeTimeFormat::new(&Array::new(), &options);
    format.format((seconds / size).trunc(), unit).into()
}

/// Today's date on the device, as `2026-03-01`.
pub fn today() -> String {
    local_text(now_ms())[..10].to_owned()
}

/// An instant as the value of a `datetime-local` input: `2026-03-01T14:30`, in local time.
pub fn local_text(ms: u64) -> String {
    let date = Date::new(&JsValue::from_f64(ms as f64));
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// The same with seconds, for inputs whose step is a second.
pub fn local_seconds(ms: u64) -> String {
    format!("{}:{:02}", local_text(ms), ms / 1000 % 60)
}

/// The instant that the value of a `datetime-local` input means on this device.
pub fn from_local_text(text: &str) -> Option<u64> {
    // Without a zone, a date with a time is local time.
    let ms = text.contains('T').then(|| Date::parse(text))?;
    (ms >= 0.0).then_some(ms as u64)
}

fn format(ms: u64, options: &'static [(&'static str, &'static str)]) -> String {
    formatted(&JsValue::from_f64(ms as f64), options)
}

/// The options of a formatter and its formatting function.
type Formatter = (&'static [(&'static str, &'static str)], Function);

thread_local! {
    /// What tells the time in a zone; none for what is no zone.
    static ZONES: RefCell<Vec<(String, Option<Function>)>> = const { RefCell::new(Vec::new()) };
    /// Making a formatter costs many times what using it does, and lists show many dates.
    static FORMATTERS: RefCell<Vec<Formatter>> = const { RefCell::new(Vec::new()) };
}

fn formatted(instant: &JsValue, options: &'static [(&'static str, &'static str)]) -> String {
    let format = FORMATTERS.with_borrow_mut(|known| {
        if let Some((_, format)) = known.iter().find(|(of, _)| *of == options) {
            return format.clone();
        }
        let format = formatter(options);
        known.push((options, format.clone()));
        format
    });
    format
        .call1(&JsValue::UNDEFINED, instant)
        .ok()
        .and_then(|text: JsValue| text.as_string())
        .unwrap_or_default()
}

fn formatter(options: &[(&str, &str)]) -> Function {
    let pairs: Vec<(&str, JsValue)> = options
        .iter()
        .map(|(key, value)| (*key, JsValue::from_str(value)))
        .collect();
    Intl::DateTimeFormat::new(&Array::new(), &js::object(&pairs))
        .format()
        .unchecked_into()
}

/// A repeating timer. It stops when this is dropped.
#[must_use = "the timer stops when this is dropped"]
pub struct Interval {
    id: i32,
    _tick: Closure<dyn FnMut()>,
}

impl Drop for Interval {
    fn drop(&mut self) {
        if let Ok(window) = js::window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}

impl Interval {
    /// Lets the timer run for the life of the page.
    pub fn keep(self) {
        std::mem::forget(self);
    }
}

/// Calls `tick` about every `ms` milliseconds. Browsers slow it down in hidden tabs, so a clock
/// must be computed from [`now_ms`], not counted.
///
/// # Errors
/// When the browser refuses a timer.
pub fn every(ms: i32, tick: impl FnMut() + 'static) -> Result<Interval, EdgeError> {
    let tick = Closure::<dyn FnMut()>::new(tick);
    let id = js::window()?
        .set_interval_with_callback_and_timeout_and_arguments_0(tick.as_ref().unchecked_ref(), ms)
        .map_err(|error| EdgeError::refused("a timer", &error))?;
    Ok(Interval { id, _tick: tick })
}

/// Waits about `ms` milliseconds.
pub async fn pause(ms: i32) {
    let _ = wasm_bindgen_futures::JsFuture::from(js::after(ms)).await;
}
