//! What holds of every kind, whatever it describes, and the rules of rooms of one file.

use super::*;
use crate::describe::{Field, Type};
use crate::testing::World;
use serde_json::json;
use std::collections::BTreeSet;

fn is_file_name(key: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    key.starts_with(|c: char| c.is_ascii_lowercase()) && key.chars().all(fits)
}

fn check_fields(place: &str, fields: &[&'static Field]) {
    let mut seen = BTreeSet::new();
    for field in fields {
        let name = format!("{place}.{}", field.key);
        assert!(is_file_name(field.key), "{name}");
        assert!(seen.insert(field.key), "{name} is there twice");
        assert!(!field.label.is_empty(), "{name} has no label");
        match field.ty {
            Type::Choice(choices) => {
                let keys: BTreeSet<&str> = choices.iter().map(|choice| choice.key).collect();
                assert_eq!(keys.len(), choices.len(), "{name} offers a choice twice");
                let assumed = field.assumed;
                assert!(
                    assumed.is_empty() || keys.contains(assumed),
                    "{name}: {assumed}"
                );
            }
            Type::Group(parts) => check_fields(&name, &parts.iter().collect::<Vec<_>>()),
            Type::Link(kinds) | Type::Links(kinds) => {
                assert!(
                    kinds.iter().all(|id| kind(id).is_some()),
                    "{name}: {kinds:?}"
                );
            }
            _ => {}
        }
    }
}

#[test]
fn every_kind_is_in_the_room_that_it_names() {
    let placed: Vec<(&str, &str)> = ROOMS
        .iter()
        .flat_map(|room| room.holds.iter().map(|id| (room.id, *id)))
        .collect();
    // The workspace's own record is in the settings.
    let named: Vec<(&str, &str)> = kinds().skip(1).map(|kind| (kind.room, kind.id)).collect();
    assert_eq!(placed, named);
}

#[test]
fn descriptions_name_everything_once() {
    let mut kinds_seen = BTreeSet::new();
    for kind in kinds() {
        assert!(
            kinds_seen.insert(kind.id) && is_file_name(kind.id),
            "{}",
            kind.id
        );
        check_fields(kind.id, &kind.all_fields().collect::<Vec<_>>());
        // Fields and lists stand side by side in files; fields and figures in saved views.
        let fields: BTreeSet<&str> = kind.all_fields().map(|field| field.key).collect();
        let (mut entries, mut columns) = (fields.clone(), fields);
        for list in kind.all_lists() {
            assert!(
                entries.insert(list.key),
                "{}.{} is there twice",
                kind.id,
                list.key
            );
            let place = format!("{}.{}", kind.id, list.key);
            check_fields(&place, &list.fields.iter().collect::<Vec<_>>());
        }
        for figure in kind.figures {
            assert!(
                columns.insert(figure.key),
                "{}.{} is there twice",
                kind.id,
                figure.key
            );
            assert!(
                !figure.how.is_empty(),
                "{}.{} does not say how",
                kind.id,
                figure.key
            );
        }
    }
}

/// Whoever makes a record has written nothing but its title yet.
#[test]
fn a_new_record_of_every_kind_has_its_name_and_findings_in_sentences() {
    for kind in kinds() {
        let mut world = World::new();
        let id = world.add(kind.id, &[("title", json!("Flood"))]);
        let (record, view) = (world.record(id), world.view());
        assert_eq!(view.name(record), "Flood", "{}", kind.id);
        for figure in kind.figures {
            let cell = figure.show(record, &view);
            assert!(
                !cell.text.contains("in conflict"),
                "{}.{}",
                kind.id,
                figure.key
            );
        }
        for action in kind.offered(record, &view) {
            assert!(!action.label.is_empty(), "{}.{}", kind.id, action.key);
        }
        for finding in (kind.findings)(record, &view) {
            assert!(finding.text.ends_with(['.', '!', '?']), "{}", finding.rule);
        }
    }
}

#[test]
fn an_improvement_is_over_when_it_is_verified_or_dropped() {
    let ends = ["verified", "dropped"];
    let flaws = super::flow::flaws(
        &super::improvements::STEPS,
        ("open", &ends),
        super::improvements::STATES,
    );
    assert_eq!(flaws, [""; 0]);
    let mut world = World::new();
    let improvement = world.add("improvement", &[("due", json!("2026-11-21"))]);
    assert!(world.finds(improvement, "improvement-overdue"));
    world.act(improvement, "finish", &[]).expect("done");
    assert!(!world.finds(improvement, "improvement-overdue"));
    assert!(
        world.act(improvement, "verify", &[]).is_err(),
        "nobody saw anything"
    );
    let seen = [("verification", json!("Six minutes."))];
    world
        .act(improvement, "again", &seen)
        .expect("not there yet");
    world.act(improvement, "finish", &[]).expect("done");
    world.act(improvement, "verify", &seen).expect("verified");
    assert_eq!(world.record(improvement).text("state"), "verified");
}

#[test]
fn names_in_sentences_keep_their_abbreviations() {
    let said = ["DR plan", "CAB meeting", "Risk", "Message template"].map(crate::describe::in_text);
    assert_eq!(said, ["DR plan", "CAB meeting", "risk", "message template"]);
    let capitals = |word: &str| word.chars().filter(|letter| letter.is_uppercase()).count() > 1;
    for kind in super::kinds() {
        let lists = kind.lists.iter().flat_map(|list| [list.one, list.label]);
        let fields = kind.fields.iter().map(|field| field.label);
        let names = [kind.one, kind.many].into_iter().chain(lists).chain(fields);
        for name in names {
            let said = crate::describe::in_text(name);
            for (word, said) in name.split(' ').zip(said.split(' ')) {
                let kept = if capitals(word) {
                    word.to_owned()
                } else {
                    word.to_lowercase()
                };
                assert_eq!(said, kept, "in {name} of {}", kind.id);
            }
        }
    }
}

/// After so large an import that nobody remembers what it wrote, what is kept is read in parts once more, and is then
/// as if it were read for the first time.
#[test]
fn what_is_read_ahead_is_read_in_parts_after_a_large_import_too() {
    use crate::recent::Recent;
    use crate::rooms::backups::Jobs;
    use crate::rooms::changes::plans::Plans;
    use crate::rooms::review::queue::{Reviews, Wanted};
    use crate::rooms::service_levels::index::Outages;
    use crate::rooms::services::capability::Runbooks;
    use crate::view::View;
    type Ahead = fn(&View<'_>, usize) -> bool;
    type Way = (&'static str, Ahead, fn(&View<'_>));
    let ways: [Way; 5] = [
        ("incident", Outages::ahead, |view| drop(Outages::kept(view))),
        ("change", Plans::ahead, |view| drop(Plans::kept(view))),
        ("runbook", Runbooks::ahead, |view| {
            drop(Runbooks::kept(view))
        }),
        ("backup_job", Jobs::ahead, |view| drop(Jobs::kept(view))),
        ("risk", Reviews::ahead, |view| drop(Reviews::kept(view))),
    ];
    for (kind, ahead, keep) in ways {
        let mut world = World::new();
        let recent = Recent::default();
        let parts = |world: &World| {
            let view = View {
                recent: Some(&recent),
                ..world.view()
            };
            let parts = (0..999).take_while(|_| ahead(&view, 1000)).count();
            keep(&view);
            assert!(!ahead(&view, 1000), "{kind}: all is read");
            parts
        };
        world.add(kind, &[("title", json!("One"))]);
        parts(&world);
        world.add(kind, &[("title", json!("Another"))]);
        assert_eq!(
            parts(&world),
            0,
            "{kind}: one edit is read when it is asked for"
        );
        for _ in 0..5000 {
            world.add(kind, &[("title", json!("One of many"))]);
        }
        assert!(parts(&world) >= 5, "{kind}");
        if kind == "risk" {
            let view = world.view();
            let fresh = Reviews::kept(&view).queue(&Wanted::default(), &view);
            let kept = Reviews::kept(&View {
                recent: Some(&recent),
                ..view
            });
            assert_eq!(kept.queue(&Wanted::default(), &view), fresh);
        }
    }
}
