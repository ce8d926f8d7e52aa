//! What a recovery of all services looks like: the waves, and what stands in its way.

use super::blast::fall;
use super::catalogue::{Catalogue, Own};
use super::order::{Back, NONE, waves};
use super::points::Takes;
use crate::view::View;
use holdfast_ledger::sort::Arrange;

/// A service in the order of recovery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Its number in the catalogue.
    pub node: u32,
    /// Its own recovery.
    pub own: Own,
    /// When it is back.
    pub back: Back,
    /// Its RTO, in minutes.
    pub rto: Option<f64>,
}

impl Row {
    /// By how many minutes it is back too late; none where it is in time or has no RTO.
    pub fn late_by(&self) -> Option<f64> {
        self.rto
            .map(|rto| self.back.minutes - rto)
            .filter(|late| *late > 0.0)
    }

    /// What it waits for longest.
    pub fn waits_for(&self) -> Option<u32> {
        Some(self.back.via).filter(|via| *via != NONE)
    }
}

/// What comes back together: it waits for nothing of a later wave.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    /// Its services, the earliest first.
    pub rows: Vec<Row>,
    /// When the last of them is back, in minutes; "at least" where that is not whole.
    pub back: f64,
    /// Whether all times that lead there are known.
    pub whole: bool,
}

/// A single point of failure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its number in the catalogue.
    pub node: u32,
    /// What it takes down alone.
    pub takes: Takes,
}

impl Point {
    /// How its loss takes down the first of these: from that to the point itself.
    pub fn chain(&self, all: &Catalogue) -> Vec<u32> {
        let mut chain = fall(&all.net, self.node, self.takes.first);
        chain.reverse();
        chain
    }
}

/// An objective that does not hold what those need who depend on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Broken {
    /// The service's number in the catalogue.
    pub node: u32,
    /// Whether it is the RPO, else the RTO.
    pub is_rpo: bool,
    /// Its own objective, in minutes; none where it has none.
    pub own: Option<f64>,
    /// What is needed, in minutes.
    pub needed: f64,
}

impl Broken {
    /// From whose objective it is, to the service.
    pub fn chain(&self, all: &Catalogue) -> Vec<u32> {
        if self.is_rpo {
            all.rpo.chain(self.node)
        } else {
            all.rto.chain(self.node)
        }
    }
}

/// A recovery of all services.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The waves.
    pub waves: Vec<Wave>,
    /// Single points of failure, those first that take down most.
    pub points: Vec<Point>,
    /// Services that wait for each other, circle by circle.
    pub circles: Vec<Vec<u32>>,
    /// Objectives that do not hold what is needed, the most urgent first.
    pub broken: Vec<Broken>,
    /// How many services cannot be back within their RTO.
    pub late: usize,
    /// How many services there are of which nobody said how long they take.
    pub unknown: usize,
}

impl Report {
    /// The report of a catalogue.
    pub fn of(all: &Catalogue) -> Self {
        let row = |node: u32| Row {
            node,
            own: all.own[node as usize],
            back: all.back[node as usize],
            rto: all.nodes[node as usize].rto,
        };
        let wave = |nodes: Vec<u32>| {
            let mut rows: Vec<Row> = nodes.into_iter().map(row).collect();
            rows.arrange_by(|a, b| a.back.minutes.total_cmp(&b.back.minutes));
            Wave {
                back: rows.last().map_or(0.0, |row| row.back.minutes),
                whole: rows.iter().all(|row| row.back.whole),
                rows,
            }
        };
        let waves: Vec<Wave> = waves(&all.back).into_iter().map(wave).collect();
        let late = waves.iter().flat_map(|wave| &wave.rows);
        let late = late.filter(|row| row.late_by().is_some()).count();
        Self {
            late,
            unknown: all.own.iter().filter(|own| own.minutes.is_none()).count(),
            waves,
            points: points(all),
            circles: circles(all),
            broken: broken(all),
        }
    }
}

/// Whether a service is a single point of failure: it takes down alone what is important, and is
/// nothing that people do themselves.
pub fn is_point(all: &Catalogue, node: u32) -> bool {
    !all.nodes[node as usize].is_business() && all.takes(node).count > 0
}

fn points(all: &Catalogue) -> Vec<Point> {
    let nodes = 0..all.ids.len() as u32;
    let mut points: Vec<Point> = nodes
        .filter(|node| is_point(all, *node))
        .map(|node| Point {
            node,
            takes: all.takes(node),
        })
        .collect();
    points.arrange_by(|a, b| b.takes.count.cmp(&a.takes.count));
    points
}

fn circles(all: &Catalogue) -> Vec<Vec<u32>> {
    let each = (0..all.circles.len() as u32).map(|n| all.circles.members(n));
    let mut found: Vec<Vec<u32>> = each
        .filter(|members| members.len() > 1)
        .map(<[u32]>::to_vec)
        .collect();
    found.iter_mut().for_each(|members| members.arrange());
    found.arrange();
    found
}

fn broken(all: &Catalogue) -> Vec<Broken> {
    let mut found = Vec::new();
    for node in 0..all.ids.len() as u32 {
        let own = &all.nodes[node as usize];
        // Who has no RTO is told here; who has no RPO has said nothing of data.
        for (is_rpo, own, needed) in [
            (false, own.rto, all.rto.by(node)),
            (true, own.rpo, all.rpo.by(node)),
        ] {
            let needed = needed.map(|needed| needed.minutes);
            let fails = |needed: &f64| own.map_or(!is_rpo, |own| own > *needed);
            found.extend(needed.filter(fails).map(|needed| Broken {
                node,
                is_rpo,
                own,
                needed,
            }));
        }
    }
    // One that is too long is worse than one that nobody wrote down.
    found.arrange_by(|a, b| {
        a.own
            .is_none()
            .cmp(&b.own.is_none())
            .then(a.needed.total_cmp(&b.needed))
    });
    found
}

/// What each service is called, by its number.
pub fn names(all: &Catalogue, view: &View<'_>) -> Vec<String> {
    let name = |id: &holdfast_ledger::Id| {
        let record = view.there(*id);
        record.map_or_else(
            || "(no longer there)".to_owned(),
            |record| view.name(record),
        )
    };
    all.ids.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use holdfast_ledger::Id;
    use serde_json::{Value, json};

    fn add(world: &mut World, node: &str, rto: u32, recovery: u32, on: &[Id]) -> Id {
        let mut fields: Vec<(&'static str, Value)> = vec![("node", json!(node))];
        if rto > 0 {
            fields.push(("rto", json!(rto)));
        }
        if recovery > 0 {
            fields.push(("recovery", json!(recovery)));
        }
        let id = world.add("service", &fields);
        for on in on {
            world.item(id, "dependencies", &[("on", json!(on.to_string()))]);
        }
        id
    }

    #[test]
    fn waves_come_with_what_stands_in_the_way() {
        let mut world = World::new();
        let power = add(&mut world, "infrastructure", 30, 20, &[]);
        let data = add(&mut world, "data", 480, 60, &[power]);
        let care = add(&mut world, "process", 60, 15, &[data]);
        let view = world.view();
        let all = Catalogue::kept(&view);
        let report = Report::of(&all);
        let node = |id| all.find(id).expect("a service");
        let waves: Vec<(u32, f64)> = report
            .waves
            .iter()
            .map(|wave| (wave.rows[0].node, wave.back))
            .collect();
        assert_eq!(
            waves,
            [(node(power), 20.0), (node(data), 80.0), (node(care), 95.0)]
        );
        assert_eq!((report.late, report.unknown), (1, 0));
        assert_eq!(report.waves[2].rows[0].late_by(), Some(35.0));
        assert_eq!(report.waves[2].rows[0].waits_for(), Some(node(data)));
        let points: Vec<u32> = report.points.iter().map(|point| point.node).collect();
        assert_eq!(points.len(), 2);
        assert!(points.contains(&node(power)) && !points.contains(&node(care)));
        let chain = report.points.iter().find(|point| point.node == node(power));
        let chain = chain.map(|point| point.chain(&all));
        assert_eq!(chain, Some(vec![node(care), node(data), node(power)]));
        // The data set is needed within an hour and promises eight.
        assert_eq!(report.broken.len(), 1);
        assert_eq!(
            (report.broken[0].node, report.broken[0].needed),
            (node(data), 60.0)
        );
        assert_eq!(report.broken[0].chain(&all), [node(care), node(data)]);
        assert!(report.circles.is_empty());
    }

    #[test]
    fn circles_and_missing_objectives_are_told() {
        let mut world = World::new();
        let one = add(&mut world, "infrastructure", 0, 10, &[]);
        let two = add(&mut world, "infrastructure", 0, 0, &[one]);
        world.item(one, "dependencies", &[("on", json!(two.to_string()))]);
        add(&mut world, "process", 60, 15, &[two]);
        let view = world.view();
        let all = Catalogue::kept(&view);
        let report = Report::of(&all);
        assert_eq!(
            report.circles,
            [vec![all.find(one).unwrap(), all.find(two).unwrap()]]
        );
        assert_eq!(report.unknown, 1);
        assert!(!report.waves[0].whole);
        assert_eq!(report.broken.len(), 2);
        assert!(
            report
                .broken
                .iter()
                .all(|broken| broken.own.is_none() && !broken.is_rpo)
        );
    }
}
