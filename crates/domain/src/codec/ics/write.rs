//! Changes, freezes, maintenance windows, meetings and exercises as a calendar.

use super::lines::escaped;
use super::read::OURS;
use super::rule;
use crate::rooms::changes::plans::{Held, Plans};
use crate::rooms::changes::wall::is_utc;
use crate::rooms::changes::window::Window;
use crate::rooms::changes::{CAB_MEETING, STATES};
use crate::value::instant;
use crate::view::View;
use chrono::DateTime;
use holdfast_ledger::{Path, Record};

/// The longest line, in bytes without its end.
const LINE: usize = 75;
/// For how long times are written out of what comes again in a zone that is not UTC, from now on.
const AHEAD_MS: i64 = 2 * 366 * 86_400_000;

#[derive(Default)]
struct Out(String);

impl Out {
    // Folded before a letter that would reach beyond the 75th byte.
    fn line(&mut self, head: &str, value: &str) {
        let line = [head, ":", value].concat();
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, head: &str, text: &str) {
        if !text.trim().is_empty() {
            self.line(head, &escaped(text.trim()));
        }
    }

    fn event(&mut self, record: &Record, time: Window, view: &View<'_>) {
        self.line("BEGIN", "VEVENT");
        self.line("UID", &format!("{}{OURS}", record.id));
        let last = record.marks().iter().map(|mark| mark.at).max();
        self.line("DTSTAMP", &utc(last.unwrap_or(0)));
        self.line("DTSTART", &utc(time.start));
        self.line("DTEND", &utc(time.end));
        let title = record.text("title");
        self.text(
            "SUMMARY",
            if title.trim().is_empty() {
                "Untitled"
            } else {
                &title
            },
        );
        self.text("X-HOLDFAST-CODE", &view.code(record));
    }

    fn end(&mut self) {
        self.line("END", "VEVENT");
    }
}

// `20261201T200000Z`
fn utc(at_ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// The calendar of a workspace (RFC 5545). Times are in UTC; what comes again in another zone is written
/// as its times within the next two years. Changes that were rejected or cancelled are said to be
/// cancelled.
pub fn write(view: &View<'_>) -> String {
    let mut out = Out::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//Holdfast//Changes//EN");
    let plans = Plans::kept(view);
    for (id, planned) in plans.all() {
        if let (Some(time), Some(change)) = (planned.window, view.there(id)) {
            out.event(change, time, view);
            let state = STATES.iter().find(|choice| choice.key == planned.state);
            let state = state.map_or("", |choice| choice.label);
            let reason = change.text("reason");
            out.text("DESCRIPTION", &[state, ". ", &reason].concat());
            out.line(
                "STATUS",
                match planned.state {
                    "rejected" | "cancelled" => "CANCELLED",
                    "draft" | "submitted" | "assessed" => "TENTATIVE",
                    _ => "CONFIRMED",
                },
            );
            out.line("CATEGORIES", "Change");
            out.end();
        }
    }
    for held in plans.windows() {
        if let Some(window) = view.there(held.id) {
            out.event(window, held.rule.first, view);
            comes_again(&mut out, held, view);
            out.text("DESCRIPTION", &window.text("notes"));
            out.line(
                "CATEGORIES",
                if held.freeze { "Freeze" } else { "Maintenance" },
            );
            out.end();
        }
    }
    meetings(&mut out, view);
    for (id, exercise) in plans.exercises() {
        if let (Some((start, ended)), Some(run)) = (exercise.time, view.there(id)) {
            let end = ended.unwrap_or_else(|| view.now().max(start + 60_000));
            out.event(run, Window { start, end }, view);
            out.line("CATEGORIES", "Exercise");
            out.end();
        }
    }
    out.line("END", "VCALENDAR");
    out.0
}

fn comes_again(out: &mut Out, held: &Held, view: &View<'_>) {
    let rule = &held.rule;
    if rule.again.is_none() {
        return;
    }
    if is_utc(&rule.zone)
        && let Some(text) = rule::print(rule)
    {
        out.line("RRULE", &text);
        let left = rule.except.iter().flatten();
        let time = DateTime::from_timestamp_millis(rule.first.start)
            .unwrap_or_default()
            .time();
        let left: Vec<String> = left
            .map(|day| utc(day.and_time(time).and_utc().timestamp_millis()))
            .collect();
        if !left.is_empty() {
            out.line("EXDATE", &left.join(","));
        }
        return;
    }
    let times = rule.within(rule.first.end, view.now() + AHEAD_MS, view);
    let times: Vec<String> = times.iter().map(|time| utc(time.start)).collect();
    if !times.is_empty() {
        out.line("RDATE", &times.join(","));
    }
}

fn meetings(out: &mut Out, view: &View<'_>) {
    for meeting in view.live(CAB_MEETING.id) {
        let Some(start) = instant(meeting.value(Path::of("at"))) else {
            continue;
        };
        let minutes = meeting
            .get::<f64>("length")
            .filter(|minutes| *minutes > 0.0)
            .unwrap_or(60.0);
        let end = start + (minutes * 60_000.0) as i64;
        out.event(meeting, Window { start, end }, view);
        out.text("LOCATION", &meeting.text("location"));
        out.line("CATEGORIES", "CAB");
        out.end();
    }
}
