//! A simulated team over the records of all rooms: copies are edited apart and exchange files of
//! every sort, records are purged, restored, cloned and forged. At the end all are equal, and no
//! value was lost but by a purge (M1–M15, M17, F1, F3, R8).

#![cfg(test)]
// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod look;
#[path = "../../../ledger/tests/common/team.rs"]
mod shared;
mod steps;
mod values;
mod world;

use holdfast_domain::codec::json::Described;
use holdfast_ledger::Change;
use holdfast_ledger::file::{self, Received};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use shared::cases;
use steps::{Scope, steps};
use world::{World, view};

const REGRESSIONS: &str = "tests/proptest-regressions/team.txt";

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(2000),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        ..ProptestConfig::default()
    })]

    /// M1, M2, M3, M17, F1: all copies are equal in canonical bytes, history and all, and what
    /// anybody had is there, or was replaced in sight of it, or was purged.
    #[test]
    fn a_team_converges_and_loses_nothing(steps in steps(), backwards in any::<bool>()) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        let before = world.team.held();
        let known: Vec<Change> = (0..steps::COPIES).flat_map(|who| world.history(who)).collect();
        world.exchange(backwards);
        let files: Vec<String> = (0..steps::COPIES).map(|who| world.file(who, &Scope::All, true, false)).collect();
        prop_assert_eq!(&files[0], &files[1]);
        prop_assert_eq!(&files[1], &files[2]);
        prop_assert_eq!(world.team.lost(&before), None);
        // History is a set, joined whatever the contexts say; only purged values are gone.
        let history = world.history(0);
        for mut change in known {
            if let Some(purged) = world.team.copies[0].purged_of(change.record) {
                change.purge(purged);
            }
            prop_assert!(history.contains(&change), "not in history: {}", change.print());
        }
        // Into an empty copy and out again.
        let mut fresh = World::new();
        fresh.take(0, &files[0]);
        prop_assert_eq!(fresh.file(0, &Scope::All, true, false), files[0].clone());
        let read = file::read(&files[0], &Described, &mut || unreachable!("all have ids"));
        let read = read.expect("our own file");
        prop_assert!(read.records.iter().all(|one| matches!(one, Received::Stamped(_))));
        look::at_everything(&view(&world.team.copies[0], "Ada"));
    }
}
