//! What has services come back later than the graph would: the plan's runbooks begin one after the other, and who puts a
//! service into a later wave has it wait for the waves before.

use super::order::placed;
use super::stages::{self, Length, Planned};
use crate::rooms::runbooks::start::recovers;
use crate::rooms::services::capability::Runbooks;
use crate::rooms::services::catalogue::Catalogue;
use crate::rooms::services::net::{Kinds, Net};
use crate::rooms::services::order::{Back, Floor, order_above};
use crate::view::View;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// What holds a service up beside what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The plan's runbook that brings it back begins after others.
    Runbooks,
    /// It was put into a later wave by hand.
    Wave,
}

impl Held {
    /// What it is called on screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Runbooks => "the runbooks before its own",
            Self::Wave => "the waves before its own, by hand",
        }
    }
}

/// When the plan's runbooks have each service back that they bring back, in minutes after the activation, and whether all
/// of that is known: the last of them counts. Without stages that wait for each other.
pub fn by_stages(
    nodes: &[u32],
    catalogue: &Catalogue,
    planned: &[Planned],
    told: &Runbooks,
    view: &View<'_>,
) -> Vec<Option<(f64, bool)>> {
    let run = stages::to_run(planned);
    let mut found = vec![None; nodes.len()];
    let Ok(length) = stages::lengths(&run, view) else {
        return found;
    };
    let begins_known = begins_known(&run, &length);
    for (at, stage) in run.iter().enumerate() {
        let Some(record) = stage.runbook.and_then(|id| view.there(id)) else {
            continue;
        };
        let times = &length.schedule.times[at];
        for service in recovers(record) {
            let service: Option<Id> = service.parse().ok();
            let node = service.and_then(|id| Some((id, catalogue.find(id)?)));
            let place = node.and_then(|(id, node)| Some((id, nodes.binary_search(&node).ok()?)));
            let Some((service, place)) = place else {
                continue;
            };
            let (end, known) = match told.minutes(record.id, service) {
                Some((minutes, whole)) => (times.earliest_start + minutes, whole),
                None => (times.earliest_finish, length.known[at]),
            };
            let known = known && begins_known[at];
            let last: &mut Option<(f64, bool)> = &mut found[place];
            *last = Some(last.map_or((end, known), |(other, all)| (other.max(end), all && known)));
        }
    }
    found
}

// Whether all that comes before each stage has its durations.
fn begins_known(run: &[Planned], length: &Length) -> Vec<bool> {
    let mut known = vec![true; run.len()];
    // They wait in no circle, so there are as many rounds at most as stages.
    for _ in 0..run.len() {
        let next: Vec<bool> = run
            .iter()
            .map(|stage| stage.after.iter().all(|at| known[*at] && length.known[*at]))
            .collect();
        if std::mem::replace(&mut known, next.clone()) == next {
            break;
        }
    }
    known
}

/// When each node is back, and what holds it up beside what it needs: `own` its own path, `known` whether all of that is
/// known, `stages` as of [`by_stages`], `by_hand` the waves that were set. A node that was put into a later wave begins when all of the waves before are back, but for those that
/// wait for it; one that was put into an earlier wave is back no sooner.
pub fn order(
    net: &Net,
    own: &[Option<f64>],
    known: &[bool],
    activation: f64,
    stages: Vec<Option<(f64, bool)>>,
    by_hand: &[(u32, u32)],
) -> (Vec<Back>, Vec<Option<Held>>) {
    let floor = |(told, known): (&Option<(f64, bool)>, &bool)| {
        told.map_or(Floor::open(*known), |(minutes, whole)| Floor {
            minutes: activation + minutes,
            whole: whole && *known,
        })
    };
    let mut floors: Vec<Floor> = stages.iter().zip(known).map(floor).collect();
    let mut by_wave = vec![false; own.len()];
    let mut back = order_above(net, own, activation, &floors);
    let derived = back.clone();
    let mut waves: Vec<u32> = by_hand.iter().map(|(_, wave)| *wave).collect();
    waves.arrange();
    waves.dedup();
    for wave in waves {
        let all = placed(&derived, by_hand);
        let mut later = false;
        for node in 0..own.len() {
            if all[node] != wave || derived[node].wave >= wave {
                continue;
            }
            let waits = waiting_for(net, node as u32);
            let before = (0..own.len()).filter(|other| all[*other] < wave && !waits[*other]);
            let (begins, known) = before.fold((0.0, true), |(last, known), other| {
                (back[other].minutes.max(last), known && back[other].whole)
            });
            let minutes = begins + own[node].unwrap_or(0.0).max(0.0);
            if minutes > back[node].minutes {
                (by_wave[node], later) = (true, true);
                floors[node] = Floor {
                    minutes,
                    whole: floors[node].whole && known,
                };
            }
        }
        if later {
            back = order_above(net, own, activation, &floors);
        }
    }
    let open: Vec<Floor> = known.iter().map(|known| Floor::open(*known)).collect();
    let free = order_above(net, own, activation, &open);
    let held = |node: usize| {
        let at_floor = back[node].minutes <= floors[node].minutes;
        let later = back[node].minutes > free[node].minutes && at_floor;
        later.then_some(if by_wave[node] {
            Held::Wave
        } else {
            Held::Runbooks
        })
    };
    let held = (0..own.len()).map(held).collect();
    (back, held)
}

// What waits for a node, at any distance, and the node itself.
fn waiting_for(net: &Net, node: u32) -> Vec<bool> {
    let mut seen = vec![false; net.nodes()];
    seen[node as usize] = true;
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        for edge in net.up(node).filter(|edge| Kinds::FIRST.has(edge.kind)) {
            if !std::mem::replace(&mut seen[edge.from as usize], true) {
                open.push(edge.from);
            }
        }
    }
    seen
}
