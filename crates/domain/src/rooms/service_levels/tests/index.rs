use super::{Promised, instant};
use crate::recent::Recent;
use crate::rooms::service_levels::index::Outages;
use crate::view::View;
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;

#[test]
fn what_nothing_touched_is_not_read_again() {
    let mut promised = Promised::always();
    let other = promised.world.add("service", &[("title", json!("Other"))]);
    promised.down("2026-10-05T10:00", "2026-10-05T11:00");
    let recent = Recent::default();
    let kept = |promised: &Promised| {
        Outages::kept(&View {
            recent: Some(&recent),
            ..promised.world.view()
        })
    };
    let before = kept(&promised);
    let incident = promised
        .world
        .add("incident", &[("services", json!([other.to_string()]))]);
    let after = kept(&promised);
    assert!(Arc::ptr_eq(
        before.of_service(promised.service),
        after.of_service(promised.service)
    ));
    assert_eq!(after.of_service(other).told.len(), 1);
    promised.world.set(incident, "services", json!([]));
    assert_eq!(
        kept(&promised).of_service(other).told.len(),
        0,
        "the service it had before"
    );
}

#[derive(Clone, Debug)]
enum Deed {
    Add(usize, u8),
    Move(usize, usize),
    Outage(usize, usize, u8),
    State(usize, bool),
    Delete(usize),
    Look,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        (0_usize..3, 0_u8..20).prop_map(|(service, hour)| Deed::Add(service, hour)),
        (0_usize..30, 0_usize..3).prop_map(|(record, service)| Deed::Move(record, service)),
        (0_usize..30, 0_usize..3, 0_u8..20)
            .prop_map(|(record, service, hour)| Deed::Outage(record, service, hour)),
        (0_usize..30, any::<bool>()).prop_map(|(record, out)| Deed::State(record, out)),
        (0_usize..30).prop_map(Deed::Delete),
        Just(Deed::Look),
    ];
    prop::collection::vec(one, 1..25)
}

proptest! {
    /// The index that is kept up to date is the one that is made anew, also where some of it was read ahead before
    /// anybody asked.
    #[test]
    fn kept_is_as_made_anew(deeds in deeds(), unasked in 0_usize..25, most in 1_usize..9) {
        let mut promised = Promised::always();
        let services: Vec<Id> = (0..3).map(|n| promised.world.add("service", &[("title", json!(n.to_string()))])).collect();
        let recent = Recent::default();
        let mut records: Vec<Id> = Vec::new();
        for (n, deed) in deeds.into_iter().enumerate() {
            let of = |n: usize, records: &[Id]| (!records.is_empty()).then(|| records[n % records.len()]);
            let world = &mut promised.world;
            match deed {
                Deed::Add(service, hour) => {
                    let kind = if hour % 2 == 0 { "incident" } else { "change" };
                    // Ids begin with the time: some come in between.
                    let early = i64::from(hour % 3) * 1_000_000;
                    world.now -= early;
                    let id = world.add(kind, &[("services", json!([services[service].to_string()]))]);
                    world.now += early;
                    world.item(id, "outages", &[("from", json!(instant(&format!("2026-10-05T{hour:02}:00"))))]);
                    records.push(id);
                }
                Deed::Move(n, service) => if let Some(id) = of(n, &records) {
                    world.set(id, "services", json!([services[service].to_string()]));
                },
                Deed::Outage(n, service, hour) => if let Some(id) = of(n, &records) {
                    let from = json!(instant(&format!("2026-10-06T{hour:02}:00")));
                    world.item(id, "outages", &[("service", json!(services[service].to_string())), ("from", from)]);
                },
                Deed::State(n, out) => if let Some(id) = of(n, &records) {
                    world.set(id, "state", json!(if out { "cancelled" } else { "closed" }));
                },
                Deed::Delete(n) => if let Some(id) = of(n, &records) {
                    world.delete(id);
                },
                Deed::Look => {}
            }
            let view = View { recent: Some(&recent), ..promised.world.view() };
            if n < unasked {
                Outages::ahead(&view, most);
                continue;
            }
            let kept = Outages::kept(&view);
            prop_assert!(!Outages::ahead(&view, most), "all is known");
            let anew = Outages::kept(&promised.world.view());
            for service in &services {
                prop_assert_eq!(kept.of_service(*service), anew.of_service(*service));
            }
        }
    }
}

/// What is read ahead comes to an end, and nothing is left to be read when somebody asks.
#[test]
fn reading_ahead_ends() {
    let mut promised = Promised::always();
    let recent = Recent::default();
    let empty = View {
        recent: Some(&recent),
        ..promised.world.view()
    };
    assert!(!Outages::ahead(&empty, 4), "there is nothing yet");
    for _ in 0..10 {
        promised.world.add("incident", &[("title", json!("Down"))]);
    }
    let view = View {
        recent: Some(&recent),
        ..promised.world.view()
    };
    let parts = (0..9).take_while(|_| Outages::ahead(&view, 4)).count();
    assert_eq!(parts, 2, "ten records: four, four, and the last two");
}
