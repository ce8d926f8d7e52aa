mod calendar;
mod clocks;
mod findings;
mod index;
mod maintenance;
mod measure;
mod overview;
mod plans;

use super::measure::Level;
use super::periods::Stretch;
use super::report::Line;
use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::{Value, json};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// An instant in milliseconds, of `2026-11-22T12:00`.
pub fn at(text: &str) -> i64 {
    holdfast_ledger::time::parse(&instant(text)).expect("an instant")
}

/// An instant as it is written in files, of `2026-11-22T12:00`.
pub fn instant(text: &str) -> String {
    format!("{text}:00.000Z")
}

/// Round the clock in Berlin, unless other hours are given.
pub fn calendar(world: &mut World, hours: &str) -> Id {
    let fields = [
        ("title", json!("Hours")),
        ("hours", json!(hours)),
        ("time_zone", json!("Europe/Berlin")),
    ];
    world.add("service_calendar", &fields)
}

/// A service, and an SLA of it with terms of 99.9 % a month from January 2026 on.
pub struct Promised {
    /// The workspace.
    pub world: World,
    /// The service.
    pub service: Id,
    /// The calendar.
    pub calendar: Id,
    /// The agreement.
    pub level: Id,
    /// Its first terms.
    pub terms: Id,
}

impl Promised {
    /// On such hours.
    pub fn on(hours: &str) -> Self {
        let mut world = World::new();
        let service = world.add("service", &[("title", json!("Patient record"))]);
        let calendar = calendar(&mut world, hours);
        let fields = [
            ("title", json!("Record")),
            ("sort", json!("sla")),
            ("services", json!([service.to_string()])),
        ];
        let level = world.add("service_level", &fields);
        let terms = [
            ("from", json!("2026-01-01")),
            ("calendar", json!(calendar.to_string())),
            ("availability", json!(99.9)),
        ];
        let terms = world.item(level, "terms", &terms);
        Self {
            world,
            service,
            calendar,
            level,
            terms,
        }
    }

    /// Round the clock.
    pub fn always() -> Self {
        Self::on("")
    }

    /// More terms.
    pub fn terms(&mut self, fields: &[(&'static str, Value)]) -> Id {
        let calendar = ("calendar", json!(self.calendar.to_string()));
        let fields: Vec<_> = std::iter::once(calendar)
            .chain(fields.iter().cloned())
            .collect();
        self.world.item(self.level, "terms", &fields)
    }

    /// Writes a part of the first terms.
    pub fn term(&mut self, field: &'static str, value: Value) {
        self.world
            .set_item(self.level, "terms", self.terms, field, value);
    }

    /// An incident that took the service down; empty for what goes on still.
    pub fn down(&mut self, from: &str, to: &str) -> Id {
        let services = json!([self.service.to_string()]);
        let incident = self.world.add("incident", &[("services", services)]);
        self.outage(incident, "outage", from, to);
        incident
    }

    /// Another outage of an incident or a change.
    pub fn outage(&mut self, of: Id, kind: &str, from: &str, to: &str) {
        let mut fields = vec![
            ("service", json!(self.service.to_string())),
            ("kind", json!(kind)),
            ("from", json!(instant(from))),
        ];
        if !to.is_empty() {
            fields.push(("to", json!(instant(to))));
        }
        self.world.item(of, "outages", &fields);
    }

    /// What the agreement is measured with.
    pub fn read(&self) -> Level {
        Level::of(self.world.record(self.level), &self.world.view())
            .expect("a measurable agreement")
    }

    /// The periods within a stretch, as `2026-10`, `2026-Q4` or `2026`.
    pub fn lines(&self, stretch: &str) -> Vec<Line> {
        let level = self.read();
        let stretch = Stretch::read(stretch).expect("a stretch");
        level.lines(self.service, level.span(stretch))
    }

    /// How much the service was down in a stretch of one period, in minutes.
    pub fn minutes_down(&self, stretch: &str) -> i64 {
        let lines = self.lines(stretch);
        assert_eq!(lines.len(), 1);
        lines[0].kept.normal.down / 60_000
    }

    /// A figure's text.
    pub fn figure(&self, key: &str) -> String {
        self.world.figure(self.level, key).text
    }
}
