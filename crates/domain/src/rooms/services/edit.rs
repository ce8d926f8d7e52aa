//! Changing what a service depends on, and its business impact analysis.

use super::SERVICE;
use super::impact::{At, Cell, IMPACTS, cell_edits, cells};
use super::net::Needs;
use super::node::DEPENDENCIES;
use crate::value::minutes;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text, place};

/// What 0 to 4 mean.
pub const LEVELS: [&str; 5] = ["none", "minor", "moderate", "major", "severe"];

fn edit(service: Id, list: Key, item: Id, field: Key, value: Text) -> Edit {
    Edit {
        record: service,
        kind: SERVICE.key(),
        path: Path::item(list, item, field),
        value,
    }
}

/// The edits that make a service depend on another; `item` is a new id.
///
/// # Errors
/// On itself, or where that dependency is there already.
pub fn depend(service: &Record, item: Id, on: Id, kind: Needs) -> Result<Vec<Edit>, String> {
    if on == service.id {
        return Err("A service cannot depend on itself.".to_owned());
    }
    let there = |known: &Item<'_>| {
        known.text("on").parse() == Ok(on) && Needs::of(&known.text("kind")) == kind
    };
    if service.loose_items(DEPENDENCIES).any(|known| there(&known)) {
        return Err("It depends on that already.".to_owned());
    }
    let list = service.items(DEPENDENCIES);
    let last = list.iter().rfind(|item| item.depth == 0);
    let last = last.map(|item| item.place().key);
    let place = Place {
        key: place::between(last.as_deref(), None, item),
        under: None,
    };
    let put = |field, value| edit(service.id, DEPENDENCIES, item, field, value);
    let mut edits = vec![
        put(PLACE, place.to_text()),
        put(Key::new("on"), Text::string(&on.to_string())),
    ];
    if kind != Needs::Hard {
        edits.push(put(Key::new("kind"), Text::string(kind.key())));
    }
    Ok(edits)
}

/// The edit that says how a service depends on another.
pub fn set_kind(service: Id, item: Id, kind: Needs) -> Edit {
    let value = Text::string(kind.key());
    edit(service, DEPENDENCIES, item, Key::new("kind"), value)
}

/// The edit that says of which others one is enough; empty: it is needed itself.
pub fn set_any_of(service: Id, item: Id, name: &str) -> Edit {
    let value = match name.trim() {
        "" => Text::null(),
        name => Text::string(name),
    };
    edit(service, DEPENDENCIES, item, Key::new("any_of"), value)
}

/// The edit that takes a dependency out.
pub fn undepend(service: Id, item: Id) -> Edit {
    Ledger::remove_item(service, SERVICE.key(), DEPENDENCIES, item)
}

/// What writing a level does.
#[derive(Debug)]
pub struct Leveled {
    /// The edits.
    pub edits: Vec<Edit>,
    /// The times at which less was said than now, and that are raised with it, in minutes.
    pub raised: Vec<f64>,
}

/// Writes how bad an outage is that has lasted so long, 0 to 4. What is said of longer outages of the
/// same category and is less is raised with it.
///
/// # Errors
/// Where that is less than what is said of a shorter outage: a longer one is no less bad.
pub fn set_level(service: &Record, at: At<'_>, level: u8) -> Result<Leveled, String> {
    let all = cells(service);
    let of_row = |cell: &&Cell| cell.category == at.category.trim();
    let holds = |cell: &&Cell| cell.peak.is_none() || cell.peak == at.peak;
    let after = f64::from(at.after);
    let before = all.iter().filter(of_row).filter(holds);
    // All year counts in a peak period, too, at the same time as well.
    let before =
        before.filter(|cell| cell.after < after || (cell.after <= after && cell.peak != at.peak));
    let worst = before.reduce(|worst, cell| {
        if cell.level.1 > worst.level.1 {
            cell
        } else {
            worst
        }
    });
    if let Some(worst) = worst.filter(|worst| worst.level.1 > level) {
        let year = if worst.peak == at.peak {
            ""
        } else {
            " all year"
        };
        return Err(format!(
            "{} is {} ({}) after {}{year}. A longer outage is no less bad: {} cannot be less after {}.",
            worst.category,
            worst.level.1,
            LEVELS[usize::from(worst.level.1.min(4))],
            minutes(worst.after),
            at.category.trim(),
            minutes(after)
        ));
    }
    let mut edits = cell_edits(service, at, &[("level", Text::of(&level)?)])?;
    let mut raised = Vec::new();
    let later = all.iter().filter(of_row).filter(|cell| {
        let own = cell.peak == at.peak || at.peak.is_none();
        own && cell.level.1 < level
            && (cell.after > after || (cell.after >= after && cell.peak != at.peak))
    });
    for cell in later {
        if cell.level.0 != cell.level.1 {
            return Err(format!(
                "People disagree about {} after {}, which would be raised as well. Decide that first, so that nobody’s value goes unseen.",
                cell.category,
                minutes(cell.after)
            ));
        }
        let value = Text::of(&level)?;
        edits.push(edit(
            service.id,
            IMPACTS,
            cell.item,
            Key::new("level"),
            value,
        ));
        raised.push(cell.after);
    }
    Ok(Leveled { edits, raised })
}

/// The edits that take a cell out: what an earlier time says then counts there. Nothing where there
/// is no such cell.
pub fn clear_level(service: &Record, at: At<'_>) -> Vec<Edit> {
    let all = cells(service);
    let own = all.iter().filter(|cell| {
        cell.category == at.category.trim()
            && cell.after.total_cmp(&f64::from(at.after)).is_eq()
            && cell.peak == at.peak
    });
    let remove = |cell: &Cell| Ledger::remove_item(service.id, SERVICE.key(), IMPACTS, cell.item);
    own.map(remove).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::services::catalogue::Catalogue;
    use crate::testing::World;
    use serde_json::json;

    fn at(category: &str, after: u32) -> At<'_> {
        At {
            category,
            after,
            peak: None,
        }
    }

    fn levels(world: &World, id: Id) -> Vec<(f64, u8)> {
        let all = cells(world.record(id));
        all.iter().map(|cell| (cell.after, cell.level.1)).collect()
    }

    fn write(world: &mut World, id: Id, at: At<'_>, level: u8) -> Result<Vec<f64>, String> {
        let made = set_level(world.record(id), at, level)?;
        world.commit(&made.edits);
        Ok(made.raised)
    }

    #[test]
    fn a_dependency_is_added_changed_and_taken_out() {
        let mut world = World::new();
        let on = world.add("service", &[("title", json!("One"))]);
        let from = world.add("service", &[("title", json!("One"))]);
        let item = world.mint();
        let edits = depend(world.record(from), item, on, Needs::Degraded).expect("a dependency");
        world.commit(&edits);
        let kind = |world: &World| {
            let all = Catalogue::kept(&world.view());
            let at = all.find(from).expect("the service");
            all.net.down(at).first().map(|edge| edge.kind)
        };
        assert_eq!(kind(&world), Some(Needs::Degraded));
        let other = world.mint();
        assert!(depend(world.record(from), other, on, Needs::Degraded).is_err());
        assert!(depend(world.record(from), other, on, Needs::Hard).is_ok());
        assert!(depend(world.record(from), other, from, Needs::Hard).is_err());
        world.commit(&[
            set_kind(from, item, Needs::Hard),
            set_any_of(from, item, " pair "),
        ]);
        assert_eq!(kind(&world), Some(Needs::Hard));
        let all = Catalogue::kept(&world.view());
        let node = &all.nodes[all.find(from).expect("the service") as usize];
        assert_eq!(node.needs[0].any_of, "pair");
        world.commit(&[undepend(from, item)]);
        assert_eq!(kind(&world), None);
    }

    #[test]
    fn a_longer_outage_is_no_less_bad() {
        let mut world = World::new();
        let id = world.add("service", &[("title", json!("One"))]);
        write(&mut world, id, at("Safety", 240), 2).expect("the first");
        write(&mut world, id, at("Safety", 1440), 2).expect("as bad");
        let why = write(&mut world, id, at("Safety", 480), 1).expect_err("less bad");
        assert!(why.contains("Safety is 2 (moderate) after 4 h"), "{why}");
        // Another category is another matter, and so is a shorter outage.
        write(&mut world, id, at("Legal", 480), 0).expect("another category");
        write(&mut world, id, at("Safety", 60), 0).expect("a shorter outage");
        // What is said of longer ones is raised with it.
        let raised = write(&mut world, id, at("Safety", 240), 3).expect("worse");
        assert_eq!(raised, [1440.0]);
        let all = levels(&world, id);
        assert!(
            all.contains(&(1440.0, 3)) && all.contains(&(60.0, 0)),
            "{all:?}"
        );
        world.commit(&clear_level(world.record(id), at("Safety", 240)));
        assert!(!levels(&world, id).contains(&(240.0, 3)));
        assert!(clear_level(world.record(id), at("Safety", 240)).is_empty());
    }

    #[test]
    fn what_people_disagree_about_is_not_raised_along() {
        let mut world = World::new();
        let id = world.add("service", &[("title", json!("One"))]);
        write(&mut world, id, at("Safety", 1440), 1).expect("the longer one");
        let mut other = world.fork(7);
        write(&mut world, id, at("Safety", 1440), 2).expect("one says");
        write(&mut other, id, at("Safety", 1440), 3).expect("another says");
        world.merge(&other);
        let why = write(&mut world, id, at("Safety", 240), 4).expect_err("disputed");
        assert!(why.contains("disagree about Safety after 1 d"), "{why}");
        assert_eq!(write(&mut world, id, at("Safety", 240), 1), Ok(vec![]));
    }

    #[test]
    fn in_a_peak_period_an_outage_is_no_less_bad_than_all_year() {
        let mut world = World::new();
        let id = world.add("service", &[("title", json!("One"))]);
        let peak = Some(world.item(id, "peaks", &[("title", json!("Month end"))]));
        let in_peak = |after| At {
            peak,
            ..at("Legal", after)
        };
        write(&mut world, id, at("Legal", 240), 2).expect("all year");
        assert!(write(&mut world, id, in_peak(240), 1).is_err());
        assert_eq!(write(&mut world, id, in_peak(240), 3), Ok(vec![]));
        assert!(write(&mut world, id, in_peak(480), 2).is_err());
        // What the peak period says does not bind the rest of the year.
        assert_eq!(write(&mut world, id, at("Legal", 480), 2), Ok(vec![]));
        assert_eq!(
            write(&mut world, id, at("Legal", 240), 4).map(|raised| raised.len()),
            Ok(2)
        );
    }
}
