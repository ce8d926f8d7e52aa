//! What the members of the team do.

use crate::values::{Spot, lists, spots};
use holdfast_domain::rooms::ROOMS;
use proptest::prelude::*;
use proptest::sample::select;

/// How many copies there are.
pub const COPIES: usize = 3;

#[derive(Clone, Debug)]
pub enum Step {
    /// Writes a value.
    Set {
        who: usize,
        record: u8,
        item: u8,
        spot: Spot,
        value: u8,
    },
    /// Puts an item at an end of its list, under another one or none.
    Place {
        who: usize,
        record: u8,
        list: (&'static str, &'static str),
        item: u8,
        under: Option<u8>,
    },
    /// Removes an item, or brings it back.
    Remove {
        who: usize,
        record: u8,
        list: (&'static str, &'static str),
        item: u8,
        back: bool,
    },
    /// Deletes a record, or brings it back.
    Delete {
        who: usize,
        spot: Spot,
        record: u8,
        back: bool,
    },
    /// Does one of the actions that a record offers.
    Act {
        who: usize,
        spot: Spot,
        record: u8,
        nth: u8,
        answers: u8,
    },
    /// Starts a run of a runbook.
    Start {
        who: usize,
        record: u8,
    },
    /// Does something in a run.
    Work {
        who: usize,
        run: u8,
        step: u8,
        deed: u8,
    },
    /// Purges what stands or stood in a register.
    PurgeValue {
        who: usize,
        spot: Spot,
        record: u8,
        item: u8,
    },
    /// Purges a record, or an item of it.
    PurgeWhole {
        who: usize,
        list: (&'static str, &'static str),
        record: u8,
        item: Option<u8>,
    },
    /// Takes the last command back.
    Undo {
        who: usize,
    },
    /// Writes a file and puts it on the pile.
    Save {
        who: usize,
        scope: Scope,
        history: bool,
        redacted: bool,
    },
    /// Takes in a file of the pile, as it is or edited by hand.
    Take {
        who: usize,
        file: u8,
        edited: Option<u8>,
    },
    /// Takes in a record with a forged value under a true stamp (M11).
    Forge {
        who: usize,
        spot: Spot,
        record: u8,
    },
    /// Makes a restore point, or restores one.
    Point {
        who: usize,
    },
    Restore {
        who: usize,
        point: u8,
    },
    /// Closes the app and opens it again.
    Reopen {
        who: usize,
    },
    /// A copy of the profile of another is used from now on.
    Clone {
        from: usize,
        who: usize,
    },
    /// Takes in all that another has.
    Join {
        from: usize,
        who: usize,
    },
}

#[derive(Clone, Debug)]
pub enum Scope {
    All,
    Room(usize),
    One(Spot, u8),
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = || 0..COPIES;
    let spot = || select(spots());
    let list = || select(lists());
    let n = || 0..2u8;
    let item = || 0..3u8;
    let scope = prop_oneof![
        2 => Just(Scope::All),
        1 => (0..ROOMS.len()).prop_map(Scope::Room),
        1 => (spot(), n()).prop_map(|(spot, record)| Scope::One(spot, record)),
    ];
    let step = prop_oneof![
        24 => (who(), n(), item(), spot(), 0..12u8)
            .prop_map(|(who, record, item, spot, value)| Step::Set { who, record, item, spot, value }),
        6 => (who(), n(), list(), item(), proptest::option::of(item()))
            .prop_map(|(who, record, list, item, under)| Step::Place { who, record, list, item, under }),
        3 => (who(), n(), list(), item(), any::<bool>())
            .prop_map(|(who, record, list, item, back)| Step::Remove { who, record, list, item, back }),
        2 => (who(), spot(), n(), any::<bool>())
            .prop_map(|(who, spot, record, back)| Step::Delete { who, spot, record, back }),
        6 => (who(), spot(), n(), 0..6u8, 0..12u8)
            .prop_map(|(who, spot, record, nth, answers)| Step::Act { who, spot, record, nth, answers }),
        2 => (who(), n()).prop_map(|(who, record)| Step::Start { who, record }),
        6 => (who(), n(), item(), 0..15u8)
            .prop_map(|(who, run, step, deed)| Step::Work { who, run, step, deed }),
        3 => (who(), spot(), n(), item())
            .prop_map(|(who, spot, record, item)| Step::PurgeValue { who, spot, record, item }),
        2 => (who(), list(), n(), proptest::option::of(item()))
            .prop_map(|(who, list, record, item)| Step::PurgeWhole { who, list, record, item }),
        3 => who().prop_map(|who| Step::Undo { who }),
        4 => (who(), scope, any::<bool>(), any::<bool>())
            .prop_map(|(who, scope, history, redacted)| Step::Save { who, scope, history, redacted }),
        5 => (who(), 0..6u8, proptest::option::weighted(0.3, 0..4u8))
            .prop_map(|(who, file, edited)| Step::Take { who, file, edited }),
        1 => (who(), spot(), n()).prop_map(|(who, spot, record)| Step::Forge { who, spot, record }),
        1 => who().prop_map(|who| Step::Point { who }),
        1 => (who(), 0..3u8).prop_map(|(who, point)| Step::Restore { who, point }),
        1 => who().prop_map(|who| Step::Reopen { who }),
        1 => (who(), who()).prop_map(|(from, who)| Step::Clone { from, who }),
        3 => (who(), who()).prop_map(|(from, who)| Step::Join { from, who }),
    ];
    prop::collection::vec(step, 1..50)
}
