//! Figures of when a service can be back, what proved it, and what depends on what.

use super::asked::{Asked, first_unknown, holds, proof_words};
use super::needed::Inherited;
use super::node::{Node, Proof};
use super::order;
use crate::describe::{Cell, Tone};
use crate::value::minutes;
use holdfast_ledger::sort::Arrange;

pub(super) fn achievable(asked: &Asked<'_>) -> Cell {
    let all = asked.all;
    let back = all.back[asked.at as usize];
    let chain = order::chain(&all.back, asked.at);
    let mut inputs = super::rules::chain_with_times(asked, &chain);
    let rto = asked.node().rto;
    let (least, rank) = if back.whole {
        ("", Some(back.minutes))
    } else {
        let missing = first_unknown(all, asked.at);
        let in_part = missing.and_then(|node| all.own[node as usize].runbook);
        let missing = missing.map(|node| asked.name(node)).unwrap_or_default();
        inputs = match in_part.and_then(|id| asked.view.there(id)) {
            Some(runbook) => {
                let code = asked.view.code(runbook);
                format!("{inputs}. Of {missing}, steps of {code} have no duration.")
            }
            None => format!("{inputs}. Nobody said how long {missing} takes by itself."),
        };
        if back.minutes <= all.settings.activation {
            let mut cell = Cell::unknown(&format!("how long {missing} takes is not said"));
            cell.inputs = inputs;
            return cell;
        }
        ("at least ", None)
    };
    let late = rto.is_some_and(|rto| back.minutes > rto);
    let in_time = back.whole && rto.is_some();
    let mut cell = Cell {
        text: format!("{least}{}", minutes(back.minutes)),
        rank: rank.or(Some(back.minutes)),
        tone: match (late, in_time) {
            (true, _) => Tone::Bad,
            (false, true) => Tone::Good,
            (false, false) => Tone::Plain,
        },
        inputs,
    };
    asked.mark(&mut cell);
    cell
}

pub(super) fn proven(
    asked: &Asked<'_>,
    says: fn(&Proof) -> Option<f64>,
    objective: fn(&Node) -> Option<f64>,
) -> Cell {
    let Some(proof) = asked.all.proof(asked.at, says) else {
        return Cell {
            tone: Tone::Warn,
            text: "unproven: no test, exercise or recovery says so".to_owned(),
            ..Cell::default()
        };
    };
    let shown = says(proof).unwrap_or_default();
    let words = proof_words(proof, asked);
    let days = asked.all.settings.proof_days;
    if !holds(proof, asked) {
        return Cell {
            text: format!("unproven since then: {} in {}", minutes(shown), proof.date),
            rank: None,
            tone: Tone::Warn,
            inputs: format!("{words}: {}. Proof holds for {days} days.", minutes(shown)),
        };
    }
    let meets = objective(asked.node()).map(|objective| shown <= objective);
    Cell {
        text: minutes(shown),
        rank: Some(shown),
        tone: match meets {
            Some(true) => Tone::Good,
            Some(false) => Tone::Bad,
            None => Tone::Plain,
        },
        inputs: format!("{words}. It holds for {days} days."),
    }
}

pub(super) fn inherited(asked: &Asked<'_>, from: &Inherited) -> Cell {
    let Some(needed) = from.by(asked.at) else {
        return Cell::unknown("nothing that hard-depends on it has such an objective");
    };
    let mut cell = Cell {
        text: minutes(needed.minutes),
        rank: Some(needed.minutes),
        tone: Tone::Plain,
        inputs: asked.chain(&from.chain(asked.at)),
    };
    asked.mark(&mut cell);
    cell
}

pub(super) fn copy_age(asked: &Asked<'_>) -> Cell {
    let Some(copy) = asked.all.copy(asked.at) else {
        return Cell::unknown("no backup policy with an interval names it");
    };
    let rpo = asked
        .all
        .required(asked.at, asked.node().rpo, &asked.all.rpo);
    Cell {
        text: minutes(copy.age()),
        rank: Some(copy.age()),
        tone: match rpo {
            Some(rpo) if copy.age() > rpo => Tone::Bad,
            Some(_) => Tone::Good,
            None => Tone::Plain,
        },
        inputs: format!(
            "{}: every {} + takes {} + on its way {}",
            asked.name_of(copy.policy),
            minutes(copy.interval),
            minutes(copy.job),
            minutes(copy.lag)
        ),
    }
}

/// The most names that a figure lists.
const LISTED: usize = 20;

fn counted(asked: &Asked<'_>, mut nodes: Vec<u32>) -> Cell {
    nodes.dedup();
    let mut names: Vec<String> = nodes
        .iter()
        .take(LISTED)
        .map(|node| asked.name(*node))
        .collect();
    if nodes.len() > LISTED {
        names.push(format!("and {} more", nodes.len() - LISTED));
    }
    let mut cell = Cell::count(nodes.len() as i64, names.join(", "));
    asked.mark(&mut cell);
    cell
}

pub(super) fn depends_on(asked: &Asked<'_>) -> Cell {
    let edges = asked.all.net.down(asked.at).iter();
    let mut nodes: Vec<u32> = edges.map(|edge| edge.to).collect();
    nodes.arrange();
    counted(asked, nodes)
}

pub(super) fn needed_by(asked: &Asked<'_>) -> Cell {
    // Edges come by the node that depends.
    let nodes = asked.all.net.up(asked.at).map(|edge| edge.from).collect();
    counted(asked, nodes)
}

pub(super) fn takes_down(asked: &Asked<'_>) -> Cell {
    let takes = asked.all.takes(asked.at);
    let inputs = match takes.count {
        0 => String::new(),
        1 => asked.name(takes.first),
        n => format!("{} and {} more", asked.name(takes.first), n - 1),
    };
    Cell::count(takes.count.into(), inputs)
}

pub(super) fn wave(asked: &Asked<'_>) -> Cell {
    let back = asked.all.back[asked.at as usize];
    let mut cell = Cell {
        text: back.wave.to_string(),
        rank: Some(f64::from(back.wave)),
        tone: Tone::Plain,
        inputs: if back.in_circle {
            "It waits for others that wait for it.".to_owned()
        } else {
            String::new()
        },
    };
    asked.mark(&mut cell);
    cell
}
