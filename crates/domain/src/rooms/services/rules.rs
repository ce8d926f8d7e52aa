//! What does not hold between services, their objectives and what was proved; each finding with the
//! chain that breaks it.

use super::asked::{Asked, holds, peak_name, proof_words};
use super::blast::fall;
use super::catalogue::{CRITICAL, Catalogue};
use super::impact::falls;
use super::needed::Inherited;
use super::net::Needs;
use super::order;
use crate::describe::Finding;
use crate::rooms::{backups, review};
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::Record;

/// What is wrong with a service.
pub fn findings(service: &Record, view: &View<'_>) -> Vec<Finding> {
    let all = Catalogue::kept(view);
    let mut found = Vec::new();
    if let Some(at) = all.find(service.id) {
        let asked = Asked {
            service,
            all: &all,
            at,
            view,
        };
        found.extend(above_mtpd(&asked));
        found.extend(not_achievable(&asked));
        found.extend(rto_inherited(&asked));
        found.extend(rpo_inherited(&asked));
        found.extend(copies(&asked));
        found.extend(backups::of_data_set(service.id, view));
        impacts(&asked, &mut found);
        dependencies(&asked, &mut found);
        found.extend(circle(&asked));
        found.extend(single_point(&asked));
        found.extend(proof(&asked));
        found.extend(tier(&asked));
    }
    review::beside(found, service, view)
}

fn above_mtpd(asked: &Asked<'_>) -> Option<Finding> {
    let node = asked.node();
    let limit = asked.all.mtpd[asked.at as usize].minutes()?;
    let (rto, wrt) = (node.rto?, node.wrt.unwrap_or(0.0));
    (rto + wrt > limit).then(|| {
        let text = format!(
            "RTO {} + WRT {} = {} is longer than the MTPD of {}. Lower the objectives, or look at \
             the impact again.",
            minutes(rto),
            minutes(wrt),
            minutes(rto + wrt),
            minutes(limit)
        );
        Finding::bad("service-rto-above-mtpd", Some("rto"), text)
    })
}

/// The most that a chain names.
const NAMED: usize = 8;

/// What comes back one after the other, in words: `15 min until recovery begins, then SVC-4 Power
/// (30 min), then SVC-2 Network (1 h)`.
pub(super) fn chain_with_times(asked: &Asked<'_>, chain: &[u32]) -> String {
    let all = asked.all;
    let mut words = Vec::new();
    if all.settings.activation > 0.0 {
        let time = minutes(all.settings.activation);
        words.push(format!("{time} until recovery begins"));
    }
    let skipped = chain.len().saturating_sub(NAMED);
    if skipped > 0 {
        words.push(format!("{skipped} others"));
    }
    words.extend(chain[skipped..].iter().map(|&node| {
        let path = all.own[node as usize];
        let mut own = path.words().unwrap_or_else(|| "time unknown".to_owned());
        if let Some(runbook) = path.runbook.and_then(|id| asked.view.there(id)) {
            own = format!("{own} by {}", asked.view.code(runbook));
        }
        let name = asked.name(node);
        if all.back[node as usize].in_circle {
            format!("{name} ({own}, in a circle)")
        } else {
            format!("{name} ({own})")
        }
    }));
    words.join(", then ")
}

fn not_achievable(asked: &Asked<'_>) -> Option<Finding> {
    let rto = asked.node().rto?;
    let back = asked.all.back[asked.at as usize];
    (back.minutes > rto).then(|| {
        let chain = order::chain(&asked.all.back, asked.at);
        let least = if back.whole { "" } else { "at least " };
        let text = format!(
            "The RTO of {} cannot be met: it is back after {least}{}. {}.",
            minutes(rto),
            minutes(back.minutes),
            chain_with_times(asked, &chain)
        );
        Finding::bad("service-rto-not-achievable", Some("rto"), text)
    })
}

fn chain_of(asked: &Asked<'_>, from: &Inherited) -> String {
    let chain = from.chain(asked.at);
    let skipped = chain.len().saturating_sub(NAMED);
    if skipped == 0 {
        return asked.chain(&chain);
    }
    // Whose objective it is matters most.
    let rest = asked.chain(&chain[skipped + 1..]);
    format!("{} → {skipped} others → {rest}", asked.name(chain[0]))
}

fn rto_inherited(asked: &Asked<'_>) -> Option<Finding> {
    let needed = asked.all.rto.by(asked.at)?;
    let chain = chain_of(asked, &asked.all.rto);
    let within = minutes(needed.minutes);
    match asked.node().rto {
        None => {
            let text =
                format!("It is needed within {within}, and has no RTO: {chain}. Give it one.");
            Some(Finding::warn("service-rto-missing", Some("rto"), text))
        }
        Some(rto) => (rto > needed.minutes).then(|| {
            let text = format!(
                "Its RTO of {} is longer than the {within} within which it is needed: {chain}.",
                minutes(rto)
            );
            Finding::bad("service-rto-above-needed", Some("rto"), text)
        }),
    }
}

fn rpo_inherited(asked: &Asked<'_>) -> Option<Finding> {
    let needed = asked.all.rpo.by(asked.at)?;
    let rpo = asked.node().rpo.filter(|rpo| *rpo > needed.minutes)?;
    let text = format!(
        "Its RPO of {} is longer than the {} that is needed: {}.",
        minutes(rpo),
        minutes(needed.minutes),
        chain_of(asked, &asked.all.rpo)
    );
    Some(Finding::bad("service-rpo-above-needed", Some("rpo"), text))
}

fn copies(asked: &Asked<'_>) -> Option<Finding> {
    let required = asked
        .all
        .required(asked.at, asked.node().rpo, &asked.all.rpo)?;
    let Some(copy) = asked.all.copy(asked.at) else {
        return (asked.node().sort == "data").then(|| {
            let text = format!(
                "No more than {} of data may be lost, but no backup policy says how often it is \
                 copied.",
                minutes(required)
            );
            Finding::warn("service-no-copy", Some("rpo"), text)
        });
    };
    (copy.age() > required).then(|| {
        let text = format!(
            "No more than {} of data may be lost, but the newest copy can be {} old: {} is made \
             every {}, takes {} and is on its way for {}.",
            minutes(required),
            minutes(copy.age()),
            asked.name_of(copy.policy),
            minutes(copy.interval),
            minutes(copy.job),
            minutes(copy.lag)
        );
        Finding::bad("service-rpo-below-copy", Some("rpo"), text)
    })
}

fn impacts(asked: &Asked<'_>, found: &mut Vec<Finding>) {
    for fall in falls(&asked.node().impacts) {
        let peak = fall.to.peak.map(|peak| peak_name(asked.service, peak));
        let peak = peak.map_or_else(String::new, |peak| format!(" in “{peak}”"));
        let text = format!(
            "{}{peak}: the impact is {} after {}, and only {} after {}. A longer outage is no less \
             bad; {} counts there, too.",
            fall.to.category,
            fall.from.level.0,
            minutes(fall.from.after),
            fall.to.level.1,
            minutes(fall.to.after),
            fall.from.level.0
        );
        found.push(Finding::warn("service-impact-falls", Some("impacts"), text));
    }
}

fn dependencies(asked: &Asked<'_>, found: &mut Vec<Finding>) {
    let field = Some("dependencies");
    let (node, all) = (asked.node(), asked.all);
    let gone = |on| all.find(on).is_none();
    if node
        .needs
        .iter()
        .any(|need| need.on == Some(asked.service.id))
    {
        let text = "It depends on itself. Take that out.".to_owned();
        found.push(Finding::warn("service-depends-on-itself", field, text));
    }
    for on in node.needs.iter().filter_map(|need| need.on) {
        if !gone(on) {
            continue;
        }
        // A kit or a selection holds a part of a workspace: what it never had was not taken away.
        if asked.view.ledger.record(on).is_none() {
            let text = "It depends on something that this copy does not hold, so figures leave that \
                        out. In a part of a workspace, as a kit can be, nothing is to be done about it."
                .to_owned();
            found.push(Finding::warn("service-dependency-elsewhere", field, text));
            continue;
        }
        let what = asked.view.there(on).map(|record| asked.view.name(record));
        let what = what.map_or_else(
            || "something that is not in this workspace any more".to_owned(),
            |name| format!("{name}, which is archived"),
        );
        let text = format!("It depends on {what}. Name what took its place, or take it out.");
        found.push(Finding::bad("service-dependency-gone", field, text));
    }
    found.extend(alternatives(asked));
}

// Of those that stand in for each other one must be back in time.
fn alternatives(asked: &Asked<'_>) -> Option<Finding> {
    let all = asked.all;
    let within = all.required(asked.at, asked.node().rto, &all.rto)?;
    let groups = all.net.down(asked.at).chunk_by(|a, b| a.group == b.group);
    let mut slow = groups.filter(|group| {
        let late = |to: u32| all.nodes[to as usize].rto.is_some_and(|rto| rto > within);
        let hard = group[0].kind == Needs::Hard && all.net.is_alternative(&group[0]);
        hard && group.iter().all(|edge| late(edge.to))
    });
    let group = slow.next()?;
    let names: Vec<String> = group.iter().map(|edge| asked.name(edge.to)).collect();
    let text = format!(
        "It is needed within {}, but none of those of which one is enough has so short an RTO: {}.",
        minutes(within),
        names.join(", ")
    );
    Some(Finding::bad(
        "service-alternatives-too-slow",
        Some("dependencies"),
        text,
    ))
}

fn circle(asked: &Asked<'_>) -> Option<Finding> {
    let members = asked.all.circles.with(asked.at);
    if members.len() < 2 {
        return None;
    }
    let skipped = members.len().saturating_sub(NAMED);
    // The first of them, without sorting thousands for each.
    let mut first: Vec<u32> = Vec::with_capacity(NAMED + 1);
    for &member in members {
        let at = first.partition_point(|other| *other < member);
        if at < NAMED {
            first.insert(at, member);
            first.truncate(NAMED);
        }
    }
    let names: Vec<String> = first.iter().map(|node| asked.name(*node)).collect();
    let more = if skipped > 0 {
        format!(" and {skipped} more")
    } else {
        String::new()
    };
    let text = format!(
        "Services wait for each other in a circle: {}{more}. Find out which can start without the \
         others, and say so.",
        names.join(", ")
    );
    Some(Finding::warn(
        "service-in-circle",
        Some("dependencies"),
        text,
    ))
}

fn single_point(asked: &Asked<'_>) -> Option<Finding> {
    if asked.node().is_business() {
        return None;
    }
    let takes = asked.all.takes(asked.at);
    if takes.count == 0 {
        return None;
    }
    let mut chain = fall(&asked.all.net, asked.at, takes.first);
    chain.reverse();
    let more = match takes.count - 1 {
        0 => String::new(),
        1 => " It takes down one more of tier 1 and 2.".to_owned(),
        n => format!(" It takes down {n} more of tier 1 and 2."),
    };
    let text = format!(
        "A single point of failure: nothing can stand in for it in {}.{more}",
        asked.chain(&chain)
    );
    Some(Finding::warn("service-single-point", None, text))
}

fn proof(asked: &Asked<'_>) -> Option<Finding> {
    let (node, days) = (asked.node(), asked.all.settings.proof_days);
    let rto = node.rto?;
    let field = Some("proofs");
    match asked.all.proof(asked.at, |proof| proof.rto) {
        Some(proof) if holds(proof, asked) => {
            let shown = proof.rto.filter(|shown| *shown > rto)?;
            let text = format!(
                "The RTO is {}, but it took {} the last time: {}.",
                minutes(rto),
                minutes(shown),
                proof_words(proof, asked)
            );
            Some(Finding::bad("service-proof-misses-rto", field, text))
        }
        last => {
            let critical = asked.all.tier[asked.at as usize].is_some_and(|tier| tier <= CRITICAL);
            critical.then(|| {
                let last =
                    last.map(|proof| format!(" The last was: {}.", proof_words(proof, asked)));
                let text = format!(
                    "Nothing proved in the last {days} days that it can be back within {}.{} Test \
                     it, or run it in an exercise.",
                    minutes(rto),
                    last.unwrap_or_default()
                );
                Finding::warn("service-unproven", field, text)
            })
        }
    }
}

fn tier(asked: &Asked<'_>) -> Option<Finding> {
    let (tier, reason) = asked.node().tier.as_ref()?;
    reason.trim().is_empty().then(|| {
        let text = format!("Tier {tier} was set by hand, and nobody said why. Write the reason.");
        Finding::warn("service-tier-no-reason", Some("tier"), text)
    })
}
