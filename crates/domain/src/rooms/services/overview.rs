//! The business impact analysis of all services side by side.

use super::SERVICE;
use super::catalogue::Catalogue;
use super::impact;
use super::node::Node;
use crate::describe::{Cell, Finding, Tone};
use crate::rooms::readiness;
use crate::rooms::workspace::Settings;
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Record};

/// The figures of a service that the overview shows, in its order.
pub const FIGURES: [&str; 4] = ["criticality", "mtpd", "achievable", "proven_rto"];

/// A service in the overview.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The service.
    pub id: Id,
    /// Its code and title.
    pub name: String,
    /// The [`FIGURES`].
    pub figures: Vec<Cell>,
    /// Its own RTO, WRT and RPO in words; empty where it has none.
    pub claimed: [String; 3],
    /// What breaks it, what is worst first.
    pub breaks: Vec<Finding>,
    /// The worst impact of each time of the settings.
    pub worst: Vec<Worst>,
}

/// The worst impact that an outage has when it has lasted so long.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worst {
    /// 0 to 4; none where nobody said anything.
    pub level: Option<u8>,
    /// In which category.
    pub category: String,
    /// Whether it is intolerable.
    pub intolerable: bool,
}

/// The numbers of the services in the order of the overview: by tier, then by RTO; with `business`
/// only business processes and services.
pub fn listed(all: &Catalogue, business: bool) -> Vec<u32> {
    let nodes = 0..all.ids.len() as u32;
    let mut nodes: Vec<u32> = nodes
        .filter(|node| !business || all.nodes[*node as usize].is_business())
        .collect();
    let tier = |node: u32| all.tier[node as usize].unwrap_or(u8::MAX);
    let rto = |node: u32| all.nodes[node as usize].rto.unwrap_or(f64::INFINITY);
    nodes.arrange_by(|a, b| tier(*a).cmp(&tier(*b)).then(rto(*a).total_cmp(&rto(*b))));
    nodes
}

/// The line of a service.
pub fn line(all: &Catalogue, node: u32, view: &View<'_>) -> Option<Line> {
    let record = view.there(all.ids[node as usize])?;
    let own = &all.nodes[node as usize];
    let words = |time: Option<f64>| time.map(minutes).unwrap_or_default();
    let told = readiness::findings(&SERVICE, record, view).into_iter();
    let open = told.filter(|(_, muted)| muted.is_none());
    let mut breaks: Vec<Finding> = open
        .map(|(finding, _)| finding)
        .filter(|finding| in_short(finding.rule).is_some())
        .collect();
    breaks.arrange_by_key(|finding| finding.tone != Tone::Bad);
    Some(Line {
        id: record.id,
        name: view.name(record),
        figures: FIGURES.map(|key| figure(key, record, view)).to_vec(),
        claimed: [words(own.rto), words(own.wrt), words(own.rpo)],
        breaks,
        worst: worst(own, &all.settings),
    })
}

/// A figure of a service by its key.
pub fn figure(key: &str, service: &Record, view: &View<'_>) -> Cell {
    let figure = SERVICE.figures.iter().find(|figure| figure.key == key);
    figure.map_or_else(Cell::default, |figure| figure.show(service, view))
}

/// What a finding is in a few words; none for one that is no matter of objectives.
pub fn in_short(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "service-rto-above-mtpd" => "RTO + WRT above MTPD",
        "service-rto-not-achievable" => "RTO not achievable",
        "service-rto-above-needed" => "RTO longer than needed",
        "service-rto-missing" => "No RTO, though needed",
        "service-rpo-above-needed" => "RPO longer than needed",
        "service-rpo-below-copy" => "Copies too old for RPO",
        "service-no-copy" => "No backup policy",
        "service-alternatives-too-slow" => "Alternatives too slow",
        "service-dependency-gone" => "Depends on what is gone",
        "service-dependency-elsewhere" => "Depends on what is not in this copy",
        "service-proof-misses-rto" => "Proof misses RTO",
        "service-unproven" => "RTO unproven",
        "service-in-circle" => "In a circle",
        "service-single-point" => "Single point of failure",
        _ => return None,
    })
}

/// For each time of the settings the worst impact in any category, in a peak period or out of it.
/// What an earlier time says holds for later ones.
pub fn worst(node: &Node, settings: &Settings) -> Vec<Worst> {
    let at = |band: &f64| {
        let so_far = node.impacts.iter().filter(|cell| cell.after <= *band);
        let worst = so_far.reduce(|worst, cell| {
            if cell.level.1 > worst.level.1 {
                cell
            } else {
                worst
            }
        });
        worst.map_or_else(Worst::default, |cell| Worst {
            level: Some(cell.level.1),
            category: cell.category.clone(),
            intolerable: cell.level.1 >= settings.intolerable,
        })
    };
    settings.bands.iter().map(at).collect()
}

/// The least that is needed to go on, over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Minimum {
    /// The times that anything is said of, in minutes, rising.
    pub after: Vec<f64>,
    /// What is needed, its sort in words, and how many at each time; none where nothing was said yet.
    pub rows: Vec<(String, &'static str, Vec<Option<u32>>)>,
}

/// The minimum resources of a service: what was said of an earlier time holds until another is said.
pub fn minimum(service: &Record) -> Minimum {
    let mut said: Vec<(f64, String, &'static str, u32)> = service
        .loose_items(Key::new("resources"))
        .filter_map(|item| {
            let sort = item.text("sort");
            let sort = super::RESOURCES.iter().find(|choice| choice.key == sort);
            Some((
                item.get::<f64>("after")?,
                item.text("what").trim().to_owned(),
                sort.map_or("", |choice| choice.label),
                item.get("count")?,
            ))
        })
        .collect();
    said.arrange_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = Minimum::default();
    for (after, what, sort, _) in &said {
        if !found.after.contains(after) {
            found.after.push(*after);
        }
        if !found
            .rows
            .iter()
            .any(|row| (&row.0, row.1) == (what, *sort))
        {
            found.rows.push((what.clone(), sort, Vec::new()));
        }
    }
    for (what, sort, counts) in &mut found.rows {
        let own = |one: &&(f64, String, &'static str, u32)| (&one.1, one.2) == (&*what, *sort);
        let at = |after: &f64| {
            let last = said.iter().filter(own).rfind(|one| one.0 <= *after);
            last.map(|one| one.3)
        };
        *counts = found.after.iter().map(at).collect();
    }
    found
}

/// The steps of the minimum business continuity objective: after how many minutes which share of the
/// usual output there must be, in percent.
pub fn mbco(service: &Record) -> Vec<(f64, u32)> {
    let stages = service.loose_items(Key::new("mbco"));
    let mut steps: Vec<(f64, u32)> = stages
        .filter_map(|item| Some((item.get::<f64>("after")?, item.get("percent")?)))
        .collect();
    steps.arrange_by(|a, b| a.0.total_cmp(&b.0));
    steps
}

/// A level of impact in words.
pub fn level_words(level: Option<u8>) -> String {
    match level {
        None => "not assessed".to_owned(),
        Some(level) => {
            let word = super::edit::LEVELS[usize::from(level.min(4))];
            format!("{level} {word}")
        }
    }
}

/// The heat map of a service, see [`impact::heat_map`].
pub fn heat(service: &Record, view: &View<'_>, peak: Option<Id>) -> impact::HeatMap {
    impact::heat_map(&impact::cells(service), &Settings::of(view), peak)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn a_line_says_what_breaks_and_the_worst_of_each_time() {
        let mut world = World::new();
        let id = world.add(
            "service",
            &[
                ("title", json!("Payroll")),
                ("node", json!("process")),
                ("rto", json!(60)),
                ("wrt", json!(30)),
                ("recovery", json!(90)),
            ],
        );
        world.add("service", &[("node", json!("application"))]);
        for (category, after, level) in [("Legal", 240, 2), ("Safety", 60, 1), ("Safety", 480, 3)] {
            let fields = [
                ("category", json!(category)),
                ("after", json!(after)),
                ("level", json!(level)),
            ];
            world.item(id, "impacts", &fields);
        }
        let view = world.view();
        let all = Catalogue::kept(&view);
        assert_eq!(listed(&all, false).len(), 2);
        let business = listed(&all, true);
        assert_eq!(business.len(), 1);
        let line = line(&all, business[0], &view).expect("a line");
        assert_eq!(
            line.claimed,
            ["1 h".to_owned(), "30 min".to_owned(), String::new()]
        );
        assert_eq!(line.figures[2].text, "1 h 30 min");
        let short: Vec<_> = line
            .breaks
            .iter()
            .filter_map(|one| in_short(one.rule))
            .collect();
        assert_eq!(short, ["RTO not achievable", "RTO unproven"]);
        let levels: Vec<_> = line.worst.iter().map(|worst| worst.level).collect();
        assert_eq!(levels[..4], [Some(1), Some(2), Some(3), Some(3)]);
        assert_eq!(
            (&*line.worst[1].category, line.worst[2].intolerable),
            ("Legal", true)
        );
    }

    #[test]
    fn every_finding_that_is_a_matter_of_objectives_has_a_short_name() {
        let mut world = World::new();
        let gone = world.add("service", &[("title", json!("One"))]);
        let id = world.add("service", &[("rto", json!(60)), ("recovery", json!(90))]);
        world.item(id, "dependencies", &[("on", json!(gone.to_string()))]);
        world.delete(gone);
        let found = world.findings(id);
        assert!(
            found
                .iter()
                .any(|one| in_short(one.rule) == Some("Depends on what is gone"))
        );
        assert_eq!(in_short("review-overdue"), None);
    }

    #[test]
    fn minimum_resources_hold_until_another_number_is_said() {
        let mut world = World::new();
        let id = world.add("service", &[("title", json!("One"))]);
        for (what, after, count) in [("Clerks", 60, 2), ("Clerks", 480, 5), ("Printers", 240, 1)] {
            let fields = [
                ("what", json!(what)),
                ("sort", json!("people")),
                ("after", json!(after)),
                ("count", json!(count)),
            ];
            world.item(id, "resources", &fields);
        }
        let found = minimum(world.record(id));
        assert_eq!(found.after, [60.0, 240.0, 480.0]);
        assert_eq!(found.rows[0].2, [Some(2), Some(2), Some(5)]);
        assert_eq!(found.rows[1].2, [None, Some(1), Some(1)]);
        world.item(id, "mbco", &[("after", json!(480)), ("percent", json!(80))]);
        world.item(id, "mbco", &[("after", json!(60)), ("percent", json!(20))]);
        assert_eq!(mbco(world.record(id)), [(60.0, 20), (480.0, 80)]);
    }
}
